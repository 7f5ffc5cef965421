import assert from "node:assert/strict";
import { at, get, hold, send, shot, tradeOf, until } from "../browser.mjs";

/** “Stop all trading” reaches a bot that a cycle has paused: it stays stopped
 *  when the cycle ends. */
export async function stopAll(page, strategy) {
  const s = encodeURIComponent(strategy);
  await page.goto(at("/"));
  if ((await tradeOf(page, strategy)).state !== "ready") await send(page, `strategies/${s}/processes/trade/start`);
  await until("the bot to trade", async () => (await tradeOf(page, strategy)).state === "ready", 60);
  // Only what is paused is left: the button must not be dead then.
  for (const x of (await get(page, "state")).data.strategy)
    if (x.strategy !== strategy) await send(page, `strategies/${encodeURIComponent(x.strategy)}/processes/trade/stop`);
  await until("the others to be stopped", async () =>
    (await get(page, "state")).data.process.every((p) => p.kind !== "trade" || p.strategy === strategy || !["ready", "stopping", "starting", "running"].includes(p.state)), 60);
  const begun = await send(page, `strategies/${s}/runs`, { steps: ["stop_trade", "download_data", "restart_trade"] });
  assert.equal(begun.status, 202, JSON.stringify(begun));
  await until("the cycle to pause trade", async () => (await tradeOf(page, strategy)).state === "held", 60);
  const button = page.getByTestId("stop-all");
  await until("stop-all to count the paused bot", async () => /1 dry run/.test(await button.innerText()));
  assert.ok(!(await button.isDisabled()));
  await shot(page, "stop-all-held");
  await hold(page, button);
  await until("nothing to bring it back", async () => !(await tradeOf(page, strategy)).wanted);
  await until("the run to end", async () => ["done", "restored"].includes((await get(page, `runs/${begun.body.id}`)).state), 60);
  const trade = await tradeOf(page, strategy);
  assert.equal(trade.state, "stopped");
  assert.equal(trade.wanted, false);
  await until("stop-all to have nothing left", async () => button.isDisabled());
}
