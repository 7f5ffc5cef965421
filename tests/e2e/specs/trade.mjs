import assert from "node:assert/strict";
import { at, confirm, hold, shot, until } from "../browser.mjs";

export async function trade(page, strategy) {
  await page.goto(at(`/s/${encodeURIComponent(strategy)}`));
  const row = page.getByTestId("process-trade");
  await row.waitFor();
  const state = () => row.getAttribute("data-state");
  const live = (await row.getByText("LIVE", { exact: true }).count()) > 0;

  if (!["ready", "running", "starting"].includes(await state())) await start(page, strategy, live);
  await until("the bot to trade", async () => (await state()) === "ready", 60);
  await shot(page, "trade-ready", true);

  const stop = page.getByTestId("stop-trade");
  if (/Hold/.test(await stop.innerText())) {
    assert.ok(!live, "live trade is stopped after typing its name only");
    // A click is not enough.
    await stop.click();
    await page.waitForTimeout(300);
    assert.equal(await state(), "ready");
    await hold(page, stop);
  } else {
    await stop.click();
    assert.equal(await confirm(page, strategy), true);
  }
  await until("the bot to be stopped", async () => (await state()) === "stopped", 90);
  await start(page, strategy, live);
  await until("the bot to trade again", async () => (await state()) === "ready", 60);

  await page.goto(at("/"));
  await hold(page, page.getByTestId("stop-all"));
  await page.goto(at(`/s/${encodeURIComponent(strategy)}`));
  await until("all trading to be stopped", async () => (await state()) === "stopped", 90);
}

async function start(page, strategy, live) {
  await page.getByTestId("start-trade").click();
  const typed = await confirm(page, strategy);
  if (live) assert.ok(typed, "live trade is started after typing its name only");
}
