// Opens a built portal in a real browser and looks at it as its readers do.
//
//   node browser.mjs PUBLIC MODULES
//
// Served with a content security policy without 'unsafe-*'. Each kind of page in six languages: no console error, no request
// off the site, nothing wider than a phone of 320 pixels, no shift of the layout though every font comes late, nothing that axe
// finds against WCAG 2.2 AA, in light and dark. Then the fonts: the portal's own, once they are there. Then the tools: size and
// theme are remembered, the catalogue filters and sorts, the keyboard reaches the content first, the language switch stays on the
// page, the printed page has no menus; and all can be read without scripts.
import { open as openStage, violations } from "./stage.mjs";

const LANGUAGES = ["", "en/", "ko/", "km/", "ja/", "zh/"];
const PAGES = [
  "", "news/", "stories/", "investment/", "tourism/", "events/", "news/cebu-protocol/", "investment/hoa-lu-border-gate/",
  "tourism/hai-ngay-dat-do/", "events/bom-bo-2024/", "countries/", "countries/cambodia/", "places/", "agencies/so-ngoai-vu/",
  "archive/", "site-map/", "figures/", "channels/", "glossary/", "search/", "404.html", "latest.html",
];

const { base, manners, browser, axe, close } = await openStage(...process.argv.slice(2));
const faults = [];
let looked = 0;
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const check = (truth, what) => {
  looked += 1;
  if (!truth) faults.push(what);
};

async function open(where, { width = 320, dark = false, scripts = true, late = false } = {}) {
  const page = await browser.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${where}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${where}: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) faults.push(`${where}: asks for ${request.url()}`);
  });
  await page.setViewport({ width, height: 740 });
  await page.setJavaScriptEnabled(scripts);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
  await page.evaluateOnNewDocument(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  let release = () => {};
  manners.fonts = late ? new Promise((resolve) => (release = resolve)) : null;
  await page.setCacheEnabled(!late);
  const whole = page.goto(base + where, { waitUntil: "networkidle0" });
  if (late) {
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    await pause(150);
  }
  release();
  await whole;
  return page;
}

async function judge(where, dark) {
  const page = await open(where, { dark, late: true });
  await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 100))));
  const [wide, shift] = await page.evaluate(() => [document.documentElement.scrollWidth, window.shift]);
  check(wide <= 320, `${where}: ${wide} pixels wide on a phone of 320`);
  check(shift < 0.02, `${where}: the layout shifts by ${shift}`);
  const found = await violations(page, axe);
  check(found.length === 0, found.map((fault) => `${where}${dark ? " (dark)" : ""}: axe: ${fault}`).join("\n"));
  await page.close();
}

for (const language of LANGUAGES) {
  for (const page of PAGES) await judge(language + page, false);
  for (const page of ["", "news/cebu-protocol/", "investment/", "events/"]) await judge(language + page, true);
}

// The fonts a page is set in, by the browser's account, once they are there: a page takes none that comes late.
async function setIn(page, selector) {
  const tools = await page.createCDPSession();
  await tools.send("DOM.enable");
  await tools.send("CSS.enable");
  const { root } = await tools.send("DOM.getDocument");
  const { nodeId } = await tools.send("DOM.querySelector", { nodeId: root.nodeId, selector });
  const { fonts } = await tools.send("CSS.getPlatformFontsForNode", { nodeId });
  await tools.detach();
  return fonts;
}
for (const [at, family] of ["Be Vietnam Pro", "Be Vietnam Pro", "Noto Sans KR", "Noto Sans Khmer", "Noto Sans JP", "Noto Sans SC"].entries()) {
  const page = await open(LANGUAGES[at] + "news/cebu-protocol/", { width: 1280 });
  const own = async (selector) => (await setIn(page, selector)).filter((font) => font.isCustomFont && font.familyName.startsWith(family));
  let found = [];
  for (let tries = 0; tries < 5 && found.length < 2; tries += 1) {
    await page.reload({ waitUntil: "networkidle0" });
    found = [...(await own("h1")), ...(await own(".text p"))];
  }
  check(found.length >= 2, `${LANGUAGES[at]}news/cebu-protocol/ is set in ${JSON.stringify([...(await setIn(page, "h1")), ...(await setIn(page, ".text p"))])}`);
  await page.close();
}

// Size and theme are remembered from page to page.
let page = await open("", { width: 1280 });
await page.click(".tools [data-size=large]");
await page.click("[data-theme-switch]");
await page.goto(base + "km/", { waitUntil: "networkidle0" });
const kept = await page.evaluate(() => [document.documentElement.dataset.size, document.documentElement.dataset.theme]);
check(kept.join() === "large,dark", `size and theme are remembered: ${kept}`);
await page.close();

// The first stop of the keyboard leads to the content.
page = await open("ja/news/");
await page.keyboard.press("Tab");
const first = await page.evaluate(() => document.activeElement.getAttribute("href"));
check(first === "#page-content", `the first stop of the keyboard is ${first}`);
await page.close();

// The language switch stays on the page.
page = await open("ko/news/cebu-protocol/", { width: 1280 });
await Promise.all([page.waitForNavigation(), page.click(".languages a[hreflang=km]")]);
check(page.url() === base + "km/news/cebu-protocol/", `the switch leads to ${page.url()}`);
await page.close();

// The catalogue filters, says how many are left, keeps the choice in the address, and sorts.
page = await open("en/investment/", { width: 1280 });
const rows = () => page.$$eval(".catalogue tbody tr:not([hidden])", (list) => list.map((row) => row.cells[0].textContent.trim()));
const whole = await rows();
const sectors = await page.$$eval("[data-filter=sector] option", (list) => list.map((option) => option.value).filter(Boolean));
check(whole.length >= 4 && sectors.length >= 2, `the catalogue has ${whole.length} rows and ${sectors.length} sectors`);
await page.select("[data-filter=sector]", "border-economy");
const left = await rows();
const told = await page.$eval(".catalogue-tools [role=status]", (status) => status.textContent);
check(left.length > 0 && left.length < whole.length && told.includes(String(left.length)), `filtered: ${left.length}, told “${told}”`);
check(page.url().endsWith("?sector=border-economy"), `the choice is in the address: ${page.url()}`);
await page.reload({ waitUntil: "networkidle0" });
check((await rows()).length === left.length, "the choice outlives a reload");
await page.click(".catalogue-tools [type=reset]");
await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
check((await rows()).length === whole.length, "clearing shows all");
await page.click(".catalogue th:nth-child(4) button");
const areas = await page.$$eval(".catalogue tbody tr", (list) => list.map((row) => Number(row.cells[3].dataset.value || 0)));
check(areas.every((area, at) => at === 0 || areas[at - 1] <= area), `sorted by area: ${areas}`);
await page.close();

// Without scripts everything stands there, and no tool that wouldn't work.
page = await open("en/investment/", { width: 1280, scripts: false });
const bare = await page.evaluate(() => [document.querySelectorAll(".catalogue tbody tr").length, getComputedStyle(document.querySelector(".tools")).display === "none"]);
check(bare[0] === whole.length && bare[1], `without scripts: ${bare}`);
await page.close();

// On paper: the article, its sources and who publishes it; no menus.
page = await open("km/news/cebu-protocol/", { width: 1280 });
await page.emulateMediaType("print");
const paper = await page.evaluate(() => {
  const shown = (selector) => [...document.querySelectorAll(selector)].some((e) => e.getClientRects().length > 0);
  return [shown(".bar"), shown(".share"), shown(".tools"), shown(".text"), shown(".identity")].join();
});
check(paper === "false,false,false,true,true", `printed: ${paper}`);
await page.close();

await close();
console.log(faults.join("\n"));
console.log(`${LANGUAGES.length * PAGES.length} pages opened, ${looked} checks, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
