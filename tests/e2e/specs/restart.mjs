import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { at, get, send, shot, signedIn, tradeOf, until } from "../browser.mjs";

const pid = () => Number(readFileSync(process.env.FTM_MANAGER_PID, "utf8"));
const opacity = (page) => page.evaluate(() => Number(getComputedStyle(document.querySelector("main")).opacity));

/** The manager is killed and comes back: figures stay, greyed, then all is live
 *  again, still signed in, and the bots went on. */
export async function restart(page, strategy) {
  const s = encodeURIComponent(strategy);
  await page.goto(at("/"));
  await signedIn(page);
  if ((await tradeOf(page, strategy)).state !== "ready") await send(page, `strategies/${s}/processes/trade/start`);
  await until("the bot to trade", async () => (await tradeOf(page, strategy)).state === "ready", 60);
  const before = await tradeOf(page, strategy);
  process.kill(pid(), "SIGKILL");
  const badge = page.getByTestId("connection").last();
  await until("the page to say so", async () => /Reconnecting/.test(await badge.innerText()));
  assert.ok((await opacity(page)) < 0.8, "old figures are greyed");
  await page.getByTestId(`strategy-${strategy}`).getByText("Trading").waitFor();
  await shot(page, "connection-lost");

  spawn(process.env.FTM_MANAGER, { stdio: "ignore", detached: true }).unref();
  await until("the page to be live again", async () => /Live/.test(await badge.innerText().catch(() => "")), 60);
  assert.equal(await opacity(page), 1);
  assert.equal(await page.getByTestId("login").count(), 0, "still signed in");
  assert.equal((await get(page, "session")).role, "admin");
  await until("the bot to be adopted", async () => (await tradeOf(page, strategy)).state === "ready", 30);
  assert.equal((await tradeOf(page, strategy)).pid, before.pid, "the bot went on");
  // What happens after it is told: the page follows the new manager.
  const { steps } = await get(page, `strategies/${s}/workflow`);
  const switched = steps.filter((x) => x !== "backtest");
  await page.goto(at(`/s/${s}`));
  await send(page, `strategies/${s}/workflow`, { steps: switched }, "PATCH");
  const backtest = page.getByRole("switch", { name: "Backtest" });
  await until("the switch to follow", async () => (await backtest.getAttribute("aria-checked")) === "false");
  await send(page, `strategies/${s}/workflow`, { steps }, "PATCH");
  await until("the switch to follow back", async () => (await backtest.getAttribute("aria-checked")) === "true");
  await shot(page, "connection-back");
  // People edit what they are shown: a demo that starts anew leaves such a bot alone.
  const launches = (await get(page, `strategies/${process.env.FTM_LIVE}/processes/trade`)).launches;
  assert.ok(launches.length > 0);
  assert.ok(!launches.some((x) => x.launch.startsWith("demo.")), "the demo started a bot with live money");
}
