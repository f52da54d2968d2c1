// What the page does beyond being read. Without this script all words are there, and every link leads where it says;
// what only a script can do is made, or shown, here. It asks nobody for anything. Its words come from the page.
"use strict";
{
  const one = (selector, where = document) => where.querySelector(selector);
  const all = (selector, where = document) => [...where.querySelectorAll(selector)];
  const data = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null") ?? self.petReport?.[id];
  const fill = (text, ...values) => values.reduce((filled, value) => filled.replace("{}", value), text);
  const make = (name, attributes = {}, ...inside) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...inside);
    return made;
  };

  // --- contents: closed where they would push the text off the screen; they follow the reader ---
  const contents = one(".contents details");
  if (contents && matchMedia("(max-width: 900px)").matches) contents.open = false;
  const follow = () => {
    const links = new Map(all('.contents a[href^="#"]').map((link) => [link.hash.slice(1), link]));
    const seen = new Set();
    const look = (changes) => {
      for (const { target, isIntersecting } of changes) seen[isIntersecting ? "add" : "delete"](target);
      const now = all("main > section[id]").find((section) => seen.has(section));
      if (!now) return;
      for (const [id, link] of links) {
        if (id === now.id) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
      const [link, frame] = [links.get(now.id), contents];
      if (link && frame.scrollHeight > frame.clientHeight) {
        const [inner, outer] = [link.getBoundingClientRect(), frame.getBoundingClientRect()];
        if (inner.top < outer.top || inner.bottom > outer.bottom) frame.scrollTop += inner.top - outer.top - outer.height / 3;
      }
    };
    const observer = new IntersectionObserver(look, { rootMargin: "-10% 0px -75% 0px" });
    for (const section of all("main > section[id]")) if (links.has(section.id)) observer.observe(section);
  };
  if (contents && "IntersectionObserver" in self) follow();

  // --- finding ---
  const page = data("_data");
  const panel = one("#_find");
  if (page && panel) {
    const { entries, strings } = page;
    const places = new Map(entries.map((entry, place) => [entry.id, place]));
    const [box, said, clear, found, more, printed] = ["words", "said", "clear", "found", "more", "printed"].map((id) => one(`#_find-${id}`));
    const ticks = all("input[type=checkbox]", panel);
    const names = [...new Set(ticks.map((tick) => tick.name))];
    const items = new Map(all("article.item[id]").filter((item) => places.has(item.id)).map((item) => [places.get(item.id), item]));
    const LISTED = 20;

    // As pet_report/search.py makes words: one rule for what is asked and for what is looked through.
    const words = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u065f]/g, "").normalize("NFC").toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
    // What pet_report/search.py packed: places and words are told by the step from the one before.
    const summed = (steps, at = 0) => steps.map((step) => (at += step));
    const unpack = ({ version, fields, words, weights }) => {
      const places = (steps) => Object.fromEntries(summed(steps).map((place) => [place, {}]));
      const vector = (pairs, at = 0) => pairs.map((number, turn) => (turn % 2 ? number : (at += number)));
      return lunr.Index.load({
        version,
        fields,
        pipeline: [],
        fieldVectors: fields.flatMap((field, of) => weights[of].map((pairs, place) => [`${field}/${place}`, vector(pairs)])),
        invertedIndex: words.map(([word, at, ...steps]) => [word, Object.fromEntries([["_index", at], ...fields.map((field, of) => [field, places(steps[of])])])]),
      });
    };
    let index;
    const search = (ask) => {
      index ??= unpack(data("_index"));
      // As it was typed; then by the beginning alone, so that "library" finds "libraries"; then with a slip.
      const ways = [
        (term) => ({ term, wildcard: lunr.Query.wildcard.TRAILING }),
        (term) => ({ term: term.length > 5 ? term.slice(0, -2) : term, wildcard: lunr.Query.wildcard.TRAILING }),
        (term) => ({ term, editDistance: term.length > 3 ? 1 : 0 }),
      ];
      for (const way of ways) {
        const hits = index.query((query) => {
          for (const each of words(ask)) {
            const { term, ...how } = way(each);
            query.term(term, { ...how, presence: lunr.Query.presence.REQUIRED, usePipeline: false });
            query.term(each, { usePipeline: false, boost: 10 });
          }
        });
        if (hits.length) return hits.map((hit) => Number(hit.ref));
      }
      return [];
    };
    const exactly = (ask) => {
      const name = ask.trim().replace(/^#/, "").toLowerCase();
      return entries.flatMap((entry, place) => ([entry.number, entry.id, ...entry.former].some((own) => own && own.toLowerCase() === name) ? [place] : []));
    };
    const asked = (ask) => {
      if (!words(ask).length) return null;
      const exact = exactly(ask);
      return exact.length ? exact : search(ask);
    };

    const chosen = () => Object.fromEntries(names.map((name) => [name, ticks.filter((tick) => tick.name === name && tick.checked).map((tick) => tick.value)]));
    const fits = (entry, choices) => names.every((name) => !choices[name].length || choices[name].some((value) => entry.shared[name].includes(value)));

    // The state stands in the address, so that a link keeps it; in some browsers a file's address cannot be changed.
    const write = (choices) => {
      const query = new URLSearchParams();
      if (box.value.trim()) query.set("q", box.value.trim());
      for (const name of names) for (const value of choices[name]) query.append(name, value);
      const text = query.toString();
      try {
        history.replaceState(null, "", location.pathname + (text && `?${text}`) + location.hash);
      } catch {}
    };
    const read = () => {
      const query = new URLSearchParams(location.search);
      box.value = query.get("q") ?? "";
      for (const tick of ticks) tick.checked = query.getAll(tick.name).includes(tick.value);
      if (ticks.some((tick) => tick.checked)) one(".filters", panel).open = true;
    };

    const line = (entry) => {
      const by = make("span", { className: "by" }, `${entry.group} · `, make("span", { className: entry.answered ? "" : "unknown", textContent: entry.decision }), " · ");
      by.append(make("span", { className: `status ${entry.state}`, textContent: entry.delivery }));
      return make("li", {}, make("a", { href: entry.href, textContent: `${entry.number} ${entry.title}`.trim() }), make("br"), by);
    };
    let listed = LISTED;
    const list = (hits) => {
      found.replaceChildren(...hits.slice(0, listed).map((place) => line(entries[place])));
      found.hidden = !hits.length;
      more.hidden = hits.length <= listed;
      more.textContent = fill(strings.more, hits.length);
    };

    const hide = (hits) => {
      const shown = new Set(hits);
      for (const [place, item] of items) item.hidden = !shown.has(place);
      for (const chapter of all("main > section")) {
        const own = all(":scope > article.item", chapter).filter((item) => places.has(item.id));
        one(":scope > .emptied", chapter)?.remove();
        if (own.length && own.every((item) => item.hidden)) own.at(-1).after(make("p", { className: "emptied text", textContent: strings.emptied }));
      }
    };
    // Styled here, because checkers of style sheets do not know the name yet.
    const tint = "::highlight(hit) { background-color: var(--step-1); color: var(--ink); text-decoration: underline; }";
    if (self.CSS?.highlights) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(tint);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    }
    const mark = (ask) => {
      if (!self.CSS?.highlights) return;
      CSS.highlights.delete("hit");
      const terms = words(ask).filter((term) => term.length > 1);
      if (!terms.length) return;
      const ranges = [];
      for (const item of items.values()) {
        const texts = item.hidden ? null : document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
        while (texts?.nextNode()) {
          for (const word of texts.currentNode.data.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
            const plain = words(word[0])[0] ?? "";
            const term = terms.find((each) => plain.startsWith(each));
            if (!term) continue;
            const range = new Range();
            range.setStart(texts.currentNode, word.index);
            range.setEnd(texts.currentNode, word.index + Math.min(term.length, word[0].length));
            ranges.push(range);
          }
        }
      }
      CSS.highlights.set("hit", new Highlight(...ranges));
    };
    const told = (choices) => {
      const set = names.filter((name) => choices[name].length).map((name) => {
        const own = ticks.filter((tick) => tick.name === name);
        const labels = own.filter((tick) => tick.checked).map((tick) => one(".what", tick.parentElement).textContent);
        return `${one("legend", own[0].closest("fieldset")).textContent}: ${labels.join(", ")}`;
      });
      return [...(box.value.trim() ? [`${strings.words}: ${box.value.trim()}`] : []), ...set].join("; ");
    };

    let waiting;
    const show = () => {
      clearTimeout(waiting); // or what was found would be listed again under whoever has gone there
      const choices = chosen();
      const set = names.some((name) => choices[name].length);
      const hits = (asked(box.value) ?? entries.map((_, place) => place)).filter((place) => fits(entries[place], choices));
      const filtered = set || words(box.value).length > 0;
      hide(hits);
      list(filtered ? hits : []);
      mark(filtered ? box.value : "");
      clear.hidden = !filtered;
      const text = !filtered ? (items.size ? strings.all : "") : hits.length ? fill(strings.some, hits.length) : strings.none;
      if (said.textContent !== text) said.textContent = text;
      printed.textContent = filtered ? fill(strings.filtered, `${told(choices)}: ${text}`) : "";
      write(choices);
    };
    // What a link leads to is shown, also where it was not looked for; and an id of before leads to that of today.
    const reach = () => {
      const id = decodeURIComponent(location.hash.slice(1));
      const target = id ? document.getElementById(id) : null;
      const item = target?.closest("article.item[id]");
      if (!item) return;
      if (target.classList.contains("former")) history.replaceState(null, "", `${location.pathname}${location.search}#${item.id}`);
      if (item.hidden) {
        item.hidden = false;
        one(":scope > .emptied", item.parentElement)?.remove();
      }
      if (target.getClientRects().length || target === item) target.scrollIntoView();
      else item.scrollIntoView();
    };

    const reset = () => {
      box.value = "";
      for (const tick of ticks) tick.checked = false;
      listed = LISTED;
      show();
      box.focus();
    };
    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        listed = LISTED;
        show();
      }, 120);
    };
    box.addEventListener("input", soon);
    for (const tick of ticks) tick.addEventListener("change", soon);
    one("#_find-form").addEventListener("submit", (event) => {
      event.preventDefault();
      show();
      (one("a", found) ?? box).focus();
    });
    clear.addEventListener("click", reset);
    more.addEventListener("click", () => {
      const first = listed;
      listed = Infinity;
      show();
      one("a", found.children[first]).focus();
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || clear.hidden) return;
      event.preventDefault();
      reset();
    });
    addEventListener("hashchange", reach);
    addEventListener("popstate", () => (read(), show()));
    panel.hidden = false;
    for (const waits of all(".needs-script")) waits.hidden = false;
    read();
    show();
    reach();
  }

  // --- copy link: only where a browser lets a page write there ---
  const { copy, copyTo, copied } = document.body.dataset;
  if (copy && self.isSecureContext && navigator.clipboard?.writeText) {
    const heard = make("p", { className: "heard", role: "status" });
    one("main").append(heard);
    for (const head of all("article.item[id] [data-title]")) {
      const item = head.closest("article");
      const button = make("button", { type: "button", className: "copy", textContent: copy });
      button.setAttribute("aria-label", fill(copyTo, head.dataset.title));
      button.addEventListener("click", async () => {
        const address = new URL(location.href);
        [address.search, address.hash] = ["", item.id];
        try {
          await navigator.clipboard.writeText(address.href);
          heard.textContent = button.textContent = copied;
          setTimeout(() => {
            heard.textContent = "";
            button.textContent = copy;
          }, 4000);
        } catch {
          location.hash = item.id;
        }
      });
      item.append(make("p", { className: "tools" }, button));
    }
  }
}
