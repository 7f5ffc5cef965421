import { useRef } from "preact/hooks";
import type { Columns } from "../columns";
import { cellText, fieldOf } from "../fields";
import { useFixedRows } from "./fixed-rows";

/** The figures of a plot, for those who do not see it. `rows` come first, with
 *  their word; then all in the order of the file. */
export function PlotTable({ columns, version, names, first = [], word = "" }: {
  columns: Columns; version: number; names: readonly string[]; first?: readonly number[]; word?: string;
}) {
  void version;
  const box = useRef<HTMLDivElement>(null);
  const count = first.length + columns.rows;
  const { first: from, end, before, after } = useFixedRows(box, count, 27);
  const width = names.length + (word ? 1 : 0);
  return (
    <div class="plot plott" ref={box} tabIndex={0} aria-label="Figures of the plot, scrollable">
      <table class="lst"><thead><tr>{word && <th><span class="sr">Mark</span></th>}{names.map((x) => <th key={x} class="r">{fieldOf(x).head}</th>)}</tr></thead>
        <tbody>
          {before > 0 && <tr class="pad"><td colSpan={width} style={{ height: `${before}px`, padding: 0, border: 0 }} /></tr>}
          {Array.from({ length: end - from }, (_, k) => {
            const i = from + k;
            const row = i < first.length ? first[i]! : i - first.length;
            return (
              <tr key={i} data-testid={i < first.length ? "front-row" : undefined}>
                {word && <td class="t2">{i < first.length ? word : ""}</td>}
                {names.map((n) => <td key={n} class="r" style={{ height: "27px" }}>{cellText(n, columns.value(n, row))}</td>)}
              </tr>
            );
          })}
          {after > 0 && <tr class="pad"><td colSpan={width} style={{ height: `${after}px`, padding: 0, border: 0 }} /></tr>}
        </tbody></table>
    </div>
  );
}
