"""Releases: what they hold, what stops them, that every tampering is seen, and that they come out again."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pet_report import files, pipeline, provenance
from pet_report.cli import releasing
from pet_report.errors import ToolFailure
from pet_report.release import archive, folder, manifest
from pet_report.verify import faults
from pet_report.verify import issued as check_issued
from tests.support.builds import COMMAND, ROOT, run
from tests.support.issued import DESPITE, HARD, committed, git

NAME = "a-library-that-is-hard-to-print-1.0"
WITHOUT = ("--without", "verapdf", "--without", "nu")


def _files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


# --- what a release holds --------------------------------------------------------------------------------------------


def test_a_release_has_everything_in_its_place(issued: Path) -> None:
    names = set(_files(issued))
    top = {name for name in names if "/" not in name}
    assert top == {
        "manifest.json", "SHA256SUMS", "sbom.cdx.json", "release-notes.md", f"{NAME}.zip", f"{NAME}.zip.sha256",
    }  # fmt: skip
    for publication in ("report", "response"):
        for ending in (".html", ".pdf", "-large-print.pdf"):
            assert f"publications/{publication}{ending}" in names
    assert {"publications/site/index.html", "data/datapackage.json", "data/proposals.csv"} <= names
    sources = {name.removeprefix("sources/"): name for name in names if name.startswith("sources/")}
    assert {name: (HARD / name).read_bytes() for name in sources} == {
        name: (issued / path).read_bytes() for name, path in sources.items()
    }
    assert set(sources) == set(_files(HARD))


def test_sha256sum_is_content(issued: Path) -> None:
    for sums in ("SHA256SUMS", f"{NAME}.zip.sha256"):
        done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", sums], cwd=issued, check=False)
        assert done.returncode == 0
    listed = folder.read_sums((issued / "SHA256SUMS").read_bytes())
    assert set(listed) == set(_files(issued)) - {"SHA256SUMS", f"{NAME}.zip", f"{NAME}.zip.sha256"}


def test_the_manifest_keeps_to_its_schema_and_says_what_is_so(issued: Path) -> None:
    plain = json.loads((issued / "manifest.json").read_text("utf-8"))
    published = json.loads((ROOT / "pet_report/schemas/manifest.schema.json").read_text("utf-8"))
    assert list(Draft202012Validator(published).iter_errors(plain)) == []
    assert plain["commit"]["id"] == git(issued.parent.parent, "rev-parse", "HEAD").strip()
    assert plain["commit"]["date"] == "2020-05-14T08:30:00Z"
    listed = {each["path"]: each for each in (*plain["inputs"], *plain["outputs"])}
    for path, each in listed.items():
        content = (issued / path).read_bytes()
        assert (each["bytes"], each["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert plain["counts"]["proposals"] == plain["counts"]["answered"] + sum(each["count"] for each in plain["despite"])
    assert plain["tools"]["pandoc"]
    assert plain["tools"]["weasyprint"]
    assert plain["tools"]["Pango"].count(".") == 2


def test_the_bill_of_materials_is_valid_and_whole(issued: Path) -> None:
    text = (issued / "sbom.cdx.json").read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    names = {each["name"] for each in json.loads(text)["components"]}
    assert {"pet-report", "weasyprint", "pandoc", "Python", "SourceSans3-Regular.ttf"} <= names
    assert "pytest" not in names  # it is here, but had no part in it
    assert names == {each.name for each in provenance.components()}


def test_the_archive_holds_the_folder(issued: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(issued / f"{NAME}.zip") as packed:
        assert packed.testzip() is None
        assert {each.date_time for each in packed.infolist()} == {(2020, 5, 14, 8, 30, 0)}
        packed.extractall(tmp_path)
    lying = {name: content for name, content in _files(issued).items() if not name.startswith(NAME)}
    assert _files(tmp_path / NAME) == lying


# --- that it is what was issued --------------------------------------------------------------------------------------


def test_verify_finds_nothing_in_a_release_and_in_its_archive(issued: Path) -> None:
    done = run("verify", issued, "--quiet", where=ROOT)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "No faults found" in done.stdout
    done = run("verify", issued / f"{NAME}.zip", *WITHOUT)
    assert done.returncode == 0, done.stdout + done.stderr


Damage = Callable[[Path], str]
"""Does something to a release, and names the file at which it must be told."""


def _flipped(name: str) -> Damage:
    def damage(root: Path) -> str:
        content = bytearray((root / name).read_bytes())
        content[len(content) // 2] ^= 1
        (root / name).write_bytes(content)
        return name

    return damage


def _gone(name: str) -> Damage:
    def damage(root: Path) -> str:
        (root / name).unlink()
        return name

    return damage


def _put(name: str, content: bytes = b"") -> Damage:
    def damage(root: Path) -> str:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
        return name

    return damage


def _linked(root: Path) -> str:
    """The right bytes, but from elsewhere."""
    path = root / "publications/report.html"
    path.rename(root.parent / "elsewhere.html")
    path.symlink_to(root.parent / "elsewhere.html")
    return "publications/report.html"


def _swapped(root: Path) -> str:
    one, other = root / "publications/report.pdf", root / "publications/response.pdf"
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    return "publications/report.pdf"


def _in_capitals(root: Path) -> str:
    (root / "sources/report.yaml").rename(root / "sources/Report.yaml")
    return "sources/Report.yaml"


def _manifest_changed(root: Path) -> str:
    path = root / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"edition": "final"', '"edition": "draft"'), encoding="utf-8")
    return "manifest.json"


def _one_sum_changed(root: Path) -> str:
    """A file and its line in SHA256SUMS, but not in the manifest."""
    path = root / "sources/report.yaml"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes() + b"# more\n")
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    sums = root / "SHA256SUMS"
    sums.write_text(sums.read_text("utf-8").replace(old, new), encoding="utf-8")
    return "SHA256SUMS"


def _repacked(change: Callable[[dict[str, bytes]], None]) -> Damage:
    """The archive packed again with other files in it, and its sum made to fit."""

    def damage(root: Path) -> str:
        told = manifest.read((root / "manifest.json").read_bytes())
        inside = {name: content for name, content in _files(root).items() if not name.startswith(NAME)}
        change(inside)
        packed = archive.pack(inside, NAME, folder.moment(told))
        (root / f"{NAME}.zip").write_bytes(packed)
        (root / f"{NAME}.zip.sha256").write_bytes(folder.sums({f"{NAME}.zip": packed}))
        return f"{NAME}.zip"

    return damage


def _pipe(name: str) -> Damage:
    def damage(root: Path) -> str:
        (root / name).unlink(missing_ok=True)
        os.mkfifo(root / name)
        return name

    return damage


def _linked_elsewhere(name: str) -> Damage:
    def damage(root: Path) -> str:
        (root / name).rename(root.parent / "elsewhere")
        (root / name).symlink_to(root.parent / "elsewhere")
        return name

    return damage


def _empty_folder(root: Path) -> str:
    (root / "publications/annex").mkdir()
    return "publications/annex"


def _told_otherwise(**changed: object) -> Damage:
    """A manifest that says something else, and everything else made to fit."""

    def damage(root: Path) -> str:
        _sum_again(root, **changed)
        return "manifest.json"

    return damage


def _of_nothing(root: Path) -> str:
    for name in ("publications", "data", "sources"):
        shutil.rmtree(root / name)
    told = manifest.read((root / "manifest.json").read_bytes())
    _sum_again(root, inputs=(), outputs=tuple(each for each in told.outputs if "/" not in each.path))
    return "manifest.json"


def _with_a_comment(root: Path) -> str:
    with zipfile.ZipFile(root / f"{NAME}.zip", "a") as packed:
        packed.comment = b"hello"
    content = (root / f"{NAME}.zip").read_bytes()
    (root / f"{NAME}.zip.sha256").write_bytes(folder.sums({f"{NAME}.zip": content}))
    return f"{NAME}.zip"


TAMPERING: dict[str, Damage] = {
    **{f"{name}: a pipe": _pipe(name) for name in (
        "manifest.json", "SHA256SUMS", "sbom.cdx.json", f"{NAME}.zip", f"{NAME}.zip.sha256", "SHA256SUMS.minisig",
        "publications/report.pdf",
    )},
    **{f"{name}: a link to the same bytes": _linked_elsewhere(name) for name in (
        "SHA256SUMS", f"{NAME}.zip", "sbom.cdx.json",
    )},
    "an empty folder": _empty_folder,
    "a comment in the archive": _with_a_comment,
    "a bill of nested lists": _put("sbom.cdx.json", b"[" * 200_000),
    "a bill of numbers": _put("sbom.cdx.json", b'{"components": [{"name": 1, "version": null}, 2]}'),
    "a release of nothing": _of_nothing,
    "lengths that are not so": _told_otherwise(
        inputs=(manifest.Listed(path="sources/report.yaml", bytes=1, sha256="0" * 64),)
    ),
    **{f"{name}: a bit is turned": _flipped(name) for name in (
        "publications/report.html", "publications/report.pdf", "publications/site/index.html", "sources/report.yaml",
        "sources/pictures/plan.png", "sbom.cdx.json", "release-notes.md", f"{NAME}.zip",
    )},
    **{f"{name}: taken away": _gone(name) for name in (
        "publications/response.pdf", "sources/groups/01-readers.yaml", "manifest.json", "SHA256SUMS", "sbom.cdx.json",
        f"{NAME}.zip", f"{NAME}.zip.sha256",
    )},
    "a file more": _put("publications/addendum.pdf", b"%PDF-1.7"),
    "a source more": _put("sources/groups/09-more.yaml", b"group: {id: more, name: More}\n"),
    "a folder more": _put("extra/page.html"),
    "a hidden file": _put(".hidden"),
    "a file is emptied": _put("publications/report.html"),
    "a link in the place of a file": _linked,
    "two files have changed places": _swapped,
    "a name in capitals": _in_capitals,
    "the manifest says something else": _manifest_changed,
    "the manifest is none": _put("manifest.json", b"{}"),
    "the manifest is no JSON": _put("manifest.json", b"\xff\xfe"),
    "the sums are none": _put("SHA256SUMS", b"hello\n"),
    "a file and its sum": _one_sum_changed,
    "a file in the archive": _repacked(lambda inside: inside.update({"sources/report.yaml": b"title: x\n"})),
    "a file more in the archive": _repacked(lambda inside: inside.update({"more.txt": b""})),
    "a file less in the archive": _repacked(lambda inside: inside.__delitem__("release-notes.md")),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERING)
def test_every_tampering_is_seen_and_named(name: str, issued: Path, tmp_path: Path) -> None:
    damaged = shutil.copytree(issued, tmp_path / "1.0", symlinks=True)
    where = TAMPERING[name](damaged)
    found = list(check_issued.check(check_issued.read(damaged)))
    assert where in {each.place.source.path for each in found}
    assert all(each.rule in faults.RELEASE for each in found)


@pytest.mark.parametrize("name", ["the manifest is none", "publications/report.html: a bit is turned"])
def test_what_was_tampered_with_is_told_by_both_commands(name: str, issued: Path, tmp_path: Path) -> None:
    damaged = shutil.copytree(issued, tmp_path / "1.0", symlinks=True)
    where = TAMPERING[name](damaged)
    for command in (("verify", damaged, *WITHOUT), ("reproduce", damaged)):
        done = run(*command, "--format", "concise")
        assert done.returncode == 1, done.stderr
        assert any(line.startswith(f"{where}:") and "[release/" in line for line in done.stdout.splitlines())


def test_whoever_changes_every_sum_is_found_out_by_making_it_again(issued: Path, tmp_path: Path) -> None:
    forged = shutil.copytree(issued, tmp_path / "1.0")
    page = forged / "publications/report.html"
    page.write_text(page.read_text("utf-8").replace("library", "prison", 1), encoding="utf-8")
    _sum_again(forged)
    release_rules = run("verify", forged, *WITHOUT, "--format", "concise").stdout
    assert "[release/" not in release_rules  # as far as sums go all is well
    done = run("reproduce", forged, "--format", "concise")
    assert done.returncode == 1
    assert "publications/report.html" in done.stdout
    assert "prison" in done.stdout
    assert "publications/report.pdf" not in done.stdout


def _sum_again(forged: Path, **changed: object) -> None:
    """Every sum and the archive made to fit the files as they are, and the manifest to say something else."""
    told = manifest.read((forged / "manifest.json").read_bytes())
    listed = [forged / each.path for each in (*told.inputs, *told.outputs)]
    contents = {path.relative_to(forged).as_posix(): path.read_bytes() for path in listed if path.is_file()}
    outputs = manifest.listed({each.path: contents[each.path] for each in told.outputs if each.path in contents})
    for name, content in folder.assemble(told.model_copy(update={"outputs": outputs, **changed}), contents).items():
        (forged / name).write_bytes(content)


def test_data_that_was_changed_with_every_sum_disagrees_with_the_sources(issued: Path, tmp_path: Path) -> None:
    forged = shutil.copytree(issued, tmp_path / "1.0")
    path = forged / "data/proposals.csv"
    path.write_bytes(path.read_bytes().replace(b"Open late", b"Open early"))
    _sum_again(forged)
    done = run("verify", forged, *WITHOUT, "--format", "concise")
    assert done.returncode == 1
    assert "data/proposals.csv:1:1: error[output/data]" in done.stdout


def test_a_release_comes_out_again_from_its_archive_alone(issued: Path, tmp_path: Path) -> None:
    alone = shutil.copy(issued / f"{NAME}.zip", tmp_path)
    done = run("reproduce", alone, where=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No faults found" in done.stdout


@pytest.mark.parametrize(
    "changed", [{"title": "Another title"}, {"edition": "draft"}, {"counts": {"proposals": 99}}], ids=str
)
def test_a_manifest_that_disagrees_with_the_sources_is_found(
    changed: dict[str, object], issued: Path, tmp_path: Path
) -> None:
    forged = shutil.copytree(issued, tmp_path / "1.0")
    _sum_again(forged, **changed)
    linked = pipeline.check(*files.read_sources(forged / "sources")).linked
    release = check_issued.read(forged)
    assert list(check_issued.check(release)) == []
    found = list(check_issued.check_told(release, linked))
    assert {each.place.source.path for each in found} == {"manifest.json"}
    assert list(check_issued.check_told(check_issued.read(issued), linked)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "../../x"}, {"version": "v1"}, {"formats": ["exe"]}, {"commit": {"id": "0" * 40, "date": "yesterday"}},
        {"commit": {"id": "0" * 40, "date": "2020-13-45T00:00:00Z"}}, {"inputs": [{"path": "a"}]}, {"format": 2},
        {"outputs": [{"path": "a", "bytes": 1, "sha256": "0" * 64}] * 2}, {"version": "1" * 300},
    ],
    ids=str,
)  # fmt: skip
def test_what_no_manifest_says_is_refused(changed: dict[str, object], issued: Path) -> None:
    plain = json.loads((issued / "manifest.json").read_bytes())
    assert manifest.read(json.dumps(plain).encode()).version == "1.0"
    with pytest.raises(manifest.NoManifest):
        manifest.read(json.dumps({**plain, **changed}).encode())


def test_nothing_in_a_release_is_run(issued: Path, tmp_path: Path) -> None:
    """A stranger's release may bring a repository that fetches by a command, and a program that is called a checker."""
    hostile = shutil.copytree(issued, tmp_path / "1.0")
    jar = hostile / "node_modules/vnu-jar/build/dist/vnu.jar"
    jar.parent.mkdir(parents=True)
    jar.write_bytes(b"PK")
    git(hostile / "sources", "init", "--quiet")
    with (hostile / "sources/.git/config").open("a", encoding="utf-8") as file:
        file.write(f"[core]\n\tfsmonitor = touch {tmp_path}/owned\n\tsshCommand = touch {tmp_path}/owned;\n")
    response = hostile / "sources/groups/01-readers.response.yaml"
    text = response.read_text("utf-8")
    response.write_text(re.sub("sha256-[0-9a-f]{16}", "sha256-0000000000000000", text), encoding="utf-8")
    done = run("verify", ".", "--without", "verapdf", where=hostile)
    assert done.returncode == 2  # the jar of the release is not taken for the checker
    assert "Nu checker is not here" in done.stderr
    assert run("verify", hostile, *WITHOUT).returncode == 1
    assert not (tmp_path / "owned").exists()


def test_other_programs_are_named_as_the_reason(issued: Path, tmp_path: Path) -> None:
    """Made with another WeasyPrint, as the manifest says: a difference is no proof of tampering then."""
    older = shutil.copytree(issued, tmp_path / "1.0")
    told = manifest.read((older / "manifest.json").read_bytes())
    bill = json.loads((older / "sbom.cdx.json").read_bytes())
    for each in bill["components"]:
        if each["name"] == "weasyprint":
            each["version"] = "1.0"
    (older / "sbom.cdx.json").write_text(json.dumps(bill), encoding="utf-8")
    shutil.copy(older / "publications/response.pdf", older / "publications/report.pdf")
    _sum_again(older, tools={**told.tools, "weasyprint": "1.0"})
    done = run("reproduce", older, "--format", "json")
    assert done.returncode == 1
    assert "made with weasyprint 1.0; here is" in done.stderr
    [only] = json.loads(done.stdout)["diagnostics"]
    assert only["path"] == "publications/report.pdf"
    assert "page 1" in only["message"]


@pytest.mark.parametrize(
    "names",
    [["../up/a"], ["a/../../b"], ["/etc/a"], ["a"], ["a/b", "c/d"], ["a\\b/c"], ["a//b"], [], ["a/b:c"]],
    ids=repr,
)
def test_a_hostile_archive_is_refused(names: list[str], tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name in names:
            packed.writestr(name, b"x")
    done = run("verify", path, *WITHOUT)
    assert done.returncode == 2
    assert "no archive of a release" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["x.zip"]


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_is_packed_as_ours_are(packing: int, tmp_path: Path) -> None:
    """What unpacks these gives all of a bomb at once."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", packing) as packed:
        packed.writestr("r/a", bytes(1000))
    with pytest.raises(ToolFailure, match="packed otherwise"):
        archive.digests(path)


def test_an_archive_that_would_fill_the_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("r/a", bytes(1_000_000))
        packed.writestr("r/b", bytes(1_000_000))
    monkeypatch.setattr(archive, "LARGEST", 1_500_000)
    with pytest.raises(ToolFailure, match="more than any release"):
        archive.unpack(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_longer_than_its_archive_says_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "liar.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("r/a", bytes(5_000_000))
    length = (5_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(length, (10).to_bytes(4, "little")))
    with pytest.raises(ToolFailure):
        archive.digests(path)


@given(st.dictionaries(st.text(min_size=1).filter(lambda name: "\0" not in name), st.binary(), min_size=1))
def test_sums_read_back(contents: dict[str, bytes]) -> None:
    contents = {name.encode("utf-8", "replace").decode(): each for name, each in contents.items()}
    wanted = {name: hashlib.sha256(each).hexdigest() for name, each in contents.items()}
    assert folder.read_sums(folder.sums(contents)) == wanted


# --- signatures ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pairs of keys without a password."""
    if shutil.which("minisign") is None:
        pytest.skip("minisign is not here")
    place = tmp_path_factory.mktemp("keys")
    for name in ("own", "other"):
        pair = ["minisign", "-G", "-W", "-p", f"{name}.pub", "-s", f"{name}.key"]
        subprocess.run(pair, cwd=place, check=True, capture_output=True)
    return place


def test_a_signature_tells_who_issued_it(keys: Path, tmp_path: Path) -> None:
    project = committed(ROOT / "tests/projects/scripts", tmp_path / "project")
    signing = ("--sign", "minisign", "--key", keys / "own.key")
    done = run("release", "1.0", *DESPITE, *signing, "--project", project)
    assert done.returncode == 0, done.stdout + done.stderr
    made = project / "dist/1.0"
    assert (made / "SHA256SUMS.minisig").is_file()
    assert run("verify", made, *WITHOUT, "--public-key", keys / "own.pub").returncode == 0
    done = run("verify", made, *WITHOUT, "--public-key", keys / "other.pub", "--format", "concise")
    assert done.returncode == 1
    assert "[release/signature]" in done.stdout
    (made / "SHA256SUMS.minisig").unlink()
    done = run("verify", made, *WITHOUT, "--public-key", keys / "own.pub", "--format", "concise")
    assert "[release/signature]" in done.stdout


def test_sigstore_signs_the_sums(tmp_path: Path) -> None:
    """By a stand-in for cosign, which needs the network: what it is asked, and where it puts the signature."""
    programs = tmp_path / "programs"
    programs.mkdir()
    stand_in = programs / "cosign"
    stand_in.write_text('#!/bin/sh\nprintf "%s " "$@" >SHA256SUMS.sigstore.json\n[ -f SHA256SUMS ]\n', encoding="utf-8")
    project = committed(ROOT / "tests/projects/scripts", tmp_path / "project")
    asked = ("release", "1.0", *DESPITE, "--sign", "sigstore", "--project", project)
    done = run(*asked)
    assert done.returncode == 2
    assert "cosign is not here" in done.stderr
    assert not (project / "dist").exists()
    stand_in.chmod(0o755)
    done = run(*asked, PATH=f"{programs}:/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    bundle = (project / "dist/1.0/SHA256SUMS.sigstore.json").read_text("utf-8")
    assert bundle == "sign-blob --yes --bundle SHA256SUMS.sigstore.json SHA256SUMS "
    assert run("verify", project / "dist/1.0", *WITHOUT).returncode == 0


def test_the_page_for_readers_is_followed(keys: Path, issued: Path, tmp_path: Path) -> None:
    """Each command of the page, on a release that is signed: ours beside its folder, those of others inside it."""
    release = shutil.copytree(issued, tmp_path / "1.0")
    shutil.copy(release / f"{NAME}.zip", tmp_path / "my-report-1.0.zip")
    signing = ["minisign", "-S", "-s", str(keys / "own.key"), "-m", "SHA256SUMS"]
    subprocess.run(signing, cwd=release, check=True, capture_output=True)
    shutil.copy(keys / "own.pub", tmp_path / "issuer.pub")
    commands = re.findall(r"```sh\n(.*?)```", (ROOT / "docs/verify.md").read_text("utf-8"), re.DOTALL)
    lines = [line for each in commands for line in each.splitlines()]
    assert len(lines) == 6
    for line in lines:
        if line.startswith("pet-report"):
            _, command, *rest = line.split()
            done = run(command, *rest, *(WITHOUT if command == "verify" else ()), where=tmp_path)
        else:
            words = line.replace("issuer.pub", "../issuer.pub").split()
            done = subprocess.run(words, cwd=release, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (line, done.stdout, done.stderr)


def test_a_release_that_is_killed_leaves_nothing_half(tmp_path: Path) -> None:
    """At moments all over its making, and at those when its folder is written, as long as that takes."""
    project = committed(ROOT / "tests/projects/scripts", tmp_path / "project")
    before = _files(project)
    moments = random.Random(6)  # noqa: S311 - the same moments each time
    command = [*COMMAND, "release", "1.0", *DESPITE, "--quiet"]
    for wait_for_files in (False, False, True, True, True):
        began = subprocess.Popen(command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while wait_for_files and began.poll() is None and not any((project / "dist").glob(".pet-report-*/*")):
            time.sleep(0.001)
        time.sleep(moments.uniform(0, 0.05) if wait_for_files else moments.uniform(0.5, 6))
        began.kill()
        began.wait()
        if (project / "dist/1.0").exists():
            assert list(check_issued.check(check_issued.read(project / "dist/1.0"))) == []
            shutil.rmtree(project / "dist/1.0")
        assert {name: each for name, each in _files(project).items() if not name.startswith("dist/")} == before
    done = run("release", "1.0", *DESPITE, "--project", project)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (project / "dist").iterdir()] == ["1.0"]
    assert list(check_issued.check(check_issued.read(project / "dist/1.0"))) == []


# --- what stops a release --------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return committed(HARD, tmp_path / "project")


def _edited(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _stopped(project: Path, *options: str) -> list[tuple[str, str, int]]:
    """(rule, path, line) of everything that would stop a release."""
    done = run("release", "1.0", "--check", "--format", "json", *options, "--project", project)
    found = json.loads(done.stdout)["diagnostics"]
    assert done.returncode == (1 if any(each["severity"] == "error" for each in found) else 0), done.stderr
    assert not (project / "dist").exists()
    return [(each["rule"], each["path"], each["start"]["line"]) for each in found if each["severity"] == "error"]


def _commit(project: Path) -> None:
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "changed")


def test_a_clean_project_is_not_stopped(project: Path) -> None:
    assert _stopped(project, *DESPITE) == []


def test_a_dirty_tree_stops_a_release_at_each_file(project: Path) -> None:
    _edited(project / "report.yaml", "The readers’ commission", "Another commission")
    (project / "groups/02-new.yaml").write_text("group: {id: new, name: New}\n", encoding="utf-8")
    (project / "pictures/plan.png").write_bytes(b"")
    found = _stopped(project, *DESPITE)
    wanted = {("release/uncommitted", name, 1) for name in ("report.yaml", "groups/02-new.yaml", "pictures/plan.png")}
    assert wanted <= set(found)
    _commit(project)
    assert "release/uncommitted" not in {rule for rule, _, _ in _stopped(project, *DESPITE)}


def test_what_git_ignores_is_no_source(project: Path) -> None:
    """A template that only this machine has would be in the publications, and in no commit."""
    (project / ".gitignore").write_text("templates/\n", encoding="utf-8")
    _commit(project)
    (project / "templates").mkdir()
    (project / "templates/theme.css").write_text("body{color:#111}\n", encoding="utf-8")
    assert _stopped(project, *DESPITE) == [("release/uncommitted", "templates/theme.css", 1)]


def test_a_picture_that_git_ignores_is_found_when_it_is_read(project: Path) -> None:
    git(project, "rm", "--quiet", "--cached", "pictures/plan.png")
    (project / ".gitignore").write_text("*.png\n", encoding="utf-8")
    _commit(project)
    done = run("release", "1.0", *DESPITE, "--format", "concise", "--project", project)
    assert done.returncode == 1
    assert "pictures/plan.png:1:1: error[release/uncommitted]" in done.stdout
    assert not (project / "dist").exists()


@pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged"])
def test_what_git_was_told_to_overlook_is_not_overlooked(flag: str, project: Path) -> None:
    """A file that is gone, and of which git was told to believe that it is there, is a fault: it is in the commit."""
    (project / "groups/02-more.yaml").write_text("group: {id: more, name: More}\n", encoding="utf-8")
    _edited(project / "report.yaml", "edition: final", "edition: consultation")
    _commit(project)
    git(project, "update-index", flag, "groups/02-more.yaml", "report.yaml")
    (project / "groups/02-more.yaml").unlink()
    _edited(project / "report.yaml", "edition: consultation", "edition: final")
    found = _stopped(project, *DESPITE)
    assert {("release/uncommitted", "groups/02-more.yaml", 1), ("release/uncommitted", "report.yaml", 1)} <= set(found)


def test_a_commit_is_what_its_name_says(project: Path) -> None:
    """`git replace` shows another content under the name of the commit."""
    old = git(project, "rev-parse", "HEAD:groups/01-readers.yaml").strip()
    path = project / "groups/01-readers.yaml"
    _edited(path, "title: Open late", "title: Open early")
    new = git(project, "hash-object", "-w", "groups/01-readers.yaml").strip()
    git(project, "replace", old, new)
    assert ("release/uncommitted", "groups/01-readers.yaml", 1) in _stopped(project, *DESPITE)


def test_a_link_that_was_committed_is_no_change(project: Path) -> None:
    (project / "shared").mkdir()
    (project / "groups/01-readers.yaml").rename(project / "shared/readers.yaml")
    (project / "groups/01-readers.yaml").symlink_to("../shared/readers.yaml")
    _commit(project)
    assert _stopped(project, *DESPITE) == []
    _edited(project / "shared/readers.yaml", "title: Open late", "title: Open early")
    assert "release/uncommitted" in {rule for rule, _, _ in _stopped(project, *DESPITE)}


def test_a_filter_of_the_repository_is_not_run(project: Path, tmp_path: Path) -> None:
    (project / ".gitattributes").write_text("*.yaml filter=own\n", encoding="utf-8")
    _commit(project)
    git(project, "config", "filter.own.clean", f"touch {tmp_path}/owned; cat")
    os.utime(project / "report.yaml")
    assert _stopped(project, *DESPITE) == []
    assert not (tmp_path / "owned").exists()


def test_releases_may_lie_in_the_project_itself(project: Path) -> None:
    """Where they do, its files are looked at all the same."""
    (project / "groups/01-readers.response.yaml").unlink()
    done = run("release", "1.0", "--check", *DESPITE, "--output", project, "--project", project, "--format", "concise")
    assert "groups/01-readers.response.yaml:1:1: error[release/uncommitted]" in done.stdout


@pytest.mark.parametrize("where", ["templates/pipe.css", "groups/02-pipe.yaml"])
def test_a_pipe_in_a_project_lets_nobody_wait(where: str, project: Path) -> None:
    (project / where).parent.mkdir(exist_ok=True)
    os.mkfifo(project / where)
    done = run("release", "1.0", "--check", *DESPITE, "--project", project)
    assert done.returncode in (0, 2)
    assert "our fault" not in done.stderr


def test_line_ends_of_windows_are_as_they_were_committed(project: Path) -> None:
    git(project, "config", "core.autocrlf", "true")
    path = project / "groups/01-readers.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    git(project, "add", ".")
    assert "release/uncommitted" not in {rule for rule, _, _ in _stopped(project, *DESPITE)}


def test_an_unanswered_proposal_stops_a_release_unless_it_is_named(project: Path) -> None:
    _edited(project / "report.yaml", "edition: final", "edition: consultation")
    response = project / "groups/01-readers.response.yaml"
    response.write_text(response.read_text("utf-8").split("  - proposal:")[0] + "  []\n", encoding="utf-8")
    _commit(project)
    found = _stopped(project)
    assert {rule for rule, _, _ in found} == {"release/unanswered"}
    assert {path for _, path, _ in found} == {"groups/01-readers.yaml"}
    assert _stopped(project, *DESPITE) == []


def test_an_overdue_promise_stops_a_release_unless_it_is_silenced_with_a_reason(project: Path) -> None:
    response = project / "groups/01-readers.response.yaml"
    _edited(response, "due: 2020-09", "due: 2020-04")
    _commit(project)
    [(rule, path, line)] = _stopped(project, *DESPITE)
    assert (rule, path) == ("commitment/overdue", "groups/01-readers.response.yaml")
    assert _stopped(project, *DESPITE, "--despite", "commitment/overdue") == []
    lines = response.read_text("utf-8").split("\n")
    lines[line - 1] += "  # pet: ignore[commitment/overdue] the council has said that it comes later"
    response.write_text("\n".join(lines), encoding="utf-8")
    _commit(project)
    assert _stopped(project, *DESPITE) == []


@pytest.mark.parametrize(
    ("until", "said"), [("2020-05-01 09:30", "still asks for it"), ("2999-01-01 09:30", "embargoed until")]
)
def test_an_embargo_stops_a_release(until: str, said: str, project: Path) -> None:
    with (project / "report.yaml").open("a", encoding="utf-8") as file:
        file.write(f"embargo: {{until: '{until}'}}\n")
    _commit(project)
    done = run("release", "1.0", "--check", *DESPITE, "--format", "concise", "--project", project)
    assert done.returncode == 1
    assert "error[release/embargoed]" in done.stdout
    assert said in done.stdout


def test_a_fault_of_the_sources_stops_a_release(project: Path) -> None:
    _edited(project / "groups/01-readers.yaml", "proposals:", "proposal:")
    _commit(project)
    assert any(rule == "field/unknown" for rule, _, _ in _stopped(project))


@pytest.mark.parametrize("version", ["v1.0", "1.", "../1", "1.0 final", "", "1..0", "latest"])
def test_what_is_no_version_is_refused(version: str, project: Path) -> None:
    done = run("release", version, "--project", project)
    assert done.returncode == 2
    assert "is no version" in done.stderr


def test_a_version_means_one_thing(project: Path, issued: Path) -> None:
    shutil.copytree(issued, project / "dist/1.0")
    done = run("release", "1.0", *DESPITE, "--project", project)
    assert done.returncode == 2
    assert "is there already" in done.stderr
    done = run("release", "0.9", *DESPITE, "--project", project)
    assert done.returncode == 2
    assert "later release than 0.9" in done.stderr
    git(project, "tag", "report/draft")  # is no version
    git(project, "branch", "report/1.2")  # is no tag
    git(project, "tag", "report/1.1")
    assert run("release", "1.1", "--check", *DESPITE, "--project", project).returncode == 0
    (project / "more.txt").write_text("more", encoding="utf-8")
    _commit(project)
    done = run("release", "1.1", "--check", *DESPITE, "--project", project)
    assert done.returncode == 2
    assert "on another commit" in done.stderr


def test_the_notes_tell_of_the_release_before(project: Path) -> None:
    git(project, "tag", "report/1.0")
    _edited(project / "groups/01-readers.yaml", "title: Open late", "title: Open early")
    _commit(project)
    candidate = releasing._candidate(project, "1.1", None)
    linked = pipeline.check(*files.read_sources(project)).linked
    issue = releasing._issue(candidate, linked, {})
    assert issue.previous is not None
    assert (issue.previous.version, issue.previous.commit.date) == ("1.0", "2020-05-14T08:30:00Z")
    assert "~~late~~ **early**" in issue.changes
    first = releasing._issue(releasing._candidate(project, "0.9", None), linked, {})
    assert (first.previous, first.changes) == (None, "")


def test_without_a_commit_there_is_nothing_to_release(tmp_path: Path) -> None:
    project = shutil.copytree(HARD, tmp_path / "project")
    done = run("release", "1.0", "--project", project, GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert done.returncode == 2
    assert "nothing is committed" in done.stderr
    assert "git init" in done.stderr


def test_no_release_is_made_in_spite_of_just_anything(project: Path) -> None:
    done = run("release", "1.0", "--despite", "release/embargoed", "--project", project)
    assert done.returncode == 2
    assert "in spite of" in done.stderr


def test_the_inputs_of_a_project_are_what_its_build_reads() -> None:
    found = files.inputs(ROOT)
    assert "report.yaml" in found
    assert "templates/base.css" in found
    assert not any(name.startswith(("pet_report", "tests")) for name in found)
    assert all(os.path.normpath(name) == name for name in found)
