import assert from "node:assert/strict";
import { at, shot, until } from "../browser.mjs";

export async function logs(page, strategy) {
  const s = encodeURIComponent(strategy);
  await page.goto(at(`/s/${s}/output/hyperopt`));
  await page.getByTestId("log").waitFor();
  await until("lines of hyperopt", async () => (await page.locator(".log .ll").count()) > 3);
  assert.equal(await page.getByTestId("follow").getAttribute("aria-pressed"), "true");
  await page.getByTestId("search").fill("freqtrade");
  const count = page.getByTestId("match-count");
  await until("matches", async () => /^\d/.test(await count.innerText()));
  await page.getByRole("button", { name: "Next match" }).click();
  await until("the first match to be chosen", async () => /^1 of /.test(await count.innerText()));
  await page.locator(".log mark").first().waitFor();
  await shot(page, "output-search");
  await page.getByTestId("search").fill("");
  const info = page.locator(".log .lv").filter({ hasText: "Info" });
  await page.getByTestId("log").hover();
  await page.mouse.wheel(0, -100000);
  await until("lines of level Info", async () => (await info.count()) > 0);
  await page.getByTestId("level-info").click();
  await until("Info to be hidden", async () => (await info.count()) === 0);
  await page.getByTestId("level-info").click();

  await page.goto(at("/log"));
  await until("lines of the system log", async () => (await page.locator(".log .ll").count()) > 0);
  await page.getByTestId("search").fill(strategy);
  await until("only lines that hold the name", async () =>
    (await page.locator(".log .ll").allInnerTexts()).every((x) => x.toLowerCase().includes(strategy.toLowerCase())));
  await shot(page, "log");
  await page.getByTestId("search").fill("");
}
