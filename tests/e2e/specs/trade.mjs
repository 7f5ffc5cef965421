import assert from "node:assert/strict";
import { at, confirm, hold, shot, until } from "../browser.mjs";

/** Trade in dry run: started after a question, stopped by holding a button. */
export async function trade(page, strategy) {
  await page.goto(at(`/s/${encodeURIComponent(strategy)}`));
  const row = page.getByTestId("process-trade");
  await row.waitFor();
  const state = () => row.getAttribute("data-state");
  await row.getByText("DRY RUN", { exact: true }).waitFor();

  if (!["ready", "running", "starting"].includes(await state())) await start(page, strategy);
  await until("the bot to trade", async () => (await state()) === "ready", 60);
  await shot(page, "trade-ready", true);

  const stop = page.getByTestId("stop-trade");
  assert.match(await stop.innerText(), /Hold/);
  // A click is not enough.
  await stop.click();
  await page.waitForTimeout(300);
  assert.equal(await state(), "ready");
  await hold(page, stop);
  await until("the bot to be stopped", async () => (await state()) === "stopped", 90);
  await start(page, strategy);
  await until("the bot to trade again", async () => (await state()) === "ready", 60);
}

async function start(page, strategy) {
  await page.getByTestId("start-trade").click();
  await page.getByTestId("confirm").getByText("play money").waitFor();
  await confirm(page, strategy);
}
