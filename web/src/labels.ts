// The words and tones of states, in one place.
import type { IconName } from "./components/icon";
import type { Kind, Process, Run, StepName, StepState } from "./protocol";
import { duration, seconds } from "./format";
import { person, restartText, untilText } from "./words";

export type Tone = "" | "good" | "acc" | "warn" | "bad" | "ask";
export interface Label { text: string; icon: IconName; tone: Tone; spin?: boolean }

export const kindName: Record<Kind, string> = {
  trade: "Trade", download_data: "Download", backtest: "Backtest",
  hyperopt: "Hyperopt", hyperopt_show: "Extract",
};
export const kindIcon: Record<Kind, IconName> = {
  trade: "heart", download_data: "download", backtest: "chart",
  hyperopt: "target", hyperopt_show: "extract",
};
export const stepName: Record<StepName, string> = {
  stop_trade: "Stop trade", download_data: "Download", backtest: "Backtest",
  cleanup_results: "Clean up", hyperopt: "Hyperopt", evaluate: "Evaluate",
  extract: "Extract", restart_trade: "Restart",
};
export const stepIcon: Record<StepName, IconName> = {
  stop_trade: "square", download_data: "download", backtest: "chart",
  cleanup_results: "broom", hyperopt: "target", evaluate: "diamond",
  extract: "extract", restart_trade: "play",
};
export const stepKind: Partial<Record<StepName, Kind>> = {
  download_data: "download_data", backtest: "backtest", hyperopt: "hyperopt",
  extract: "hyperopt_show", restart_trade: "trade",
};

export function processLabel(p: Process): Label {
  switch (p.state) {
    case "idle": return { text: "Idle", icon: "idle", tone: "" };
    case "starting": return { text: "Starting", icon: "arc", tone: "acc", spin: true };
    case "running": return { text: "Running", icon: "arc", tone: "acc", spin: true };
    case "ready": return p.kind === "trade"
      ? { text: "Trading", icon: "heart", tone: "good" }
      : { text: "Running", icon: "arc", tone: "acc", spin: true };
    case "held": return { text: "Paused for cycle", icon: "cycle", tone: "acc" };
    case "stopping": return { text: "Stopping", icon: "arc", tone: "", spin: true };
    case "stopped": return { text: "Stopped", icon: "square", tone: "" };
    case "completed": return { text: "Completed", icon: "check", tone: "" };
    case "failed": return { text: "Failed", icon: "octagon", tone: "bad" };
    case "backing_off": return { text: "Backing off", icon: "backoff", tone: "warn" };
    case "given_up": return { text: "Given up", icon: "barred", tone: "bad" };
    case "hung": return { text: "Hung", icon: "flat", tone: "bad" };
    case "unkept": return { text: "Unkept", icon: "unlink", tone: "bad" };
    default: return { text: String(p.state), icon: "info", tone: "" };
  }
}

const reasons: Record<string, string> = {
  failed: "failed", cancelled: "cancelled", timed_out: "timed out", interrupted: "interrupted",
};

export function runLabel(r: Run): Label {
  switch (r.state) {
    case "waiting": return { text: "Queued", icon: "time", tone: "" };
    case "running": return { text: "Running", icon: "arc", tone: "acc", spin: true };
    case "restoring": return { text: "Restoring", icon: "warning", tone: "bad" };
    case "done": return { text: "Done", icon: "check", tone: "good" };
    case "restored": {
      const why = r.reason ? reasons[r.reason] ?? r.reason.replace(/_/g, " ") : "";
      return { text: why ? `Restored, ${why}` : "Restored", icon: "restored", tone: r.reason === "cancelled" ? "" : "warn" };
    }
  }
}

/** Class of a step in the small and the large track. */
export function stepClass(s: StepState): string {
  switch (s) {
    case "done": return "ok";
    case "running": return "now";
    case "failed": return "ko";
    case "skipped": return "skip";
    default: return "wait";
  }
}

export function stepSentence(state: StepState): string {
  switch (state) {
    case "pending": return "Not begun";
    case "waiting": return "Waiting";
    case "running": return "Running";
    case "done": return "Done";
    case "skipped": return "Skipped";
    case "failed": return "Failed";
  }
}

/** `by schedule`, `by you`, `by the demo`: who began it, as people say it. */
export function runBy(r: Run): string {
  if (r.trigger === "schedule") return "by schedule";
  if (r.trigger === "api" && (!r.by || person(r.by) === "you")) return "by API";
  return r.by ? `by ${person(r.by)}` : "by hand";
}

/** `Exit 0`, `Signal 9`, as asked or not. */
export function endText(p: Process): string {
  if (p.exit_signal) return `Signal ${p.exit_signal}`;
  if (p.exit_code !== null && p.exit_code !== undefined) return `Exit ${p.exit_code}`;
  return p.ended_at ? "Ended, code unknown" : "";
}

/** What stands beside the badge of a trade process. */
export function tradeNote(p: Process, now: number): string {
  if (p.state === "ready" || p.state === "running" || p.state === "starting") {
    const s = seconds(p.started_at, now);
    return s === null ? "" : duration(s);
  }
  if (p.state === "backing_off") return `${restartText(p)} ${untilText(p.restart_at, now)}`;
  if (p.state === "held") return "restarts after it";
  return "";
}
