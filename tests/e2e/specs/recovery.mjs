import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { at, confirm, get, send, shot, signedIn, tradeOf, until } from "../browser.mjs";
import { everywhere } from "./sizes.mjs";

/** What nobody has waited for yet is dead all the same. */
function lives(pid) {
  try {
    return !/^State:\s*[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Its page, with its trade started as a person does. */
export async function trading(page, strategy) {
  await page.goto(at(`/s/${encodeURIComponent(strategy)}`));
  await signedIn(page);
  const row = page.getByTestId("process-trade");
  const state = () => row.getAttribute("data-state");
  if (!["ready", "unkept", "hung"].includes(await state())) {
    await page.getByTestId("start-trade").click();
    assert.equal(await confirm(page, strategy), false, "play money needs no name");
  }
  await until("the bot to trade", async () => (await state()) === "ready", 60);
  return { row, state, before: await tradeOf(page, strategy) };
}

/** Clicks Restart… and waits until another process trades in its place. */
async function restarted(page, strategy, { before, state }) {
  await page.getByTestId("restart-trade").click();
  await page.getByTestId("confirm").getByText(`Restart ${strategy}?`).waitFor();
  await confirm(page, strategy);
  await page.getByTestId("toast-good").filter({ hasText: `${strategy} restarts` }).waitFor();
  await until("another launch", async () => {
    const now = await tradeOf(page, strategy);
    return now.launch !== before.launch && now.pid && now.pid !== before.pid;
  }, 60);
  await until("the new one to trade", async () => (await state()) === "ready", 30);
  assert.ok(!lives(before.pid), "the old process is gone");
}

async function stopped(page, strategy) {
  await send(page, `strategies/${encodeURIComponent(strategy)}/processes/trade/stop`);
  await until("it to be stopped", async () => (await tradeOf(page, strategy)).state === "stopped", 60);
}

/** Its loop stands still; its REST answers, but takes no login. */
export async function hung(page, strategy) {
  const bot = await trading(page, strategy);
  await page.getByTestId("bot").getByText("does not take the username and password").waitFor({ timeout: 20_000 });
  assert.doesNotMatch(await page.getByTestId("bot").innerText(), /does not answer/);
  await page.getByTestId("reload-trade").click();
  await confirm(page, strategy);
  const failed = page.getByTestId("toast-bad").filter({ hasText: `${strategy} has not reloaded` });
  await failed.waitFor();
  await shot(page, "reload-failed");
  await failed.getByRole("button", { name: "Close message" }).click();
  await until("it to hang", async () => (await bot.state()) === "hung", 30);
  const seen = Date.now();
  await page.getByTestId("state-trade").getByText("gives no sign of life").waitFor();
  await shot(page, "hung", true);
  await page.goto(at("/"));
  await page.getByTestId("alerts").locator("li").filter({ hasText: strategy }).getByRole("button", { name: "Restart…" }).waitFor();
  await page.goto(at(`/s/${encodeURIComponent(strategy)}`));
  await restarted(page, strategy, bot);
  // It hangs again as it is made to, and the overview dates this hanging.
  await page.goto(at("/"));
  const told = page.getByTestId("activity").getByText("gives no sign of life").first();
  await told.waitFor({ timeout: 30_000 });
  const time = await page.getByTestId("activity").locator("li").filter({ hasText: "gives no sign of life" }).first().locator("time").getAttribute("datetime");
  assert.ok(Date.parse(time) >= seen, `${time} is not when it hung again`);
  await stopped(page, strategy);
}

/** Who keeps its output and its end is killed: it trades on, a run refuses the
 *  restart, and without a run it is restarted. */
export async function unkept(page, strategy) {
  const s = encodeURIComponent(strategy);
  const bot = await trading(page, strategy);
  const keeper = Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${bot.before.pid}/status`, "utf8"))[1]);
  assert.match(readFileSync(`/proc/${keeper}/cmdline`, "utf8"), /ftm-shim/);
  process.kill(keeper, "SIGKILL");
  await until("it to be unkept", async () => (await bot.state()) === "unkept", 30);
  assert.ok(lives(bot.before.pid), "it goes on");
  const again = page.getByTestId("restart-trade");
  assert.ok(!(await again.isDisabled()));
  await shot(page, "unkept", true);

  const begun = await send(page, `strategies/${s}/runs`, { steps: ["stop_trade", "download_data", "backtest", "restart_trade"] });
  assert.equal(begun.status, 202, JSON.stringify(begun));
  await until("the restart to be refused", () => again.isDisabled());
  assert.match(await again.getAttribute("title"), /stop trade, then start it/);
  await page.getByTestId("restart-refused").getByText("stop trade, then start it").waitFor();
  assert.equal(await page.getByTestId("stop-trade").isDisabled(), false);
  const refused = await send(page, `strategies/${s}/runs`, { steps: ["stop_trade", "restart_trade"] });
  assert.equal(refused.status, 409, "the manager refuses what the page does");
  await everywhere(page, "unkept", { restart: again, stop: page.getByTestId("stop-trade") });
  assert.ok(await again.isDisabled(), "the run goes on");
  assert.equal((await send(page, `runs/${begun.body.id}/cancel`)).status, 202);
  await until("the run to end", async () => (await get(page, `runs/${begun.body.id}`)).state === "restored", 60);
  await until("the restart to be offered", async () => !(await again.isDisabled()));
  await restarted(page, strategy, bot);
  await stopped(page, strategy);
}
