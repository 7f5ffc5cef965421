// What a download of epochs asks the manager for. Pure.
import { filterTerms } from "./filter";
import type { Criterion } from "./protocol";
import type { View } from "./table";

/** `filter=` and `sort=` of what the table shows; null if the manager has no
 *  words for it: bests and the front are no filters. */
export function exportQuery(view: View, criteria: Criterion[]): { filter: string; sort: string } | null {
  if (view.show === "bests" || view.show === "front") return null;
  const passing = view.show !== "passing" ? [] : ["trades>0", ...criteria.flatMap((c) => (c.operator && c.value !== null ? [`${c.field}${c.operator}${c.value}`] : []))];
  const typed = Object.entries(view.filters).flatMap(([name, text]) => filterTerms(name, text ?? ""));
  const own = view.sort.column === "epoch" || view.sort.column === "line" ? "" : `${view.sort.descending ? "-" : ""}${view.sort.column}`;
  return { filter: [...passing, ...typed].join(";"), sort: own };
}
