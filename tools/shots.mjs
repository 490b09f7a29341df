// Takes the pictures that the README shows, from a built portal.
//
//   saola build && node tools/shots.mjs public        # run in the repository; writes docs/screenshots/
//
//   node tools/shots.mjs PUBLIC [OUT]                 # OUT: docs/screenshots if none is given
//
// puppeteer-core goes into target/shots; Chromium is the system's (or what the variable CHROMIUM names).
// The names of the languages at the top are in the system's fonts: have some for Khmer, Korean, Japanese and Chinese.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { CHROMIUM, CHROMIUM_ARGS, need, serve } from "./site.mjs";

const [root, out = "docs/screenshots"] = process.argv.slice(2);
const MOST = 150_000; // bytes a picture
const PHONE = { width: 390, height: 844, deviceScaleFactor: 1, isMobile: true, hasTouch: true };
const DESKTOP = { width: 1280, height: 800, deviceScaleFactor: 1 };
const SHOTS = [
  { name: "home-vi-phone", where: "", view: PHONE },
  { name: "home-vi-desktop", where: "", view: DESKTOP },
  { name: "home-vi-desktop-dark", where: "", view: DESKTOP, dark: true },
  { name: "home-km-phone", where: "km/", view: PHONE },
  { name: "article-ja-phone", where: "ja/news/cebu-protocol/", view: PHONE },
  { name: "catalogue-en-desktop", where: "en/investment/", view: { ...DESKTOP, height: 900 } },
];

const site = await serve(root);
const puppeteer = need("target/shots", "puppeteer-core@24.43.1")("puppeteer-core");
const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS });
await mkdir(out, { recursive: true });
const faults = [];
for (const { name, where, view, dark = false } of SHOTS) {
  const page = await browser.newPage();
  page.on("pageerror", (error) => faults.push(`${where}: ${error.message}`));
  await page.setViewport(view);
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: dark ? "dark" : "light" },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  const response = await page.goto(site.base + where, { waitUntil: "networkidle0" });
  await page.reload({ waitUntil: "networkidle0" }); // the second time, as fonts that come late are left out on a first visit
  if (response.status() !== 200) faults.push(`${where}: ${response.status()}`);
  await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 200))));
  const picture = await page.screenshot({ type: "webp", quality: 90 });
  if (picture.length > MOST) faults.push(`${name}: ${picture.length} bytes, more than ${MOST}`);
  await writeFile(path.join(out, `${name}.webp`), picture);
  console.log(`${path.join(out, name)}.webp  ${view.width}x${view.height}  ${Math.ceil(picture.length / 1000)} kB`);
  await page.close();
}
await browser.close();
site.close();
for (const fault of faults) console.error(fault);
process.exit(faults.length ? 1 : 0);
