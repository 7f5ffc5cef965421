// The Pareto front: epochs that no other one beats in both fields of the plot.
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "./api";
import { fieldOf } from "./fields";
import type { Axes } from "./plots/plane";
import type { Criterion } from "./protocol";

/** A front needs a direction in which each of both fields is better. */
export const hasFront = (axes: Axes) => axes.x !== axes.y && fieldOf(axes.x).better !== null && fieldOf(axes.y).better !== null;

/** Lines of the front among the epochs that meet the criteria; null while there
 *  is none to show. `criteria` is null for the saved ones. Asked anew when
 *  `judged` changes, once the last answer is there. */
export function useFront(strategy: string, file: string, axes: Axes, criteria: Criterion[] | null, judged: string): readonly number[] | null {
  const key = JSON.stringify([strategy, file, axes, criteria]);
  const [answer, setAnswer] = useState<{ key: string; lines: readonly number[] | null } | null>(null);
  const asking = useRef<string | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    // One question at a time: what changes meanwhile is asked after it.
    if (!file || !hasFront(axes) || asking.current === key) return;
    asking.current = key;
    const fields = [axes.y, axes.x];
    const at = judged;
    const asked = criteria ? api.evaluate(strategy, { file, criteria, limit: 1, pareto: fields }).then((r) => r.pareto)
      : api.pareto(strategy, file, fields).then((f) => f.items.map((x) => x.line));
    asked.catch(() => null).then((lines) => {
      if (asking.current !== key) return; // another plot by now
      asking.current = null;
      setAnswer({ key, lines });
      if (at !== latest.current) setTurn((x) => x + 1);
    });
  }, [key, judged, turn]);
  const latest = useRef(judged);
  latest.current = judged;
  return hasFront(axes) && answer?.key === key ? answer.lines : null;
}
