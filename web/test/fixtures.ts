import type { Bot } from "../src/protocol";

export const bot = (more: Partial<Bot> = {}): Bot => ({
  launch: "l1", state: "running", version: "2024.9", error: null, last_process: "2026-01-01T00:00:00Z", open_trades: 2, max_open_trades: 6,
  closed_trades: 118, stake_currency: "USDT", profit_closed: 640.2, profit_closed_pct: 5.46, profit_all: 752.1, profit_all_pct: 6.42, balance: 11720.5, ...more,
});
/** A bot that tells nothing, or not yet. */
export const silent = (more: Partial<Bot> = {}): Bot => bot({
  state: null, version: null, last_process: null, open_trades: null, max_open_trades: null, closed_trades: null, stake_currency: null,
  profit_closed: null, profit_closed_pct: null, profit_all: null, profit_all_pct: null, balance: null, ...more,
});
