import assert from "node:assert/strict";
import { at, get, send, shot, signedIn, tradeOf, until } from "../browser.mjs";

/** What a running bot takes: lines that grow, figures that are the manager's. */
export async function figures(page, strategy) {
  const s = encodeURIComponent(strategy);
  await page.goto(at(`/s/${s}`));
  await signedIn(page);
  if ((await tradeOf(page, strategy)).state !== "ready") await send(page, `strategies/${s}/processes/trade/start`);
  await until("the bot to trade", async () => (await tradeOf(page, strategy)).state === "ready", 60);
  const row = page.getByTestId("process-trade");
  const spark = row.getByTestId("spark").first();
  await spark.waitFor({ timeout: 20_000 });
  assert.match(await spark.getAttribute("aria-label"), /^CPU of trade since \d\d:\d\d:\d\d: now [\d.]+ %/);
  assert.match(await row.innerText(), /\d MB/);

  await row.getByRole("button", { name: "Trade, details" }).click();
  const usage = page.getByTestId("usage-trade");
  const line = usage.getByRole("slider", { name: "Memory of trade" });
  await line.focus();
  await page.keyboard.press("Home");
  const first = await line.getAttribute("aria-valuetext");
  assert.match(first, /^\d\d:\d\d:\d\d, [\d.]+ MB$/);
  await usage.getByText(first.split(", ")[1]).first().waitFor();
  await shot(page, "figures", true);
  await page.keyboard.press("End");
  await page.keyboard.press("Escape");
  // What does not change is told once; the line goes on all the same.
  const end = async () => {
    await line.focus();
    await page.keyboard.press("End");
    return (await line.getAttribute("aria-valuetext")).split(",")[0];
  };
  const before = await end();
  await until("the line to go on", async () => (await end()) > before, 20);
  const { stats } = await tradeOf(page, strategy);
  const text = await usage.innerText();
  assert.match(text, new RegExp(`Threads\\s+\\d+`));
  if (stats.pss_bytes) assert.match(text, /Memory, PSS\s+[\d.]+ [kM]B/);
  if (stats.gpu_pct === null || stats.gpu_pct === undefined) assert.doesNotMatch(text, /GPU/);
  await history(page, s, line);
  await botFigures(page, strategy);
}

/** After a reload the line does not begin anew. */
async function history(page, s, line) {
  const past = await get(page, `strategies/${s}/processes/trade/stats`);
  if (!past.points?.length) return; // this manager keeps no past
  await page.reload();
  await page.getByTestId("process-trade").getByRole("button", { name: "Trade, details" }).click();
  await until("the past to be drawn", async () => Number(await line.getAttribute("aria-valuemax").catch(() => 0)) >= Math.min(past.points.length, 300) - 1, 20);
}

/** The bot's own figures, where its config turns its REST on; else nothing. */
export async function botFigures(page, strategy) {
  await page.goto(at(`/s/${encodeURIComponent(strategy)}`));
  const panel = page.getByTestId("bot");
  await page.getByTestId("process-trade").waitFor();
  const known = await until("the manager to know a bot's figures", async () => (await tradeOf(page, strategy)).bot, 5).catch(() => null);
  if (!known) return assert.equal(await panel.count(), 0);
  const now = await until("the bot to tell its balance", async () => {
    const { bot } = await tradeOf(page, strategy);
    return bot?.balance !== null && bot;
  }, 30);
  await panel.getByText("Profit, with open trades").waitFor({ timeout: 20_000 });
  const text = await panel.innerText();
  assert.ok(text.includes(now.stake_currency), text);
  assert.ok(text.includes(`freqtrade ${now.version}`), text);
  assert.match(text, /[+−±]\d[\d,.]* /, "profit has a sign");
  assert.match(text, new RegExp(`Open trades\\s+\\d+`));
  await shot(page, "bot-strategy", true);
  await page.goto(at("/"));
  await page.getByTestId(`strategy-${strategy}`).getByTestId("bot-cell").waitFor();
  await shot(page, "bot-overview", true);
}
