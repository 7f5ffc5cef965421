// Drives the dashboard in Chromium against a running manager:
//   FTM_URL='http://127.0.0.1:8080/#token=…' node --test tests/e2e/dashboard.test.mjs
// FTM_STRATEGY chooses the strategy whose cycle is run (default: the first).
// run.sh also gives FTM_DEMO, the folder of the demo, FTM_LIVE, a strategy with
// live money, and FTM_MANAGER, the command of a manager that may
// be killed; without them their tests are left out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { at, get, launch, link, shot, signedIn, token } from "./browser.mjs";
import { columns, front, madeBy, stability, taken, tried } from "./specs/epochs.mjs";
import { cycle } from "./specs/cycle.mjs";
import { flood } from "./specs/flood.mjs";
import { hyperopt } from "./specs/hyperopt.mjs";
import { live } from "./specs/live.mjs";
import { logs } from "./specs/logs.mjs";
import { hung, unkept } from "./specs/recovery.mjs";
import { reload } from "./specs/reload.mjs";
import { notEnabled, notStarted } from "./specs/refusals.mjs";
import { restart } from "./specs/restart.mjs";
import { fits } from "./specs/sizes.mjs";
import { states } from "./specs/states.mjs";
import { stopAll } from "./specs/stop_all.mjs";
import { figures } from "./specs/figures.mjs";
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
test("the Pareto front is marked, for any two axes", { timeout: 60_000 }, () => front(page, strategy));
test("an epoch's stability is told, its neighbours lead on", { timeout: 60_000 }, () => stability(page, strategy));
test("columns of the epochs are chosen and remembered", { timeout: 60_000 }, () => columns(page, strategy));
test("parameters and times are tried as criteria", { timeout: 60_000 }, () => tried(page, strategy));
test("a file leads to the run that made it", { timeout: 60_000 }, () => madeBy(page, strategy));
const demo = process.env.FTM_DEMO;
test("epochs are downloaded as the file has them", { timeout: 60_000, skip: !demo }, () => taken(page, strategy, demo));
test("output is followed and searched; the system log is live", { timeout: 60_000 }, () => logs(page, strategy));
test("trade starts and stops only after a confirmation", { timeout: 120_000 }, () => trade(page, strategy));

test("what a process takes is drawn, with the keyboard too", { timeout: 60_000 }, () => figures(page, strategy));

const stormy = process.env.FTM_STORMY;
test("a bot that crashes counts down to its restart, and is given up with its reason", { timeout: 120_000, skip: !stormy }, () => states(page, stormy));

const { FTM_HANGY: hangy, FTM_GRACEFUL: graceful, FTM_OFF: off } = process.env;
test("a bot that hangs is restarted by a person", { timeout: 120_000, skip: !hangy }, () => hung(page, hangy));
test("params are reloaded without a stop, and it is told how that went", { timeout: 120_000, skip: !graceful }, () => reload(page, graceful));
test("a bot whose keeper was lost is restarted by a person, not beside a run", { timeout: 120_000, skip: !graceful }, () => unkept(page, graceful));
test("output of what never ran is empty, and begins with its first launch", { timeout: 60_000, skip: !hangy }, () => notStarted(page, hangy));
test("what is not enabled says so and offers nothing that is refused", { timeout: 60_000, skip: !off }, () => notEnabled(page, off));

const liveOne = process.env.FTM_LIVE;
test("live money is touched only by typing the strategy's name", { timeout: 180_000, skip: !liveOne }, () => live(page, liveOne));
test("mistake_17_output_lines_cause_no_fetch_of_the_state", { timeout: 120_000, skip: !liveOne }, () => flood(page, liveOne));
test("a manager that is killed and started again finds the page signed in", { timeout: 180_000, skip: !process.env.FTM_MANAGER }, () => restart(page, strategy));
for (const [width, height] of [[390, 844], [800, 1100], [1280, 800], [1440, 900], [1920, 1080]])
  test(`every page fits ${width} px, with its controls in sight`, { timeout: 90_000 }, () => fits(page, strategy, width, height));
test("stop all trading reaches a bot that a cycle has paused", { timeout: 180_000 }, () => stopAll(page, strategy));

test("no page threw an error", () => assert.deepEqual(errors, []));
