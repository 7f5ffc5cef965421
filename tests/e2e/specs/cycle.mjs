import assert from "node:assert/strict";
import { at, shot, until } from "../browser.mjs";

const steps = ["stop_trade", "download_data", "backtest", "cleanup_results", "hyperopt", "evaluate", "extract", "restart_trade"];
const state = (page, step) => page.getByTestId(`step-${step}`).getAttribute("data-state");
const runState = (page) => page.getByTestId("run-state").innerText();

export async function cycle(page, strategy) {
  const home = at(`/s/${encodeURIComponent(strategy)}`);
  await page.goto(home);
  await page.getByTestId("cycle").waitFor();
  // One run at a time: what goes on already is waited for.
  await until("no run to go on", async () => (await page.getByTestId("run").count()) > 0, 150);
  const before = await page.getByTestId("run-row").count();
  await page.getByTestId("run").click();
  const dialog = page.getByTestId("run-dialog");
  await dialog.waitFor();
  const name = dialog.getByTestId("confirm-name");
  if (await name.count()) {
    assert.ok(await dialog.getByTestId("run-start").isDisabled());
    await name.fill(strategy);
  }
  assert.match(await dialog.getByTestId("outlook").innerText(), /^DRY RUN trade is stopped at once and started again/);
  await dialog.getByRole("checkbox", { name: "Restart" }).click();
  assert.match(await dialog.getByTestId("outlook").innerText(), /^DRY RUN trade is stopped at once and stays stopped/);
  await dialog.getByRole("checkbox", { name: "Stop trade" }).click();
  assert.match(await dialog.getByTestId("outlook").innerText(), /^DRY RUN trade goes on untouched/);
  await dialog.getByRole("checkbox", { name: "Restart" }).click();
  assert.match(await dialog.getByTestId("outlook").innerText(), /^DRY RUN trade goes on until Restart/);
  await dialog.getByRole("checkbox", { name: "Stop trade" }).click();
  await shot(page, "run-dialog");
  await dialog.getByTestId("run-start").click();
  await until("the run to begin", async () => /Running|Queued/.test(await runState(page).catch(() => "")));
  await until("download to be done", async () => ["done", "skipped"].includes(await state(page, "download_data")), 60);
  await shot(page, "cycle-download", true);
  await until("hyperopt to run", async () => (await state(page, "hyperopt")) === "running", 60);
  await epochsAppear(page, strategy);
  await page.goto(home);
  await until("the run to end", async () => /Done|Restored/.test(await runState(page).catch(() => "")), 150);
  const outcome = await page.getByTestId("outcome").innerText();
  assert.match(await runState(page), /Done/, outcome);
  assert.match(outcome, /^Epoch \d+ /);
  // The demo's bots trade from the start: the cycle stops this one and starts it again.
  for (const s of steps) assert.equal(await state(page, s), "done", s);
  await page.getByTestId("decision-panel").waitFor();
  assert.ok((await page.getByTestId("decision-panel").getByTestId("funnel").getByRole("listitem").count()) > 1);
  assert.ok((await page.getByTestId("run-row").count()) > before || before >= 20);
  assert.match(await page.getByTestId("run-row").first().innerText(), /Cycle[\s\S]*You/, "a click on the page is a person's");
  await page.getByTestId("run-row").first().getByRole("button", { name: "Details" }).click();
  await page.getByTestId("run-details").waitFor();
  await shot(page, "cycle-done", true);
  await page.goto(at("/"));
  const activity = page.getByTestId("activity");
  await until("the activity to tell of the cycle", async () =>
    new RegExp(`${strategy}: cycle done, epoch \\d+ chosen`).test(await activity.innerText().catch(() => "")));
  assert.match(await activity.innerText(), new RegExp(`${strategy}: trade started again \\(dry run\\)`));
  assert.doesNotMatch(await activity.innerText(), /[0-9a-f]{12}|stop_trade|launch /, "people read no ids");
  await shot(page, "overview-after-cycle");
}

/** The funnel, the sentence and the choice are of one moment: they never contradict. */
async function countsAgree(page) {
  await until("a choice", async () => (await page.getByTestId("verdict").count()) > 0, 30);
  for (let i = 0; i < 20; ++i) {
    const told = await page.evaluate(() => ({
      funnel: [...document.querySelectorAll('[data-testid="funnel"] [role="listitem"] b')].map((x) => Number(x.textContent.replace(/\D/g, ""))),
      verdict: document.querySelector('[data-testid="verdict"]')?.textContent ?? "",
      ours: /Our choice/.test(document.querySelector('[data-testid="why"]')?.textContent ?? ""),
    }));
    const winner = /^The winner of ([\d,]+) epochs? that/.exec(told.verdict);
    if (winner) assert.equal(Number(winner[1].replace(/,/g, "")), told.funnel.at(-1), JSON.stringify(told));
    assert.ok(!(winner && !told.ours), JSON.stringify(told));
    await page.waitForTimeout(150);
  }
}

async function epochsAppear(page, strategy) {
  await page.goto(at(`/s/${encodeURIComponent(strategy)}/hyperopt`));
  const count = async () => Number((await page.getByTestId("epoch-count").first().innerText()).replace(/\D/g, ""));
  const first = await until("epochs", async () => (await page.getByTestId("epoch-row").count()) > 0 && count(), 60);
  await until("more epochs, without a reload", async () => (await count()) > first, 60);
  await countsAgree(page);
  await shot(page, "hyperopt-live");
}
