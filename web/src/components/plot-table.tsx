import { useRef } from "preact/hooks";
import type { ColumnName, Columns } from "../epochs";
import { num } from "../format";
import { useVirtual } from "./virtual";

/** The figures of a plot, for those who do not see it. */
export function PlotTable({ columns, version, names, heads, digits }: {
  columns: Columns; version: number; names: ColumnName[]; heads: string[]; digits: number[];
}) {
  void version;
  const box = useRef<HTMLDivElement>(null);
  const { items, total } = useVirtual({ count: columns.rows, size: 27, element: box });
  const first = items[0]?.start ?? 0;
  const end = items.at(-1)?.end ?? 0;
  return (
    <div class="plot plott" ref={box} tabIndex={0} aria-label="Figures of the plot, scrollable">
      <table class="lst"><thead><tr>{heads.map((x) => <th key={x} class="r">{x}</th>)}</tr></thead>
        <tbody>
          {first > 0 && <tr class="pad"><td colSpan={heads.length} style={{ height: `${first}px`, padding: 0, border: 0 }} /></tr>}
          {items.map((i) => <tr key={i.index}>{names.map((n, k) => <td key={n} class="r" style={{ height: "27px" }}>{num(columns.at(n, i.index), digits[k])}</td>)}</tr>)}
          {total > end && <tr class="pad"><td colSpan={heads.length} style={{ height: `${total - end}px`, padding: 0, border: 0 }} /></tr>}
        </tbody></table>
    </div>
  );
}
