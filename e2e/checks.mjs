// What both looks at pages have in common: starting the browser, axe, sideways scrolling, and the list of findings.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

/** Starts Chromium. `*.localhost` has no entry in most resolvers; the sandbox is off because CI runs as root. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--host-resolver-rules=MAP *.localhost 127.0.0.1"],
  });
}

/** The source of axe, to be evaluated in a page. */
export function readAxe() {
  return readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
}

/** Runs axe, which is in the page already. */
export async function runAxe(page, report, options = {}) {
  const violations = await page.evaluate(async (how) => (await window.axe.run(document, how)).violations, options);
  for (const rule of violations) {
    const places = rule.nodes
      .map((node) => node.target.join(" "))
      .slice(0, 3)
      .join(" | ");
    report(`axe ${rule.id} (${rule.impact}), ${rule.nodes.length}×: ${rule.help}: ${places}`);
  }
}

/** WCAG 1.4.10: no sideways scrolling, and the widest culprit by name. */
export async function checkOverflow(page, width, report) {
  const culprit = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    const widest = [...document.body.querySelectorAll("*")]
      .map((element) => ({ element, right: element.getBoundingClientRect().right }))
      .sort((a, b) => b.right - a.right)[0];
    const name = widest && `<${widest.element.localName} class="${widest.element.className}">`;
    return `${root.scrollWidth} px wide, widest is ${name ?? "the body"}`;
  });
  if (culprit) report(`scrolls sideways at ${width} px: ${culprit}`);
}

/** Collects findings and says each only once, with every view it was seen in. */
export class Findings {
  #views = new Map();

  add(place, text, view) {
    const line = `${place}: ${text}`;
    this.#views.set(line, [...(this.#views.get(line) ?? []), ...(view ? [view] : [])]);
  }

  lines() {
    return [...this.#views].map(([line, views]) => (views.length > 0 ? `${line} [${views.join("; ")}]` : line));
  }
}

export function firstLine(error) {
  return String(error?.message ?? error).split("\n")[0];
}
