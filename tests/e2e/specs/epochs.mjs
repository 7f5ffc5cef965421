// What the hyperopt page says beyond its table: the Pareto front, how stable an
// epoch is, other axes and columns, and what is taken along.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { at, get, shot, until } from "../browser.mjs";

const number = (text) => Number(text.replace(/[−]/g, "-").replace(/[^\d.-]/g, ""));
const path = (strategy, more = "") => `strategies/${encodeURIComponent(strategy)}/${more}`;

async function open(page, strategy) {
  await page.goto(at(`/s/${encodeURIComponent(strategy)}/hyperopt`));
  await page.getByTestId("epoch-row").first().waitFor();
  await page.getByTestId("scatter").waitFor();
}
const file = (page) => page.getByTestId("file").inputValue();
const ofFile = async (page, what, more = "") => `${what}?file=${encodeURIComponent(await file(page))}${more}`;
const shown = async (page) => number((await page.getByTestId("shown").innerText()).split(" of ")[0]);

/** Which of two fields is better when it is smaller. */
const smaller = new Set(["max_drawdown", "max_drawdown_abs", "losses", "duration", "objective"]);
/** Lines that no other passing epoch beats, by comparing each with each. */
async function naiveFront(page, strategy, fields) {
  const { criteria } = (await get(page, "state")).data.strategy.find((x) => x.strategy === strategy);
  const all = await get(page, path(strategy, await ofFile(page, "epochs", `&format=columns&limit=8192&columns=${[...new Set(["line", "trades", ...fields, ...criteria.map((c) => c.field)])].join(",")}`)));
  const rows = Array.from({ length: all.rows }, (_, i) => Object.fromEntries(Object.entries(all.columns).map(([name, x]) => [name, x[i]])));
  const keeps = { "<": (x, y) => x < y, "<=": (x, y) => x <= y, ">": (x, y) => x > y, ">=": (x, y) => x >= y, "==": (x, y) => x === y, "": () => true };
  const good = (x, f) => (smaller.has(f) ? -x[f] : x[f]);
  const passing = rows.filter((x) => x.trades > 0 && fields.every((f) => x[f] !== null) && criteria.every((c) => !c.operator || (x[c.field] !== null && keeps[c.operator](x[c.field], c.value))));
  return passing.filter((x) => !passing.some((y) => fields.every((f) => good(y, f) >= good(x, f)) && fields.some((f) => good(y, f) > good(x, f)))).map((x) => x.line).sort((a, b) => a - b);
}

/** Lines of the rows that the table shows. */
const tableLines = (page) => page.getByTestId("epoch-row").evaluateAll((all) => all.map((x) => Number(x.dataset.line)).sort((a, b) => a - b));

export async function front(page, strategy) {
  await open(page, strategy);
  await page.getByTestId("legend").getByText("Pareto").waitFor();
  const want = await naiveFront(page, strategy, ["profit_total_pct", "max_drawdown"]);
  assert.ok(want.length > 0);
  await page.getByRole("button", { name: "Pareto", exact: true }).click();
  await until("the front in the table", async () => (await shown(page)) === want.length);
  assert.deepEqual(await tableLines(page), want);
  assert.match(await page.getByTestId("scatter").getAttribute("aria-label"), new RegExp(`${want.length} make the Pareto front`));
  await shot(page, "hyperopt-front");
  await page.getByRole("button", { name: "Show as table" }).first().click();
  assert.equal(await page.getByTestId("front-row").count(), want.length);
  await page.getByRole("button", { name: "Show as chart" }).first().click();

  // Other axes have another front, and are remembered.
  await page.getByTestId("axis-x").selectOption("trades");
  const other = await naiveFront(page, strategy, ["profit_total_pct", "trades"]);
  await until("the front of profit and trades", async () => JSON.stringify(await tableLines(page)) === JSON.stringify(other));
  await page.reload();
  await page.getByTestId("epoch-row").first().waitFor();
  assert.equal(await page.getByTestId("axis-x").inputValue(), "trades");
  await page.getByRole("heading", { name: "Profit and trades" }).waitFor();
  await shot(page, "hyperopt-axes");
  await page.getByTestId("axis-x").selectOption("max_drawdown");
}

export async function stability(page, strategy) {
  await open(page, strategy);
  const row = page.getByTestId("epoch-row").nth(2);
  const line = await row.getAttribute("data-line");
  await row.click();
  const why = page.getByTestId("why");
  const asked = await get(page, path(strategy, await ofFile(page, `epochs/${line}/explain`)));
  assert.equal(asked.line, Number(line));
  await until("the stability of the epoch", async () => number(await why.getByTestId("stability-score").innerText().catch(() => "")) === Math.round(asked.stability.score));
  assert.equal(await why.getByTestId("check").count(), asked.checks.filter((c) => c.operator).length);
  assert.deepEqual(await why.getByTestId("check").evaluateAll((all) => all.map((x) => x.dataset.passed === "true")), asked.checks.filter((c) => c.operator).map((c) => c.passed));
  assert.match(await why.getByTestId("stability").innerText(), /Plateau|Slope|Lonely peak/);
  await page.getByTestId("legend").getByText("Neighbour").waitFor();
  const neighbours = why.getByTestId("neighbour");
  assert.equal(await neighbours.count(), Math.min(5, asked.stability.neighbours.length));
  await why.getByTestId("stability").scrollIntoViewIfNeeded();
  await shot(page, "hyperopt-stability");
  const first = asked.stability.neighbours[0];
  assert.equal(await neighbours.first().getAttribute("data-line"), String(first.line));
  await neighbours.first().getByRole("button").click();
  const { epoch } = await get(page, path(strategy, await ofFile(page, `epochs/${first.line}`)));
  await page.getByRole("heading", { name: new RegExp(`^Why epoch ${epoch.epoch.toLocaleString("en-US")}\\?`) }).waitFor();
}

/** Clicks a link of the export menu; the text that was downloaded. */
async function download(page, which) {
  await page.getByTestId("export").click();
  const [x] = await Promise.all([page.waitForEvent("download"), page.getByTestId(which).click()]);
  return readFileSync(await x.path(), "utf8");
}
function csv(text) {
  const [head, ...rows] = text.trim().split(/\r?\n/).map((x) => x.split(","));
  return rows.map((r) => Object.fromEntries(r.map((x, i) => [head[i], x])));
}

export async function taken(page, strategy, demo) {
  await open(page, strategy);
  const name = await file(page);
  const written = readFileSync(readdirSync(demo).map((x) => join(demo, x, "user_data", "hyperopt_results", name)).find(existsSync), "utf8").trim().split("\n").map((x) => JSON.parse(x.replace(/\b(NaN|-?Infinity)\b/g, "null")));
  const all = csv(await download(page, "export-all-csv"));
  assert.equal(all.length, written.length);
  written.forEach((x, i) => {
    assert.equal(Number(all[i].line), i + 1);
    assert.equal(Number(all[i].epoch), x.current_epoch);
    assert.equal(Number(all[i].trades), x.results_metrics.total_trades);
    assert.ok(Math.abs(Number(all[i].profit_total_pct) - x.results_metrics.profit_total * 100) < 1e-6, JSON.stringify(all[i]));
    if (Number.isFinite(x.loss)) assert.ok(Math.abs(Number(all[i].objective) - x.loss) < 1e-9, JSON.stringify(all[i]));
  });
  await page.getByTestId("filter-trades").fill(">20");
  await page.getByTestId("filter-max_drawdown").fill("0..3");
  const few = written.filter((_, i) => Number(all[i].trades) > 20 && Number(all[i].max_drawdown) >= 0 && Number(all[i].max_drawdown) <= 3);
  await until("the filters to count", async () => (await shown(page)) === few.length);
  const lines = (await download(page, "export-shown-jsonl")).trim().split("\n").filter(Boolean).map((x) => JSON.parse(x));
  assert.deepEqual(lines.map((x) => x.epoch).sort((a, b) => a - b), few.map((x) => x.current_epoch).sort((a, b) => a - b));
  assert.ok(few.length > 0 && few.length < written.length, `${few.length} of ${written.length}`);
  assert.ok(lines.every((x, i) => i === 0 || lines[i - 1].profit_total_pct >= x.profit_total_pct), "in the order of the table");
  await page.getByRole("button", { name: "Clear filters" }).click();
}

export async function columns(page, strategy) {
  await open(page, strategy);
  assert.equal(await page.getByTestId("sort-sharpe").count(), 0);
  await page.getByTestId("columns").click();
  await page.getByTestId("column-sharpe").getByRole("checkbox").click();
  await page.getByTestId("column-avg_profit").getByRole("checkbox").click();
  await shot(page, "hyperopt-columns");
  await page.keyboard.press("Escape");
  await page.getByTestId("column-sharpe").waitFor({ state: "detached" });
  await page.reload();
  await page.getByTestId("epoch-row").first().waitFor();
  assert.equal(await page.getByTestId("sort-avg_profit").count(), 0);
  await page.getByTestId("sort-sharpe").click();
  const told = await get(page, path(strategy, await ofFile(page, "epochs", "&format=columns&limit=8192&columns=line,sharpe")));
  const known = told.columns.sharpe.filter((x) => x !== null);
  assert.ok(known.length > 0, "the stand-in writes no Sharpe ratio");
  // The highest one first: its cell is behind the marks and seven others.
  const top = Math.max(...known);
  const head = await page.locator(".ept thead tr").first().locator("th").allInnerTexts();
  const cell = page.getByTestId("epoch-row").first().locator("td").nth(head.findIndex((x) => x.trim() === "Sharpe"));
  await until("the highest Sharpe first", async () => Math.abs(number(await cell.innerText()) - top) < 0.006);
  await page.getByTestId("filter-sharpe").fill(`<${top}`);
  await until("a filter of the new column", async () => (await shown(page)) === known.filter((x) => x < top).length);
  await page.getByTestId("columns").click();
  await page.getByRole("button", { name: "The usual ones" }).click();
  assert.equal(await page.getByTestId("sort-sharpe").count(), 0);
  assert.equal(await shown(page), told.rows, "a column that is hidden filters nothing");
  await page.keyboard.press("Escape");
}

/** Any field and any parameter may be tried as a criterion. */
export async function tried(page, strategy) {
  await open(page, strategy);
  const names = await get(page, path(strategy, await ofFile(page, "epochs/1"))).then((x) => Object.entries(x.record.params_dict));
  const [name, value] = names.find(([, x]) => typeof x === "number");
  const criteria = page.getByTestId("criteria");
  const line = criteria.getByTestId("criterion").first();
  await line.getByLabel("Field", { exact: true }).selectOption({ label: "params…" });
  const typed = line.getByTestId("param-name");
  const list = await typed.getAttribute("list");
  assert.deepEqual(await page.locator(`#${list} option`).evaluateAll((all) => all.map((x) => x.value)), names.map(([x]) => x), "the names of the file are offered");
  await typed.fill(name);
  await typed.press("Enter");
  await line.getByLabel("Rule").selectOption(">=");
  await line.getByLabel("Value").fill(String(value));
  await line.getByLabel("Value").blur();
  const { columns: all } = await get(page, path(strategy, await ofFile(page, "epochs", `&format=columns&limit=8192&columns=line,trades,params.${name}`)));
  const count = all.line.filter((_, i) => all.trades[i] > 0 && all[`params.${name}`][i] >= value).length;
  await until("what the manager counts", async () => number(await criteria.getByTestId("funnel").getByRole("listitem").nth(1).locator("b").innerText()) === count);
  await until("the table to judge by it", async () => new RegExp(`fails ${name}`).test(await page.getByTestId("epochs").innerText()) || count === all.line.length);
  await criteria.getByTestId("whatif").waitFor();
  await shot(page, "hyperopt-parameter");
  await line.getByLabel("Field", { exact: true }).selectOption("duration");
  await line.getByLabel("Value").fill("2 h");
  await line.getByLabel("Value").blur();
  await until("the time as people read it", async () => (await line.getByLabel("Value").inputValue()) === "2 h", 5);
  await criteria.getByRole("button", { name: "Reset" }).click();
}

/** A file leads to the run that made it, open in the list of runs. */
export async function madeBy(page, strategy) {
  await open(page, strategy);
  const { items } = await get(page, path(strategy, "hyperopt/files"));
  const made = items.find((x) => x.run);
  await page.getByTestId("file").selectOption(made.name);
  await page.getByTestId("file-run").click();
  await page.getByTestId("run-details").getByText(made.run, { exact: true }).waitFor();
}
