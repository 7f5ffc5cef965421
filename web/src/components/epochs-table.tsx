// The epochs, thousands of them: only what is in sight is drawn.
import { useRef } from "preact/hooks";
import { criterionText, shortField } from "../criteria";
import type { ColumnName, Columns } from "../epochs";
import { parseFilter } from "../filter";
import { num, signed } from "../format";
import type { Criterion } from "../protocol";
import type { Marks } from "../plots/scatter";
import type { View } from "../table";
import { Icon } from "./icon";
import { useVirtual } from "./virtual";

interface Head { id: ColumnName; text: string; width?: number; title?: string }
const heads: Head[] = [
  { id: "epoch", text: "Epoch", width: 64 },
  { id: "trades", text: "Trades", width: 68 },
  { id: "wins", text: "W / D / L", width: 104, title: "Wins, draws, losses; sorts and filters by wins" },
  { id: "avg_profit", text: "Avg %", width: 66 },
  { id: "profit_total_pct", text: "Profit %", width: 80 },
  { id: "profit_total_abs", text: "Profit abs", width: 92, title: "Total profit in the stake currency" },
  { id: "max_drawdown", text: "Drawdown %", width: 92 },
  { id: "objective", text: "Objective", width: 84 },
];

function verdict(bits: number, criteria: Criterion[]): string {
  if (bits & (1 << 30)) return "has no trade";
  const names = criteria.filter((_, i) => bits & (1 << i)).map((c) => shortField[c.field] ?? c.field);
  return "fails " + [...new Set(names)].join(", ");
}

export function EpochsTable({ columns, rows, bits, criteria, marks, formerBests, view, onView, onPick, version }: {
  columns: Columns; rows: Int32Array; bits: Int32Array; criteria: Criterion[]; marks: Marks; formerBests: boolean;
  view: View; onView: (v: View) => void; onPick: (row: number) => void; version: number;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { items, total } = useVirtual({ count: rows.length, size: 27, element: box, overscan: 16 });
  void version;
  const sort = (id: ColumnName) =>
    onView({ ...view, sort: view.sort.column === id ? { column: id, descending: !view.sort.descending } : { column: id, descending: id !== "objective" && id !== "max_drawdown" } });
  const first = items[0]?.start ?? 0;
  const end = items.length ? items[items.length - 1]!.end : 0;
  const failing = (field: string, b: number) => criteria.some((c, i) => c.field === field && b & (1 << i));
  return (
    <div class="epw" ref={box} tabIndex={0} aria-label="Epochs, scrollable">
      <table class="ept" aria-rowcount={rows.length + 2} data-testid="epochs">
        <colgroup><col style={{ width: "48px" }} />{heads.map((h) => <col key={h.id} style={{ width: `${h.width}px` }} />)}<col /></colgroup>
        <thead>
          <tr>
            <th><span class="sr">Marks</span></th>
            {heads.map((h) => {
              const on = view.sort.column === h.id;
              return (
                <th key={h.id} class={`r ${on ? "sorted" : ""}`} aria-sort={on ? (view.sort.descending ? "descending" : "ascending") : undefined} title={h.title}>
                  <button type="button" onClick={() => sort(h.id)} data-testid={`sort-${h.id}`}>{h.text}{on && <span class="so"><Icon name={view.sort.descending ? "down" : "up"} size="xs" /></span>}</button>
                </th>
              );
            })}
            <th>Verdict</th>
          </tr>
          <tr class="flt">
            <th />
            {heads.map((h) => {
              const text = view.filters[h.id] ?? "";
              const parsed = parseFilter(text);
              return (
                <th key={h.id}>
                  <span class={`fld ${text.trim() ? (parsed.ok ? "has" : "bad") : ""}`} title={parsed.ok ? "For instance >5, <=2, 3..10 or 7" : parsed.why}>
                    <input placeholder="any" aria-label={`Filter ${h.text}`} aria-invalid={!parsed.ok} value={text} spellcheck={false} data-testid={`filter-${h.id}`}
                      onInput={(e) => onView({ ...view, filters: { ...view.filters, [h.id]: e.currentTarget.value } })} />
                  </span>
                </th>
              );
            })}
            <th />
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr class="pad" aria-hidden="true"><td colSpan={10} style={{ height: `${first}px` }} /></tr>}
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const e = columns.epoch(row);
            const b = bits[row] ?? 0;
            const ours = row === marks.ours;
            const whatif = row === marks.whatif && marks.whatif !== marks.ours;
            const cell = (field: string, text: string, extra = "") => (
              <td class={`r ${extra}`}>{failing(field, b) ? <span class="fail"><Icon name="cross" size="xs" />{text}</span> : text}</td>
            );
            return (
              <tr key={e.line} aria-rowindex={item.index + 3} data-line={e.line} data-testid="epoch-row"
                class={`${ours ? "ours" : row === marks.selected || whatif ? "sel" : b !== 0 ? "out" : ""} ${whatif ? "wif" : ""}`}
                onClick={() => onPick(row)}>
                <td><span class="row" style={{ gap: "4px", width: "32px", justifyContent: "flex-end" }}>
                  {ours && <span class="acc" title="Our choice"><Icon name="diamond" size="xs" /></span>}
                  {row === marks.best ? <span class="star" title="freqtrade’s best"><Icon name="star" size="xs" /></span>
                    : formerBests && e.is_best ? <span class="t3" title="Was freqtrade’s best"><Icon name="staro" size="xs" /></span> : null}
                </span></td>
                <td class="r m"><button type="button" class="rowb" aria-label={`Why epoch ${num(e.epoch)}?`} onClick={() => onPick(row)}>{num(e.epoch)}</button></td>
                {cell("trades", num(e.trades))}
                <td class="r">{num(e.wins)} <span class="t3">/ {num(e.draws)} / {num(e.losses)}</span></td>
                {cell("avg_profit", signed(e.avg_profit))}
                {cell("profit_total_pct", signed(e.profit_total_pct), b === 0 && (e.profit_total_pct ?? 0) > 0 && !ours ? "m good" : "m")}
                {cell("profit_total_abs", signed(e.profit_total_abs))}
                {cell("max_drawdown", num(e.max_drawdown, 2))}
                {cell("objective", num(e.objective, 3))}
                <td title={b ? [verdict(b, criteria), ...criteria.filter((_, i) => b & (1 << i)).map((c) => `wanted: ${criterionText(c)}`)].join("; ") : undefined}>
                  {ours ? <span class="acc m">Our choice</span> : whatif ? <span class="ask m">What-if choice</span>
                    : b === 0 ? <><span class="t2" style={{ display: "inline-flex", verticalAlign: "-2px" }}><Icon name="check" size="xs" /></span> <span class="t3">meets all</span></>
                      : <span class="t3">{verdict(b, criteria)}</span>}
                </td>
              </tr>
            );
          })}
          {total - end > 0 && <tr class="pad" aria-hidden="true"><td colSpan={10} style={{ height: `${total - end}px` }} /></tr>}
        </tbody>
      </table>
    </div>
  );
}
