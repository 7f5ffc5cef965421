import assert from "node:assert/strict";
import { at, get, send, until } from "../browser.mjs";

const bytes = (text) => Number(text.replace(/[^\d.]/g, "")) * ({ B: 1, kB: 1e3, MB: 1e6 }[text.replace(/[\d.,\s]/g, "")] ?? 1);

/** While output floods, the page reads output and nothing else. */
export async function flood(page, strategy) {
  const s = encodeURIComponent(strategy);
  await page.goto(at(`/s/${s}/output/download_data`));
  await page.getByTestId("status").waitFor();
  const asked = [];
  const listen = (r) => asked.push(new URL(r.url()).pathname);
  page.on("request", listen);
  const begun = await send(page, `strategies/${s}/processes/download_data/start`);
  assert.equal(begun.status, 202, JSON.stringify(begun));
  const size = page.getByTestId("size");
  // 40,000 lines of 100 bytes, and the status bar grows with them.
  await until("the flood on the page", async () => bytes(await size.innerText()) > 3_500_000, 60);
  await until("the download to end", async () => (await get(page, `strategies/${s}/processes/download_data`)).state === "completed", 60);
  page.off("request", listen);
  assert.ok(asked.length > 0);
  assert.deepEqual(asked.filter((x) => x === "/api/v1/state"), []);
}
