// The criteria, to be tried out: nothing here is saved.
import { useState } from "preact/hooks";
import { readValue, symbol, toYaml } from "../criteria";
import { boundText } from "../fields";
import { num, signed } from "../format";
import type { Criterion, Operator } from "../protocol";
import { failure, toast } from "../toasts";
import type { useWhatIf } from "../what-if";
import { Button, IconButton, Mark, Panel } from "./base";
import { Funnel } from "./decision";
import { FieldSelect } from "./field-select";
import { Icon } from "./icon";

const operators: Operator[] = ["<", "<=", ">", ">=", "=="];

function Line({ c, id, params, onChange, onRemove }: { c: Criterion; id: string; params: readonly string[]; onChange: (c: Criterion) => void; onRemove: () => void }) {
  const shown = c.value === null ? "" : boundText(c.field, c.value);
  const [text, setText] = useState<string | null>(null);
  const bad = text !== null && readValue(text, c.field) === null;
  const sort = c.sort;
  return (
    <div class="c" data-testid="criterion">
      <FieldSelect id={id} label="Field" value={c.field} params={params} onPick={(field) => onChange({ ...c, field })} />
      <select class="sel op" aria-label="Rule" value={c.operator || sort || ""} onChange={(e) => {
        const v = e.currentTarget.value;
        if (v === "asc" || v === "desc") onChange({ ...c, operator: "", value: c.value ?? 0, sort: v });
        else onChange({ ...c, operator: v as Operator, value: c.value ?? 0 });
      }}>
        {operators.map((o) => <option key={o} value={o}>{symbol[o]}</option>)}
        {!c.operator && <option value={sort || ""}>{sort === "asc" ? "↑" : "↓"}</option>}
      </select>
      {c.operator
        ? <input class={`inp ${bad ? "bad" : ""}`} aria-label="Value" aria-invalid={bad} inputMode="decimal" value={text ?? shown}
            onFocus={(e) => {
              // At once, so that what is typed next replaces it; and after the click that may have brought it.
              const t = e.currentTarget;
              const raw = c.value === null ? "" : String(c.value);
              setText((t.value = raw));
              t.select();
              requestAnimationFrame(() => t.value === raw && t.select());
            }}
            onInput={(e) => { const t = e.currentTarget.value; setText(t); const v = readValue(t, c.field); if (v !== null) onChange({ ...c, value: v }); }}
            onBlur={() => setText(null)} />
        : <span class="f12 t3">{sort === "asc" ? "lowest" : "highest"}</span>}
      <IconButton icon="cross" label="Remove this criterion" onClick={onRemove} />
    </div>
  );
}

function Sorting({ criteria, params, onChange }: { criteria: Criterion[]; params: readonly string[]; onChange: (c: Criterion[]) => void }) {
  const at = criteria.map((c) => c.sort !== "").lastIndexOf(true);
  const c = at >= 0 ? criteria[at]! : null;
  const set = (field: string, direction: "asc" | "desc") => {
    // One sort decides here: those before it only break its ties.
    const rest = criteria.map((x) => ({ ...x, sort: "" as const })).filter((x) => x.operator);
    if (!field) return onChange(rest);
    const i = rest.findIndex((x) => x.field === field);
    if (i >= 0) rest[i] = { ...rest[i]!, sort: direction as never };
    else rest.push({ field, operator: "", value: 0, sort: direction as never });
    onChange(rest);
  };
  return (
    <div class="row" style={{ gap: "6px" }}>
      <span class="f12 t3">Sort</span>
      <FieldSelect id="sort" label="Sort by" empty="file order" value={c?.field ?? ""} params={params} onPick={(f) => set(f, c?.sort === "asc" ? "asc" : "desc")} />
      {c && <select class="sel" style={{ width: "86px", height: "26px" }} aria-label="Direction" value={c.sort} onChange={(e) => set(c.field, e.currentTarget.value as "asc" | "desc")}>
        <option value="desc">highest</option><option value="asc">lowest</option>
      </select>}
    </div>
  );
}

export function CriteriaPanel({ what, saved, ours, told, params }: {
  what: ReturnType<typeof useWhatIf>; saved: Criterion[]; ours: { epoch: number; profit: number | null; trades: number } | null;
  /** What the manager counts by the saved criteria, as the file grows. */
  told: { remaining: number[]; total: number } | null;
  /** Names of parameters that the file has. */
  params: readonly string[];
}) {
  const { criteria, changed, answer } = what;
  const shown = told ? { criteria: saved, remaining: told.remaining, epochs: told.total } : what.shown;
  const filters = criteria.map((c, i) => ({ c, i })).filter((x) => x.c.operator);
  const change = (i: number, c: Criterion) => what.set(criteria.map((x, j) => (j === i ? c : x)));
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(toYaml(criteria));
      toast("good", "Criteria copied as YAML", "Paste them below the strategy in config.yaml.");
    } catch (e) {
      failure("Nothing was copied", e);
    }
  };
  const w = answer?.winner;
  return (
    <Panel testid="criteria" title={<>Criteria {changed && <Mark text="What-if" icon="whatif" tone="ask" />}</>}
      actions={changed ? <Button tone="g" onClick={() => what.set(null)}>Reset</Button> : undefined} label="Criteria">
      <div class="pb" style={{ display: "grid", gap: "12px" }}>
        {filters.length > 0 && <div class="crit">
          {filters.map(({ c, i }) => <Line key={i} id={`criterion-${i}`} c={c} params={params} onChange={(x) => change(i, x)}
            onRemove={() => what.set(c.sort ? criteria.map((x, j) => (j === i ? { ...x, operator: "" as const } : x)) : criteria.filter((_, j) => j !== i))} />)}
        </div>}
        <Sorting criteria={criteria} params={params} onChange={what.set} />
        <div><Button tone="g" icon="plus" onClick={() => what.set([...criteria.filter((x) => x.operator), { field: "trades", operator: ">=", value: 10, sort: "" }, ...criteria.filter((x) => !x.operator)])}>Add a criterion</Button></div>
        {shown && <div style={{ borderTop: "1px solid var(--line1)", paddingTop: "12px", opacity: told || answer ? 1 : 0.5 }}><Funnel criteria={shown.criteria.length ? shown.criteria : criteria} remaining={shown.remaining} total={shown.epochs} /></div>}
        {what.error && !told && <div class="note e" role="alert"><Icon name="octagon" size="s" /><span>{what.error}</span></div>}
        {changed && answer && (
          <div class="note" data-testid="whatif"><Icon name="swap" size="s" /><span>
            {!w ? <>No epoch would meet these criteria, so nothing would be chosen.</>
              : !ours ? <>The choice would be <b>{num(w.epoch)}</b>.</>
                : w.epoch === ours.epoch ? <>The choice would stay <b>{num(w.epoch)}</b>.</>
                  : <>The choice would change from <b>{num(ours.epoch)}</b> to <b>{num(w.epoch)}</b>: {signed((w.profit_total_pct ?? 0) - (ours.profit ?? 0))} points of profit, {signed(w.trades - ours.trades, 0)} trades.</>}
          </span></div>
        )}
        {(changed || saved.length > 0) && <div class="row" style={{ flexWrap: "wrap" }}><Button icon="copy" onClick={() => void copy()}>Copy as YAML</Button><span class="f12 t3">Nothing is saved here.</span></div>}
      </div>
    </Panel>
  );
}
