// Holds the search for browsers to the program's own, and uses it as readers do.
//
//   node search.mjs PUBLIC MODULES ANSWERS
//
// ANSWERS has what `saola search --format json` answered to tests/search/queries.tsv, a line each.
//
// 1. the units of tests/search/units.tsv, 2. the same pages in the same order with the same scores for each query,
// 3. the page: results, marks, filters, address, other languages, 4. the box: keyboard and roles, 5. without scripts,
// 6. hostile queries, files that don't load, files of another build.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { open as openStage, violations } from "./stage.mjs";

const [root, modules, answers] = process.argv.slice(2);
const { base, manners, browser, axe, close } = await openStage(root, modules);
const lines = async (file) => (await readFile(new URL(file, import.meta.url), "utf8")).split("\n").filter(Boolean);

const faults = [];
let looked = 0;
const check = (truth, what) => {
  looked += 1;
  if (!truth) faults.push(what);
};
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function open(where, { width = 390, scripts = true, quiet = false } = {}) {
  const page = await browser.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && !quiet) faults.push(`${where}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${where}: ${error.message}`));
  page.on("dialog", (dialog) => faults.push(`${where}: a dialog: ${dialog.message()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base)) faults.push(`${where}: asks for ${request.url()}`);
  });
  await page.setViewport({ width, height: 800 });
  await page.setJavaScriptEnabled(scripts);
  await page.goto(base + where, { waitUntil: "networkidle0" });
  return page;
}
const settled = (page) => page.waitForNetworkIdle({ idleTime: 250 }).then(() => pause(200));
const type = async (page, words) => {
  await page.focus(".finder input");
  await page.type(".finder input", words);
  await settled(page);
};
const text = (page, selector) => page.$eval(selector, (element) => element.textContent);
const total = async (page) => Number((await text(page, ".found-status")).match(/\d+/)?.[0] || 0);
const rows = (page) => page.$$eval(".found-list h2 a", (links) => links.map((link) => [link.textContent, link.getAttribute("href")]));

// 1. Units.
let page = await open("en/");
const engine = await page.$eval(".finder", (form) => form.dataset.engine);
const golden = (await lines("search/units.tsv")).map((line) => line.split("\t"));
const made = await page.evaluate(
  async (engine, rows) => {
    const { units } = await import(engine);
    const shown = (unit) => (unit.joins ? "~" : "") + (unit.spaced ? "_" : "") + unit.fold + (unit.form === unit.fold ? "" : "/" + unit.form);
    return rows.map(([lang, text]) => units(text, lang === "en").map(shown).join(" "));
  },
  engine,
  golden,
);
check(golden.length > 400, `${golden.length} strings`);
golden.forEach(([lang, words, expect], i) => check(made[i] === expect, `units (${lang}) of ${words}:\n  ${made[i]}\n  ${expect}`));

// All scripts of a page that searches, as a server sends them.
const scripts = await page.$eval(".finder", (form) => [form.dataset.engine, form.dataset.script, ...[...document.scripts].map((script) => script.src)].filter(Boolean));
let budget = 0;
for (const url of new Set(scripts)) budget += gzipSync(await readFile(path.join(root, new URL(url, base).pathname))).length;
check(scripts.length === 4 && budget <= 20 * 1024, `${scripts.length} scripts with ${budget} bytes`);

// 2. The same answers.
const expected = (await readFile(answers, "utf8")).split("\n").filter(Boolean).map((line) => JSON.parse(line));
check(expected.length > 600, `${expected.length} answers`);
for (const lang of ["vi", "en", "ko", "km", "ja", "zh"]) {
  const own = expected.filter((answer) => answer.lang === lang);
  const folder = lang === "vi" ? "/search/" : `/${lang}/search/`;
  const got = await page.evaluate(
    async (engine, folder, queries) => {
      const index = await (await import(engine)).open(folder);
      const answers = [];
      for (const query of queries) {
        const { hits, answer, corrected } = await index.search(query);
        const results = [];
        for (const hit of hits.slice(0, 50)) results.push([(await index.text(hit.document)).url, hit.exact, hit.score]);
        answers.push(JSON.stringify([hits.length, answer === "all", corrected, results]));
      }
      return answers;
    },
    engine,
    folder,
    own.map((answer) => answer.query),
  );
  own.forEach((answer, i) => {
    const results = answer.results.slice(0, 50).map((result) => [result.url, result.exact, result.score]);
    const expect = JSON.stringify([answer.total, answer.all, answer.corrected, results]);
    check(got[i] === expect, `“${answer.query}” (${lang}):\n  browser ${got[i].slice(0, 300)}\n  program ${expect.slice(0, 300)}`);
  });
}
await page.close();

// 3. The page.
page = await open("search/");
await type(page, "hop tac");
let found = await rows(page);
const before = await total(page);
check(found.length === 6 && before > 6, `results: ${found.length} of ${before}, ${await text(page, ".found-status")}`);
check(page.url() === base + "search/?q=hop+tac", `the words are in the address: ${page.url()}`);
const marked = await page.$$eval(".found-list mark", (marks) => marks.map((mark) => mark.textContent.toLowerCase()));
check(["hợp", "tác"].every((word) => marked.includes(word)), `marked: ${marked}`);
const offered = () => page.$eval("[data-more]", (button) => button.getClientRects().length > 0);
check(await offered(), "more is offered");
for (let i = 0; i < 5 && (await offered()); i += 1) {
  await page.$eval("[data-more]", (button) => button.scrollIntoView({ block: "center" }));
  await settled(page);
}
check((await rows(page)).length === before && !(await offered()), `more comes at the end: ${(await rows(page)).length} of ${before}`);
check((await violations(page, axe)).length === 0, `axe on results: ${await violations(page, axe)}`);
await page.click(".found-filters summary");
const choice = await page.$eval("#found-kind option:nth-child(2)", (option) => [option.value, option.textContent]);
await page.select("#found-kind", choice[0]);
await settled(page);
const left = await total(page);
check(left < before && choice[1].includes(`(${left})`), `filtered by ${choice}: ${left} of ${before}`);
check(page.url().includes("kind=" + choice[0]), `the filter is in the address: ${page.url()}`);
await page.reload({ waitUntil: "networkidle0" });
await settled(page);
check((await total(page)) === left, "words and filter outlive a reload");
await page.goBack();
await settled(page);
check((await total(page)) === before, `back takes the filter away: ${await total(page)}`);
await page.close();

page = await open("ko/search/?q=" + encodeURIComponent("Trảng cỏ Bù Lạch"));
await settled(page);
const elsewhere = await page.$$eval(".found-elsewhere li:not([hidden]) a", (links) => links.map((link) => [link.lang, link.getAttribute("href")]));
check(elsewhere.some(([lang, href]) => lang === "vi" && href.startsWith("/search/?q=Tr")), `elsewhere: ${JSON.stringify(elsewhere)}`);
await page.close();

page = await open("en/search/?q=bordr");
await settled(page);
check((await text(page, ".found-status")).includes("“border”"), `mended: ${await text(page, ".found-status")}`);
await page.close();

for (const [where, words, mark] of [["ko/", "국경", "국경"], ["km/", "ព្រំដែន", "ព្រំដែន"], ["ja/", "国境", "国境"], ["zh/", "边境", "边境"], ["en/", "gates", "Gate"]]) {
  page = await open(where + "search/?q=" + encodeURIComponent(words));
  await settled(page);
  const marks = await page.$$eval(".found-list mark", (list) => list.map((mark) => mark.textContent));
  check(marks.includes(mark), `${where}: ${words} marks ${marks.slice(0, 5)}`);
  await page.close();
}

// 4. The box.
page = await open("en/news/", { width: 1280 });
await type(page, "border");
const roles = await page.$eval(".finder input", (input) => [input.role, input.ariaExpanded, input.getAttribute("aria-activedescendant")].join());
check(roles === "combobox,true,", `the box: ${roles}`);
check((await violations(page, axe)).length === 0, `axe on the open box: ${await violations(page, axe)}`);
await page.keyboard.press("ArrowDown");
const active = await page.$eval(".finder", (form) => [form.querySelector("input").getAttribute("aria-activedescendant"), form.querySelector("[aria-selected=true]").id].join());
check(active === "finder-0,finder-0", `the first proposal: ${active}`);
const proposed = await page.$eval("#finder-0", (option) => option.dataset.url);
await page.keyboard.press("Escape");
check((await page.$eval("#finder-list", (list) => list.hidden)) && (await page.$eval(".finder input", (input) => input.value)) === "border", "Escape closes the list and keeps the words");
await page.keyboard.press("ArrowDown");
await settled(page);
await page.keyboard.press("ArrowDown");
await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
check(new URL(page.url()).pathname === proposed, `Enter opens the proposal: ${page.url()}`);
await type(page, "border");
await Promise.all([page.waitForNavigation({ waitUntil: "networkidle0" }), page.keyboard.press("Enter")]);
check(page.url() === base + "en/search/?q=border", `Enter without a proposal leads to all results: ${page.url()}`);
await page.close();

// 5. Without scripts the box leads to the site map, which says why.
page = await open("en/news/", { scripts: false });
await page.focus(".finder input");
await page.type(".finder input", "border");
await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
check(page.url() === base + "en/site-map/?q=border", `without scripts: ${page.url()}`);
check((await text(page, "noscript .notice, .notice")).includes("JavaScript"), "the site map says why");
await page.close();

// 6. Hostile queries and broken files.
page = await open("search/");
for (const words of ["<img src=x onerror=alert(1)>", "\ud800 lone", "(.*)+[", "🙂".repeat(200), "đất ".repeat(2500), "?!.", "\u0000"]) {
  await page.evaluate((words) => {
    const input = document.querySelector(".finder input");
    input.value = words;
    input.dispatchEvent(new Event("input"));
  }, words);
  await pause(200);
  await settled(page);
  check((await page.$(".found img")) === null, `${words.slice(0, 20)}: became markup`);
  check(!(await page.$(".found-status button")), `${words.slice(0, 20)}: ${await text(page, ".found-status")}`);
}
await page.close();

async function broken(files, answer, expect, mends) {
  const page = await open("en/search/", { quiet: true });
  let faulty = true;
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    if (faulty && files.test(request.url())) request.respond(answer);
    else request.continue();
  });
  await page.type(".finder input", "border");
  await page.waitForSelector(".found-status button");
  check((await text(page, ".found-status button")) === expect, `${expect}: ${await text(page, ".found-status")}`);
  faulty = false;
  if (mends) {
    await page.click(".found-status button");
    await settled(page);
    check((await rows(page)).length > 2, "another try finds");
  }
  await page.close();
}
await broken(/shards\.bin$/, { status: 503, body: "" }, "Try again", true);
await broken(/shards\.bin$/, { status: 200, body: "other bytes" }, "Load the page again", false);
await broken(/shards\.bin$/, { status: 206, body: "other bytes" }, "Load the page again", false);
await broken(/shards\.bin$/, { status: 416, body: "" }, "Load the page again", false);
await broken(/\d\.json$/, { status: 503, body: "" }, "Try again", true);
await broken(/\d\.json$/, { status: 200, body: '{"lengths":[1,2,3,4]}' }, "Load the page again", false);

// A server that knows no ranges sends the whole index, and isn't asked again for what is typed later.
manners.ranges = false;
page = await open("en/search/");
let asked = 0;
await type(page, "border");
check((await rows(page)).length > 2, `without ranges: ${await text(page, ".found-status")}`);
page.on("request", (request) => (asked += request.url().endsWith("shards.bin")));
await type(page, " zone");
check((await rows(page)).length > 0 && asked === 0, `without ranges: ${await text(page, ".found-status")}, asked ${asked} times more`);
await page.close();
manners.ranges = true;

// A text that doesn't come when more is asked for is told too.
page = await open("search/?q=hop+tac", { quiet: true });
await settled(page);
await page.setRequestInterception(true);
page.on("request", (request) => (/\d\.json$/.test(request.url()) ? request.respond({ status: 503, body: "" }) : request.continue()));
await page.$eval("[data-more]", (button) => button.click());
await page.waitForSelector(".found-status button");
await page.close();

// A list that comes late doesn't open behind a reader who has gone on.
page = await open("en/news/", { width: 1280 });
await page.focus(".finder input");
await page.keyboard.type("border");
await page.evaluate(() => document.activeElement.blur());
await settled(page);
check(await page.$eval(".finder", (form) => form.querySelector("[role=listbox]")?.hidden !== false), "the list stays shut");
await page.close();

await close();
console.log(faults.join("\n"));
console.log(`search: ${looked} checks, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
