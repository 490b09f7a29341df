// What a search costs in a browser, beside Pagefind 1.6 over the same pages: bytes, requests, time, what is found.
//
//   cargo bench --bench search -- 1000 --keep DIR && node benches/search.mjs DIR [LANGUAGE]…
//
// Each query is the first one of a new visitor (an empty cache), asked from the page for searching: bytes and requests are all
// that this visitor loads because of it (scripts of the search, its index, the texts of six results, as the page shows them), compressed by the server
// with gzip. What a browser's worker asks for counts too. Time is from query to six shown results, with
// everything loaded: the median of five more. Both searches take the same queries: phrases out of texts and titles without marks.
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { CHROMIUM, CHROMIUM_ARGS, need, serve } from "../tools/site.mjs";

const [folder, ...asked] = process.argv.slice(2);
const root = path.join(folder, "public");
const modules = path.resolve(import.meta.dirname, "../target/search-bench");
const require = need(modules, "pagefind@1.6.0", "puppeteer-core@24.43.1");
const started = performance.now();
const pagefind = path.join(modules, "node_modules/pagefind/lib/runner/bin.cjs");
execFileSync(process.execPath, [pagefind, "--site", root, "--root-selector", "main", "--glob", "**/news/article-*/index.html"], { stdio: "ignore" });
console.log(`Pagefind indexed the articles' pages in ${((performance.now() - started) / 1000).toFixed(1)} s.\n`);

// Pagefind's program (WASM) runs under no policy without 'wasm-unsafe-eval'.
const server = await serve(root, "");
const base = server.base.slice(0, -1);
const browser = await require("puppeteer-core").launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS });

// Runs in the page: asks once, then five times for the time; { urls, times }.
const SEARCHES = {
  saola: async (query, engine, folder, language) => {
    const { open, excerpt } = await import(engine);
    const index = await open(folder);
    const ask = async () => {
      const found = await index.search(query);
      const texts = await Promise.all(found.hits.slice(0, 6).map((hit) => index.text(hit.document)));
      texts.forEach((text) => excerpt(text.blocks, found.words, language, 180));
      return found;
    };
    const found = await ask();
    const times = [];
    for (let i = 0; i < 5; i += 1) {
      index.tokens.clear();
      const start = performance.now();
      await ask();
      times.push(performance.now() - start);
    }
    window.count = () => Promise.all(found.hits.slice(0, 100).map(async (hit) => (await index.text(hit.document)).url));
    return times;
  },
  pagefind: async (query) => {
    const pagefind = await import("/pagefind/pagefind.js");
    const ask = async () => {
      const found = await pagefind.search(query);
      await Promise.all(found.results.slice(0, 6).map((result) => result.data()));
      return found;
    };
    const found = await ask();
    const times = [];
    for (let i = 0; i < 5; i += 1) {
      const start = performance.now();
      await ask();
      times.push(performance.now() - start);
    }
    window.count = () => Promise.all(found.results.slice(0, 100).map(async (result) => (await result.data()).url));
    return times;
  },
};

async function measure(which, { lang, query, url }) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const start = lang === "vi" ? "/" : `/${lang}/`;
  await page.goto(base + start, { waitUntil: "networkidle0" });
  const [engine, folder, language] = await page.$eval(".finder", (form) => [form.dataset.engine, form.dataset.url, document.documentElement.lang]);
  const before = { ...server.sent };
  const times = await page.evaluate(SEARCHES[which], query, engine, folder, language);
  const [bytes, requests] = [server.sent.bytes - before.bytes, server.sent.requests - before.requests];
  const cost = { bytes, requests, time: times.sort((a, b) => a - b)[2] };
  const urls = await page.evaluate(() => window.count());
  await context.close();
  const place = urls.indexOf(url);
  return { ...cost, found: place >= 0, first: place >= 0 && place < 3 };
}

const queries = JSON.parse(await readFile(path.join(folder, "queries.json"), "utf8"));
console.log("| language | search | queries | KiB first query: median, 9 of 10, most | requests | ms after loading: median, most | in the first 100 | in the first 3 |");
console.log("|---|---|---|---|---|---|---|---|");
for (const lang of asked.length ? asked : ["vi", "en", "ko", "km", "ja", "zh"]) {
  for (const kind of ["phrases", "titles"]) {
    const own = queries.filter((query) => query.lang === lang && query.kind === kind);
    for (const which of ["saola", "pagefind"]) {
      const all = [];
      for (const query of own) all.push(await measure(which, query));
      const of = (name, scale) => all.map((one) => one[name] / scale).sort((a, b) => a - b);
      const share = (name) => `${((all.filter((one) => one[name]).length * 100) / all.length).toFixed(0)} %`;
      const [kib, ms] = [of("bytes", 1024), of("time", 1)];
      const size = [kib[kib.length >> 1], kib[Math.floor(kib.length * 0.9)], kib[kib.length - 1]].map((value) => value.toFixed(0)).join(", ");
      const time = `${ms[ms.length >> 1].toFixed(0)}, ${ms[ms.length - 1].toFixed(0)}`;
      console.log(`| ${lang} | ${which} | ${all.length} ${kind} | ${size} | ${of("requests", 1)[all.length >> 1]} | ${time} | ${share("found")} | ${share("first")} |`);
    }
  }
}
await browser.close();
server.close();
