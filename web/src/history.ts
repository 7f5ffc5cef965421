// Runs that ended, asked for once a strategy, kept fresh by what comes live.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "./api";
import type { Run } from "./protocol";
import { store } from "./store";

interface History { items: Run[]; cursor: string | null; loaded: boolean; error: unknown }

const histories = signal(new Map<string, History>());
const asked = new Set<string>();

function set(strategy: string, h: History): void {
  histories.value = new Map(histories.value).set(strategy, h);
}

export function mergeRuns(old: Run[], fresh: Run[]): Run[] {
  const by = new Map(old.map((x) => [x.id, x]));
  for (const r of fresh) by.set(r.id, r);
  return [...by.values()].sort((a, b) => (a.started_at < b.started_at ? 1 : a.started_at > b.started_at ? -1 : 0));
}

export async function loadRuns(strategy: string, more = false): Promise<void> {
  const old = histories.value.get(strategy);
  try {
    const page = await api.runs(strategy, 20, more ? old?.cursor : null);
    const now = histories.value.get(strategy);
    set(strategy, {
      items: mergeRuns(now?.items ?? [], page.items), loaded: true, error: null,
      cursor: more || !now?.loaded ? page.next_cursor : now.cursor,
    });
  } catch (error) {
    set(strategy, { items: old?.items ?? [], cursor: old?.cursor ?? null, loaded: true, error });
  }
}

export function useHistory(strategy: string): History {
  useEffect(() => {
    if (asked.has(strategy)) return;
    asked.add(strategy);
    void loadRuns(strategy);
  }, [strategy]);
  const h = histories.value.get(strategy);
  const live = [...store.runs.value.values()].filter((x) => x.strategy === strategy);
  return { items: mergeRuns(h?.items ?? [], live), cursor: h?.cursor ?? null, loaded: h?.loaded ?? false, error: h?.error ?? null };
}
