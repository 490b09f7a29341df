// Asks Lighthouse about a built portal: the start page, a list and an article, as a phone (Lighthouse's own emulation of a
// middling phone on a slow mobile network), served from loopback with gzip. Prints medians as a Markdown table, then every
// audit without full score.
//
//   saola build && node tools/lighthouse.mjs public   # run in the repository; some three minutes
//
//   node tools/lighthouse.mjs PUBLIC [RUNS]           # RUNS: 5 if none is given
//
// Lighthouse goes into target/lighthouse; Chromium is the system's (or what the variable CHROMIUM names). Performance depends on
// the machine: run it on a quiet one. The other three classes don't.
import { CHROMIUM, CHROMIUM_ARGS, need, serve } from "./site.mjs";

const [root, runs = "5"] = process.argv.slice(2);
const PAGES = ["", "news/", "news/cebu-protocol/"];
const CLASSES = ["performance", "accessibility", "best-practices", "seo"];
const METRICS = {
  "first-contentful-paint": "FCP", "largest-contentful-paint": "LCP", "speed-index": "speed index", "total-blocking-time": "TBT",
  "cumulative-layout-shift": "CLS", "total-byte-weight": "bytes",
};

// Lighthouse fetches robots.txt as the page does: without connect-src it would say that the file can't be read.
const site = await serve(root);
// The last version that runs on Node 18 and 20; newer ones want Node 22.
const require = need("target/lighthouse", "lighthouse@12.8.2");
const { default: lighthouse } = await import(require.resolve("lighthouse"));
const { launch } = await import(require.resolve("chrome-launcher"));

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const metric = (id, value) => {
  if (id === "cumulative-layout-shift") return value.toFixed(3);
  if (id === "total-byte-weight") return `${Math.round(value / 1000)} kB`;
  return id === "total-blocking-time" ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
};
const told = (text) => String(text ?? "").replaceAll(site.base, "/");

// What an item of an audit points at: an element, an address, or the unmet lines of a checklist.
const examples = (item) => {
  if (item.type === "checklist") return Object.values(item.items).filter((line) => !line.value).map((line) => line.label);
  return item.node?.snippet ?? item.snippet ?? item.url ?? [];
};

async function ask(where) {
  const chrome = await launch({ chromePath: CHROMIUM, chromeFlags: ["--headless=new", ...CHROMIUM_ARGS], logLevel: "silent" });
  try {
    const options = { port: chrome.port, onlyCategories: CLASSES, logLevel: "error", output: "json" };
    const { lhr } = await lighthouse(site.base + where, options);
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    return lhr;
  } finally {
    chrome.kill();
  }
}

const rows = [];
const lacking = new Map(); // audit -> what it says, with its pages
for (const where of PAGES) {
  const results = [];
  for (let run = 0; run < Number(runs); run += 1) results.push(await ask(where));
  const scores = CLASSES.map((name) => median(results.map((lhr) => Math.round(lhr.categories[name].score * 100))));
  const measured = Object.keys(METRICS).map((id) => metric(id, median(results.map((lhr) => lhr.audits[id].numericValue))));
  rows.push([`/${where}`, ...scores, ...measured]);
  const last = results.at(-1);
  for (const name of CLASSES) {
    for (const { id, weight } of last.categories[name].auditRefs) {
      const audit = last.audits[id];
      if (audit.score === null || audit.score >= 1) continue;
      const items = (audit.details?.items ?? []).flatMap(examples).slice(0, 3).map((item) => told(item).slice(0, 160));
      const line = `  - /${where}: ${audit.score.toFixed(2)} ${told(audit.displayValue ?? audit.explanation)}${items.map((item) => `\n    - ${item}`).join("")}`;
      const key = `- **${id}** (${name}, weight ${weight}): ${audit.title}`;
      lacking.set(key, [...(lacking.get(key) ?? []), line]);
    }
  }
  console.error(`/${where}: performance ${results.map((lhr) => Math.round(lhr.categories.performance.score * 100)).join(", ")}; `
    + `the machine's benchmark index ${results.map((lhr) => Math.round(lhr.environment.benchmarkIndex)).join(", ")}`);
  if (where === PAGES.at(-1)) console.error(`Lighthouse ${last.lighthouseVersion}, median of ${runs}`);
}
site.close();

const table = (cells) => `| ${cells.join(" | ")} |`;
const heads = ["page", "performance", "accessibility", "best practices", "SEO", ...Object.values(METRICS)];
console.log([table(heads), table(heads.map(() => "---")), ...rows.map(table)].join("\n"));
console.log(lacking.size ? "\nWithout full score (in the last run of each page):\n" : "\nEvery audit has full score.");
for (const [audit, lines] of lacking) console.log([audit, ...lines].join("\n"));
