// A running bot's own figures, in words.
import { dash, num, plural, relative, signed, signedPercent } from "./format";
import type { Label, Tone } from "./labels";
import type { Bot } from "./protocol";
import { capital, sentence } from "./words";

/** Decimals that a sum of a currency needs: coins have many, dollars two. */
export function decimals(currency: string | null, x: number | null): number {
  if (/^(BTC|ETH|BNB|XBT)$/i.test(currency ?? "")) return Math.abs(x ?? 0) >= 100 ? 4 : 6;
  return 2;
}

/** `1,021.30 USDT`. */
export function money(x: number | null, currency: string | null): string {
  return x == null ? dash : `${num(x, decimals(currency, x))}${currency ? ` ${currency}` : ""}`;
}

/** `+21.30 USDT`: the sign says what the colour says. */
export function gain(x: number | null, currency: string | null): string {
  return x == null ? dash : `${signed(x, decimals(currency, x))}${currency ? ` ${currency}` : ""}`;
}

export const gainTone = (x: number | null): Tone => (x !== null && x > 0 ? "good" : x !== null && x < 0 ? "bad" : "");

/** `told`: its console's word, which is there before the REST is asked again. */
export function botLabel(bot: Bot, told: string | null | undefined = null): Label | null {
  const state = /^reload/i.test(bot.state ?? "") ? bot.state : told ?? bot.state;
  switch (state?.toLowerCase()) {
    case undefined: case "": return null;
    case "running": return { text: "Running", icon: "heart", tone: "good" };
    case "stopped": return { text: "Stopped", icon: "square", tone: "warn" };
    case "paused": return { text: "Paused", icon: "pause", tone: "warn" };
    case "reload_config": return { text: "Reloading", icon: "reload", tone: "acc" };
    default: return { text: capital(state!.replace(/_/g, " ").toLowerCase()), icon: "info", tone: "" };
  }
}

/** Whether it has told a figure: a bot that is just starting has none. */
export const hasFigures = (b: Bot) =>
  [b.profit_all, b.profit_closed, b.profit_all_pct, b.profit_closed_pct, b.balance, b.open_trades].some((x) => x !== null && x !== undefined);

/** `2 of 6`, `2 of any number`, a dash. */
export function openTrades(b: Bot): { n: string; of: string } {
  if (b.open_trades == null) return { n: dash, of: "" };
  const most = b.max_open_trades;
  // freqtrade's -1 means no limit; an unsigned -1 is no number of trades either.
  return { n: num(b.open_trades), of: most == null ? "" : most < 0 || most > 1e6 ? "no limit" : `of ${num(most)}` };
}

export const closedText = (b: Bot) => (b.closed_trades == null ? "" : `${plural(b.closed_trades, "trade")} closed`);

/** Whether its REST says nothing at all; else it answers, but not as it should. */
export const restMute = (b: Bot) => /does not answer|refused|timed? ?out|unreachable|no route|reset/i.test(b.error ?? "");

/** `Its REST does not answer: Connection refused.`, `Its REST answers with …` */
export function restError(b: Bot): string {
  if (!b.error || /\bREST\b/.test(b.error)) return sentence(b.error);
  return restMute(b) ? `REST does not answer: ${sentence(b.error)}` : sentence(b.error);
}

export const loopText = (b: Bot, now: number) => (b.last_process ? `loop ran ${relative(b.last_process, now)}` : "");

/** One line for lists and for who does not see colours. */
export function profitText(b: Bot): string {
  return [`Profit ${signedPercent(b.profit_all_pct)}, ${gain(b.profit_all, b.stake_currency)} with open trades`,
    `${signedPercent(b.profit_closed_pct)}, ${gain(b.profit_closed, b.stake_currency)} closed`,
    b.balance == null ? "" : `balance ${money(b.balance, b.stake_currency)}`].filter(Boolean).join("; ");
}

/** `25,715.42 USDT, 0.120000 BTC`: one sum a currency. */
export function balances(bots: readonly Bot[]): string {
  const sums = new Map<string, number>();
  for (const b of bots) if (b.balance != null && b.stake_currency) sums.set(b.stake_currency, (sums.get(b.stake_currency) ?? 0) + b.balance);
  return [...sums].map(([currency, x]) => money(x, currency)).join(", ");
}

