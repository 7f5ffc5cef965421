// What was chosen and why: of a run, or so far.
import { criterionText } from "../criteria";
import { fieldOf, valueWithUnit } from "../fields";
import { num, percent, signed, signedPercent } from "../format";
import type { Criterion, Epoch, Ranking } from "../protocol";
import { Empty } from "./base";
import { Icon } from "./icon";

/** Counts after each criterion, as bars of what was there. */
export function Funnel({ criteria, remaining, total }: { criteria: Criterion[]; remaining: number[]; total: number }) {
  const most = Math.max(1, total);
  const filters = criteria.filter((c) => c.operator);
  const labels = ["has trades", ...filters.map(criterionText)];
  // One count for each criterion, or one for each that filters.
  const counts = remaining.length === criteria.length + 1 && filters.length !== criteria.length
    ? [remaining[0]!, ...criteria.flatMap((c, i) => (c.operator ? [remaining[i + 1]!] : []))]
    : remaining;
  return (
    <div class="dlist" data-testid="funnel" role="list" aria-label="Epochs left after each criterion">
      {counts.slice(0, labels.length).map((n, i) => (
        <div class="fun" key={i} role="listitem">
          <span class="ell" title={labels[i]}>{labels[i]}</span>
          <span class="meter"><i style={{ width: `${(100 * n) / most}%` }} /></span>
          <b class="m r">{num(n)}</b>
        </div>
      ))}
    </div>
  );
}

export function EpochFacts({ e, next }: { e: Epoch; next?: Epoch | undefined }) {
  const rate = (x: Epoch) => (x.trades ? (100 * x.wins) / x.trades : null);
  const rows: [string, string, string | null][] = [
    ["Profit", signedPercent(e.profit_total_pct), next ? signedPercent(next.profit_total_pct) : null],
    ["Max drawdown", percent(e.max_drawdown, 2), next ? percent(next.max_drawdown, 2) : null],
    ["Trades", num(e.trades), next ? num(next.trades) : null],
    ["Win rate", percent(rate(e), 1), next ? percent(rate(next), 1) : null],
    ["Objective", num(e.objective, 3), next ? num(next.objective, 3) : null],
  ];
  return (
    <table class="cmp">
      <thead><tr><th>In sample</th><th class="r"><span class="acc row" style={{ gap: "4px", justifyContent: "flex-end" }}><Icon name="diamond" size="xs" />{num(e.epoch)}</span></th>
        {next && <th class="r">Next best {num(next.epoch)}</th>}</tr></thead>
      <tbody>{rows.map(([k, a, b]) => <tr key={k}><td class="t2">{k}</td><td class="r m">{a}</td>{next && <td class="r t2">{b}</td>}</tr>)}</tbody>
    </table>
  );
}

export function whyText(r: Ranking): string {
  const last = r.remaining[r.remaining.length - 1] ?? 0;
  const sort = [...r.criteria].reverse().find((c) => c.sort);
  if (!r.winner) return "No epoch meets all criteria, so nothing is chosen and the old parameters stay.";
  const epochs = last === 1 ? "the only epoch that meets" : `one of ${num(last)} epochs that meet`;
  const value = sort ? (r.winner as unknown as Record<string, number | null>)[sort.field] ?? null : null;
  return sort
    ? `It is ${epochs} the criteria, and it has the ${sort.sort === "desc" ? "highest" : "lowest"} ${fieldOf(sort.field).short}: ${valueWithUnit(sort.field, value)}.`
    : `It is ${epochs} the criteria, and the first of them in the file.`;
}

export function Decision({ r }: { r: Ranking }) {
  return (
    <div class="two" style={{ padding: "12px 16px 16px", gap: "24px" }} data-testid="decision">
      <div>
        {r.winner ? <EpochFacts e={r.winner} next={r.next[0]} /> : <Empty icon="target" title="Nothing was chosen" />}
      </div>
      <div style={{ display: "grid", gap: "12px" }}>
        <p class="f12 t2" style={{ lineHeight: "18px" }}>{whyText(r)}</p>
        <Funnel criteria={r.criteria} remaining={r.remaining} total={r.epochs} />
        <p class="f11 t3 mono ell" title={r.file}>{r.file}</p>
        <p class="f11 t3">{num(r.epochs)} epochs read{r.rejected_lines ? `, ${num(r.rejected_lines)} unreadable lines` : ""}{r.winner ? `, average ${signed(r.winner.avg_profit)} % a trade` : ""}</p>
      </div>
    </div>
  );
}
