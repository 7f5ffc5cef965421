import assert from "node:assert/strict";
import { at, get, send, until } from "../browser.mjs";

const bytes = (text) => Number(text.replace(/[^\d.]/g, "")) * ({ B: 1, kB: 1e3, MB: 1e6 }[text.replace(/[\d.,\s]/g, "")] ?? 1);

/** Counts frames, and the longest wait for one. */
const watchFrames = (page) => page.evaluate(() => {
  let last = performance.now();
  window.frames_ = { count: 0, longest: 0 };
  const tick = () => {
    const t = performance.now();
    window.frames_.longest = Math.max(window.frames_.longest, t - last);
    ++window.frames_.count;
    last = t;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
});

/** While output floods, the page reads output and nothing else, stays smooth,
 *  and holds a bounded part of it. */
export async function flood(page, strategy) {
  const s = encodeURIComponent(strategy);
  await page.goto(at(`/s/${s}/output/download_data`));
  await page.getByTestId("status").waitFor();
  const asked = [];
  const listen = (r) => asked.push(new URL(r.url()).pathname);
  page.on("request", listen);
  await watchFrames(page);
  const begun = await send(page, `strategies/${s}/processes/download_data/start`);
  assert.equal(begun.status, 202, JSON.stringify(begun));
  const size = page.getByTestId("size");
  // 200,000 lines of 100 bytes, and the status bar grows with them.
  await until("the flood on the page", async () => bytes(await size.innerText()) > 18_000_000, 60);
  await until("the download to end", async () => (await get(page, `strategies/${s}/processes/download_data`)).state === "completed", 60);
  page.off("request", listen);
  assert.ok(asked.length > 0);
  assert.deepEqual(asked.filter((x) => x === "/api/v1/state"), []);
  const drawn = page.locator(".log .ll");
  await until("the last line to be in sight", async () => (await drawn.last().boundingBox())?.y < 1000);
  assert.ok((await drawn.count()) < 200, "only lines in sight are drawn");
  const loaded = Number((await page.getByTestId("status").innerText()).match(/([\d,]+) lines loaded/)[1].replace(/,/g, ""));
  assert.ok(loaded > 1000 && loaded <= 60_000, `${loaded} lines are held`);
  const frames = await page.evaluate(() => window.frames_);
  console.log(`# flood: ${frames.count} frames, the longest took ${Math.round(frames.longest)} ms, ${loaded} lines held`);
  assert.ok(frames.longest < 1500, `a frame took ${frames.longest} ms`);
}
