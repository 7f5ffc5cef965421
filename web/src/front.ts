// The Pareto front: epochs that no other one beats in both fields of the plot.
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "./api";
import { fieldOf } from "./fields";
import { comesBack } from "./history";
import type { Axes } from "./plots/plane";
import type { Criterion } from "./protocol";

/** The manager may be restarting, ms. */
const retryPause = 5000;

/** A front needs a direction in which each of both fields is better. */
export const hasFront = (axes: Axes) => axes.x !== axes.y && fieldOf(axes.x).better !== null && fieldOf(axes.y).better !== null;

export interface FrontAnswer {
  /** Null while it is not known. */
  lines: readonly number[] | null;
  /** Whether there is one, or will be. */
  possible: boolean;
}

/** The front among the epochs that meet the criteria. `criteria` is null for
 *  the saved ones. Asked anew when `judged` changes, once the last answer is
 *  there; and after a while, if the manager could not be reached. */
export function useFront(strategy: string, file: string, axes: Axes, criteria: Criterion[] | null, judged: string): FrontAnswer {
  const key = JSON.stringify([strategy, file, axes, criteria]);
  const [answer, setAnswer] = useState<{ key: string; lines: readonly number[] | null } | null>(null);
  const [turn, setTurn] = useState(0);
  const asking = useRef("");
  const latest = useRef(judged);
  latest.current = judged;
  const later = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => { asking.current = "gone"; clearTimeout(later.current); }, []);
  useEffect(() => {
    // One question at a time: what changes meanwhile is asked after it.
    if (!file || !hasFront(axes) || asking.current === key) return;
    asking.current = key;
    clearTimeout(later.current);
    const fields = [axes.y, axes.x];
    const asked = criteria ? api.evaluate(strategy, { file, criteria, limit: 1, pareto: fields }).then((r) => r.pareto)
      : api.pareto(strategy, file, fields).then((f) => f.items.map((x) => x.line));
    const ended = (lines: readonly number[] | null, again: number | null) => {
      if (asking.current !== key) return; // another plot by now
      asking.current = "";
      setAnswer((old) => (lines === null && old?.key === key ? old : { key, lines }));
      if (again !== null) later.current = setTimeout(() => setTurn((x) => x + 1), again);
    };
    asked.then((lines) => ended(lines, latest.current === judged ? null : 0), (e) => ended(null, comesBack(e) ? retryPause : null));
  }, [key, judged, turn]);
  const mine = answer?.key === key ? answer : null;
  return { lines: hasFront(axes) ? mine?.lines ?? null : null, possible: hasFront(axes) && (mine === null || mine.lines !== null) };
}
