// The epochs, thousands of them: only what is in sight is drawn.
import { useRef } from "preact/hooks";
import type { Columns } from "../columns";
import { criterionText } from "../criteria";
import { cellText, fieldOf } from "../fields";
import { parseFilter } from "../filter";
import { num } from "../format";
import type { Marks } from "../plots/plane";
import type { Criterion } from "../protocol";
import { noTrade, type View } from "../table";
import { allHeads } from "../table-columns";
import { useFixedRows } from "./fixed-rows";
import { Icon } from "./icon";

const headText = (id: string) => (id === "wins" ? "W / D / L" : fieldOf(id).head);
const headTitle = (id: string) => (id === "wins" ? "Wins, draws, losses; sorts and filters by wins" : fieldOf(id).meaning);
const marksWidth = 48;
const verdictWidth = 150;

function verdict(bits: number, criteria: Criterion[]): string {
  if (bits & noTrade) return "has no trade";
  const names = criteria.filter((_, i) => bits & (1 << i)).map((c) => fieldOf(c.field).short);
  return "fails " + [...new Set(names)].join(", ");
}

export function EpochsTable({ columns, rows, bits, criteria, marks, view, shown, onView, onPick }: {
  columns: Columns; rows: Int32Array; bits: Int32Array; criteria: Criterion[]; marks: Marks;
  /** Names of the columns to show. */
  shown: readonly string[];
  view: View; onView: (v: View) => void; onPick: (row: number) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { first, end, before, after } = useFixedRows(box, rows.length, 27, 16);
  const wide = columns.rows > 99_999;
  const heads = allHeads.filter((h) => shown.includes(h.id)).map((h) => (h.id === "epoch" && wide ? { ...h, width: 84 } : h));
  const width = heads.reduce((a, h) => a + h.width, marksWidth + verdictWidth);
  const sort = (id: string) =>
    onView({ ...view, sort: view.sort.column === id ? { column: id, descending: !view.sort.descending } : { column: id, descending: fieldOf(id).better !== "smaller" } });
  const front = new Set(marks.front);
  const failing = (field: string, b: number) => criteria.some((c, i) => c.field === field && b & (1 << i));
  return (
    <div class="epw" ref={box} tabIndex={0} aria-label="Epochs, scrollable">
      <table class="ept" style={{ minWidth: `${width}px` }} aria-rowcount={rows.length + 2} data-testid="epochs">
        <colgroup><col style={{ width: `${marksWidth}px` }} />{heads.map((h) => <col key={h.id} style={{ width: `${h.width}px` }} />)}<col /></colgroup>
        <thead>
          <tr>
            <th><span class="sr">Marks</span></th>
            {heads.map((h) => {
              const on = view.sort.column === h.id;
              return (
                <th key={h.id} class={`r ${on ? "sorted" : ""}`} aria-sort={on ? (view.sort.descending ? "descending" : "ascending") : undefined} title={headTitle(h.id)}>
                  <button type="button" onClick={() => sort(h.id)} data-testid={`sort-${h.id}`}>{headText(h.id)}{on && <span class="so"><Icon name={view.sort.descending ? "down" : "up"} size="xs" /></span>}</button>
                </th>
              );
            })}
            <th>Verdict</th>
          </tr>
          <tr class="flt">
            <th />
            {heads.map((h) => {
              const text = view.filters[h.id] ?? "";
              const parsed = parseFilter(text, h.id);
              return (
                <th key={h.id}>
                  <span class={`fld ${text.trim() ? (parsed.ok ? "has" : "bad") : ""}`} title={parsed.ok ? fieldOf(h.id).unit === "s" ? "For instance >30min, <=2h, 1h..3h" : "For instance >5, <=2, 3..10 or 7" : parsed.why}>
                    <input placeholder="any" aria-label={`Filter ${headText(h.id)}`} aria-invalid={!parsed.ok} value={text} spellcheck={false} data-testid={`filter-${h.id}`}
                      onInput={(e) => onView({ ...view, filters: { ...view.filters, [h.id]: e.currentTarget.value } })} />
                  </span>
                </th>
              );
            })}
            <th />
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr class="pad" aria-hidden="true"><td colSpan={heads.length + 2} style={{ height: `${before}px` }} /></tr>}
          {Array.from(rows.subarray(first, end), (row, i) => {
            const epoch = columns.at("epoch", row);
            const b = bits[row] ?? 0;
            const ours = row === marks.ours;
            const whatif = row === marks.whatif && marks.whatif !== marks.ours;
            const cell = (id: string) => {
              const x = columns.value(id, row);
              if (id === "epoch") return <td key={id} class="r m"><button type="button" class="rowb" aria-label={`Why epoch ${num(epoch)}?`} onClick={(e) => { e.stopPropagation(); onPick(row); }}>{num(epoch)}</button></td>;
              if (id === "wins") return <td key={id} class="r">{num(x)} <span class="t3">/ {num(columns.value("draws", row))} / {num(columns.value("losses", row))}</span></td>;
              const text = cellText(id, x);
              const profit = id === "profit_total_pct";
              return (
                <td key={id} class={`r ${profit ? "m" : ""} ${profit && b === 0 && (x ?? 0) > 0 && !ours ? "good" : ""}`}>
                  {failing(id, b) ? <span class="fail"><Icon name="cross" size="xs" />{text}</span> : text}
                </td>
              );
            };
            return (
              <tr key={columns.at("line", row)} aria-rowindex={first + i + 3} data-line={columns.at("line", row)} data-testid="epoch-row"
                class={`${ours ? "ours" : row === marks.selected || whatif ? "sel" : b !== 0 ? "out" : ""} ${whatif ? "wif" : ""}`}
                onClick={() => onPick(row)}>
                <td><span class="row" style={{ gap: "4px", width: "32px", justifyContent: "flex-end" }}>
                  {ours ? <span class="acc" title="Our choice"><Icon name="diamond" size="xs" /></span>
                    : front.has(row) && <span class="front" title="On the Pareto front"><Icon name="square" size="xs" /></span>}
                  {row === marks.best ? <span class="star" title="freqtrade’s best"><Icon name="star" size="xs" /></span>
                    : columns.at("is_best", row) === 1 ? <span class="t3" title="Was freqtrade’s best"><Icon name="staro" size="xs" /></span> : null}
                </span></td>
                {heads.map((h) => cell(h.id))}
                <td title={b ? [verdict(b, criteria), ...criteria.filter((_, i) => b & (1 << i)).map((c) => `wanted: ${criterionText(c)}`)].join("; ") : undefined}>
                  {ours ? <span class="acc m">Our choice</span> : whatif ? <span class="ask m">What-if choice</span>
                    : b === 0 ? <><span class="t2" style={{ display: "inline-flex", verticalAlign: "-2px" }}><Icon name="check" size="xs" /></span> <span class="t3">meets all</span></>
                      : <span class="t3">{verdict(b, criteria)}</span>}
                </td>
              </tr>
            );
          })}
          {after > 0 && <tr class="pad" aria-hidden="true"><td colSpan={heads.length + 2} style={{ height: `${after}px` }} /></tr>}
        </tbody>
      </table>
    </div>
  );
}
