import { describe, expect, it } from "vitest";
import { balances, botLabel, closedText, gain, gainTone, hasFigures, loopText, money, openTrades, profitText, restError, restMute } from "../src/bot";
import { bot, silent } from "./fixtures";

describe("a bot's money", () => {
  it("has its sign, its digits and its currency", () => {
    expect(gain(752.1, "USDT")).toBe("+752.10 USDT");
    expect(gain(-56.9, "USDT")).toBe("−56.90 USDT");
    expect(gain(0, "USDT")).toBe("±0.00 USDT");
    expect(money(25715.42, "USDT")).toBe("25,715.42 USDT");
  });
  it("of a coin has the digits that a coin needs", () => expect(gain(0.00123456, "BTC")).toBe("+0.001235 BTC"));
  it("that is not known is a dash, without a currency", () => {
    expect(gain(null, "USDT")).toBe("—");
    expect(money(undefined as unknown as null, "USDT")).toBe("—");
  });
  it("is coloured by its sign only", () => expect([1, -1, 0, null].map(gainTone)).toEqual(["good", "bad", "", ""]));
  it("is told in words too", () => expect(profitText(bot({ profit_all: -3, profit_all_pct: -0.5 })))
    .toBe("Profit −0.50 %, −3.00 USDT with open trades; +5.46 %, +640.20 USDT closed; balance 11,720.50 USDT"));
  it("is summed by currency", () => expect(balances([bot({ balance: 1 }), bot({ balance: 2.5 }), bot({ balance: 0.1, stake_currency: "BTC" }), silent()]))
    .toBe("3.50 USDT, 0.100000 BTC"));
});

describe("a bot's trades", () => {
  it("are told with their most", () => expect(openTrades(bot())).toEqual({ n: "2", of: "of 6" }));
  it("may have no limit", () => {
    expect(openTrades(bot({ max_open_trades: -1 })).of).toBe("no limit");
    expect(openTrades(bot({ max_open_trades: 4294967295 })).of).toBe("no limit");
  });
  it("may not be known", () => expect(openTrades(silent())).toEqual({ n: "—", of: "" }));
  it("that are closed are counted", () => {
    expect(closedText(bot({ closed_trades: 1 }))).toBe("1 trade closed");
    expect(closedText(silent())).toBe("");
  });
});

describe("a bot's state", () => {
  it("has words that people know", () => expect(["running", "stopped", "reload_config", "RUNNING", "some_new"].map((state) => botLabel(bot({ state }))!.text))
    .toEqual(["Running", "Stopped", "Reloading", "Running", "Some new"]));
  it("is what its console has said, before its REST is asked again", () => {
    expect(botLabel(bot(), "stopped")!.text).toBe("Stopped");
    expect(botLabel(bot({ state: "stopped" }), null)!.text).toBe("Stopped");
    expect(botLabel(bot({ state: "reload_config" }), "running")!.text).toBe("Reloading");
  });
  it("is left out while it is not known", () => expect(botLabel(silent())).toBeNull());
  it("says when its loop ran", () => expect(loopText(bot(), Date.parse("2026-01-01T00:00:03Z"))).toBe("loop ran 3 s ago"));
});

describe("a REST that does not tell", () => {
  it("is told in plain words, once", () => {
    expect(restError(silent({ error: "connection refused" }))).toBe("REST does not answer: Connection refused.");
    expect(restError(silent({ error: "its REST at 127.0.0.1:8080 does not answer: Connection refused" }))).toBe("Its REST at 127.0.0.1:8080 does not answer: Connection refused.");
    expect(restError(bot())).toBe("");
  });
  it("is not called silent where it answers", () => {
    for (const error of ["its REST does not take the username and password of its config", "its REST answers status with HTTP status 500"]) {
      expect(restError(silent({ error }))).toBe(`I${error.slice(1)}.`);
      expect(restMute(silent({ error }))).toBe(false);
    }
    expect(restMute(silent({ error: "its REST at 127.0.0.1:8080 does not answer within 5 s" }))).toBe(true);
    expect(restError(silent({ error: "another process listens on its port" }))).toBe("Another process listens on its port.");
  });
  it("has no figures", () => {
    expect(hasFigures(silent({ error: "x" }))).toBe(false);
    expect(hasFigures(silent({ open_trades: 0 }))).toBe(true);
  });
});
