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
  await shot(page, "run-dialog");
  await dialog.getByTestId("run-start").click();
  await until("the run to begin", async () => /Running|Queued/.test(await runState(page).catch(() => "")));
  await until("download to be done", async () => ["done", "skipped"].includes(await state(page, "download_data")), 60);
  await shot(page, "cycle-download", true);
  await until("hyperopt to run", async () => (await state(page, "hyperopt")) === "running", 60);
  await epochsAppear(page, strategy);
  await page.goto(home);
  await until("the run to end", async () => /Done|Restored/.test(await runState(page).catch(() => "")), 150);
  assert.match(await runState(page), /Done/, await page.getByTestId("outcome").innerText());
  // The demo's bots trade from the start: the cycle stops this one and starts it again.
  for (const s of steps) assert.equal(await state(page, s), "done", s);
  await page.getByTestId("decision-panel").waitFor();
  assert.ok((await page.getByTestId("decision-panel").getByTestId("funnel").getByRole("listitem").count()) > 1);
  assert.ok((await page.getByTestId("run-row").count()) > before || before >= 20);
  await page.getByTestId("run-row").first().getByRole("button", { name: "Details" }).click();
  await page.getByTestId("run-details").waitFor();
  await shot(page, "cycle-done", true);
}

async function epochsAppear(page, strategy) {
  await page.goto(at(`/s/${encodeURIComponent(strategy)}/hyperopt`));
  const count = async () => Number((await page.getByTestId("epoch-count").first().innerText()).replace(/\D/g, ""));
  const first = await until("epochs", async () => (await page.getByTestId("epoch-row").count()) > 0 && count(), 60);
  await until("more epochs, without a reload", async () => (await count()) > first || (await page.getByText("all read").count()) > 0, 60);
  await shot(page, "hyperopt-live");
}
