// A built portal behind a web server of its own, and a browser: what the tests in browsers stand on.
//
//   const { base, manners, browser, axe, close } = await open(PUBLIC, MODULES);
//
// The server sends a content security policy without 'unsafe-*'.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { CHROMIUM, CHROMIUM_ARGS, serve } from "../tools/site.mjs";

export async function open(root, modules) {
  const require = createRequire(path.resolve(modules) + "/");
  const server = await serve(root);
  const browser = await require("puppeteer-core").launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS });
  const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { base: server.base, manners: server.manners, browser, axe, close };
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
