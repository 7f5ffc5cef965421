// Drives the dashboard in Chromium against a running manager:
//   FTM_URL='http://127.0.0.1:8080/#token=…' node --test tests/e2e/dashboard.test.mjs
// FTM_STRATEGY chooses the strategy whose cycle is run (default: the first).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { at, get, launch, link, shot, signedIn, token } from "./browser.mjs";
import { cycle } from "./specs/cycle.mjs";
import { hyperopt } from "./specs/hyperopt.mjs";
import { logs } from "./specs/logs.mjs";
import { trade } from "./specs/trade.mjs";

let browser;
let page;
let strategy;
const errors = [];

before(async () => {
  browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "dark" });
  page = await context.newPage();
  page.on("pageerror", (e) => errors.push(e.message));
});
after(() => browser?.close());

test("the printed link signs in and leaves no token in the address", async () => {
  await page.goto(link.href);
  await signedIn(page);
  assert.equal(new URL(page.url()).hash, "");
  assert.ok(!(await page.content()).includes(token));
  const all = await get(page, "strategies");
  strategy = process.env.FTM_STRATEGY ?? all.items?.[0]?.strategy ?? (await get(page, "state")).data.strategy[0].strategy;
});

test("without a token there is a login page that says where it is", async () => {
  const other = await browser.newContext();
  const p = await other.newPage();
  await p.goto(at("/"));
  await p.getByTestId("login").waitFor();
  await p.getByLabel("Access token").fill("0000");
  await p.getByRole("button", { name: "Sign in" }).click();
  await p.getByRole("alert").waitFor();
  await shot(p, "login");
  await p.getByLabel("Access token").fill(token);
  await p.getByRole("button", { name: "Sign in" }).click();
  await signedIn(p);
  await other.close();
});

test("the overview shows every strategy with its state", async () => {
  await page.goto(at("/"));
  const { data } = await get(page, "state");
  assert.ok(data.strategy.length > 0);
  for (const s of data.strategy) {
    const row = page.getByTestId(`strategy-${s.strategy}`);
    await row.waitFor();
    assert.match(await row.innerText(), /Idle|Starting|Running|Trading|Paused|Stopp|Completed|Failed|Backing|Given|Hung|Unkept/);
  }
  await shot(page, "overview-dark", true);
  await page.getByTestId("theme").click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "light");
  await shot(page, "overview-light", true);
  await page.getByTestId("theme").click();
});

test("deep links work and unknown strategies are told", async () => {
  await page.goto(at(`/s/${encodeURIComponent(strategy)}/hyperopt`));
  await page.getByRole("heading", { level: 2 }).first().or(page.getByText("No hyperopt")).waitFor();
  await page.goto(at("/s/NoSuchStrategy"));
  await page.getByText("No strategy “NoSuchStrategy”").waitFor();
});

test("a cycle runs on the track, epochs appear live, a decision is shown", { timeout: 240_000 }, () => cycle(page, strategy));
test("epochs are sorted, filtered, explained and extracted", { timeout: 90_000 }, () => hyperopt(page, strategy));
test("output is followed and searched; the system log is live", { timeout: 60_000 }, () => logs(page, strategy));
test("trade starts and stops only after a confirmation", { timeout: 120_000 }, () => trade(page, strategy));

test("every page fits a phone", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  const s = encodeURIComponent(strategy);
  for (const [name, path] of [["overview", "/"], ["strategy", `/s/${s}`], ["hyperopt", `/s/${s}/hyperopt`], ["output", `/s/${s}/output/trade`], ["log", "/log"]]) {
    await page.goto(at(path));
    await signedIn(page);
    await page.waitForTimeout(500);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${name} is wider than the phone`);
    await shot(page, `phone-${name}`);
  }
});

test("no page threw an error", () => assert.deepEqual(errors, []));
