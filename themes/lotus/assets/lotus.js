// What the pages do beyond being read: size and theme, copying an address, printing, choosing and sorting in the catalogue.
// Everything can be read and reached without it.
"use strict";
const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

function keep(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  try {
    if (value) localStorage.setItem("lotus-" + name, value);
    else localStorage.removeItem("lotus-" + name);
  } catch {
    // Not kept, but applied.
  }
}

function tools() {
  const box = document.querySelector(".tools");
  if (!box) return;
  const sizes = all("button[data-size]", box);
  const theme = box.querySelector("[data-theme-switch]");
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const show = () => {
    for (const button of sizes) button.setAttribute("aria-pressed", String(button.dataset.size === (root.dataset.size || "")));
    theme.setAttribute("aria-pressed", String(isDark()));
  };
  for (const button of sizes) {
    button.addEventListener("click", () => {
      keep("size", button.dataset.size);
      show();
    });
  }
  theme.addEventListener("click", () => {
    keep("theme", isDark() ? "light" : "dark");
    show();
  });
  show();
}

function sharing() {
  for (const button of all("[data-copy]")) {
    if (!navigator.clipboard) continue;
    const status = button.closest(".share").querySelector("[role=status]");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      status.textContent = button.dataset.done;
    });
    button.parentElement.hidden = false;
  }
  // The phone's own sheet, where Zalo and other apps are.
  for (const button of navigator.share ? all("[data-share]") : []) {
    button.addEventListener("click", () => navigator.share({ title: button.dataset.share, url: location.href }).catch(() => {}));
    button.parentElement.hidden = false;
  }
  for (const button of all("[data-print]")) {
    button.addEventListener("click", () => print());
    button.parentElement.hidden = false;
  }
}

function catalogue(form) {
  const table = form.parentElement.querySelector("table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const status = form.querySelector("[role=status]");
  const filters = all("select", form);
  const column = { sector: 1, place: 2, stage: 5 };
  const language = root.lang;
  for (const select of filters) {
    const name = select.dataset.filter;
    if (!(name in column)) continue;
    const words = new Map();
    for (const row of rows) if (row.dataset[name]) words.set(row.dataset[name], row.cells[column[name]].textContent.trim());
    for (const [value, text] of [...words].sort((a, b) => a[1].localeCompare(b[1], language))) {
      select.add(new Option(text, value));
    }
  }
  const fits = (row, select) => {
    const { filter } = select.dataset;
    if (!select.value) return true;
    if (filter !== "area") return row.dataset[filter] === select.value;
    const [least, most] = select.value.split("-").map(Number);
    const area = Number(row.dataset.area);
    return area > 0 && area >= least && (!most || area <= most);
  };
  const apply = (tell) => {
    let shown = 0;
    for (const row of rows) {
      row.hidden = !filters.every((select) => fits(row, select));
      if (!row.hidden) shown += 1;
    }
    if (tell) status.textContent = form.dataset.count.replace(/[\d០-៩][\d០-៩.,]*/, shown);
  };
  const address = () => {
    const chosen = new URLSearchParams();
    for (const select of filters) if (select.value) chosen.set(select.dataset.filter, select.value);
    history.replaceState(null, "", chosen.size ? "?" + chosen : location.pathname);
  };
  const asked = new URLSearchParams(location.search);
  for (const select of filters) select.value = asked.get(select.dataset.filter) || "";
  for (const select of filters) if (select.selectedIndex < 0) select.selectedIndex = 0;
  apply(filters.some((select) => select.value));
  form.addEventListener("change", () => (apply(true), address()));
  form.addEventListener("reset", () => setTimeout(() => (apply(true), address())));
  form.addEventListener("submit", (event) => event.preventDefault());
  sorting(table, body, language);
}

function sorting(table, body, language) {
  const value = (row, at, kind) =>
    kind === "number" ? Number(row.cells[at].dataset.value || 0) : row.cells[at].textContent.trim();
  all("th[data-sort]", table).forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of all("th[aria-sort]", table)) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const kind = head.dataset.sort;
      const sorted = [...body.rows].sort((a, b) => {
        const [x, y] = [value(a, at, kind), value(b, at, kind)];
        return (kind === "number" ? x - y : x.localeCompare(y, language)) * (down ? -1 : 1);
      });
      body.append(...sorted);
    });
  });
}

// The box leads to the page for searching; its script comes when it is needed.
function searching(form) {
  form.action = form.dataset.url;
  const load = () => import(form.dataset.script);
  if (document.querySelector(".found")) load();
  else form.querySelector("input").addEventListener("focus", load, { once: true });
}

tools();
all(".finder").forEach(searching);
sharing();
all("[data-catalogue]").forEach(catalogue);
