import assert from "node:assert/strict";
import { at, confirm, shot, signedIn, tradeOf, until } from "../browser.mjs";

/** Crashes after it traded, is started again once, crashes, and is given up. */
export async function states(page, strategy) {
  await page.goto(at(`/s/${encodeURIComponent(strategy)}`));
  await signedIn(page);
  const row = page.getByTestId("process-trade");
  const state = () => row.getAttribute("data-state");
  const note = page.getByTestId("state-trade");
  await page.getByTestId("start-trade").click();
  await confirm(page, strategy);

  await until("it to back off", async () => (await state()) === "backing_off", 30);
  await counts(page, strategy, note);
  assert.match(await note.innerText(), /This is restart 1\./);
  assert.equal(await page.getByTestId("start-trade").innerText(), "Start now…");
  assert.equal(await page.getByTestId("stop-trade").innerText(), "Stop…");
  await shot(page, "state-backing-off", true);

  await until("it to be given up", async () => (await state()) === "given_up", 40);
  const told = await note.innerText();
  const { error } = await tradeOf(page, strategy);
  assert.match(told, /Trade is given up\./);
  assert.match(told, /It was started again once; nothing starts it now until somebody does, or the machine boots\./);
  const [why, given] = error.split("; given up after ");
  assert.ok(why && given, `the manager says nothing of giving up: ${error}`);
  assert.ok(told.toLowerCase().includes(why.replace(/\.$/, "").toLowerCase()), `${told} lacks ${why}`);
  assert.doesNotMatch(told, /given up after|\.\./);
  assert.equal(await page.getByTestId("start-trade").innerText(), "Start…");
  await shot(page, "state-given-up", true);

  // Its output is opened at the end of that launch.
  await note.getByRole("link").click();
  await page.getByTestId("log").waitFor();
  await until("the crash in sight", async () => /Exit 3/.test(await page.getByTestId("status").innerText()));
  await page.goto(at("/"));
  const alert = page.getByTestId("alerts").locator("li").filter({ hasText: strategy });
  await alert.getByText("Trade is given up.").waitFor();
  await alert.getByRole("button", { name: "Start now…" }).waitFor();
}

/** Down to the second that the manager tells, if it tells one. */
async function counts(page, strategy, note) {
  const { restart_at } = await tradeOf(page, strategy);
  if (!restart_at) return note.getByText("Trade starts again in a moment.").waitFor();
  const left = async () => Number(/starts again in (\d+) s/.exec(await note.innerText().catch(() => ""))?.[1] ?? NaN);
  const first = await until("a countdown", left, 5);
  assert.ok(first <= Math.ceil((Date.parse(restart_at) - Date.now()) / 1000) + 2, `${first} s are left of ${restart_at}`);
  await until("the countdown to go on", async () => (await left()) < first, 5);
}
