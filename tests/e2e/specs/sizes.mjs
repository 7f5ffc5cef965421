import assert from "node:assert/strict";
import { at, shot, signedIn } from "../browser.mjs";

const pages = (s) => [["overview", "/"], ["strategy", `/s/${s}`], ["hyperopt", `/s/${s}/hyperopt`], ["output", `/s/${s}/output/trade`], ["log", "/log"]];

/** What a person has to reach is in sight on every screen; screenshots in both themes. */
export async function everywhere(page, name, controls) {
  for (const [width, height] of [[390, 844], [800, 1100], [1000, 800], [1280, 800], [1440, 900], [1920, 1080]]) {
    await page.setViewportSize({ width, height });
    for (const [what, locator] of Object.entries(controls)) await inSight(page, locator, what, width);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${name} is wider than ${width} px`);
    if (width < 640) await largeEnough(page, name);
    await page.evaluate(() => scrollTo(0, 0));
    for (const theme of ["dark", "light"]) {
      await page.waitForTimeout(250); // colours fade
      await shot(page, `${name}-${width}-${theme}`, true);
      await page.getByTestId("theme").click();
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** Within the window, sideways, without scrolling to it sideways. */
async function inSight(page, locator, what, width) {
  await locator.evaluate((x) => scrollTo(0, x.getBoundingClientRect().top + scrollY - innerHeight / 2));
  const box = await locator.boundingBox();
  assert.ok(box && box.width > 0 && box.x >= 0 && box.x + box.width <= width, `${what}: ${JSON.stringify(box)}`);
  const cut = await locator.evaluate((x) => {
    const [a, b] = [x, x.closest(".panel") ?? document.body].map((y) => y.getBoundingClientRect());
    return a.left < b.left - 1 || a.right > b.right + 1;
  });
  assert.ok(!cut, `${what} is cut by its panel at ${width} px`);
  return box;
}

export async function fits(page, strategy, width, height) {
  await page.setViewportSize({ width, height });
  for (const [name, path] of pages(encodeURIComponent(strategy))) {
    await page.goto(at(path));
    await signedIn(page);
    await page.waitForTimeout(500);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${name} is wider than ${width} px`);
    await inSight(page, page.getByRole("button", { name: "Sign out" }).filter({ visible: true }).first(), "sign out", width);
    if (name === "strategy") await inSight(page, page.getByTestId("stop-trade").or(page.getByTestId("start-trade")).first(), "start or stop of trade", width);
    if (name === "strategy") await runsFit(page, width);
    if (name === "output" || name === "log") {
      const box = await inSight(page, page.getByTestId("search"), "search", width);
      assert.ok(box.width >= 120, `the search field of ${name} is ${box.width} px wide`);
    }
    if (name === "overview") await cyclesAreDrawn(page, width);
    if (width < 640) await largeEnough(page, name);
    await page.evaluate(() => scrollTo(0, 0));
    await shot(page, `${name}-${width}-dark`, name !== "output" && name !== "log");
    await page.getByTestId("theme").click();
    await page.waitForTimeout(250);
    await shot(page, `${name}-${width}-light`, name !== "output" && name !== "log");
    await page.getByTestId("theme").click();
  }
}

/** The bars of past cycles lie within their lanes. */
async function cyclesAreDrawn(page, width) {
  const bar = page.locator(".tl .bar").first();
  await bar.waitFor();
  const box = await inSight(page, bar, "a bar of the cycles", width);
  const lane = await page.locator(".tl .tr").first().boundingBox();
  assert.ok(lane.height >= 20 && box.height > 8, JSON.stringify({ lane, box }));
  const cut = await page.evaluate(() => [...document.querySelectorAll(".tl .tr")].flatMap((t) => [...t.querySelectorAll(".bar")]
    .map((b) => [b.getBoundingClientRect(), t.getBoundingClientRect()]).filter(([b, r]) => b.right > r.right + 0.5 || b.left < r.left - 0.5)).length);
  assert.equal(cut, 0, "marks that the edge of their lane cuts");
}

/** The history of runs, with one opened, is read without scrolling sideways. */
async function runsFit(page, width) {
  const runs = page.getByTestId("runs");
  await runs.getByTestId("run-row").first().waitFor();
  await runs.getByRole("button", { name: "Details" }).first().click();
  await page.getByTestId("run-details").waitFor();
  if (width < 1080)
    assert.deepEqual(await runs.locator(".tw").evaluateAll((all) => all.filter((x) => x.scrollWidth > x.clientWidth).map((x) => x.scrollWidth - x.clientWidth)), [], "runs scroll sideways");
  await inSight(page, runs.getByRole("button", { name: "Close" }), "the button of a run's details", width);
}

/** A finger needs 44 px. */
async function largeEnough(page, name) {
  const small = await page.evaluate(() => [...document.querySelectorAll("main .btn, main .chip, main .sel, main .fld:not(.flt .fld), main .ib, header .ib")]
    .filter((x) => x.checkVisibility() && x.getBoundingClientRect().height < 43.5).map((x) => `${x.textContent || x.getAttribute("aria-label")}: ${x.getBoundingClientRect().height}`));
  assert.deepEqual(small, [], `controls of ${name} that are too small for a finger`);
}
