"""axe-core: what in an open page, as it stands at that moment, keeps somebody out?"""

import json
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.support.builds import ROOT
from tests.support.parts import need_file

_SCRIPT = ROOT / "tests/node_modules/axe-core/axe.min.js"
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
_RUN = """async (options) => {
  const {violations, passes, incomplete} = await axe.run(document, options);
  const brief = (rule) => ({rule: rule.id, nodes: rule.nodes.map((node) => node.html.slice(0, 200) + " " + node.failureSummary)});
  return {violations: violations.map(brief), incomplete: incomplete.map(brief), passed: passes.map((rule) => rule.id)};
}"""  # noqa: E501  # a line of JavaScript


@dataclass(frozen=True, slots=True, kw_only=True)
class Axe:
    """`found`: each fault with its rule; `passed`: the rules that looked at something and found it right."""

    found: tuple[str, ...]
    passed: frozenset[str]


def examine(page: Page) -> Axe:
    """The page is read as it stands. Not by a script element: the page's own policy would rightly refuse it."""
    script = need_file("axe-core", _SCRIPT, package="tests/node_modules with `make test-packages`")
    page.evaluate(script.read_text("utf-8"))
    # Styles are read as the browser has them: to fetch the files again is no business of a page that lies in a folder.
    said = page.evaluate(_RUN, {"runOnly": {"type": "tag", "values": list(_TAGS)}, "preload": False})
    if len(said["passed"]) < 5:
        pytest.fail(f"axe looked at hardly anything: {json.dumps(said)}", pytrace=False)
    found = tuple(f"{each['rule']}: {node}" for each in said["violations"] for node in each["nodes"])
    return Axe(found=found, passed=frozenset(said["passed"]))
