// What tools, tests and benchmarks in browsers share: a built portal served as a good server would serve it, npm packages under target/, and
// how Chromium is started.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import path from "node:path";

export const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";
export const CHROMIUM_ARGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync",
];

// Nothing inline, nothing from elsewhere; `connect-src` and `form-action` are for searching.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
const TYPES = {
  html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", svg: "image/svg+xml", png: "image/png",
  webp: "image/webp", woff2: "font/woff2", xml: "application/xml", ics: "text/calendar", json: "application/json",
  txt: "text/plain; charset=utf-8",
};
const PACKED = new Set(["png", "webp", "woff2", "bin"]); // compressed already, or read by ranges

// Serves the folder `root` on a free loopback port, with gzip for those who accept it; `sent` counts what was asked for. Where
// `manners.ranges` is false, who asks for a range gets the whole; fonts are sent after `manners.fonts`, a promise.
export async function serve(root, policy = POLICY) {
  if (!root || !existsSync(path.join(root, "index.html"))) {
    console.error(`no built portal in ${root ?? "(no folder given)"}: run \`saola build\` and give its folder`);
    process.exit(2);
  }
  const sent = { requests: 0, bytes: 0 };
  const manners = { ranges: true, fonts: null };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    const file = path.join(root, path.normalize(decodeURIComponent(url.pathname)), url.pathname.endsWith("/") ? "index.html" : "");
    const ending = file.split(".").pop();
    let status = 200;
    const body = await readFile(file).catch(() => {
      status = 404;
      return Buffer.from("not found");
    });
    const headers = {
      "content-type": status === 200 ? TYPES[ending] || "application/octet-stream" : "text/plain",
      ...(policy && { "content-security-policy": policy }),
      "cache-control": url.pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    };
    const range = manners.ranges && status === 200 ? /^bytes=(\d+)-(\d+)$/.exec(request.headers.range || "") : null;
    const zip = !range && !PACKED.has(ending) && /\bgzip\b/.test(request.headers["accept-encoding"] || "");
    if (zip) headers["content-encoding"] = "gzip";
    let bytes = zip ? gzipSync(body) : body;
    if (range) {
      const [start, end] = [Number(range[1]), Math.min(Number(range[2]), bytes.length - 1)];
      status = start <= end ? 206 : 416;
      headers["content-range"] = `bytes ${start <= end ? `${start}-${end}` : "*"}/${bytes.length}`;
      bytes = bytes.subarray(start, Math.max(end + 1, start));
    }
    if (ending === "woff2") await manners.fonts;
    response.writeHead(status, headers);
    sent.requests += 1;
    sent.bytes += bytes.length;
    response.end(bytes);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { base: `http://127.0.0.1:${server.address().port}/`, sent, manners, close: () => server.close() };
}

// Installs pinned npm packages into `folder` (below target/) unless they are there, and gives a `require` that finds them.
export function need(folder, ...packages) {
  const has = (name) => existsSync(path.join(folder, "node_modules", name.replace(/@[^@]*$/, ""), "package.json"));
  if (!packages.every(has)) {
    const options = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--no-save"];
    execFileSync("npm", ["install", ...options, "--prefix", folder, ...packages], { stdio: "inherit" });
  }
  return createRequire(path.resolve(folder) + "/");
}
