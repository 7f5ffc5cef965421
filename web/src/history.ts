// Runs that ended, asked for once a strategy, kept fresh by what comes live.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, ApiError } from "./api";
import { backoff } from "./resume";
import { shownRun } from "./progress";
import type { Run } from "./protocol";
import { store } from "./store";

interface History { items: Run[]; cursor: string | null; loaded: boolean; error: unknown }

const histories = signal(new Map<string, History>());
const asked = new Set<string>();
const failures = new Map<string, number>();

function set(strategy: string, h: History): void {
  histories.value = new Map(histories.value).set(strategy, h);
}

export function mergeRuns(old: Run[], fresh: Run[]): Run[] {
  const by = new Map(old.map((x) => [x.id, x]));
  for (const r of fresh) by.set(r.id, r);
  return [...by.values()].sort((a, b) => (a.started_at < b.started_at ? 1 : a.started_at > b.started_at ? -1 : 0));
}

/** All runs that were read so far, of all strategies. */
export const knownRuns = () => [...histories.value.values()].flatMap((x) => x.items);

export async function loadRuns(strategy: string, more = false): Promise<void> {
  const old = histories.value.get(strategy);
  try {
    const page = await api.runs(strategy, 20, more ? old?.cursor : null);
    const now = histories.value.get(strategy);
    set(strategy, {
      items: mergeRuns(now?.items ?? [], page.items), loaded: true, error: null,
      cursor: more || !now?.loaded ? page.next_cursor : now.cursor,
    });
    failures.delete(strategy);
  } catch (error) {
    if (!more && comesBack(error)) retry(strategy);
    set(strategy, { items: old?.items ?? [], cursor: old?.cursor ?? null, loaded: old?.loaded ?? false, error });
  }
}

/** The manager may be restarting; what it refuses it would refuse again. */
export const comesBack = (e: unknown) => e instanceof ApiError && (e.status === 0 || e.status === 429 || e.status >= 500);

function retry(strategy: string): void {
  const n = (failures.get(strategy) ?? 0) + 1;
  failures.set(strategy, n);
  setTimeout(() => void loadRuns(strategy), backoff(n) * 1000);
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

/** The run that a strategy's track shows. */
export function useShownRun(strategy: string): Run | null {
  return shownRun(useHistory(strategy).items);
}
