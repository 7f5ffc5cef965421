// Screenshots of every page, both themes, desk and phone:
//   FTM_URL=http://127.0.0.1:8080/#token=… FTM_SHOTS=folder node dev/shots.mjs [page…]
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const url = new URL(process.env.FTM_URL ?? "http://127.0.0.1:8080/#token=demo");
const out = process.env.FTM_SHOTS ?? "shots";
const strategy = process.env.FTM_STRATEGY ?? "BreakoutATR";
mkdirSync(out, { recursive: true });
const pages = {
  overview: "/", strategy: `/s/${strategy}`, hyperopt: `/s/${strategy}/hyperopt`,
  output: `/s/${process.env.FTM_OUTPUT ?? strategy}/output/trade`, log: "/log",
};
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(pages);
const browser = await chromium.launch({
  executablePath: process.env.FTM_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const sizes = (process.env.FTM_SIZES ?? "desk,phone").split(",");
const themes = (process.env.FTM_THEMES ?? "dark,light").split(",");
for (const size of sizes)
  for (const colorScheme of themes) {
    if (size === "phone" && colorScheme === "light" && themes.length > 1) continue;
    const viewport = size === "desk" ? { width: 1440, height: 900 } : size === "phone" ? { width: 390, height: 844 } : { width: Number(size), height: 900 };
    const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor: size === "phone" ? 2 : 1 });
    const page = await context.newPage();
    page.on("console", (m) => m.type() === "error" && console.log("console:", m.text()));
    page.on("pageerror", (e) => console.log("page error:", e.message));
    await page.goto(url.href);
    await page.getByTestId("connection").first().waitFor({ state: "attached" });
    for (const name of wanted) {
      await page.goto(new URL(pages[name], url).href);
      await page.waitForTimeout(Number(process.env.FTM_WAIT ?? 1800));
      const full = name === "overview" || name === "strategy" || size === "phone";
      await page.screenshot({ path: `${out}/${name}-${size}-${colorScheme}.png`, fullPage: full && !(size === "phone" && (name === "output" || name === "log")) });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) console.log(`${name} ${size}: ${wide} px too wide`);
    }
    await context.close();
  }
await browser.close();
