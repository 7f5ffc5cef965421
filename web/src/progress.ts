// How far a run is, and when it will end: from its steps and its own past.
import { duration, num, seconds } from "./format";
import { stepNames, type Hyperopt, type Run, type Step, type StepName } from "./protocol";
import { capital } from "./words";

/** Share of a running step, 0 to 1; null if nobody knows. */
export function share(step: Step, h: Hyperopt | null | undefined): number | null {
  if (step.state === "done") return 1;
  if (step.state !== "running") return 0;
  if (step.progress?.total) return Math.min(1, step.progress.done / step.progress.total);
  if (step.name === "hyperopt" && h?.wanted) return Math.min(1, h.epochs / h.wanted);
  return null;
}

/** Median seconds of a step over the ended runs; null without any. */
export function usual(history: Run[], name: StepName): number | null {
  const all = history
    .filter((r) => r.ended_at)
    .map((r) => r.steps.find((s) => s.name === name))
    .filter((s) => s?.state === "done")
    .map((s) => seconds(s!.started_at, s!.ended_at))
    .filter((x): x is number => x !== null)
    .sort((a, b) => a - b);
  return all.length ? all[Math.floor(all.length / 2)]! : null;
}

/** Seconds until a step ends, from its own pace, else from its past. */
export function left(step: Step, h: Hyperopt | null | undefined, history: Run[], now: number): number | null {
  const spent = seconds(step.started_at, now);
  if (spent === null) return null;
  const part = share(step, h);
  if (part && part > 0.02 && part < 1) return (spent * (1 - part)) / part;
  const typical = usual(history, step.name);
  return typical === null ? null : Math.max(0, typical - spent);
}

export function runLine(run: Run, h: Hyperopt | null | undefined): string {
  const step = run.steps.find((s) => s.state === "running");
  if (!step) return capital(run.outcome);
  if (step.name === "hyperopt") {
    const done = step.progress?.done ?? h?.epochs ?? 0;
    const total = step.progress?.total ?? h?.wanted;
    return total ? `${num(done)} of ${num(total)} epochs` : `${num(done)} epochs`;
  }
  if (step.progress?.total) return `${num(step.progress.done)} of ${num(step.progress.total)}`;
  return step.note ?? "";
}

export const runSeconds = (r: Run, now: number) => seconds(r.started_at, r.ended_at ?? now);
export const runDuration = (r: Run, now: number) => duration(runSeconds(r, now));

const over = (r: Run) => r.state === "done" || r.state === "restored";
/** Names all steps, some perhaps switched off. */
export const wholeCycle = (r: Run) => stepNames.every((x) => r.steps.some((s) => s.name === x));

/** What people call a run of these steps. */
export function runName(r: Run): string {
  if (wholeCycle(r)) return "Cycle";
  return r.steps.length === 1 && r.steps[0]!.name === "extract" ? "Extraction" : "Part of a cycle";
}

/** The one that goes on, else the newest whole cycle: an extraction or another
 *  part in between does not take the cycle's place. Newest first. */
export function shownRun(newestFirst: Run[]): Run | null {
  return newestFirst.find((r) => !over(r)) ?? newestFirst.find(wholeCycle) ?? newestFirst[0] ?? null;
}
