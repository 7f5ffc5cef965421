// Chromium and what all specs need. FTM_URL is the link that `ftmanager serve`
// prints, FTM_SHOTS the folder for screenshots.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The packages are installed beside the page's sources or in a build folder. */
function playwright() {
  const build = join(root, "build");
  const folders = [process.env.FTM_NODE_MODULES, join(root, "web", "node_modules"),
    ...(existsSync(build) ? readdirSync(build).map((x) => join(build, x, "web", "npm", "node_modules")) : [])];
  const folder = folders.find((x) => x && existsSync(join(x, "playwright-core")));
  if (!folder) throw new Error("playwright-core is not installed: build the target ftm_web_dist, or run npm ci in web.");
  return createRequire(join(folder, "x.js"))("playwright-core");
}

if (!process.env.FTM_URL) throw new Error("FTM_URL is not set: it is the link that `ftmanager serve --demo` prints.");
export const link = new URL(process.env.FTM_URL);
export const token = new URLSearchParams(link.hash.slice(1)).get("token") ?? "";
export const at = (path) => new URL(path, link.origin).href;
const shots = process.env.FTM_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

export async function launch() {
  const executablePath = process.env.FTM_CHROMIUM ?? "/usr/bin/chromium";
  return playwright().chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

export async function shot(page, name, fullPage = false) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage });
}

/** Calls the REST API with the page's own cookie. */
export function get(page, path) {
  return page.evaluate(async (p) => {
    const r = await fetch(`/api/v1/${p}`);
    return r.ok ? r.json() : { status: r.status };
  }, path);
}

/** Asks the REST API to do something, as the page would. */
export function send(page, path, body = {}, method = "POST") {
  return page.evaluate(async ([p, b, m]) => {
    const r = await fetch(`/api/v1/${p}`, { method: m, headers: { "Content-Type": "application/json" }, body: JSON.stringify(b) });
    return { status: r.status, body: await r.json().catch(() => null) };
  }, [path, body, method]);
}

/** What the manager knows of a strategy's trade. */
export const tradeOf = (page, strategy) => get(page, `strategies/${encodeURIComponent(strategy)}/processes/trade`);

/** Polls until `f` gives something true; says what it waited for. */
export async function until(what, f, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    last = await f();
    if (last) return last;
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error(`Waited ${seconds} s for: ${what}. Last: ${JSON.stringify(last)}`);
}

/** Holds a dangerous button for as long as it asks. */
export async function hold(page, locator) {
  await locator.scrollIntoViewIfNeeded();
  await locator.hover();
  await page.mouse.down();
  await page.waitForTimeout(1500);
  await page.mouse.up();
}

/** Answers the question before a danger; types the name where money is at stake. */
export async function confirm(page, strategy) {
  const dialog = page.getByTestId("confirm");
  await dialog.waitFor();
  const name = dialog.getByTestId("confirm-name");
  const typed = (await name.count()) > 0;
  if (typed) {
    const yes = dialog.getByTestId("confirm-yes");
    for (const text of ["", strategy.slice(0, -1), strategy.toLowerCase()]) {
      await name.fill(text);
      if (!(await yes.isDisabled())) throw new Error(`Live money could be touched by typing “${text}”.`);
    }
    await name.fill(strategy);
  }
  await dialog.getByTestId("confirm-yes").click();
  return typed;
}

export const signedIn = (page) => page.getByTestId("connection").filter({ hasText: "Live" }).first().waitFor({ state: "attached", timeout: 20_000 });
