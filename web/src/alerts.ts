// What needs a person, drawn from the facts. Each says what happened, why,
// and what comes next.
import { computed, signal } from "@preact/signals";
import { now } from "./clock";
import type { Label } from "./labels";
import type { Process, Run } from "./protocol";
import { runName } from "./progress";
import { shownLabel, stateWords, suspension } from "./states";
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

const labels: Partial<Record<Process["state"], Label>> = {
  backing_off: { text: "Crashed", icon: "octagon", tone: "bad" },
  given_up: { text: "Given up", icon: "barred", tone: "bad" },
  hung: { text: "Hung", icon: "flat", tone: "bad" },
  unkept: { text: "Unkept", icon: "unlink", tone: "bad" },
};

function ofProcess(p: Process, t: number): Omit<Alert, "key" | "strategy"> | null {
  const label = p.state === "failed" ? { text: p.kind === "trade" ? "Crashed" : "Failed", icon: "octagon" as const, tone: "bad" as const } : labels[p.state];
  const bot = store.botOf(p);
  const shown = label ?? (suspension(p, bot) && shownLabel(p, bot));
  if (!shown) return null;
  const w = stateWords(p, t, bot, store.sinceOf(p))!;
  return { label: shown, head: w.head, text: `${w.why} ${w.next}`.trim() };
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
