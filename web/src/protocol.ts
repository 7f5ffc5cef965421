// The shapes of the public contract, docs/API.md. Fields may be added there,
// never renamed, so everything here that may be missing is optional.

export const kinds = ["trade", "download_data", "backtest", "hyperopt", "hyperopt_show"] as const;
export type Kind = (typeof kinds)[number];

export const stepNames = [
  "stop_trade", "download_data", "backtest", "cleanup_results",
  "hyperopt", "evaluate", "extract", "restart_trade",
] as const;
export type StepName = (typeof stepNames)[number];

export type ProcessState =
  | "idle" | "starting" | "running" | "ready" | "held" | "stopping" | "stopped"
  | "completed" | "failed" | "backing_off" | "given_up" | "hung" | "unkept";

export interface Stats {
  cpu_pct: number | null;
  rss_bytes: number | null;
  threads: number | null;
  processes: number | null;
  pss_bytes?: number | null;
  open_files?: number | null;
  /** From and to disk since the launch began. */
  read_bytes?: number | null;
  write_bytes?: number | null;
  /** Bytes a second. */
  read_rate?: number | null;
  write_rate?: number | null;
  /** Absent or null: no driver, or it uses none. */
  gpu_pct?: number | null;
  gpu_memory_bytes?: number | null;
}
export interface Peaks {
  cpu_pct: number | null;
  rss_bytes: number | null;
  pss_bytes?: number | null;
  gpu_memory_bytes?: number | null;
}

/** One look at a process, for its sparklines. */
export interface StatsPoint {
  at: string;
  cpu_pct: number | null;
  rss_bytes: number | null;
  read_rate?: number | null;
  write_rate?: number | null;
  gpu_pct?: number | null;
}
export interface StatsHistory { launch: string | null; interval_ms: number; points: StatsPoint[] }

/** What freqtrade's own REST tells; what it does not tell is null. */
export interface Bot {
  launch: string;
  state: string | null;
  version: string | null;
  error: string | null;
  last_process: string | null;
  open_trades: number | null;
  max_open_trades: number | null;
  closed_trades: number | null;
  stake_currency: string | null;
  profit_closed: number | null;
  profit_closed_pct: number | null;
  profit_all: number | null;
  profit_all_pct: number | null;
  balance: number | null;
}
export interface BotFact extends Bot { strategy: string }

export interface Process {
  strategy: string;
  kind: Kind;
  state: ProcessState;
  pid: number | null;
  launch: string | null;
  command: string[];
  started_at: string | null;
  ended_at: string | null;
  exit_code: number | null;
  exit_signal: number | null;
  error: string | null;
  restarts: number;
  stats?: Stats | null;
  peaks?: Peaks | null;
  /** Null: its config turns no REST on, or nothing of it is known. */
  bot?: Bot | null;
  deadline_at: string | null;
  /** While it backs off: when it is started again. */
  restart_at?: string | null;
  wanted: boolean;
  held_by: string | null;
  live: boolean | null;
  /** Of trade: its config and params were loaded by then and not since. */
  loaded_at?: string | null;
  /** Of trade: freqtrade's own, running, stopped, …; null: not known. */
  worker_state?: string | null;
  /** Of trade: the newest reload of this launch. */
  reload?: { id: string; state: "running" | "done" | "failed"; note: string | null } | null;
  launches?: Process[];
}

export interface StatsFact {
  strategy: string;
  kind: Kind;
  stats: Stats;
  peaks: Peaks;
}

export type StepState = "pending" | "waiting" | "running" | "done" | "skipped" | "failed";
export interface Step {
  name: StepName;
  state: StepState;
  started_at: string | null;
  ended_at: string | null;
  attempts: number;
  launch: string | null;
  error: string | null;
  note?: string | null;
  progress: { done: number; total: number | null } | null;
}

export type RunState = "running" | "waiting" | "restoring" | "done" | "restored";
export interface Run {
  id: string;
  strategy: string;
  trigger: "manual" | "schedule" | "api";
  by?: string;
  dry_run?: boolean;
  state: RunState;
  reason: string | null;
  step: StepName | null;
  started_at: string;
  ended_at: string | null;
  outcome: string;
  steps: Step[];
}

export interface Epoch {
  line: number;
  epoch: number;
  trades: number;
  wins: number;
  draws: number;
  losses: number;
  avg_profit: number | null;
  profit_total_pct: number | null;
  profit_total_abs: number | null;
  max_drawdown: number | null;
  max_drawdown_abs: number | null;
  duration: number | null;
  objective: number | null;
  // freqtrade's own ratios; absent or null where its version has none.
  winrate?: number | null;
  profit_median?: number | null;
  expectancy?: number | null;
  sortino?: number | null;
  sharpe?: number | null;
  calmar?: number | null;
  profit_factor?: number | null;
  cagr?: number | null;
  trades_per_day?: number | null;
  is_best: boolean;
  is_initial_point: boolean;
  is_random: boolean;
  params?: Record<string, unknown>;
  source?: "file" | "console";
}

export type Operator = "<" | "<=" | ">" | ">=" | "==" | "";
export interface Criterion {
  /** A field that is judged, or `params.NAME`. */
  field: string;
  operator: Operator;
  value: number | null;
  sort: "" | "asc" | "desc";
}

export interface Hyperopt {
  strategy: string;
  launch: string | null;
  file: string | null;
  generation: number | string;
  epochs: number;
  wanted: number | null;
  rejected_lines: number;
  remaining: number[];
  winner: Epoch | null;
  /** That rank behind the winner. */
  next?: Epoch[];
  favourite: Epoch | null;
  /** That the console told and the file does not have yet. */
  printed?: Epoch[];
}

/** A criterion, what it found in an epoch, and what came of it. */
export interface CriterionCheck {
  field: string;
  operator: Operator;
  value: number | null;
  found: number | null;
  passed: boolean;
}

export interface Neighbour { line: number; distance: number | null; value: number | null; passes: boolean }

/** How good the epochs with like parameters are; docs/CRITERIA.md. */
export interface Stability {
  line: number;
  field: string;
  value: number | null;
  /** 0 to 100; null without neighbours. */
  score: number | null;
  passing: number | null;
  level: number | null;
  median: number | null;
  radius: number | null;
  neighbours: Neighbour[];
  sentence: string;
}

export interface Verdict {
  line: number;
  rank: number;
  removed_by: number;
  found: (number | null)[];
  sentence: string;
  checks?: CriterionCheck[];
  stability?: Stability | null;
}

export interface Ranking {
  file: string;
  bytes: number;
  sha256: string;
  launch: string;
  epochs: number;
  rejected_lines: number;
  criteria: Criterion[];
  remaining: number[];
  winner: Epoch | null;
  next: Epoch[];
  verdicts: Verdict[];
  /** Lines of the front, the first ones if it is large. */
  pareto: number[];
  /** How many the front has, however many of them are told. */
  pareto_total?: number;
  stabilities?: Stability[];
}

/** What no other epoch beats in all fields at once. */
export interface Front {
  file: string;
  fields: string[];
  /** The first ones, if the front is large. */
  items: Epoch[];
  /** How many the front has, however many of them are told. */
  total?: number;
}

export interface Strategy {
  strategy: string;
  enabled: boolean;
  config_revision: number;
  steps: StepName[];
  scheduled: boolean;
  criteria: Criterion[];
  params_version: string | null;
  /** What the bot's config says now; null = it cannot be told. */
  live?: boolean | null;
}

export interface Schedule {
  strategy: string;
  enabled: boolean;
  cron: string | null;
  interval_hours: number | null;
  time_zone: string;
  next: string[];
}

export interface Part {
  part: string;
  state: "starting" | "ready" | "degraded" | "unreachable" | "backing_off" | "failed";
  pid: number | null;
  restarts: number;
  since: string;
  note: string;
}

export type Level = "debug" | "info" | "warning" | "error";
export interface Line {
  at: string;
  level: Level;
  part: string;
  strategy: string | null;
  text: string;
}

export interface Facts {
  part: Part[];
  process: Process[];
  stats: StatsFact[];
  bot?: BotFact[];
  hyperopt: Hyperopt[];
  strategy: Strategy[];
  schedule: Schedule[];
  run: Run[];
  line: Line[];
}
export type FactType = keyof Facts;

export interface ResultFile {
  name: string;
  bytes: number;
  modified_at: string;
  epochs: number | null;
  launch: string | null;
  /** That the launch was a step of. */
  run?: string | null;
}

export interface EpochColumns {
  file: string;
  generation: number | string;
  first: number;
  total: number;
  rows: number;
  /** Texts are the values of parameters that are choices. */
  columns: Record<string, (number | null | boolean | string)[]>;
  /** Of nulls that are infinities, by column: their rows within the page, from
   *  0. Every other null is NaN. */
  nonfinite?: Record<string, Partial<Record<Infinite, number[]>>>;
}
export type Infinite = "Infinity" | "-Infinity";

export interface EpochDetail {
  file: string;
  epoch: Epoch;
  record: Record<string, unknown>;
}

export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  /** What the part that knows answered, e.g. `foreign_process`. */
  code?: string;
  errors?: { field?: string; detail?: string; message?: string }[];
  [more: string]: unknown;
}

export interface Topic { name: string; epoch?: string; offset?: number }
export interface Snapshot {
  op: "snapshot"; topic: string; epoch: string; offset: number; data: unknown;
}
export interface Event {
  op: "event"; topic: string; epoch?: string; offset: number; after?: number;
  type?: FactType; at?: string; data: unknown;
}
export type ServerMessage = Snapshot | Event | { op: string; [more: string]: unknown };
