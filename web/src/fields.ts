// What is known of an epoch by name: words, units and digits, in one place.
import { dash, duration, infinity, num, plain, signed } from "./format";

export type Better = "larger" | "smaller" | null;
export interface Field {
  name: string;
  /** In a sentence or a list: `Max drawdown`. */
  text: string;
  /** Over a column, with its unit. */
  head: string;
  /** Among others: `drawdown`. */
  short: string;
  group: "Trades" | "Profit" | "Risk" | "Ratios" | "Parameters";
  unit: "" | "%" | "s";
  digits: number;
  /** Zero is a border: the sign is told. */
  signed: boolean;
  better: Better;
  /** What it means, with its unit. */
  meaning: string;
}

const field = (name: string, text: string, head: string, group: Field["group"], better: Better, digits: number, meaning: string, more: Partial<Field> = {}): Field =>
  ({ name, text, head, short: text.toLowerCase(), group, unit: "", digits, signed: false, better, meaning, ...more });

/** That criteria may ask for, parameters apart; grouped as they are offered. */
export const judgedFields: readonly Field[] = [
  field("trades", "Trades", "Trades", "Trades", "larger", 0, "Closed trades"),
  field("wins", "Wins", "Wins", "Trades", "larger", 0, "Trades with a profit"),
  field("draws", "Draws", "Draws", "Trades", "larger", 0, "Trades with neither profit nor loss"),
  field("losses", "Losses", "Losses", "Trades", "smaller", 0, "Trades with a loss"),
  field("winrate", "Win rate", "Win rate", "Trades", "larger", 3, "Wins over trades, a ratio from 0 to 1"),
  field("trades_per_day", "Trades a day", "Trades/day", "Trades", "larger", 2, "Trades a day", { short: "trades a day" }),
  field("duration", "Duration", "Duration", "Trades", "smaller", 0, "Mean time in a trade; a plain number means seconds", { unit: "s" }),
  field("profit_total_pct", "Profit", "Profit %", "Profit", "larger", 2, "Profit, % of the starting balance", { unit: "%", signed: true }),
  field("profit_total_abs", "Profit, absolute", "Profit abs", "Profit", "larger", 2, "Total profit in the stake currency", { short: "profit", signed: true }),
  field("avg_profit", "Average profit", "Avg %", "Profit", "larger", 2, "Mean profit of a trade, %", { short: "average", unit: "%", signed: true }),
  field("profit_median", "Median profit", "Median", "Profit", "larger", 4, "Median profit of a trade, a ratio", { short: "median", signed: true }),
  field("cagr", "Yearly growth", "CAGR", "Profit", "larger", 3, "Compound annual growth, a ratio", { short: "yearly growth", signed: true }),
  field("max_drawdown", "Max drawdown", "Drawdown %", "Risk", "smaller", 2, "Deepest fall of the account, %", { short: "drawdown", unit: "%" }),
  field("max_drawdown_abs", "Max drawdown, absolute", "Drawdown abs", "Risk", "smaller", 2, "Deepest fall in the stake currency", { short: "drawdown" }),
  field("objective", "Objective", "Objective", "Ratios", "smaller", 3, "Hyperopt's loss: lower is better"),
  field("profit_factor", "Profit factor", "Factor", "Ratios", "larger", 2, "Gains over losses"),
  field("expectancy", "Expectancy", "Expectancy", "Ratios", "larger", 2, "Expected profit of a trade in the stake currency", { signed: true }),
  field("sharpe", "Sharpe", "Sharpe", "Ratios", "larger", 2, "Sharpe ratio", { short: "Sharpe" }),
  field("sortino", "Sortino", "Sortino", "Ratios", "larger", 2, "Sortino ratio", { short: "Sortino" }),
  field("calmar", "Calmar", "Calmar", "Ratios", "larger", 2, "Calmar ratio", { short: "Calmar" }),
];

const position = [field("epoch", "Epoch", "Epoch", "Trades", null, 0, "freqtrade's number of the epoch")];
const byName = new Map([...judgedFields, ...position].map((x) => [x.name, x]));

export const paramPrefix = "params.";
/** A parameter's name has no blanks and none of what filters are written with. */
const paramName = /^params\.[^\s<>=!;,]+$/;
export const isParam = (name: string) => paramName.test(name);
export const knownField = (name: string) => byName.has(name) || isParam(name);

/** Of any name; one that is not known is told as it is. */
export function fieldOf(name: string): Field {
  const known = byName.get(name);
  if (known) return known;
  const text = name.startsWith(paramPrefix) ? name.slice(paramPrefix.length) : name;
  return field(name, text, text, "Parameters", null, 4, `Hyperopt parameter ${text}`, { short: text });
}

export const fieldGroups = ["Trades", "Profit", "Risk", "Ratios"] as const;
export const fieldsOf = (group: Field["group"]) => judgedFields.filter((x) => x.group === group);

/** In a cell whose head has the unit. */
export function cellText(name: string, x: number | null | undefined): string {
  const f = fieldOf(name);
  if (x === null || x === undefined || Number.isNaN(x)) return dash;
  if (!Number.isFinite(x)) return infinity(x);
  if (f.unit === "s") return duration(x);
  if (f.group === "Parameters") return plain(x);
  // Thousandths of what is beyond ten thousand are noise.
  const digits = f.digits > 2 && Math.abs(x) >= 10_000 ? 0 : f.digits;
  return f.signed ? signed(x, digits) : num(x, digits);
}

/** With its unit: `+21.30 %`, `2 h 5 min`. */
export function valueWithUnit(name: string, x: number | null | undefined): string {
  const text = cellText(name, x);
  return fieldOf(name).unit === "%" && text !== dash ? `${text} %` : text;
}

/** A bound as it was written: no more digits than it needs. */
export function boundText(name: string, x: number | null): string {
  if (x === null) return dash;
  const unit = fieldOf(name).unit;
  return unit === "s" ? duration(x) : unit === "%" ? `${plain(x)} %` : plain(x);
}
