// Opens the public pages of running towns in Chromium and checks what a visitor's browser would notice.
// In: base URLs, one per town. Out: a readable list of findings on stderr, exit code 0 (none), 1 (some), 2 (usage).

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { checkOverflow, Findings, firstLine, launch, readAxe, runAxe } from "./checks.mjs";

const USAGE = "usage: node a11y.mjs [--screenshots DIR] BASE_URL…";
const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"];
const OVERFLOW_WIDTH = 320;
const HEIGHT = 900;
/** Pages of fixed words, and lists that every town has. */
const FIXED = [
  "/@rathaus",
  "/warnungen",
  "/gilt",
  "/termine",
  "/archiv",
  "/suche",
  "/suche?q=sperrung",
  "/suche?q=gibtesnicht",
  "/folgen",
  "/impressum",
  "/datenschutz",
  "/barrierefreiheit",
  "/so-funktioniert-es",
  "/frage",
  "/barriere-melden",
  "/inhalt-melden",
  "/loeschung",
  "/en/",
  "/en/kanaele",
  "/en/folgen",
];
/** An address without a page: what people see then is a page, too. */
const MISSING = "/gibt-es-nicht";
/** A compound that no screen of 320 px holds in one line of a heading. */
const LONG_WORD = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung";

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
    if (positionals.length === 0) throw new Error("no base URL given");
    return { bases: positionals.map((text) => new URL(text)), screenshots: values.screenshots };
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

/** Local hrefs of a page, in order of appearance, without scripts. */
async function localLinks(page, base) {
  const hrefs = await page.locator("a[href]").evaluateAll((links) => links.map((link) => link.href));
  return hrefs.map((href) => new URL(href)).filter((url) => url.origin === base.origin);
}

/** The pages to visit: the fixed ones, the first post, and every channel page that `/kanaele` links to. */
async function pagesOf(browser, base, findings) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const paths = ["/"];
  try {
    await page.goto(new URL("/", base).href);
    const links = await localLinks(page, base);
    const post = links.find((url) => url.pathname.startsWith("/beitrag/"));
    const older = links.find((url) => url.searchParams.has("vor"));
    if (older) paths.push(older.pathname + older.search);
    if (post) paths.push(post.pathname);
    else findings.add(`${base.origin}/`, "no link to a post (/beitrag/…)");

    paths.push("/kanaele");
    await page.goto(new URL("/kanaele", base).href);
    const channels = (await localLinks(page, base))
      .map((url) => url.pathname)
      .filter((p) => /^\/kanal\/[^/]+$/.test(p));
    if (channels.length === 0) findings.add(`${base.origin}/kanaele`, "no link to a channel (/kanal/…)");
    paths.push(...new Set(channels));
  } catch (error) {
    findings.add(base.origin, `cannot list the pages: ${firstLine(error)}`);
  } finally {
    await context.close();
  }
  return [...paths, ...FIXED, MISSING];
}

/** Notes what the browser asks for, complains about and is told to keep, until the context closes. */
function watch(page) {
  const seen = { origins: new Set(), messages: [], cookieHeaders: [], failures: [] };
  page.on("request", (request) => {
    if (!request.url().startsWith("data:")) seen.origins.add(new URL(request.url()).origin);
  });
  page.on("response", async (response) => {
    if (response.status() >= 400 && response.request().resourceType() !== "document") {
      seen.failures.push(`${response.status()} for ${response.url()}`);
    }
    const cookie = await response.headerValue("set-cookie").catch(() => null);
    if (cookie) seen.cookieHeaders.push(response.url());
  });
  page.on("console", (message) => {
    if (/content[- ]security[- ]policy|refused to/i.test(message.text())) seen.messages.push(message.text());
  });
  page.on("pageerror", (error) => seen.messages.push(firstLine(error)));
  return seen;
}

/** The visitor's pass: scripts off. */
async function visit(browser, url, look, report, screenshots) {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    colorScheme: look.scheme,
    viewport: { width: look.width, height: HEIGHT },
    locale: "de-DE",
  });
  try {
    const page = await context.newPage();
    const seen = watch(page);
    const response = await page.goto(url.href, { waitUntil: "load" });
    const status = response?.status() ?? 0;
    const wanted = url.pathname === MISSING ? 404 : 200;
    if (status !== wanted) report(`answers ${status} instead of ${wanted}`);

    await scrollThrough(page);
    await page.waitForLoadState("networkidle");
    if (screenshots) await page.screenshot({ path: screenshotPath(screenshots, url, look), fullPage: true });
    await checkOverflow(page, look.width, report);
    await page.setViewportSize({ width: OVERFLOW_WIDTH, height: HEIGHT });
    await checkOverflow(page, OVERFLOW_WIDTH, report);
    await checkPictures(page, report);
    await checkHeadAndRoom(page, context, seen, url, report);
    await checkLongWords(page, report);
  } finally {
    await context.close();
  }
}

/** Pictures below the fold load lazily; going to the end makes the browser ask for all of them. */
async function scrollThrough(page) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < height; y += HEIGHT) await page.evaluate((top) => window.scrollTo(0, top), y);
  await page.evaluate(() => window.scrollTo(0, 0));
}

/** Whatever is said in a heading or a name fits the narrowest screen; the last check, as it changes the page. */
async function checkLongWords(page, report) {
  await page.evaluate((word) => {
    for (const element of document.querySelectorAll("h1, h2 a, h2:not(:has(a)), .kanal, .marke strong, nav a, code"))
      element.textContent = word;
  }, LONG_WORD);
  await checkOverflow(page, OVERFLOW_WIDTH, (text) => report(`with long words it ${text}`));
}

/** Every picture names its size (no jumping) and has an alt attribute, and it arrived. */
async function checkPictures(page, report) {
  const broken = await page
    .locator("img")
    .evaluateAll((images) =>
      images
        .filter((image) => !image.complete || image.naturalWidth === 0 || !image.hasAttribute("alt") || !image.width)
        .map((image) => image.getAttribute("src")),
    );
  for (const src of broken) report(`picture without size or alt, or not loaded: ${src}`);
}

/** One origin, no cookies, nothing kept, no complaint about the security policy. */
async function checkHeadAndRoom(page, context, seen, url, report) {
  const origins = [...seen.origins];
  if (origins.length !== 1 || origins[0] !== url.origin) report(`contacts ${origins.join(", ") || "nobody"}`);
  for (const message of seen.messages) report(`console: ${message}`);
  for (const failure of seen.failures) report(`missing file: ${failure}`);
  for (const source of seen.cookieHeaders) report(`Set-Cookie from ${source}`);
  const state = await context.storageState({ indexedDB: true });
  if (state.cookies.length > 0) report(`keeps cookies: ${state.cookies.map((cookie) => cookie.name).join(", ")}`);
  if (state.origins.length > 0) report("keeps something in local storage or IndexedDB");
  const lang = await page.locator("html").getAttribute("lang");
  if (!lang) report("has no language on <html>");
}

/** The auditor's pass: scripts on, axe injected past the page's own security policy. */
async function audit(browser, url, look, axe, report) {
  const context = await browser.newContext({
    bypassCSP: true,
    colorScheme: look.scheme,
    viewport: { width: look.width, height: HEIGHT },
    locale: "de-DE",
  });
  try {
    const page = await context.newPage();
    const seen = watch(page);
    await page.goto(url.href, { waitUntil: "load" });
    await checkKept(page, context, report);
    await page.evaluate(axe);
    await runAxe(page, report);
    for (const message of seen.messages) report(`console with scripts on: ${message}`);
  } finally {
    await context.close();
  }
}

/** What a script of the page could have stored; asked before axe runs. */
async function checkKept(page, context, report) {
  const kept = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    caches: "caches" in window ? (await caches.keys()).length : 0,
    workers: "serviceWorker" in navigator ? (await navigator.serviceWorker.getRegistrations()).length : 0,
    databases: (await indexedDB.databases()).length,
  }));
  for (const [place, count] of Object.entries(kept)) if (count > 0) report(`keeps ${count} in ${place}`);
  if ((await context.cookies()).length > 0) report("keeps cookies when scripts are on");
}

/** One page in one look: what was noticed, and whether it could be checked to the end. */
async function view(browser, url, look, axe, screenshots) {
  const texts = [];
  const report = (text) => texts.push(text);
  try {
    await visit(browser, url, look, report, screenshots);
    await audit(browser, url, look, axe, report);
    return { texts, whole: 1 };
  } catch (error) {
    report(`cannot be checked: ${firstLine(error)}`);
    return { texts, whole: 0 };
  }
}

/** The towns live on while they are looked at: for a post that was withdrawn meanwhile, the first one there is now. */
async function successor(browser, url) {
  if (!url.pathname.startsWith("/beitrag/")) return url;
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    await page.goto(new URL("/", url).href);
    const posts = (await localLinks(page, url)).filter((link) => link.pathname.startsWith("/beitrag/"));
    return posts.some((post) => post.pathname === url.pathname) ? url : (posts[0] ?? url);
  } finally {
    await context.close();
  }
}

function screenshotPath(directory, url, look) {
  const name = `${url.host}${url.pathname === "/" ? "/start" : url.pathname}${url.search.slice(0, 4)}`.replace(/[^a-z0-9@.-]+/gi, "_");
  return path.join(directory, `${name.slice(0, 120)}-${look.width}-${look.scheme}.png`);
}

async function main() {
  const { bases, screenshots } = readArguments();
  if (screenshots) await mkdir(screenshots, { recursive: true });
  const axe = await readAxe();
  const browser = await launch();
  const findings = new Findings();
  let looked = 0;
  try {
    for (const base of bases) {
      for (const pathname of await pagesOf(browser, base, findings)) {
        let url = new URL(pathname, base);
        for (const width of WIDTHS) {
          for (const scheme of SCHEMES) {
            const look = { width, scheme };
            let seen = await view(browser, url, look, axe, screenshots);
            const present = seen.texts.length > 0 ? await successor(browser, url) : url;
            if (present !== url) {
              url = present;
              seen = await view(browser, url, look, axe, screenshots);
            }
            looked += seen.whole;
            for (const text of seen.texts) findings.add(url.href, text, `${width} px ${scheme}`);
          }
        }
      }
    }
  } finally {
    await browser.close();
  }
  const lines = findings.lines();
  for (const line of lines) console.error(`✗ ${line}`);
  console.log(`${looked} views looked at, ${lines.length} findings`);
  return lines.length === 0 && looked > 0 ? 0 : 1;
}

process.exitCode = await main();
