import assert from "node:assert/strict";
import { at, confirm, get, shot, until } from "../browser.mjs";

const number = (text) => Number(text.replace(/[−]/g, "-").replace(/[^\d.-]/g, ""));

async function column(page, index) {
  const rows = page.getByTestId("epoch-row");
  const out = [];
  for (let i = 0; i < Math.min(8, await rows.count()); ++i) out.push(await rows.nth(i).locator("td").nth(index).innerText());
  return out.map(number);
}
/** True only if there is something to look at. */
const all = (list, test) => list.length > 0 && list.every(test);
const shown = async (page) => number((await page.getByTestId("shown").innerText()).split(" of ")[0]);

/** Epochs of the newest file that pass, counted without the page. */
async function expected(page, strategy, passes) {
  const x = await get(page, `strategies/${encodeURIComponent(strategy)}/epochs?format=columns&columns=line,trades,max_drawdown,profit_total_pct&limit=8192`);
  let n = 0;
  for (let i = 0; i < x.rows; ++i) if (passes(x.columns.trades[i], x.columns.max_drawdown[i])) ++n;
  return n;
}

const ordered = (list, sign) => list.length > 1 && list.every((x, i) => i === 0 || sign * (list[i - 1] - x) >= 0);

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
  await until("only epochs of more than 5 trades", async () => all(await column(page, 2), (x) => x > 5));
  assert.equal(await shown(page), await expected(page, strategy, (trades) => trades > 5));
  await page.getByTestId("filter-max_drawdown").fill("0..3");
  const few = await expected(page, strategy, (trades, drawdown) => trades > 5 && drawdown >= 0 && drawdown <= 3);
  await until(`the ${few} epochs with small drawdowns`, async () => (await shown(page)) === few);
  assert.equal(all(await column(page, 7), (x) => x >= 0 && x <= 3), few > 0);
  await shot(page, "hyperopt-filtered");
  await page.getByTestId("filter-trades").fill("abc");
  await page.getByTestId("bad-filter").getByText("abc").waitFor();
  assert.equal(await page.getByTestId("filter-trades").getAttribute("aria-invalid"), "true");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await until("all epochs", async () => (await shown(page)) === (await expected(page, strategy, () => true)));

  await page.getByTestId("epoch-row").nth(1).click();
  const why = page.getByTestId("why");
  await why.getByTestId("verdict").waitFor();
  assert.match(await why.getByTestId("verdict").innerText(), /^[A-Z].{10,}\.$/);
  await why.getByRole("button", { name: "All parameters" }).click();
  await why.getByTestId("params").waitFor();

  const criteria = page.getByTestId("criteria");
  const value = criteria.getByTestId("criterion").first().getByLabel("Value");
  await value.fill("999999");
  await until("the what-if to choose nothing", async () => /No epoch would/.test(await criteria.getByTestId("whatif").innerText().catch(() => "")));
  await shot(page, "hyperopt-whatif");
  await criteria.getByRole("button", { name: "Reset" }).click();
  await why.getByTestId("extract").click();
  await confirm(page, strategy);
  await page.getByTestId("toast-good").first().waitFor();
  await extracted(page, strategy);
}

/** An extraction ends, and takes nothing of the last cycle's place. */
async function extracted(page, strategy) {
  await page.goto(at(`/s/${encodeURIComponent(strategy)}`));
  const row = page.getByTestId("run-row").first();
  await until("the extraction to end", async () => /Extraction/.test(await row.innerText()) && /done|restored/.test(await row.getAttribute("data-state")), 60);
  assert.equal(await row.getAttribute("data-state"), "done", await row.innerText());
  assert.match(await row.innerText(), /line \d+/);
  assert.doesNotMatch(await row.innerText(), /Done\s+done/i);
  const cycle = page.getByTestId("cycle");
  await cycle.getByText("Last cycle").waitFor();
  assert.equal(await page.getByTestId("step-hyperopt").getAttribute("data-state"), "done");
  await page.reload();
  await cycle.getByText("Last cycle").waitFor();
  assert.equal(await page.getByTestId("step-hyperopt").getAttribute("data-state"), "done");
}
