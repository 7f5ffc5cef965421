// The past of a process's figures, asked for once a launch and connection.
import { useEffect } from "preact/hooks";
import { api } from "./api";
import type { Process } from "./protocol";
import { alive, store } from "./store";

const asked = new Map<string, string>();

/** Fills the sparklines of `p`; what comes live is appended by the store. */
export function useStatsHistory(p: Process): void {
  const up = alive(p) && p.launch !== null;
  const era = store.era.value;
  useEffect(() => {
    if (!up) return;
    const key = `${p.strategy}/${p.kind}`;
    const question = `${p.launch}/${era}`;
    if (asked.get(key) === question) return;
    asked.set(key, question);
    api.statsHistory(p.strategy, p.kind)
      .then((h) => { if (h.launch === p.launch) store.history(p.strategy, p.kind, h); })
      // The line then begins where the page was opened: nothing to tell anybody.
      .catch(() => undefined);
  }, [up, p.strategy, p.kind, p.launch, era]);
}
