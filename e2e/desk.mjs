// Opens every page of the admin area that an owner reaches by links, and checks it as `a11y.mjs` checks public pages.
// In: the address that `ausrufer setup-url` gave. Out: a readable list of findings on stderr, exit code 0 (none), 1
// (some), 2 (usage).

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { checkOverflow, Findings, firstLine, launch, readAxe, runAxe } from "./checks.mjs";

const USAGE = "usage: node desk.mjs [--screenshots DIR] SETUP_URL";
const WIDTHS = [360, 1280];
const OVERFLOW_WIDTH = 320;
const HEIGHT = 900;
/** Light, dark, more contrast, and the colours that somebody chose in the system. */
const THEMES = [
  { name: "light", media: { colorScheme: "light" } },
  { name: "dark", media: { colorScheme: "dark" } },
  { name: "contrast", media: { colorScheme: "light", contrast: "more" } },
  { name: "forced", media: { colorScheme: "dark", forcedColors: "active" } },
];
/** More pages than this are a circle. */
const MOST = 80;
/** What is no page, but a file to keep. */
const FILE = /\.(csv|ics|svg|webp|jpe?g|png|webmanifest)$/;

/** Reads the command line; ends the process with 2 when it makes no sense. */
function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: { screenshots: { type: "string" }, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    if (positionals.length !== 1) throw new Error("one setup address is needed");
    return { setup: new URL(positionals[0]), screenshots: values.screenshots };
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

/** What an address is like: ids and channels of one kind look alike. */
function kindOf(url) {
  const id = /\/[0-9A-HJKMNP-TV-Z]{26}(?=\/|$)/g;
  return url.pathname.replace(id, "/{id}").replace(/\/kanaele\/(?!neu)[^/]+/, "/kanaele/{kanal}");
}

/** The first person signs in, with scripts off. */
async function signIn(context, setup) {
  const page = await context.newPage();
  await page.goto(setup.href);
  for (const [id, value] of [
    ["name", "Olga Obermann"],
    ["anmeldename", "olga"],
    ["passwort", "lila Kranich tanzt leise"],
    ["nochmal", "lila Kranich tanzt leise"],
  ])
    await page.fill(`#${id}`, value);
  await page.click("form.formular button");
  if (new URL(page.url()).pathname === setup.pathname) throw new Error("the setup address was refused");
  return page;
}

/** One page of each kind that links lead to, from the overview on. */
async function pagesOf(page) {
  const found = new Map();
  const next = [new URL(page.url())];
  while (next.length > 0 && found.size < MOST) {
    const url = next.shift();
    const kind = kindOf(url);
    if (found.has(kind)) continue;
    found.set(kind, url);
    await page.goto(url.href);
    const links = await page.locator("a[href]").evaluateAll((all) => all.map((link) => link.href));
    for (const link of links.map((href) => new URL(href))) {
      link.hash = "";
      const isPage = link.pathname.startsWith("/verwaltung") && !FILE.test(link.pathname);
      if (link.origin === url.origin && isPage) next.push(link);
    }
  }
  return [...found.values()];
}

/** One page in one look. */
async function view(page, url, look, axe, report) {
  // What is not named would stay as it was.
  await page.emulateMedia({ contrast: "no-preference", forcedColors: "none", ...look.theme.media });
  await page.setViewportSize({ width: look.width, height: HEIGHT });
  const response = await page.goto(url.href, { waitUntil: "load" });
  if (response?.status() !== 200) report(`answers ${response?.status()}`);
  await checkOverflow(page, look.width, report);
  await page.evaluate(axe);
  // Where the system gives the colours, what the style sheet says of them is not what people see.
  const options = look.theme.name === "forced" ? { rules: { "color-contrast": { enabled: false } } } : {};
  await runAxe(page, report, options);
  await page.setViewportSize({ width: OVERFLOW_WIDTH, height: HEIGHT });
  await checkOverflow(page, OVERFLOW_WIDTH, report);
}

async function main() {
  const { setup, screenshots } = readArguments();
  if (screenshots) await mkdir(screenshots, { recursive: true });
  const axe = await readAxe();
  const browser = await launch();
  const findings = new Findings();
  let looked = 0;
  try {
    const visitor = await browser.newContext({ javaScriptEnabled: false, locale: "de-DE" });
    const pages = await pagesOf(await signIn(visitor, setup));
    // axe needs scripts; the page's own policy allows none.
    const auditor = await browser.newContext({ bypassCSP: true, locale: "de-DE" });
    await auditor.addCookies(await visitor.cookies());
    const page = await auditor.newPage();
    for (const url of pages) {
      for (const width of WIDTHS) {
        for (const theme of THEMES) {
          const where = `${width} px ${theme.name}`;
          try {
            await view(page, url, { width, theme }, axe, (text) => findings.add(url.pathname, text, where));
            if (screenshots) {
              await page.setViewportSize({ width, height: HEIGHT });
              const name = `${kindOf(url)}-${width}-${theme.name}`.replace(/[^a-z0-9.-]+/gi, "_");
              await page.screenshot({ path: path.join(screenshots, `${name.slice(0, 120)}.png`), fullPage: true });
            }
            looked += 1;
          } catch (error) {
            findings.add(url.pathname, `cannot be checked: ${firstLine(error)}`, where);
          }
        }
      }
    }
  } finally {
    await browser.close();
  }
  const lines = findings.lines();
  for (const line of lines) console.error(`✗ ${line}`);
  console.log(`${looked} views of the admin area looked at, ${lines.length} findings`);
  return lines.length === 0 && looked > 0 ? 0 : 1;
}

process.exitCode = await main();
