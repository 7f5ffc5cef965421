// The Pareto front: epochs that no other one beats in both fields of the plot.
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "./api";
import { fieldOf } from "./fields";
import { num } from "./format";
import { comesBack } from "./history";
import type { Axes } from "./plots/plane";
import type { Criterion } from "./protocol";
import type { Show } from "./table";

/** The manager may be restarting, ms. */
const retryPause = 5000;

/** A front needs a direction in which each of both fields is better. */
export const hasFront = (axes: Axes) => axes.x !== axes.y && fieldOf(axes.x).better !== null && fieldOf(axes.y).better !== null;

/** Lines of the front, of a large one the first; `total` counts all of it. */
export interface FrontLines { lines: readonly number[]; total: number }

/** Of how many the shown rows are: of a front that was cut, all of the front. */
export const shownOf = (show: Show, epochs: number, front: FrontLines | null) =>
  show === "front" && front && front.total > front.lines.length ? `${num(front.total)} on the Pareto front` : num(epochs);

/** `criteria` is null for the saved ones. */
export async function askFront(strategy: string, file: string, axes: Axes, criteria: Criterion[] | null): Promise<FrontLines> {
  const fields = [axes.y, axes.x];
  if (criteria) {
    const r = await api.evaluate(strategy, { file, criteria, limit: 1, pareto: fields });
    return { lines: r.pareto, total: r.pareto_total ?? r.pareto.length };
  }
  const f = await api.pareto(strategy, file, fields);
  return { lines: f.items.map((x) => x.line), total: f.total ?? f.items.length };
}

export interface FrontAnswer {
  /** Null while it is not known. */
  front: FrontLines | null;
  /** Whether there is one, or will be. */
  possible: boolean;
}

/** The front among the epochs that meet the criteria. `criteria` is null for
 *  the saved ones. Asked anew when `judged` changes, once the last answer is
 *  there; and after a while, if the manager could not be reached. */
export function useFront(strategy: string, file: string, axes: Axes, criteria: Criterion[] | null, judged: string): FrontAnswer {
  const key = JSON.stringify([strategy, file, axes, criteria]);
  const [answer, setAnswer] = useState<{ key: string; front: FrontLines | null } | null>(null);
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
    const ended = (front: FrontLines | null, again: number | null) => {
      if (asking.current !== key) return; // another plot by now
      asking.current = "";
      setAnswer((old) => (front === null && old?.key === key ? old : { key, front }));
      if (again !== null) later.current = setTimeout(() => setTurn((x) => x + 1), again);
    };
    askFront(strategy, file, axes, criteria).then((front) => ended(front, latest.current === judged ? null : 0), (e) => ended(null, comesBack(e) ? retryPause : null));
  }, [key, judged, turn]);
  const mine = answer?.key === key ? answer : null;
  return { front: hasFront(axes) ? mine?.front ?? null : null, possible: hasFront(axes) && (mine === null || mine.front !== null) };
}
