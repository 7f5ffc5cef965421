import assert from "node:assert/strict";
import { botFigures } from "./figures.mjs";
import { at, confirm, get, send, shot, tradeOf, until } from "../browser.mjs";

/** A bot whose config says dry_run: false is LIVE before it ever ran, and
 *  nothing stops or starts it before its name is typed. */
export async function live(page, strategy) {
  const s = encodeURIComponent(strategy);
  await page.goto(at(`/s/${s}`));
  const row = page.getByTestId("process-trade");
  const state = () => row.getAttribute("data-state");
  await row.getByText("LIVE", { exact: true }).waitFor();
  assert.equal(await state(), "idle");
  await page.getByTestId("start-trade").click();
  const dialog = page.getByTestId("confirm");
  await dialog.getByText("Start trading with live money?").waitFor();
  await shot(page, "live-start");
  assert.equal(await confirm(page, strategy), true);
  await until("the live bot to trade", async () => (await state()) === "ready", 60);

  await page.goto(at("/"));
  await until("stop-all to name the live bot", async () => /1 live/.test(await page.getByTestId("stop-all").innerText()));
  await page.getByTestId("figures").getByText("With live money").waitFor();
  await shot(page, "live-overview", true);
  await botFigures(page, strategy);
  await suspended(page, strategy, row);

  await page.goto(at(`/s/${s}`));
  await page.getByTestId("stop-trade").click();
  await dialog.getByText("Stop trading with live money?").waitFor();
  await dialog.getByRole("button", { name: "Keep it running" }).click();
  assert.equal(await state(), "ready");
  await held(page, strategy, row, dialog);
}

/** A person tells the bot itself to stop: it runs on, and minds no trade. */
async function suspended(page, strategy, row) {
  const s = encodeURIComponent(strategy);
  await page.goto(at(`/s/${s}`));
  await tellBot("stop");
  const note = page.getByTestId("state-trade");
  await note.getByText("The bot runs, but does not trade.").waitFor({ timeout: 20_000 });
  assert.equal(await row.getAttribute("data-state"), "running");
  await row.getByText("Not trading", { exact: true }).waitFor();
  await shot(page, "live-suspended", true);
  await page.goto(at("/"));
  const alert = page.getByTestId("alerts").locator("li").filter({ hasText: strategy });
  await alert.getByText("minds none of its open ones").waitFor();
  const tiles = await page.getByTestId("figures").innerText();
  assert.match(tiles, /1 not trading/);
  assert.match(tiles, /With live money\s+1/i, "its money is at stake all the same");
  await shot(page, "live-suspended-overview", true);
  await tellBot("start");
  await page.goto(at(`/s/${s}`));
  await until("the live bot to trade again", async () => (await row.getAttribute("data-state")) === "ready", 20);
  assert.equal(await note.count(), 0);
}

/** As a person by the bot's own REST. */
async function tellBot(what) {
  const login = Buffer.from("e2e:e2e-password").toString("base64");
  const answer = await fetch(`http://127.0.0.1:${process.env.FTM_BOT_PORT}/api/v1/${what}`, { method: "POST", headers: { Authorization: `Basic ${login}` } });
  assert.equal(answer.status, 200);
}

/** A cycle stops it; who then says so keeps it stopped after the cycle. */
async function held(page, strategy, row, dialog) {
  const s = encodeURIComponent(strategy);
  const state = () => row.getAttribute("data-state");
  await page.getByTestId("run").click();
  const run = page.getByTestId("run-dialog");
  assert.match(await run.getByTestId("outlook").innerText(), /^LIVE trade is stopped at once/);
  assert.ok(await run.getByTestId("run-start").isDisabled());
  await run.getByTestId("confirm-name").fill(strategy);
  await run.getByTestId("run-start").click();
  await until("the cycle to pause trade", async () => (await state()) === "held", 60);
  await page.getByTestId("cancel-run").click();
  await dialog.getByText("is started again").waitFor();
  assert.ok(await dialog.getByTestId("confirm-yes").isDisabled());
  await shot(page, "live-cancel");
  await dialog.getByRole("button", { name: "Let it go on" }).click();
  await page.getByTestId("stop-trade").click();
  await dialog.getByText("not started again").waitFor();
  await shot(page, "live-do-not-restart");
  assert.equal(await confirm(page, strategy), true);
  await until("nothing to bring it back", async () => !(await tradeOf(page, strategy)).wanted && (await state()) === "stopped");
  const { items } = await get(page, `strategies/${s}/runs?limit=1`);
  await send(page, `runs/${items[0].id}/cancel`);
  await until("the cycle to end", async () => (await get(page, `runs/${items[0].id}`)).state === "restored", 60);
  assert.equal((await tradeOf(page, strategy)).state, "stopped");
}
