// A built portal behind a web server of its own, and a browser: what the tests in browsers stand on.
//
//   const stage = await open(PUBLIC, MODULES, CHROMIUM);   // { base, browser, modules, close }
//
// The server sends a content security policy without 'unsafe-*'.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
const TYPES = {
  html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", svg: "image/svg+xml", png: "image/png",
  webp: "image/webp", woff2: "font/woff2", xml: "application/xml", ics: "text/calendar", json: "application/json",
};

export async function open(root, modules, chromium = "/usr/bin/chromium") {
  const require = createRequire(path.resolve(modules) + "/");
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    const file = path.join(root, path.normalize(decodeURIComponent(url.pathname)), url.pathname.endsWith("/") ? "index.html" : "");
    try {
      const body = await readFile(file);
      const type = TYPES[file.split(".").pop()] || "application/octet-stream";
      response.writeHead(200, { "content-type": type, "content-security-policy": POLICY });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await require("puppeteer-core").launch({
    executablePath: chromium,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { base: `http://127.0.0.1:${server.address().port}/`, browser, axe, close };
}

// What axe finds on a page against WCAG 2.2 AA, a line each.
export async function violations(page, axe) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const rules = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };
    const { violations } = await window.axe.run(document, { runOnly: rules });
    return violations.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 140)}`);
  });
}
