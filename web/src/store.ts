// What the manager says is so: one map for each type of fact, whole shapes only.
import { batch, computed, signal, type Signal } from "@preact/signals";
import { ofHyperopt, ofProcess, ofRun, remember, type Moment } from "./activity";
import {
  kinds, type Bot, type BotFact, type Event, type Facts, type FactType, type Hyperopt, type Kind, type Line,
  type Part, type Process, type Run, type Schedule, type Snapshot, type StatsHistory, type Strategy,
} from "./protocol";
import { measured, withHistory, type Usage } from "./usage";

export const lineLimit = 5000;

export class Store {
  readonly strategies = signal(new Map<string, Strategy>());
  readonly processes = signal(new Map<string, Process>());
  readonly usage = signal(new Map<string, Usage>());
  /** The newest figures of each bot that has a REST, by strategy. */
  readonly bots = signal(new Map<string, BotFact>());
  /** When each process was seen to come to its state; unknown for a snapshot's. */
  readonly since = signal(new Map<string, string>());
  /** Counts the snapshots: what was asked for before one may have a gap. */
  readonly era = signal(0);
  readonly hyperopts = signal(new Map<string, Hyperopt>());
  readonly schedules = signal(new Map<string, Schedule>());
  readonly runs = signal(new Map<string, Run>());
  readonly parts = signal(new Map<string, Part>());
  readonly lines = signal<Line[]>([]);
  /** What happened since the page was opened, and what the facts tell of before. */
  readonly moments = signal(new Map<string, Moment>());
  readonly loaded = signal(false);

  /** Names in the order in which the manager lists them. */
  readonly names = computed(() => {
    const all = [...this.strategies.value.keys()];
    for (const p of this.processes.value.values()) if (!all.includes(p.strategy)) all.push(p.strategy);
    return all;
  });

  process(strategy: string, kind: Kind): Process {
    return this.processes.value.get(`${strategy}/${kind}`) ?? idle(strategy, kind);
  }
  /** There are facts of what was launched only; one that is away tells none. */
  neverLaunched(strategy: string, kind: Kind): boolean {
    return this.process(strategy, kind).launch === null && this.parts.value.get("supervisor")?.state === "ready";
  }
  processesOf(strategy: string): Process[] {
    return kinds.map((k) => this.process(strategy, k));
  }
  /** Real money or not: of the launch while it lives, else of the config that
   *  the next launch reads. Null = not known, which is never taken for a dry run. */
  mode(p: Process): boolean | null {
    if (p.kind !== "trade") return null;
    const config = this.strategies.value.get(p.strategy)?.live;
    return alive(p) || config === undefined ? p.live : config;
  }
  usageOf(p: Process): Usage | null {
    return alive(p) ? this.usage.value.get(keyOf(p)) ?? null : null;
  }
  /** Figures of this launch only: those of an older one say nothing of this one. */
  botOf(p: Process): Bot | null {
    const bot = p.kind === "trade" && alive(p) ? this.bots.value.get(p.strategy) : undefined;
    return bot && (!bot.launch || bot.launch === p.launch) ? bot : null;
  }
  sinceOf(p: Process): string | null {
    return this.since.value.get(keyOf(p)) ?? null;
  }
  /** Also of a state that a snapshot told: a bot's REST says when its loop ran last. */
  private beganOf(p: Process): string | null {
    return this.sinceOf(p) ?? (p.state === "hung" ? this.botOf(p)?.last_process ?? null : null);
  }
  /** What was asked for, put before what came live. */
  history(strategy: string, kind: Kind, h: StatsHistory): void {
    const u = this.usage.value.get(`${strategy}/${kind}`);
    if (u) put(this.usage, { ...u, points: withHistory(u.points, h) }, keyOf);
  }
  /** The run that goes on, else the newest. */
  runOf(strategy: string): Run | null {
    let found: Run | null = null;
    for (const r of this.runs.value.values())
      if (r.strategy === strategy && (!found || better(r, found))) found = r;
    return found;
  }

  snapshot(topic: string, data: Partial<Facts>): void {
    batch(() => {
      if (topic === "log") {
        this.lines.value = (data.line ?? []).slice(-lineLimit);
        return;
      }
      this.strategies.value = byKey(data.strategy ?? [], (x) => x.strategy);
      const was = this.processes.value;
      this.processes.value = byKey(data.process ?? [], keyOf);
      this.since.value = new Map([...this.since.value].filter(([k]) => this.processes.value.get(k)?.state === was.get(k)?.state));
      this.hyperopts.value = byKey(data.hyperopt ?? [], (x) => x.strategy);
      this.schedules.value = byKey(data.schedule ?? [], (x) => x.strategy);
      this.runs.value = byKey(data.run ?? [], (x) => x.id);
      this.parts.value = byKey(data.part ?? [], (x) => x.part);
      const bots = (data.process ?? []).filter((x) => x.bot).map((x) => ({ ...x.bot!, strategy: x.strategy }));
      this.bots.value = byKey([...bots, ...(data.bot ?? [])], (x) => x.strategy);
      const old = this.usage.value;
      const stats = new Map<string, Usage>();
      for (const x of [...(data.process ?? []).filter((p) => p.stats), ...(data.stats ?? [])])
        if (!stats.has(keyOf(x))) stats.set(keyOf(x), measured(x, sameLaunch(was.get(keyOf(x)), x) ? old.get(keyOf(x)) : undefined, ""));
      this.usage.value = stats;
      ++this.era.value;
      for (const x of data.process ?? []) this.tell("process", x, "");
      for (const x of data.run ?? []) this.tell("run", x, "");
      this.loaded.value = true;
    });
  }

  private tell(type: FactType, data: unknown, at: string): void {
    const x = type === "run" ? ofRun(data as Run, this.hyperopts.value.get((data as Run).strategy))
      : type === "process" ? ofProcess(data as Process, this.mode(data as Process), this.beganOf(data as Process))
        : type === "hyperopt" && at ? ofHyperopt(data as Hyperopt, at) : [];
    if (x.length) this.moments.value = remember(this.moments.value, x);
  }

  event(type: FactType, data: unknown, at = ""): void {
    this.put(type, data, at);
    this.tell(type, data, at);
  }

  private took(p: Process, at: string): void {
    const old = this.processes.value.get(keyOf(p));
    if (at && old?.state !== p.state) this.since.value = new Map(this.since.value).set(keyOf(p), at);
    // Figures of a launch before would draw its end as this one's beginning.
    if (old && old.launch !== p.launch) drop(this.usage, keyOf(p));
    if (p.bot) put(this.bots, { ...p.bot, strategy: p.strategy }, (x) => x.strategy);
    else if (p.bot === null && p.kind === "trade") drop(this.bots, p.strategy);
    put(this.processes, p, keyOf);
  }

  private put(type: FactType, data: unknown, at: string): void {
    switch (type) {
      case "strategy": return put(this.strategies, data as Strategy, (x) => x.strategy);
      case "process": return this.took(data as Process, at);
      case "hyperopt": return put(this.hyperopts, data as Hyperopt, (x) => x.strategy);
      case "schedule": return put(this.schedules, data as Schedule, (x) => x.strategy);
      case "run": return put(this.runs, data as Run, (x) => x.id);
      case "part": return put(this.parts, data as Part, (x) => x.part);
      case "bot": return put(this.bots, data as BotFact, (x) => x.strategy);
      case "stats": return put(this.usage, measured(data, this.usage.value.get(keyOf(data as Usage)), at), keyOf);
      case "line": {
        const next = this.lines.value.concat(data as Line);
        this.lines.value = next.length > lineLimit ? next.slice(-lineLimit) : next;
      }
    }
  }

  /** Messages of one animation frame, drawn once. */
  apply(messages: (Snapshot | Event)[]): void {
    batch(() => {
      for (const m of messages) {
        if (m.op === "snapshot") this.snapshot(m.topic, m.data as Partial<Facts>);
        else if (m.type) this.event(m.type, m.data, m.at);
      }
    });
  }
}

const keyOf = (x: { strategy: string; kind: Kind }) => `${x.strategy}/${x.kind}`;

/** A snapshot's figures go on from those before it, unless another launch runs. */
const sameLaunch = (before: Process | undefined, x: object) => !("launch" in x) || before?.launch === x.launch;

function byKey<T>(items: T[], key: (x: T) => string): Map<string, T> {
  return new Map(items.map((x) => [key(x), x]));
}

function put<T>(s: Signal<Map<string, T>>, x: T, key: (x: T) => string): void {
  const next = new Map(s.value);
  next.set(key(x), x);
  s.value = next;
}

function drop<T>(s: Signal<Map<string, T>>, key: string): void {
  if (!s.value.has(key)) return;
  const next = new Map(s.value);
  next.delete(key);
  s.value = next;
}

function better(a: Run, b: Run): boolean {
  const live = (r: Run) => (running(r) ? 1 : 0);
  return live(a) !== live(b) ? live(a) > live(b) : a.started_at > b.started_at;
}

export function idle(strategy: string, kind: Kind): Process {
  return {
    strategy, kind, state: "idle", pid: null, launch: null, command: [], started_at: null,
    ended_at: null, exit_code: null, exit_signal: null, error: null, restarts: 0,
    deadline_at: null, wanted: false, held_by: null, live: null,
  };
}

export const alive = (p: Process) =>
  p.state === "starting" || p.state === "running" || p.state === "ready" ||
  p.state === "hung" || p.state === "stopping" || p.state === "unkept";
/** Down, or going down, and yet started again by itself: after the cycle, after
 *  the wait, or when the machine boots. */
export const comesBack = (p: Process) =>
  p.state === "backing_off" ||
  (p.kind === "trade" && (p.state === "held" || ((p.wanted || p.held_by !== null) && (!alive(p) || p.state === "stopping"))));
/** Alive, or about to come back by itself: what “stop all trading” covers. */
export const stoppable = (p: Process) => (alive(p) && p.state !== "stopping") || comesBack(p);
export const running = (r: Run) => r.state === "running" || r.state === "waiting" || r.state === "restoring";

export const store = new Store();
