import assert from "node:assert/strict";
import { confirm, shot, tradeOf } from "../browser.mjs";
import { trading } from "./recovery.mjs";
import { everywhere } from "./sizes.mjs";

/** The same process trades on with its params; how that went is told. */
export async function reload(page, strategy) {
  const { row, before } = await trading(page, strategy);
  const button = page.getByTestId("reload-trade");
  await button.click();
  await page.getByTestId("confirm").getByText("without a stop").waitFor();
  await shot(page, "reload-ask");
  assert.equal(await confirm(page, strategy), false, "play money needs no name");
  await page.locator(".toast").filter({ hasText: `${strategy} has reloaded` }).waitFor({ timeout: 30_000 });
  const now = await tradeOf(page, strategy);
  assert.deepEqual([now.pid, now.launch, now.reload.state], [before.pid, before.launch, "done"]);
  await row.getByRole("button", { name: "Trade, details" }).click();
  assert.match(await page.getByTestId("reload").innerText(), /^Reload done: by its REST/);
  await everywhere(page, "reload-done", { reload: button, stop: page.getByTestId("stop-trade"), outcome: page.getByTestId("reload") });
}
