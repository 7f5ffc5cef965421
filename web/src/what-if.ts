// Other criteria, tried out: what the manager would choose by them.
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "./api";
import { sameCriteria } from "./criteria";
import type { Criterion, Ranking } from "./protocol";
import { reason } from "./toasts";

export interface WhatIf { criteria: Criterion[]; changed: boolean; answer: Ranking | null; shown: Ranking | null; error: string }

/** Asks the manager what other criteria would choose, a moment after typing. */
export function useWhatIf(strategy: string, file: string, saved: Criterion[], epochs: number, told: boolean): WhatIf & { set: (c: Criterion[] | null) => void } {
  const [edited, setEdited] = useState<Criterion[] | null>(null);
  const [answered, setAnswered] = useState<{ key: string; ranking: Ranking } | null>(null);
  const [error, setError] = useState("");
  const asked = useRef(0);
  const criteria = edited ?? saved;
  const changed = edited !== null && !sameCriteria(edited, saved);
  // New epochs change the answer too, but not each of them is worth asking.
  const pace = Math.floor(epochs / Math.max(10, Math.round(epochs / 40)));
  const key = JSON.stringify(criteria);
  useEffect(() => {
    if (!file || (told && !changed)) return;
    const mine = ++asked.current;
    const t = setTimeout(() => {
      api.evaluate(strategy, { file, criteria, limit: 4 })
        .then((r) => { if (mine === asked.current) { setAnswered({ key, ranking: r }); setError(""); } })
        .catch((e) => { if (mine === asked.current) setError(reason(e)); });
    }, changed ? 250 : 600);
    return () => clearTimeout(t);
  }, [strategy, file, key, pace, changed, told]);
  // While the next answer is on its way, the last one would be a wrong one.
  const answer = answered?.key === key ? answered.ranking : null;
  return { criteria, changed, answer, shown: answered?.ranking ?? null, error, set: setEdited };
}
