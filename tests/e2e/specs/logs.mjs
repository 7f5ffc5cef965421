import assert from "node:assert/strict";
import { at, get, send, shot, signedIn, until } from "../browser.mjs";

const lines = (page) => page.locator(".log .ll");
const texts = (page) => lines(page).allInnerTexts();

export async function logs(page, strategy) {
  await output(page, strategy);
  await system(page, strategy);
}

async function output(page, strategy) {
  const s = encodeURIComponent(strategy);
  await page.goto(at(`/s/${s}/output/hyperopt`));
  await page.getByTestId("log").waitFor();
  await until("lines of hyperopt", async () => (await lines(page).count()) > 3);
  assert.equal(await page.getByTestId("follow").getAttribute("aria-pressed"), "true");
  // Capitals do not matter, and one letter is enough.
  const count = page.getByTestId("match-count");
  await page.getByTestId("search").fill("f");
  await until("matches of one letter", async () => /^\d/.test(await count.innerText()));
  await page.getByTestId("search").fill("FreqTrade");
  await until("matches", async () => /^\d/.test(await count.innerText()));
  await page.getByRole("button", { name: "Next match" }).click();
  await until("the first match to be chosen", async () => /^1 of /.test(await count.innerText()));
  await page.locator(".log mark").filter({ hasText: "freqtrade" }).first().waitFor();
  await shot(page, "output-search");
  // Enter right after the last letter.
  await page.getByTestId("search").fill("simulator");
  await page.getByTestId("search").press("Enter");
  await until("its match to be chosen", async () => /^1 of /.test(await count.innerText()));
  await jumps(page, count);
  await page.getByTestId("search").fill("FreqTrade");
  await until("matches anew", async () => /^\d/.test(await count.innerText()));
  await page.getByRole("button", { name: "Next match" }).click();
  // A match on a hidden level is shown again.
  await page.getByTestId("level-info").click();
  await until("Info to be hidden", async () => (await page.locator(".log .lv").filter({ hasText: "Info" }).count()) === 0);
  await page.getByRole("button", { name: "Next match" }).click();
  await shot(page, "dbg");
  await page.locator(".log mark.cur").first().waitFor();
  assert.equal(await page.getByTestId("level-info").getAttribute("aria-pressed"), "true");
  await page.getByTestId("search").fill("");
  const info = page.locator(".log .lv").filter({ hasText: "Info" });
  await page.getByTestId("log").hover();
  await page.mouse.wheel(0, -100000);
  await until("lines of level Info", async () => (await info.count()) > 0);
  await page.getByTestId("level-info").click();
  await until("Info to be hidden", async () => (await info.count()) === 0);
  await page.getByTestId("level-info").click();
  // The address of the newest launch chooses it in the list too.
  const { launch } = await get(page, `strategies/${s}/processes/hyperopt`);
  await page.goto(at(`/s/${s}/output/hyperopt?launch=${encodeURIComponent(launch)}`));
  await until("the newest launch to be chosen", async () => /Newest launch/.test(await page.getByTestId("launch").locator("option:checked").innerText()));
}

/** Each match has its place: choosing one shows the line in the log. */
async function jumps(page, count) {
  await page.getByTestId("search").fill("epoch");
  await until("matches of the word", async () => /^\d/.test(await count.innerText()));
  const found = page.getByTestId("match");
  const third = found.nth(2);
  await third.click();
  await until("the third to be chosen", async () => /^3 of /.test(await count.innerText()));
  assert.equal(await third.getAttribute("aria-current"), "true");
  const line = page.locator(".log .cur-l");
  await line.waitFor();
  const told = await third.locator(".ell").innerText();
  assert.ok((await line.innerText()).replace(/\s+/g, " ").includes(told.replace(/^…/, "").trim().slice(-20)), told);
  assert.match(await page.getByTestId("searched").innerText(), /^(All of it was searched|Searched up to)/);
  await page.getByRole("button", { name: "Next match" }).click();
  await until("the fourth", async () => /^4 of /.test(await count.innerText()));
  await page.getByRole("button", { name: "Previous match" }).click();
  await until("the third again", async () => /^3 of /.test(await count.innerText()));
  await shot(page, "output-matches");
}

/** Lines come without a reload. */
async function system(page, strategy) {
  const s = encodeURIComponent(strategy);
  await page.goto(at("/log"));
  await signedIn(page);
  await until("lines of the system log", async () => (await lines(page).count()) > 0);
  const mark = (await get(page, "log?limit=1")).items[0];
  const { steps } = await get(page, `strategies/${s}/workflow`);
  assert.equal((await send(page, `strategies/${s}/workflow`, { steps }, "PATCH")).status, 200);
  const news = await until("a new line", async () => {
    const x = (await get(page, "log?limit=20")).items;
    return x.slice(0, x.findIndex((y) => y.at === mark.at && y.text === mark.text)).find((y) => y.text.includes("switches"));
  });
  assert.equal(news.strategy, strategy);
  await until("the new line on the page", async () => (await texts(page)).some((x) => x.includes(news.text)));
  const parts = new Set((await get(page, "log?limit=500")).items.filter((x) => x.strategy === strategy).map((x) => x.part));
  for (const part of ["orchestrator", "supervisor", "hyperopt_monitor"]) assert.ok(parts.has(part), `${part} names no strategy`);
  await page.getByLabel("Strategy").selectOption(strategy);
  await until("lines of this strategy", async () => (await lines(page).count()) > 0);
  assert.ok((await texts(page)).every((x) => x.includes(strategy)));
  await page.getByLabel("Strategy").selectOption("");
  await page.getByTestId("search").fill(strategy.toUpperCase());
  await until("only lines that hold the name", async () => {
    const x = await texts(page);
    return x.length > 0 && x.every((y) => y.toLowerCase().includes(strategy.toLowerCase()));
  });
  await page.locator(".log mark").first().waitFor();
  await shot(page, "log");
  await page.getByTestId("search").fill("");
}
