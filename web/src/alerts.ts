// What needs a person, drawn from the facts. Each says what happened, why,
// and what comes next.
import { computed, signal } from "@preact/signals";
import { now } from "./clock";
import { clock, countdown, seconds } from "./format";
import { kindName, type Label } from "./labels";
import type { Process, Run } from "./protocol";
import { runName } from "./progress";
import { running, store } from "./store";
import { outcomeText, sentence } from "./words";

export interface Alert {
  key: string;
  strategy: string;
  label: Label;
  head: string;
  text: string;
  process?: Process;
  run?: Run;
}

const dismissed = signal(new Set<string>());
export function dismissAlert(key: string): void {
  dismissed.value = new Set(dismissed.value).add(key);
}

function ofProcess(p: Process, t: number): Omit<Alert, "key" | "strategy"> | null {
  const name = kindName[p.kind];
  switch (p.state) {
    case "failed":
      return {
        label: { text: p.kind === "trade" ? "Crashed" : "Failed", icon: "octagon", tone: "bad" },
        head: `${name} failed${p.ended_at ? " at " + clock(p.ended_at) : ""}.`,
        text: sentence(p.error) || `Exit code ${p.exit_code ?? "unknown"}.`,
      };
    case "backing_off": {
      const left = p.deadline_at ? -(seconds(p.deadline_at, t) ?? 0) : 0;
      return {
        label: { text: "Crashed", icon: "octagon", tone: "bad" },
        head: `${name} ended although nobody asked.`,
        text: `${sentence(p.error)} It starts again${left > 0 ? ` in ${countdown(left)}` : " in a moment"}.`.trim(),
      };
    }
    case "given_up":
      return {
        label: { text: "Given up", icon: "barred", tone: "bad" },
        head: `${name} crashed ${p.restarts + 1} times.`,
        text: `${sentence(p.error)} It is not started again by itself.`.trim(),
      };
    case "hung":
      return { label: { text: "Hung", icon: "flat", tone: "bad" }, head: `${name} gives no sign of life.`, text: sentence(p.error) };
    case "unkept":
      return {
        label: { text: "Unkept", icon: "unlink", tone: "bad" }, head: `${name} runs, but its keeper is gone.`,
        text: "Its output and exit code will not be known. Stop and start it to get them back.",
      };
    default: return null;
  }
}

export const alerts = computed<Alert[]>(() => {
  const out: Alert[] = [];
  const hidden = dismissed.value;
  const add = (a: Alert) => !hidden.has(a.key) && out.push(a);
  const t = now.value;
  for (const p of store.processes.value.values()) {
    const a = ofProcess(p, t);
    // A failed step is told by its run; only trade is always told by itself.
    if (a && (p.kind === "trade" || p.state !== "failed" || !store.runOf(p.strategy)?.steps.some((s) => s.launch === p.launch)))
      add({ ...a, key: `${p.strategy}/${p.kind}/${p.launch}/${p.state}`, strategy: p.strategy, process: p });
  }
  for (const name of store.names.value) {
    const r = store.runOf(name);
    if (!r || running(r) || r.state !== "restored" || r.reason === "cancelled") continue;
    add({
      key: `run/${r.id}`, strategy: name, run: r,
      label: { text: "Restored", icon: "restored", tone: "warn" },
      head: `The last ${runName(r).toLowerCase()} did not finish.`, text: sentence(outcomeText(r)),
    });
  }
  for (const p of store.parts.value.values())
    if (p.state !== "ready" && p.state !== "starting")
      add({
        key: `part/${p.part}/${p.since}`, strategy: "", label: { text: "Part", icon: "warning", tone: "warn" },
        head: `${p.part} is ${p.state.replace("_", " ")}.`, text: sentence(p.note),
      });
  return out;
});
