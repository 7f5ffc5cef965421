// An invented manager whose figures move: strategies, processes, runs, epochs,
// output. Only for working on the page; the real one is ftmanager.
import { randomBytes } from "node:crypto";

export const stepNames = ["stop_trade", "download_data", "backtest", "cleanup_results",
  "hyperopt", "evaluate", "extract", "restart_trade"];
export const kinds = ["trade", "download_data", "backtest", "hyperopt", "hyperopt_show"];
export const columnNames = ["line", "epoch", "trades", "wins", "draws", "losses", "avg_profit",
  "profit_total_pct", "profit_total_abs", "max_drawdown", "max_drawdown_abs", "duration",
  "objective", "is_best", "is_initial_point", "is_random", "profit_median", "expectancy", "sortino", "sharpe", "calmar",
  "profit_factor", "cagr", "trades_per_day", "winrate"];
const better = { max_drawdown: -1, max_drawdown_abs: -1, objective: -1, losses: -1, duration: -1 };
const iso = (t = Date.now()) => new Date(t).toISOString();
const pad = (x) => String(x).padStart(2, "0");
const stamp = (t = Date.now()) => {
  const d = new Date(t);
  return `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())} ${pad(d.getHours())}:${pad(d.getMinutes())}:${pad(d.getSeconds())},${String(d.getMilliseconds()).padStart(3, "0")}`;
};
let seed = 7;
export const random = () => ((seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648);
const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-9)) * Math.cos(6.2832 * random());

export class World {
  constructor(publish) {
    this.publish = publish;
    this.speed = Number(process.env.FTM_MOCK_SPEED ?? 1);
    this.strategies = new Map();
    this.processes = new Map();
    this.hyperopts = new Map();
    this.schedules = new Map();
    this.runs = [];
    this.decisions = new Map();
    this.files = new Map();
    this.outputs = new Map();
    this.lines = [];
    this.parts = ["supervisor", "scheduler", "orchestrator", "gateway"].map((part) =>
      ({ part, state: "ready", pid: process.pid, restarts: 0, since: iso(), note: "" }));
    this.addStrategy("EMA_Trend_v3", true, "30 4 * * *", 42 * 60_000);
    this.addStrategy("BreakoutATR", true, "0 2 * * *", 80_000_000);
    this.addStrategy("GridMeanRev", true, "35 8 * * *", 17_000_000);
    this.addStrategy("NightOwl_1h", false, null, 0);
    this.past("EMA_Trend_v3", "done", 3.5);
    this.past("BreakoutATR", "done", 25);
    this.past("BreakoutATR", "restored", 50);
    this.past("GridMeanRev", "restored", 9);
    this.past("NightOwl_1h", "done", 7);
    this.trade("EMA_Trend_v3", 6.2 * 86_400_000);
    this.trade("BreakoutATR", 5_000_000);
    const p = this.process("GridMeanRev", "trade");
    this.set(p, { state: "backing_off", launch: "t-61", restarts: 2, wanted: true, exit_code: 1, ended_at: iso(), live: true,
      started_at: iso(Date.now() - 56_000), restart_at: iso(Date.now() + 48_000),
      command: ["freqtrade", "trade", "--config", "config.grid.json", "--strategy", "GridMeanRev"],
      error: "The bot could not reach api.kraken.com: Temporary failure in name resolution" });
    this.crashOutput();
    for (let i = 0; i < 1100; ++i) this.epoch("EMA_Trend_v3");
    this.hyperoptFact("EMA_Trend_v3");
    this.say("info", "scheduler", "EMA_Trend_v3", "scheduler: next cycle at 04:30");
    this.say("error", "supervisor", "GridMeanRev", "supervisor: trade ended with exit code 1 although nobody asked");
    if (process.env.FTM_MOCK_QUIET !== "1") this.run("BreakoutATR", null, false, "schedule");
    setInterval(() => this.tick(), 500).unref();
  }

  addStrategy(strategy, live, cron, after) {
    this.strategies.set(strategy, { strategy, enabled: true, config_revision: 1, steps: [...stepNames], scheduled: cron !== null,
      criteria: [
        { field: "trades", operator: ">=", value: 40, sort: "" },
        { field: "max_drawdown", operator: "<=", value: 8, sort: "" },
        { field: "profit_total_pct", operator: ">=", value: 5, sort: "desc" }],
      params_version: "9f2c4e", live: strategy === "GridMeanRev" ? null : live });
    for (const kind of kinds)
      this.processes.set(`${strategy}/${kind}`, { strategy, kind, state: "idle", pid: null, launch: null, command: [], started_at: null,
        ended_at: null, exit_code: null, exit_signal: null, error: null, restarts: 0, deadline_at: null, wanted: false, held_by: null,
        live: kind === "trade" ? live : null, history: [] });
    this.processes.get(`${strategy}/trade`).state = "stopped";
    this.schedules.set(strategy, { strategy, enabled: cron !== null, cron, interval_hours: null, time_zone: "Europe/Berlin",
      next: cron ? [0, 1, 2].map((d) => iso(Date.now() + after + d * 86_400_000)) : [] });
    this.newFile(strategy, 200);
  }

  newFile(strategy, wanted) {
    const name = `strategy_${strategy}_${stamp().slice(0, 10)}_${stamp().slice(11, 19).replace(/:/g, "-")}_${this.files.size}.fthypt`;
    const file = { name, strategy, rows: [], best: Infinity, at: Date.now() };
    this.files.set(name, file);
    this.hyperopts.set(strategy, { strategy, launch: null, file: name, generation: 1, epochs: 0, wanted, rejected_lines: 0,
      remaining: [0, 0, 0, 0], winner: null, favourite: null });
    return file;
  }

  process(s, k) { return this.processes.get(`${s}/${k}`); }
  shape(p) { const { history, points, ...rest } = p; return { ...rest, bot: this.bot(p) }; }
  set(p, change) {
    if (change.launch && change.launch !== p.launch && p.launch) p.history.unshift(this.shape(p));
    Object.assign(p, change);
    this.publish("state", "process", this.shape(p));
  }

  say(level, part, strategy, text) {
    const line = { at: iso(), level, part, strategy, text };
    this.lines.push(line);
    this.publish("log", "line", line);
  }

  /// Console output of a launch, as bytes.
  print(p, text) {
    const key = `${p.strategy}/${p.kind}/${p.launch}`;
    const old = this.outputs.get(key) ?? Buffer.alloc(0);
    const add = Buffer.from(text);
    this.outputs.set(key, Buffer.concat([old, add]));
    this.publish(`output:${p.strategy}:${p.kind}`, null, { text }, { epoch: p.launch, offset: old.length + add.length });
  }
  log(p, level, logger, text) { this.print(p, `${stamp()} - ${logger} - ${level} - ${text}\n`); }

  crashOutput() {
    const p = this.process("GridMeanRev", "trade");
    for (let i = 0; i < 4000; ++i)
      this.outputs.set(`GridMeanRev/trade/t-61`, Buffer.concat([this.outputs.get("GridMeanRev/trade/t-61") ?? Buffer.alloc(0), Buffer.from(
        `${stamp(Date.now() - (4000 - i) * 1500)} - freqtrade.${i % 3 ? "freqtradebot" : "persistence"} - ${i % 97 === 0 ? "WARNING" : "INFO"} - ${i % 97 === 0 ? `fetch_ohlcv() returned exception: "kraken GET https://api.kraken.com/0/public/OHLC". Retrying still for 3 times.` : `Bot heartbeat. PID=47902, version='2024.9', state='RUNNING' \x1b[32m${i}\x1b[0m`}\n`)]));
    this.log(p, "ERROR", "freqtrade", "Could not reach the exchange: api.kraken.com, Temporary failure in name resolution");
    this.print(p, "Traceback (most recent call last):\n  File \"freqtrade/main.py\", line 42, in main\n    raise e\nccxt.base.errors.ExchangeNotAvailable: kraken GET https://api.kraken.com/0/public/Assets\n");
  }

  command(s, k) {
    const base = ["freqtrade", { trade: "trade", download_data: "download-data", backtest: "backtesting", hyperopt: "hyperopt", hyperopt_show: "hyperopt-show" }[k], "--config", `config.${s.toLowerCase()}.json`];
    if (k === "hyperopt") return [...base, "--strategy", s, "--hyperopt-loss", "SharpeHyperOptLossDaily", "--spaces", "buy", "sell", "-e", "200", "-j", "4", "--min-trades", "10", "--disable-param-export", "--timerange", "20261023-"];
    if (k === "trade" || k === "backtest") return [...base, "--strategy", s];
    return base;
  }
  begin(s, k, launch) {
    const p = this.process(s, k);
    this.set(p, { state: "running", launch: launch ?? `m-${randomBytes(3).toString("hex")}`, pid: 40000 + Math.floor(random() * 9000), command: this.command(s, k),
      started_at: iso(), ended_at: null, exit_code: null, exit_signal: null, error: null, restarts: 0, held_by: null, deadline_at: k === "hyperopt" ? iso(Date.now() + 21_600_000) : null });
    this.log(p, "INFO", "freqtrade", "freqtrade 2024.9");
    this.log(p, "INFO", "freqtrade.configuration.load_config", `Using config: ${p.command[3]} ...`);
    return p;
  }
  end(p, code = 0, state = "completed", error = null) {
    this.log(p, code ? "ERROR" : "INFO", "freqtrade", code ? error ?? "Failed" : "Cleaning up modules ...");
    this.set(p, { state, pid: null, ended_at: iso(), exit_code: code, error, deadline_at: null });
  }
  trade(s, age = 0) {
    const p = this.begin(s, "trade");
    this.set(p, { state: "starting", wanted: true });
    const ready = () => this.set(p, { state: "ready", started_at: iso(Date.now() - age) });
    if (age) ready();
    else setTimeout(ready, 1500 / this.speed);
    return p;
  }
  stop(p) {
    if (!["running", "ready", "starting"].includes(p.state)) return this.set(p, { state: "stopped", wanted: false, held_by: null, deadline_at: null });
    this.set(p, { state: "stopping", wanted: false });
    setTimeout(() => this.end(p, 0, "stopped"), 900 / this.speed);
  }

  epoch(s) {
    const h = this.hyperopts.get(s);
    const f = this.files.get(h.file);
    const n = f.rows.length + 1;
    const skill = Math.min(1, n / 900);
    const trades = Math.max(0, Math.round(90 + normal() * 45 - skill * 10));
    const drawdown = trades ? Math.abs(9 - skill * 3 + normal() * 4.5) + 0.4 : 0;
    const profit = trades ? -2 + skill * 7 + normal() * 6.5 : 0;
    const wins = Math.round(trades * (0.48 + profit / 120));
    const draws = Math.round(trades * 0.05 * random());
    const objective = n % 211 === 0 ? NaN : -profit / 5 + drawdown / 10 + normal() * 0.5;
    const best = objective < f.best && trades > 0;
    if (best) f.best = objective;
    f.rows.push({ line: n, epoch: n, trades, wins, draws, losses: Math.max(0, trades - wins - draws), avg_profit: trades ? profit / 28 : null,
      profit_total_pct: profit, profit_total_abs: profit * 82.2, max_drawdown: drawdown, max_drawdown_abs: drawdown * 90, duration: 3600 * (2 + 9 * random()),
      objective: Number.isNaN(objective) ? null : objective, is_best: best, is_initial_point: n <= 30, is_random: n <= 30 || random() < 0.1, source: "file",
      profit_median: profit / 3000, expectancy: profit * 0.7, sortino: profit / 2.1, sharpe: profit / 3.3, calmar: profit / (drawdown + 1), profit_factor: 1 + profit / 25, cagr: profit / 60,
      trades_per_day: trades / 30, winrate: trades ? wins / trades : 0,
      params: { buy_rsi: Math.round(20 + 20 * random()), buy_atr_mult: +(1 + 3 * random()).toFixed(2), sell_rsi: Math.round(60 + 25 * random()), stoploss: -+(0.03 + 0.1 * random()).toFixed(3) } });
    f.at = Date.now();
    return f.rows[n - 1];
  }
  hyperoptFact(s) {
    const h = this.hyperopts.get(s);
    const f = this.files.get(h.file);
    const r = this.rank(f, this.strategies.get(s).criteria);
    const printed = this.process(s, "hyperopt").state === "running" ? [1, 2, 3].map((i) => ({ ...f.rows.at(-i), epoch: f.rows.length + i, line: 0, max_drawdown: i === 2 ? null : 4.2, source: "console" })) : [];
    Object.assign(h, { epochs: f.rows.length, remaining: r.remaining, winner: r.winner, next: r.next, printed, favourite: [...f.rows].reverse().find((x) => x.is_best) ?? null });
    this.publish("state", "hyperopt", { ...h });
  }

  passes(c, x) {
    const v = x[c.field];
    if (!c.operator) return true;
    if (v === null || Number.isNaN(v)) return false;
    return { "<": v < c.value, "<=": v <= c.value, ">": v > c.value, ">=": v >= c.value, "==": v === c.value }[c.operator];
  }
  front(rows, fields) {
    const at = (x, i) => x[fields[i]] * (better[fields[i]] ?? 1);
    let top = -Infinity;
    return [...rows].sort((a, b) => at(b, 1) - at(a, 1) || at(b, 0) - at(a, 0)).filter((x) => at(x, 0) > top && ((top = at(x, 0)), true));
  }
  stability(f, criteria, line) {
    const x = f.rows[line - 1];
    const far = (a) => (Math.abs(a.params.buy_rsi - x.params.buy_rsi) / 20 + Math.abs(a.params.sell_rsi - x.params.sell_rsi) / 25 + Math.abs(a.params.stoploss - x.params.stoploss) / 0.1) / 3;
    const neighbours = f.rows.filter((a) => a !== x).map((a) => ({ line: a.line, distance: far(a), value: a.profit_total_pct, passes: a.trades > 0 && criteria.every((c) => this.passes(c, a)) })).sort((a, b) => a.distance - b.distance).slice(0, 10);
    const pass = neighbours.filter((n) => n.passes).length;
    const score = pass * 10;
    return { line, field: "profit_total_pct", value: x.profit_total_pct, score, passing: pass / 10, level: 0.8, median: neighbours[5]?.value ?? null, radius: 0.1, neighbours,
      sentence: `${pass} of its 10 nearest neighbours pass, their median profit_total_pct is ${neighbours[5]?.value.toFixed(2)} against ${x.profit_total_pct.toFixed(2)}: ${score >= 70 ? "a plateau" : score >= 40 ? "a slope" : "a lonely peak"}` };
  }
  rank(f, criteria, limit = 4, explain = [], pareto = []) {
    let rows = f.rows.filter((x) => x.trades > 0);
    const remaining = [rows.length];
    for (const c of criteria) {
      rows = rows.filter((x) => this.passes(c, x));
      remaining.push(rows.length);
    }
    for (const c of criteria)
      if (c.sort) rows = [...rows].sort((a, b) => (c.sort === "desc" ? b[c.field] - a[c.field] : a[c.field] - b[c.field]));
    const verdicts = explain.map((line) => {
      const x = f.rows[line - 1];
      const rank = rows.indexOf(x) + 1;
      const removed = !x.trades ? -2 : criteria.findIndex((c) => !this.passes(c, x));
      return { line, rank, removed_by: removed, found: criteria.map((c) => x[c.field]), stability: this.stability(f, criteria, line),
        checks: criteria.map((c) => ({ field: c.field, operator: c.operator, value: c.value, found: x[c.field], passed: this.passes(c, x) })),
        sentence: rank === 1 ? `Epoch ${x.epoch} is the choice: it meets all criteria and sorts first of ${rows.length}.`
          : rank ? `Epoch ${x.epoch} meets all criteria, but ${rank - 1} others sort before it.`
            : removed === -2 ? `Epoch ${x.epoch} has no trade.`
              : `Epoch ${x.epoch} was removed by ${criteria[removed].field} ${criteria[removed].operator} ${criteria[removed].value}: it has ${x[criteria[removed].field]?.toFixed(2)}.` };
    });
    return { file: f.name, bytes: f.rows.length * 3000, sha256: "ab".repeat(32), launch: "", epochs: f.rows.length, rejected_lines: 0, criteria, remaining,
      winner: rows[0] ?? null, next: rows.slice(1, limit), verdicts, pareto: pareto.length ? this.front(rows, pareto).map((x) => x.line) : [] };
  }

  past(strategy, state, hours) {
    const at = Date.now() - hours * 3_600_000;
    const took = [4, 112, 188, 1, 9060, 1, 4, 6];
    let t = at;
    const steps = stepNames.map((name, i) => {
      const failed = state === "restored" && i >= 4;
      const s = { name, state: failed ? (i === 4 ? "failed" : "skipped") : "done", started_at: iso(t), ended_at: iso((t += took[i] * 1000 * (0.9 + 0.2 * random()))),
        attempts: 1, launch: null, error: failed && i === 4 ? "Hyperopt ran out of memory at epoch 611" : null, note: null, progress: null };
      if (failed && i > 4) Object.assign(s, { started_at: null, ended_at: null, attempts: 0 });
      return s;
    });
    const run = { id: `r${randomBytes(4).toString("hex")}`, strategy, trigger: "schedule", by: "schedule", state, reason: state === "restored" ? "failed" : null, step: null,
      started_at: iso(at), ended_at: iso(t), steps, outcome: state === "done" ? "Epoch 388 was chosen and extracted; trade runs with it." : "Hyperopt ran out of memory at epoch 611. The old parameters stay; trade is back." };
    this.runs.push(run);
    if (state === "done") {
      for (let i = 0; i < 420; ++i) this.epoch(strategy);
      this.decisions.set(run.id, this.rank(this.files.get(this.hyperopts.get(strategy).file), this.strategies.get(strategy).criteria));
      this.hyperoptFact(strategy);
    }
  }

  run(strategy, steps, dry, trigger = "manual") {
    const wanted = steps ?? this.strategies.get(strategy).steps;
    const run = { id: `r${randomBytes(4).toString("hex")}`, strategy, trigger, by: trigger === "schedule" ? "schedule" : "desk", dry_run: dry, state: "running", reason: null, step: null,
      started_at: iso(), ended_at: null, outcome: "", cancelled: false,
      steps: (steps ?? stepNames).map((name) => ({ name, state: wanted.includes(name) ? "pending" : "skipped", started_at: null, ended_at: null, attempts: 0, launch: null, error: null, note: null, progress: null })) };
    this.runs.push(run);
    this.say("info", "orchestrator", strategy, `orchestrator: run ${run.id} begins`);
    void this.drive(run, dry);
    return run;
  }
  runShape(r) { const { cancelled, ...rest } = r; return rest; }
  async drive(run, dry) {
    const wait = (ms) => new Promise((r) => setTimeout(r, ms / this.speed));
    const s = run.strategy;
    const trade = this.process(s, "trade");
    const traded = trade.state === "ready";
    const say = () => this.publish("state", "run", structuredClone(this.runShape(run)));
    say();
    const took = { stop_trade: 1200, download_data: 3500, backtest: 3000, cleanup_results: 400, evaluate: 700, extract: 1500, restart_trade: 2000 };
    for (const step of run.steps) {
      if (step.state === "skipped" || run.cancelled) continue;
      Object.assign(step, { state: "running", started_at: iso(), attempts: 1 });
      run.step = step.name;
      say();
      if (dry) { await wait(200); step.note = `would ${step.name.replace("_", " ")}`; }
      else if (step.name === "stop_trade") { if (traded) { this.set(trade, { state: "stopping" }); this.set(trade, { held_by: run.id }); await wait(took.stop_trade); this.end(trade, 0, "held"); } }
      else if (step.name === "hyperopt") await this.hyperopt(run, step, wait, say);
      else if (step.name === "restart_trade") { if (traded && trade.wanted) { this.trade(s); await wait(took.restart_trade); } else step.note = "Trade did not run before, so it is not started."; }
      else if (step.name === "evaluate") {
        await wait(took.evaluate);
        const r = this.rank(this.files.get(this.hyperopts.get(s).file), this.strategies.get(s).criteria);
        this.decisions.set(run.id, r);
        step.note = r.winner ? `Epoch ${r.winner.epoch} of ${r.epochs}` : "No epoch meets the criteria";
      } else if (step.name === "cleanup_results") await wait(took.cleanup_results);
      else {
        const kind = { download_data: "download_data", backtest: "backtest", extract: "hyperopt_show" }[step.name];
        step.launch = `${run.id}.${step.name}.1`;
        const p = this.begin(s, kind, step.launch);
        for (let i = 1; i <= 8 && !run.cancelled; ++i) {
          this.log(p, "INFO", "freqtrade.data.history.history_utils", `Downloading pair \x1b[36mBTC/USDT\x1b[0m, interval 5m, part ${i} of 8`);
          if (kind === "download_data") { step.progress = { done: i, total: 8 }; say(); }
          await wait(took[step.name] / 8);
        }
        this.end(p);
      }
      if (!run.cancelled) Object.assign(step, { state: "done", ended_at: iso() });
      else Object.assign(step, { state: "failed", ended_at: iso(), error: "Cancelled by desk" });
      say();
    }
    if (run.cancelled) {
      for (const x of run.steps) if (x.state === "pending") x.state = "skipped";
      run.state = "restoring";
      say();
      await wait(600);
      if (traded && trade.state !== "ready") this.trade(s);
      Object.assign(run, { state: "restored", reason: "cancelled", outcome: "Cancelled by desk. The old parameters stay; trade is back." });
    } else {
      const w = this.decisions.get(run.id)?.winner;
      Object.assign(run, { state: "done", outcome: dry ? "Dry run: nothing was changed." : w ? `Epoch ${w.epoch} was chosen with ${w.profit_total_pct.toFixed(2)} % profit${traded ? "; trade runs with it" : ""}.` : "Done." });
    }
    run.ended_at = iso();
    run.step = null;
    say();
    this.say("info", "orchestrator", s, `orchestrator: run ${run.id} ${run.state}: ${run.outcome}`);
  }
  async hyperopt(run, step, wait, say) {
    const s = run.strategy;
    step.launch = `${run.id}.hyperopt.1`;
    const p = this.begin(s, "hyperopt", step.launch);
    const wanted = Number(process.env.FTM_MOCK_EPOCHS ?? 400);
    this.newFile(s, wanted);
    const h = this.hyperopts.get(s);
    h.launch = step.launch;
    while (this.files.get(h.file).rows.length < wanted && !run.cancelled) {
      const first = this.files.get(h.file).rows.length + 1;
      const rows = Array.from({ length: 5 }, () => this.epoch(s));
      this.publish(`epochs:${s}`, null, this.columns(rows), { epoch: h.file, offset: first + 4 });
      step.progress = { done: first + 4, total: wanted };
      this.log(p, "INFO", "freqtrade.optimize.hyperopt", `Epoch ${first + 4}/${wanted}: objective ${rows[4].objective?.toFixed(4)}`);
      if (first % 25 === 1) { this.hyperoptFact(s); say(); }
      await wait(500);
    }
    this.end(p, run.cancelled ? 1 : 0, run.cancelled ? "stopped" : "completed");
    this.hyperoptFact(s);
  }

  columns(rows, names = columnNames) {
    const columns = {};
    for (const c of names) columns[c] = rows.map((r) => (typeof r[c] === "boolean" ? Number(r[c]) : r[c] ?? r.params[c.replace("params.", "")] ?? null));
    return { columns, rows: rows.length };
  }

  /** What a bot's REST would tell; one of them does not answer, one has none. */
  bot(p) {
    if (p.kind !== "trade" || p.state !== "ready" || p.strategy === "NightOwl_1h") return null;
    const none = { last_process: null, open_trades: null, max_open_trades: null, closed_trades: null, stake_currency: null, profit_closed: null, profit_closed_pct: null, profit_all: null, profit_all_pct: null, balance: null };
    if (process.env.FTM_MOCK_DEAF === p.strategy) return { launch: p.launch, state: null, version: null, ...none, error: "connection refused (127.0.0.1:8080)" };
    const up = p.strategy === "EMA_Trend_v3" ? 1 : -1;
    const all = up * 752.1 + normal() * 3;
    return { launch: p.launch, state: process.env.FTM_MOCK_STOPPED === p.strategy ? "stopped" : "running", version: "2024.9", error: null, last_process: iso(Date.now() - 3000), open_trades: 5, max_open_trades: 8,
      closed_trades: 118, stake_currency: "USDT", profit_closed: up * 640.2, profit_closed_pct: up * 5.46, profit_all: all, profit_all_pct: all / 117.2, balance: 11_720 + all };
  }

  tick() {
    for (const p of this.processes.values()) {
      if (!["running", "ready", "starting"].includes(p.state)) continue;
      const heavy = p.kind === "hyperopt";
      p.cpu = Math.max(0.2, (p.cpu ?? (heavy ? 380 : 3)) + normal() * (heavy ? 8 : 0.6));
      p.rss = Math.max(1e8, (p.rss ?? (heavy ? 2.4e9 : 3.1e8)) + normal() * 2e7);
      p.peak = Math.max(p.peak ?? 0, p.cpu);
      p.read = (p.read ?? 4e7) + 3e4;
      const rates = { read_rate: heavy ? Math.max(0, 2e6 + normal() * 1e6) : 0, write_rate: Math.max(0, (heavy ? 4e5 : 900) * (1 + normal() * 0.3)) };
      const gpu = heavy && process.env.FTM_MOCK_GPU === "1" ? { gpu_pct: Math.max(0, Math.min(100, 62 + normal() * 9)), gpu_memory_bytes: 2.1e9 } : { gpu_pct: null, gpu_memory_bytes: null };
      const stats = { cpu_pct: p.cpu, rss_bytes: Math.round(p.rss), pss_bytes: Math.round(p.rss * 0.86), threads: heavy ? 41 : 12, processes: heavy ? 6 : 1, open_files: heavy ? 214 : 31,
        read_bytes: p.read, write_bytes: 12_400_000, ...rates, ...gpu };
      const peaks = { cpu_pct: p.peak, rss_bytes: Math.round(p.rss * 1.1), pss_bytes: Math.round(p.rss * 0.94), gpu_memory_bytes: gpu.gpu_memory_bytes };
      p.points = [...(p.points ?? []), { at: iso(), cpu_pct: p.cpu, rss_bytes: Math.round(p.rss), ...rates, gpu_pct: gpu.gpu_pct }].slice(-300);
      this.publish("state", "stats", { strategy: p.strategy, kind: p.kind, ...stats, peaks });
      if (p.kind === "trade" && p.state === "ready") this.publish("state", "bot", { strategy: p.strategy, ...this.bot(p) });
      if (p.kind === "trade" && p.state === "ready" && random() < 0.2)
        this.log(p, random() < 0.1 ? "WARNING" : "INFO", "freqtrade.freqtradebot", `Bot heartbeat. PID=${p.pid}, version='2024.9', state='RUNNING'`);
    }
    const g = this.process("GridMeanRev", "trade");
    if (g.state === "backing_off" && Date.parse(g.restart_at) < Date.now()) this.set(g, { restart_at: iso(Date.now() + 48_000) });
  }

  data() {
    return { part: this.parts, process: [...this.processes.values()].filter((p) => p.launch || p.state !== "idle").map((p) => this.shape(p)), stats: [],
      hyperopt: [...this.hyperopts.values()], strategy: [...this.strategies.values()], schedule: [...this.schedules.values()],
      run: [...this.strategies.keys()].map((s) => this.runs.filter((r) => r.strategy === s).sort((a, b) => (a.started_at < b.started_at ? 1 : -1))[0]).filter(Boolean).map((r) => this.runShape(r)) };
  }
}
