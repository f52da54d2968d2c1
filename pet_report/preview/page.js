// Shows a publication as it is written: what is found above it, and the last good page below, where the reader was.
// The publication itself is in a frame and stays as it is; nothing is put into what will be published.
"use strict";
{
  const one = (id) => document.getElementById(id);
  const make = (name, attributes = {}, ...inside) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...inside);
    return made;
  };
  const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
  const SHELL = "/preview/";
  const addressOf = (name) => "/" + name.split("/").map(encodeURIComponent).join("/");
  const nameIn = (path, root) => (path.startsWith(root) ? path.slice(root.length).split("/").map(decodeURIComponent).join("/") : "");

  let state = null;
  let name = nameIn(location.pathname, SHELL);
  let frame = null; // that the reader sees
  let coming = null; // that is to take its place
  let mark = "";

  // --- where the reader is: the things nearest to the upper edge, and how far from it each is ---
  const placeIn = (seen) => {
    const [page, view] = [seen.contentDocument, seen.contentWindow];
    const height = page.documentElement.scrollHeight - view.innerHeight;
    const near = [...page.querySelectorAll("[id]")]
      .map((element) => ({ id: element.id, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0)
      .map(({ id, box }) => ({ id, top: box.top, far: box.top >= 0 ? box.top : view.innerHeight - box.top }))
      .sort((a, b) => a.far - b.far)
      .slice(0, 20);
    return {
      near, top: view.scrollY, left: view.scrollX, share: height > 0 ? view.scrollY / height : 0,
      open: [...page.querySelectorAll("details")].map((each) => each.open),
      focus: document.activeElement === seen ? page.activeElement?.id ?? "" : null,
    };
  };
  const goTo = (seen, place) => {
    const [page, view] = [seen.contentDocument, seen.contentWindow];
    const folds = [...page.querySelectorAll("details")];
    if (folds.length === place.open.length) folds.forEach((each, turn) => (each.open = place.open[turn]));
    const known = place.near.find(({ id }) => page.getElementById(id)?.getClientRects().length);
    const height = page.documentElement.scrollHeight - view.innerHeight;
    let top = place.top;
    if (top > 0 && known) top = view.scrollY + page.getElementById(known.id).getBoundingClientRect().top - known.top;
    else if (top > 0) top = place.share * height;
    view.scrollTo({ left: place.left, top, behavior: "instant" });
    if (place.focus === null) return;
    seen.focus({ preventScroll: true });
    if (place.focus) page.getElementById(place.focus)?.focus({ preventScroll: true });
  };
  const KEPT = () => `place:${name}`;
  const keep = () => {
    try { if (frame && mark) sessionStorage.setItem(KEPT(), JSON.stringify(placeIn(frame))); } catch { /* then a reload begins at the top */ }
  };
  const kept = () => {
    try { return JSON.parse(sessionStorage.getItem(KEPT())); } catch { return null; }
  };

  // --- the page ---
  const outputNamed = (wanted) => state.outputs.find((each) => each.name === wanted);
  // A page of the site changes with its styles too.
  const markOf = (output) => output.kind === "site" || output.kind === "part"
    ? [output, ...state.outputs.filter((each) => each.name.endsWith(".css"))].map((each) => each.mark).join()
    : output.mark;

  const follow = (seen) => {
    const { pathname, hash } = seen.contentWindow.location;
    const now = nameIn(pathname, "/");
    if (!state || !outputNamed(now)) return;
    if (now !== name) {
      [name, mark] = [now, markOf(outputNamed(now))];
      learn(now);
    }
    history.replaceState(null, "", SHELL.slice(0, -1) + addressOf(name) + hash);
    frameTitle();
    showChoices();
  };
  const frameTitle = () => {
    const output = outputNamed(name);
    const title = output ? output.title : "Preview";
    const faults = state.failure ? "Failed: " : state.errors ? `${count(state.errors, "error")}: ` : "";
    document.title = faults + title;
    if (frame) frame.title = title;
  };
  // Links out of the publication open beside it: no other page is shown in here.
  const guard = (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && (link.origin !== location.origin || link.pathname.endsWith(".pdf"))) Object.assign(link, { target: "_blank", rel: "noopener" });
  };
  const attach = (seen) => {
    seen.contentDocument.addEventListener("click", guard, true);
    seen.contentWindow.addEventListener("hashchange", () => follow(seen));
    follow(seen);
  };
  const addressNow = (output) => addressOf(output.name) + (frame ? frame.contentWindow.location.search + frame.contentWindow.location.hash : location.hash);
  const loaded = (output, ready) => {
    const made = make("iframe", { className: frame ? "coming" : "", title: output.title, src: addressNow(output) });
    made.addEventListener("load", async () => {
      await made.contentDocument.fonts?.ready;
      ready(made);
      made.addEventListener("load", () => attach(made)); // the reader went on to another page
    }, { once: true });
    one("page").append(made);
    return made;
  };

  const begin = (output) => {
    frame = loaded(output, (made) => {
      const place = location.hash ? null : kept();
      if (place) goTo(made, { ...place, focus: null });
      attach(made);
      document.body.dataset.shown = markOf(output);
      learn(output.name);
    });
  };

  // A long page takes a browser longer to lay out than us to make it. So what changed in it is put in first, by itself;
  // the whole page follows behind it, and takes its place.
  let known = null; // what the page in the frame said when it came
  let follows = 0;
  // Parsed by the page's own window: ours would refuse its styles.
  const read = async (wanted) => {
    const text = await (await fetch(addressOf(wanted))).text();
    return new frame.contentWindow.DOMParser().parseFromString(text, "text/html");
  };
  const learn = (wanted) => read(wanted).then((page) => (known = { name: wanted, page }), () => {});
  const patch = (page, before, after) => {
    const changed = [...after.body.querySelectorAll("[id]")].filter((each) => {
      const old = before.getElementById(each.id);
      return old && !old.isEqualNode(each);
    });
    const outer = new Set(changed.flatMap((each) => [each.parentElement?.closest("[id]")]));
    const inner = changed.filter((each) => !outer.has(each) && !["SCRIPT", "STYLE"].includes(each.tagName));
    for (const each of inner) {
      const live = page.getElementById(each.id);
      if (live && !live.contains(page.activeElement)) live.replaceWith(page.importNode(each, true));
    }
    return inner.length;
  };
  const renew = async (output) => {
    const after = await read(output.name).catch(() => null);
    if (after && output.name === name && known?.name === name) {
      const place = placeIn(frame);
      if (patch(frame.contentDocument, known.page, after)) goTo(frame, { ...place, focus: null });
      document.body.dataset.patched = markOf(output);
    }
    if (after) known = { name: output.name, page: after };
    clearTimeout(follows);
    follows = setTimeout(() => replace(output), 250);
  };
  const replace = (output) => {
    coming?.remove();
    coming = loaded(output, (made) => {
      if (coming !== made) return;
      const place = placeIn(frame);
      goTo(made, place);
      made.className = "";
      frame.remove();
      [frame, coming] = [made, null];
      if (place.focus !== null) goTo(made, place); // what is hidden takes no focus
      attach(made);
      document.body.dataset.shown = markOf(output);
    });
  };
  const load = (output) => {
    mark = markOf(output);
    if (frame) renew(output); else begin(output);
  };

  const showPage = () => {
    const output = name && outputNamed(name);
    one("page").classList.toggle("framed", Boolean(frame || output));
    if (output && markOf(output) !== mark) load(output);
  };

  // --- what there is to choose from ---
  const showChoices = () => {
    const listed = state.outputs.filter(({ kind }) => ["html", "pdf", "site"].includes(kind));
    const entry = ({ name: each, kind, title, fresh }, long) => {
      const link = make("a", kind === "pdf" ? { href: addressOf(each), target: "_blank", rel: "noopener" } : { href: SHELL.slice(0, -1) + addressOf(each) });
      if (each === name || (kind === "site" && name.startsWith("site/"))) link.setAttribute("aria-current", "page");
      link.append(...(long && title !== each ? [make("span", { className: "title" }, title), " ", each] : [each]));
      const item = make("li", {}, link);
      // Pages are made so soon that a word about it would only flicker.
      if (!fresh && (!state.making || kind === "pdf")) item.append(" ", make("span", { className: "older" }, state.making ? "(being made)" : "(older)"));
      return item;
    };
    const same = (list, items) => list.innerHTML === make("ul", {}, ...items.map((each) => each.cloneNode(true))).innerHTML;
    for (const [id, long] of [["choices", false], ["index", true]]) {
      const items = listed.map((each) => entry(each, long));
      if (!same(one(id), items)) one(id).replaceChildren(...items); // else the focus in it would be lost
    }
  };

  // --- what is found ---
  const place = (finding) => {
    if (!state.opens) return make("span", { className: "place" }, finding.place);
    const button = make("button", { type: "button", className: "place", title: "Open in the editor" }, finding.place);
    button.addEventListener("click", () => open(finding.place));
    return button;
  };
  const open = async (wanted) => {
    const answer = await fetch("/-/open", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token: state.token, place: wanted }),
    }).catch(() => null);
    if (!answer?.ok) one("status").textContent = answer ? (await answer.text()).trim() : "The preview has ended";
  };
  const showFindings = () => {
    const { findings, failure, errors, warnings, more, blocked } = state;
    const items = findings.map((each) => make("li", {},
      place(each), " ", make("span", { className: `severity ${each.severity}` }, each.severity), `: ${each.message} `,
      make("span", { className: "rule" }, `[${each.rule}]`),
      ...(each.hint ? [make("div", { className: "hint" }, `hint: ${each.hint}`)] : [])));
    if (failure) items.unshift(make("li", {}, make("span", { className: "severity error" }, "failed"), `: ${failure.message}`,
      ...(failure.hint ? [make("div", { className: "hint" }, `hint: ${failure.hint}`)] : [])));
    const focused = document.activeElement?.classList.contains("place") ? document.activeElement.textContent : null;
    one("list").replaceChildren(...items);
    if (focused) [...document.querySelectorAll("button.place")].find((each) => each.textContent === focused)?.focus({ preventScroll: true });
    one("found").textContent = failure && !errors ? "The build failed" : summary(errors, warnings);
    one("below").textContent = blocked && state.outputs.length ? "Below is the last page that was good." : "";
    one("more").hidden = !more;
    one("more").textContent = `${more} more; pet-report check shows all`;
    one("findings").hidden = !items.length;
  };
  const summary = (errors, warnings) => [errors && count(errors, "error"), warnings && count(warnings, "warning")].filter(Boolean).join(", ");

  // --- in a line: said aloud when it changes, and by itself takes no focus ---
  const showStatus = () => {
    const { making, done, of, seconds, errors, failure } = state;
    const far = of ? `, ${done} of ${of}` : "";
    let words = making ? `Making the ${making}${far}` : `Up to date after ${seconds} s`;
    if (failure) words = "The build failed";
    else if (errors && !making) words = `${count(errors, "error")}: not built`;
    if (one("status").textContent !== words) one("status").textContent = words;
  };

  const show = () => {
    frameTitle();
    showChoices();
    showFindings();
    showStatus();
    showPage();
  };
  let run = "";
  const source = new EventSource("/-/events");
  source.addEventListener("message", ({ data }) => {
    state = JSON.parse(data);
    if (run && run !== state.token) { keep(); location.reload(); return; } // another preview has taken its place
    run = state.token;
    show();
  });
  source.addEventListener("error", () => (one("status").textContent = "The preview has ended; start it again, and this page goes on"));
  addEventListener("pagehide", keep);
}
