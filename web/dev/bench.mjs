// How the page bears a million epochs, in Chromium, against the invented manager:
//   FTM_WEB_OUT=dist node dev/bench.mjs [rows]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const rows = Number(process.argv[2] ?? 1_000_000);
const server = spawn(process.execPath, [fileURLToPath(new URL("mock-server.mjs", import.meta.url)), "0"], { env: { ...process.env, FTM_MOCK_ROWS: String(rows), FTM_MOCK_QUIET: "1" }, stdio: ["ignore", "pipe", "inherit"] });
const link = new URL(String((await once(server.stdout, "data"))[0]).trim());
const browser = await chromium.launch({ executablePath: process.env.FTM_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info", "--js-flags=--max-old-space-size=8000"] });
const say = (what, text) => console.log(`${what.padEnd(44)} ${text}`);
try {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(600_000);
  page.on("pageerror", (e) => console.log("page error:", e.message));
  await page.addInitScript(() => {
    globalThis.long = [];
    new PerformanceObserver((l) => l.getEntries().forEach((e) => globalThis.long.push(e.duration))).observe({ type: "longtask" });
  });
  /** The longest task and all above 50 ms, while something happens. */
  const during = async (what, f, settle = 1200) => {
    await page.evaluate(() => { globalThis.long = []; });
    const at = Date.now();
    await f();
    const took = Date.now() - at;
    await page.waitForTimeout(settle);
    const long = await page.evaluate(() => globalThis.long);
    say(what, `${took} ms, longest task ${Math.round(Math.max(0, ...long))} ms, tasks above 50 ms ${long.length} of ${Math.round(long.reduce((a, x) => a + x, 0))} ms`);
  };
  await page.goto(link.href);
  await page.getByTestId("connection").first().waitFor({ state: "attached" });
  const shown = (text) => page.waitForFunction((t) => document.querySelector('[data-testid="shown"]')?.textContent?.includes(t), text);
  const all = rows.toLocaleString("en-US");
  const heads = (id) => page.evaluate((x) => document.querySelector(`[data-testid="sort-${x}"]`).click(), id);
  /** Until the next frame is drawn after what `f` does in the page. */
  const drawn = (f, x) => page.evaluate(async ([source, y]) => {
    const at = performance.now();
    new Function("x", source)(y);
    await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
    return performance.now() - at;
  }, [f, x]);
  await during(`read ${all} epochs`, async () => { await page.goto(new URL("/s/Million/hyperopt", link).href); await shown(`of ${all}`); });
  await page.waitForTimeout(3000);
  await during("sort by trades", () => heads("trades"));
  await during("sort by objective", () => heads("objective"));
  await during("filter trades >100", async () => { await page.getByTestId("filter-trades").fill(">100"); await page.waitForFunction((t) => !document.querySelector('[data-testid="shown"]').textContent.startsWith(t), all); });
  await during("clear the filter", async () => { await page.getByTestId("filter-trades").fill(""); await shown(`${all} of`); });
  await during("scroll the table, 40 steps", async () => {
    const times = [];
    for (let i = 0; i < 40; ++i) times.push(await drawn('document.querySelector(".epw").scrollTop = x', i * 300_000 + i * 37));
    say("  one step to the next frame, median / worst", `${times.sort((a, b) => a - b)[20].toFixed(1)} / ${times[39].toFixed(1)} ms`);
  });
  const box = await page.getByTestId("scatter").boundingBox();
  await during("point at the scatter, 60 moves", async () => { for (let i = 0; i < 60; ++i) await page.mouse.move(box.x + 80 + i * 5, box.y + 60 + (i % 9) * 12); });
  await during("another criterion", async () => { await page.getByTestId("criterion").first().getByLabel("Value").fill("95"); }, 2500);
  await page.getByRole("button", { name: "Reset" }).click();
  await page.waitForTimeout(2500);
  await during("20 live batches of 50 epochs", async () => {
    for (let i = 0; i < 20; ++i) {
      await page.evaluate(() => fetch("/api/v1/strategies/Million/grow", { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"rows":50}' }).then((r) => r.text()));
      await page.waitForTimeout(100);
    }
    await shown((rows + 1000).toLocaleString("en-US"));
  });
  say("heap of the page", `${Math.round((await page.evaluate(() => performance.memory.usedJSHeapSize)) / 1e6)} MB`);
  if (process.env.FTM_SHOTS) await page.screenshot({ path: `${process.env.FTM_SHOTS}/million.png` });
} finally {
  await browser.close();
  server.kill();
}
