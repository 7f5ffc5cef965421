import assert from "node:assert/strict";
import { at, send, shot, signedIn, until } from "../browser.mjs";
import { everywhere } from "./sizes.mjs";

/** No error, no question to the manager, and lines as soon as there are some. */
export async function notStarted(page, strategy) {
  const s = encodeURIComponent(strategy);
  const missing = [];
  const heard = (r) => r.status() === 404 && missing.push(r.url());
  page.on("response", heard);
  await page.goto(at(`/s/${s}/output/download_data`));
  await signedIn(page);
  await page.getByText("has not been started yet").waitFor();
  assert.equal(await page.getByText("No output can be shown").count(), 0);
  await everywhere(page, "output-never", { why: page.getByText("has not been started yet") });
  assert.equal((await send(page, `strategies/${s}/processes/download_data/start`)).status, 202);
  await until("its first lines", async () => (await page.locator(".log .ll").count()) > 0, 30);
  page.off("response", heard);
  assert.deepEqual(missing, []);
  await until("the download to end", async () => /Exit 0/.test(await page.getByTestId("status").innerText()), 60);
}

/** It is known, but config.yaml says enabled: false. */
export async function notEnabled(page, strategy) {
  const s = encodeURIComponent(strategy);
  await page.goto(at(`/s/${s}`));
  await signedIn(page);
  await page.getByTestId("not-enabled").getByText("not enabled in config.yaml").waitFor();
  for (const kind of ["trade", "download_data", "backtest", "hyperopt"]) {
    const start = page.getByTestId(`start-${kind}`);
    assert.ok(await start.isDisabled(), `${kind} could be started`);
    assert.match(await start.getAttribute("title"), /not enabled/);
    assert.equal((await send(page, `strategies/${s}/processes/${kind}/start`)).status, 409, "the manager refuses what the page does");
  }
  await everywhere(page, "not-enabled", { start: page.getByTestId("start-trade"), why: page.getByTestId("not-enabled") });
  // A plan changes nothing, so it may be asked for.
  await page.getByTestId("run").click();
  const dialog = page.getByTestId("run-dialog");
  const dry = dialog.getByRole("checkbox", { name: "Dry run" });
  assert.equal(await dry.getAttribute("aria-checked"), "true");
  assert.ok(await dry.isDisabled());
  await dialog.getByText("not enabled in config.yaml").waitFor();
  await shot(page, "not-enabled-run");
  await dialog.getByRole("button", { name: "Not now" }).click();
  await page.goto(at("/"));
  await page.getByTestId(`strategy-${strategy}`).getByText("Not enabled").waitFor();
  await shot(page, "not-enabled-overview", true);
}
