// What the manager says is so: one map for each type of fact, whole shapes only.
import { batch, computed, signal, type Signal } from "@preact/signals";
import { ofHyperopt, ofProcess, ofRun, remember, type Moment } from "./activity";
import {
  kinds, type Event, type Facts, type FactType, type Hyperopt, type Kind, type Line, type Part,
  type Peaks, type Process, type Run, type Schedule, type Snapshot, type Stats, type StatsFact,
  type Strategy,
} from "./protocol";

export const lineLimit = 5000;
const historyLimit = 90;

export interface Usage extends StatsFact { cpu: number[]; rss: number[] }

export class Store {
  readonly strategies = signal(new Map<string, Strategy>());
  readonly processes = signal(new Map<string, Process>());
  readonly usage = signal(new Map<string, Usage>());
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
    return alive(p) ? this.usage.value.get(`${p.strategy}/${p.kind}`) ?? null : null;
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
      this.processes.value = byKey(data.process ?? [], (x) => `${x.strategy}/${x.kind}`);
      this.hyperopts.value = byKey(data.hyperopt ?? [], (x) => x.strategy);
      this.schedules.value = byKey(data.schedule ?? [], (x) => x.strategy);
      this.runs.value = byKey(data.run ?? [], (x) => x.id);
      this.parts.value = byKey(data.part ?? [], (x) => x.part);
      const old = this.usage.value;
      this.usage.value = byKey((data.stats ?? []).map((x) => measured(x, old)), (x) => `${x.strategy}/${x.kind}`);
      for (const x of data.process ?? []) this.tell("process", x, "");
      for (const x of data.run ?? []) this.tell("run", x, "");
      this.loaded.value = true;
    });
  }

  private tell(type: FactType, data: unknown, at: string): void {
    const x = type === "run" ? ofRun(data as Run, this.hyperopts.value.get((data as Run).strategy))
      : type === "process" ? ofProcess(data as Process, this.mode(data as Process))
        : type === "hyperopt" && at ? ofHyperopt(data as Hyperopt, at) : [];
    if (x.length) this.moments.value = remember(this.moments.value, x);
  }

  event(type: FactType, data: unknown, at = ""): void {
    this.put(type, data);
    this.tell(type, data, at);
  }

  private put(type: FactType, data: unknown): void {
    switch (type) {
      case "strategy": return put(this.strategies, data as Strategy, (x) => x.strategy);
      case "process": return put(this.processes, data as Process, (x) => `${x.strategy}/${x.kind}`);
      case "hyperopt": return put(this.hyperopts, data as Hyperopt, (x) => x.strategy);
      case "schedule": return put(this.schedules, data as Schedule, (x) => x.strategy);
      case "run": return put(this.runs, data as Run, (x) => x.id);
      case "part": return put(this.parts, data as Part, (x) => x.part);
      case "stats":
        return put(this.usage, measured(data, this.usage.value), (x) => `${x.strategy}/${x.kind}`);
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

function byKey<T>(items: T[], key: (x: T) => string): Map<string, T> {
  return new Map(items.map((x) => [key(x), x]));
}

function put<T>(s: Signal<Map<string, T>>, x: T, key: (x: T) => string): void {
  const next = new Map(s.value);
  next.set(key(x), x);
  s.value = next;
}

function better(a: Run, b: Run): boolean {
  const live = (r: Run) => (running(r) ? 1 : 0);
  return live(a) !== live(b) ? live(a) > live(b) : a.started_at > b.started_at;
}

/** Figures may stand beside the names or below `stats` and `peaks`. */
function measured(raw: unknown, old: Map<string, Usage>): Usage {
  const x = raw as StatsFact & Stats & { peak_cpu_pct?: number; peak_rss_bytes?: number };
  const stats = x.stats ?? { cpu_pct: x.cpu_pct, rss_bytes: x.rss_bytes, threads: x.threads, processes: x.processes };
  const peaks: Peaks = x.peaks ?? { cpu_pct: x.peak_cpu_pct ?? null, rss_bytes: x.peak_rss_bytes ?? null };
  const before = old.get(`${x.strategy}/${x.kind}`);
  const add = (list: number[] | undefined, v: number | null) => (list ?? []).concat(v ?? 0).slice(-historyLimit);
  return {
    strategy: x.strategy, kind: x.kind, stats, peaks,
    cpu: add(before?.cpu, stats.cpu_pct), rss: add(before?.rss, stats.rss_bytes),
  };
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
 *  the wait, or when the manager starts again. */
export const comesBack = (p: Process) =>
  p.state === "backing_off" ||
  (p.kind === "trade" && (p.state === "held" || ((p.wanted || p.held_by !== null) && (!alive(p) || p.state === "stopping"))));
/** Alive, or about to come back by itself: what “stop all trading” covers. */
export const stoppable = (p: Process) => (alive(p) && p.state !== "stopping") || comesBack(p);
export const running = (r: Run) => r.state === "running" || r.state === "waiting" || r.state === "restoring";

export const store = new Store();
