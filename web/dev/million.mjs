// A strategy with so many epochs that nothing may be done for each of them
// twice: FTM_MOCK_ROWS=1000000. Its epochs are computed, not kept.
import { columnNames } from "./world.mjs";

const name = "strategy_Million_2026-01-01_00-00-00.fthypt";
/** Between 0 and 1, always the same for a row and a salt. */
function noise(row, salt) {
  let x = Math.imul(row ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 4294967296;
}

export function epochOf(line) {
  const skill = Math.min(1, line / 900_000);
  const spread = (salt) => noise(line, salt) + noise(line, salt + 50) + noise(line, salt + 90) - 1.5;
  const trades = Math.max(0, Math.round(90 + 60 * spread(1)));
  const drawdown = trades ? Math.abs(8 - 3 * skill + 9 * spread(2)) + 0.4 : 0;
  const profit = trades ? -2 + 7 * skill + 13 * spread(3) : 0;
  const wins = Math.round(trades * 0.5);
  return { line, epoch: line, trades, wins, draws: 0, losses: trades - wins, avg_profit: profit / 28, profit_total_pct: profit, profit_total_abs: profit * 82, max_drawdown: drawdown,
    max_drawdown_abs: drawdown * 90, duration: 3600 * (2 + 9 * noise(line, 4)), objective: -profit / 5 + drawdown / 10, is_best: line % 99_991 === 1, is_initial_point: line <= 30, is_random: line <= 30,
    profit_median: profit / 3000, expectancy: profit * 0.7, sortino: profit / 2.1, sharpe: profit / 3.3, calmar: profit / (drawdown + 1), profit_factor: 1 + profit / 25, cagr: profit / 60,
    trades_per_day: trades / 30, winrate: 0.5 };
}

/** Lets the world have it, and answers what is asked about it. */
export function million(world, rows, publish) {
  world.addStrategy("Million", false, null, 0);
  const criteria = world.strategies.get("Million").criteria;
  const fact = (epochs) => ({ strategy: "Million", launch: null, file: name, generation: 1, epochs, wanted: null, rejected_lines: 0, remaining: [epochs, epochs - 9, 500_000, 90_000],
    winner: epochOf(777), next: [epochOf(778)], printed: [], favourite: epochOf(99_992) });
  let total = rows;
  world.hyperopts.set("Million", fact(total));
  const page = (first, n, names) => ({ rows: n, columns: Object.fromEntries(names.map((c) => [c, []])), first, names });
  const fill = (p) => {
    for (let i = 0; i < p.rows; ++i) {
      const e = epochOf(p.first + i);
      for (const c of p.names) p.columns[c].push(typeof e[c] === "boolean" ? Number(e[c]) : e[c] ?? null);
    }
    return { file: name, generation: 1, first: p.first, total, rows: p.rows, columns: p.columns };
  };
  const verdict = { line: 777, rank: 1, removed_by: -1, found: criteria.map(() => 1), sentence: "epoch 777 is the choice" };
  return [
    ["GET", /^strategies\/Million\/hyperopt\/files$/, () => ({ items: [{ name, bytes: total * 12_000, modified_at: new Date().toISOString(), epochs: total, launch: null }] })],
    ["GET", /^strategies\/Million\/epochs$/, (m, q) => {
      const first = Number(q.get("cursor") ?? 1);
      const n = Math.max(0, Math.min(8192, total - first + 1));
      return { ...fill(page(first, n, q.get("columns")?.split(",") ?? columnNames)), next_cursor: n > 0 ? String(first + n) : null };
    }],
    ["GET", /^strategies\/Million\/epochs\/(\d+)\/explain$/, (m) => ({ ...verdict, line: Number(m[1]) })],
    ["GET", /^strategies\/Million\/epochs\/(\d+)$/, (m) => ({ file: name, epoch: epochOf(Number(m[1])), record: {} })],
    ["GET", /^strategies\/Million\/pareto$/, () => ({ file: name, fields: [], items: [epochOf(777), epochOf(5000)] })],
    ["POST", /^strategies\/Million\/evaluate$/, (m, q, b) => ({ ...fact(total), criteria: b.criteria, verdicts: [], pareto: [777] })],
    // New epochs, as a running hyperopt would bring them.
    ["POST", /^strategies\/Million\/grow$/, (m, q, b) => {
      const p = fill(page(total + 1, b.rows, columnNames));
      total += b.rows;
      publish("epochs:Million", null, { ...p, total }, { epoch: "1", offset: total });
      return {};
    }],
  ];
}
