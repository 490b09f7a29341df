// Searching: the box in the head of every page proposes pages, the page for searching shows all results.
// Loaded when a reader first needs it. What finds is the portal's own script (data-engine); this one shows what it found.
"use strict";
const language = document.documentElement.lang;
const SUGGESTIONS = 6;
const RESULTS = 6;
const COLUMNS = 180;

const create = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const plural = new Intl.PluralRules(language);
const digits = new Intl.NumberFormat(language, language === "km" ? { numberingSystem: "khmr" } : {});
const DIGITS = /[\d០-៩]+/;
const counted = (form, count) =>
  (plural.select(count) === "one" ? form.dataset.one : form.dataset.many).replace(DIGITS, () => digits.format(count));

// Words with what was looked for marked: text only, never markup.
const marked = (pieces) => pieces.map((piece) => (piece.mark ? create("mark", {}, piece.text) : piece.text));

// One search at a time: what an older one finds late is dropped.
function finder(form) {
  let [engine, index, number] = [null, null, 0];
  const ready = async () => {
    engine ??= await import(form.dataset.engine);
    index ??= await engine.open(form.dataset.url);
    return index;
  };
  const find = async (typed, show, fail) => {
    const own = (number += 1);
    try {
      const found = await (await ready()).search(typed);
      if (own === number) await show(found, engine, index, () => own === number);
    } catch (error) {
      // The next try begins from the start: the portal may have been built anew.
      index = null;
      if (own === number) fail(error);
    }
  };
  const isUpdated = (error) => Boolean(engine && error instanceof engine.OtherBuild);
  return { find, ready, isUpdated, cancel: () => (number += 1) };
}

// Tells a function of what is typed, when typing pauses. Letters on their way to kana or characters are no words yet;
// syllables of Korean and words of Vietnamese are words while they are composed.
function typing(input, tell) {
  let [timer, composing] = [0, false];
  const spells = /^(ja|zh)/.test(language);
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => tell(input.value), 120);
  };
  input.addEventListener("compositionstart", () => (composing = spells));
  input.addEventListener("compositionend", () => ((composing = false), later()));
  input.addEventListener("input", () => composing || later());
}

// The box: a combobox whose list holds pages (WAI-ARIA APG, editable combobox with list autocomplete).
function box(form) {
  const input = form.querySelector("input");
  const list = create("ul", { id: "finder-list", role: "listbox", hidden: true });
  list.setAttribute("aria-label", input.labels[0].textContent);
  const status = create("p", { className: "hidden", role: "status" });
  form.append(list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", "finder-list"], ["aria-autocomplete", "list"]]) {
    input.setAttribute(name, value);
  }
  const { find, isUpdated, cancel } = finder(form);
  let active = -1;
  const activate = (at) => {
    active = at;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  // What comes late doesn't open the list behind a reader who has gone on.
  const open = (wanted) => {
    const isOpen = wanted && document.activeElement === input;
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) activate(-1);
  };
  const option = (url, ...children) => {
    const made = create("li", { id: "finder-" + list.children.length, role: "option" }, ...children);
    made.dataset.url = url;
    made.setAttribute("aria-selected", "false");
    list.append(made);
  };
  const page = () => form.dataset.url + "?" + new URLSearchParams({ q: input.value });
  const show = async (found, engine, index, isCurrent) => {
    const texts = await Promise.all(found.hits.slice(0, SUGGESTIONS).map((hit) => index.text(hit.document)));
    if (!isCurrent()) return;
    list.replaceChildren();
    for (const text of texts) {
      const title = create("strong", {}, ...marked(engine.excerpt([text.title], found.words, language, 400)));
      option(text.url, title, create("span", {}, [text.kind, text.date].filter(Boolean).join(" · ")));
    }
    const count = found.hits.length;
    const none = fill(form.dataset.none, { query: input.value });
    const told = count > 0 ? counted(form, count) : none;
    option(page(), count > 0 ? `${form.dataset.all} (${digits.format(count)})` : none);
    status.textContent = found.answer === "some" && count > 0 ? `${form.dataset.some} ${told}` : told;
    open(true);
    activate(-1);
  };
  const fail = (error) => {
    list.replaceChildren();
    option(page(), isUpdated(error) ? form.dataset.updated : form.dataset.failed);
    status.textContent = list.textContent;
    open(true);
  };
  const tell = (typed) => {
    if (typed.trim()) find(typed, show, fail);
    else {
      cancel();
      open(false);
    }
  };
  typing(input, tell);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      open(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return tell(input.value);
      event.preventDefault();
      const down = event.key === "ArrowDown";
      activate(down ? (active >= last ? -1 : active + 1) : active < 0 ? last : active - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(list.children[active].dataset.url);
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) location.assign(chosen.dataset.url);
  });
  input.addEventListener("blur", () => open(false));
  if (input.value) tell(input.value);
}

// The page: results as they are typed, filters with counts, everything in the address.
function results(form, place) {
  const input = form.querySelector("input");
  const [status, elsewhere, filters, list] = ["status", "elsewhere", "filters", "list"].map((name) => place.querySelector(".found-" + name));
  const more = place.querySelector("[data-more]");
  const { find, ready, isUpdated } = finder(form);
  const languages = [...elsewhere.querySelectorAll("a")].map((link) => ({ link, url: link.getAttribute("href") }));
  let [now, chosen, shown] = [null, {}, 0];

  const address = (push) => {
    const asked = new URLSearchParams();
    if (input.value) asked.set("q", input.value);
    for (const [name, value] of Object.entries(chosen)) if (value) asked.set(name, value);
    const url = asked.size ? "?" + asked : location.pathname;
    if (push) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
    // The switch of languages keeps the words.
    for (const link of document.querySelectorAll(".languages a")) {
      link.search = input.value ? "?" + new URLSearchParams({ q: input.value }) : "";
    }
  };
  const values = (filter, document) => filter.of[document].map((at) => filter.values[at][0]);
  const fits = (hit, but) =>
    now.index.head.filters.every((filter) => filter === but || !chosen[filter.id] || values(filter, hit.document).includes(chosen[filter.id]));

  const result = (text, pieces) => {
    const head = create("h2", {}, create("a", { href: text.url }, ...marked(now.engine.excerpt([text.title], now.words, language, 400))));
    const about = [text.kind, text.date, text.archived && place.dataset.archived].filter(Boolean).join(" · ");
    return create("li", {}, head, create("p", { className: "meta" }, about), create("p", {}, ...marked(pieces)));
  };
  // Adds the next results; gives the first, or null where other ones are wanted meanwhile.
  const extend = async () => {
    const { fitting } = now;
    const wanted = fitting.slice(shown, shown + RESULTS);
    shown += wanted.length;
    const texts = await Promise.all(wanted.map((hit) => now.index.text(hit.document)));
    if (fitting !== now.fitting) return null;
    const made = texts.map((text) => result(text, now.engine.excerpt(text.blocks, now.words, language, COLUMNS)));
    list.append(...made);
    more.hidden = shown >= now.fitting.length;
    return made[0];
  };
  const choices = () => {
    const inside = filters.querySelector("div");
    const focus = document.activeElement?.id;
    inside.replaceChildren();
    for (const filter of now.index.head.filters) {
      const counts = new Map();
      for (const hit of now.hits) if (fits(hit, filter)) for (const value of values(filter, hit.document)) counts.set(value, (counts.get(value) || 0) + 1);
      const options = filter.values.filter(([value]) => counts.has(value) || chosen[filter.id] === value);
      if (options.length < 2 && !chosen[filter.id]) continue;
      const select = create("select", { id: "found-" + filter.id });
      select.add(new Option(place.dataset.any, ""));
      for (const [value, words] of options) select.add(new Option(`${words} (${digits.format(counts.get(value) || 0)})`, value));
      select.value = chosen[filter.id] || "";
      select.addEventListener("change", () => {
        chosen[filter.id] = select.value;
        address(true);
        render().catch(fail);
      });
      inside.append(create("label", { htmlFor: select.id }, filter.title, select));
    }
    filters.hidden = inside.children.length === 0;
    if (Object.values(chosen).some(Boolean)) filters.open = true;
    if (focus) document.getElementById(focus)?.focus();
  };
  const render = async () => {
    const fitting = now.hits.filter((hit) => fits(hit));
    now.fitting = fitting;
    const old = [...list.children];
    shown = 0;
    if ((await extend()) === null) return;
    old.forEach((row) => row.remove());
    choices();
    const told = [];
    for (const [typed, found] of now.corrected) told.push(fill(place.dataset.corrected, { typed, found }));
    if (now.answer === "some" && fitting.length > 0) told.push(form.dataset.some);
    told.push(fitting.length > 0 ? counted(form, fitting.length) : fill(form.dataset.none, { query: input.value }));
    status.textContent = told.join(" ");
  };
  // What other languages have, where this one has nothing with all words.
  const others = async (typed, isCurrent) => {
    const counts = await Promise.all(
      languages.map(async ({ url }) => {
        try {
          const found = await (await now.engine.open(url)).search(typed);
          return found.answer === "all" && found.corrected.length === 0 ? found.hits.length : 0;
        } catch {
          return 0;
        }
      }),
    );
    if (!isCurrent()) return;
    languages.forEach(({ link, url }, i) => {
      const count = link.querySelector("span") || link.appendChild(create("span"));
      count.textContent = ` (${digits.format(counts[i])})`;
      link.href = url + "?" + new URLSearchParams({ q: typed });
      link.parentElement.hidden = counts[i] === 0;
    });
    elsewhere.hidden = counts.every((count) => count === 0);
    if (!elsewhere.hidden) status.textContent += " " + place.dataset.elsewhere;
  };
  const show = async (found, engine, index, isCurrent) => {
    elsewhere.hidden = true;
    now = { ...found, engine, index };
    // An address may ask for what this index doesn't have.
    for (const { id, values } of index.head.filters) if (!values.some(([value]) => value === chosen[id])) delete chosen[id];
    await render();
    if (isCurrent() && found.words.length > 0 && (found.answer === "some" || found.corrected.length > 0)) await others(input.value, isCurrent);
  };
  const fail = (error) => {
    const updated = isUpdated(error);
    list.replaceChildren();
    filters.hidden = elsewhere.hidden = more.hidden = true;
    const again = create("button", { type: "button", className: "button" }, updated ? place.dataset.reload : place.dataset.retry);
    again.addEventListener("click", () => (updated ? location.reload() : search()));
    status.replaceChildren((updated ? form.dataset.updated : form.dataset.failed) + " ", again);
  };
  const clear = () => {
    list.replaceChildren();
    filters.hidden = elsewhere.hidden = more.hidden = true;
    status.textContent = "";
  };
  const search = () => find(input.value, (...all) => (input.value.trim() ? show(...all) : clear()), fail);
  const read = () => {
    const asked = new URLSearchParams(location.search);
    input.value = asked.get("q") || input.value;
    chosen = Object.fromEntries([...asked].filter(([name]) => name !== "q"));
    address(false);
    if (input.value.trim()) search();
    else clear();
  };
  typing(input, () => (address(false), search()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    address(true);
    search();
  });
  more.addEventListener("click", () => extend().then((first) => first?.querySelector("a").focus()).catch(fail));
  // More come by themselves where the reader gets to the end.
  new IntersectionObserver((entries) => {
    if (shown > 0 && entries.some((entry) => entry.isIntersecting) && !more.hidden) extend().catch(fail);
  }).observe(more);
  addEventListener("popstate", read);
  read();
  if (!input.value) ready().catch(() => {});
}

const form = document.querySelector(".finder");
const place = document.querySelector(".found");
if (place) results(form, place);
else box(form);
