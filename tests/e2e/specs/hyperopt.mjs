import assert from "node:assert/strict";
import { at, confirm, shot, until } from "../browser.mjs";

const number = (text) => Number(text.replace(/[−]/g, "-").replace(/[^\d.-]/g, ""));

async function column(page, index) {
  const rows = page.getByTestId("epoch-row");
  const out = [];
  for (let i = 0; i < Math.min(8, await rows.count()); ++i) out.push(await rows.nth(i).locator("td").nth(index).innerText());
  return out.map(number);
}
const ordered = (list, sign) => list.every((x, i) => i === 0 || sign * (list[i - 1] - x) >= 0);

export async function hyperopt(page, strategy) {
  await page.goto(at(`/s/${encodeURIComponent(strategy)}/hyperopt`));
  await page.getByTestId("epoch-row").first().waitFor();
  await page.getByTestId("scatter").waitFor();

  assert.ok(ordered(await column(page, 5), 1), "best profit first");
  await page.getByTestId("sort-trades").click();
  await until("most trades first", async () => ordered(await column(page, 2), 1));
  await page.getByTestId("sort-trades").click();
  await until("fewest trades first", async () => ordered(await column(page, 2), -1));
  await page.getByTestId("sort-profit_total_pct").click();

  await page.getByTestId("filter-trades").fill(">5");
  await until("only epochs of more than 5 trades", async () => (await column(page, 2)).every((x) => x > 5));
  await page.getByTestId("filter-max_drawdown").fill("0..3");
  await until("only small drawdowns", async () => (await column(page, 7)).every((x) => x >= 0 && x <= 3));
  await shot(page, "hyperopt-filtered");
  await page.getByRole("button", { name: "Clear filters" }).click();

  await page.getByTestId("epoch-row").nth(1).click();
  const why = page.getByTestId("why");
  await why.getByTestId("verdict").waitFor();
  assert.ok((await why.getByTestId("verdict").innerText()).length > 10);
  await why.getByRole("button", { name: "All parameters" }).click();
  await why.getByTestId("params").waitFor();

  const criteria = page.getByTestId("criteria");
  if (await criteria.getByTestId("criterion").count()) {
    const value = criteria.getByTestId("criterion").first().getByLabel("Value");
    await value.fill("999999");
    await until("the what-if to choose nothing", async () => /No epoch would/.test(await criteria.getByTestId("whatif").innerText().catch(() => "")));
    await shot(page, "hyperopt-whatif");
    await criteria.getByRole("button", { name: "Reset" }).click();
  }
  await why.getByTestId("extract").click();
  await confirm(page, strategy);
  await page.getByTestId("toast-good").first().waitFor();
  await page.goto(at(`/s/${encodeURIComponent(strategy)}`));
  await until("the extraction to end", async () => /Done|Restored/.test(await page.getByTestId("run-state").innerText().catch(() => "")), 60);
  assert.match(await page.getByTestId("run-state").innerText(), /Done/);
}
