// The criteria, to be tried out: nothing here is saved.
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { percentField, readValue, sameCriteria, symbol, toYaml } from "../criteria";
import { num, plain, signed } from "../format";
import { criterionFields, type Criterion, type CriterionField, type Operator, type Ranking } from "../protocol";
import { failure, reason, toast } from "../toasts";
import { Button, IconButton, Mark, Panel } from "./base";
import { Funnel } from "./decision";
import { Icon } from "./icon";

const operators: Operator[] = ["<", "<=", ">", ">=", "=="];

function Line({ c, onChange, onRemove }: { c: Criterion; onChange: (c: Criterion) => void; onRemove: () => void }) {
  const shown = c.value === null ? "" : plain(c.value) + (percentField(c.field) ? " %" : "");
  const [text, setText] = useState<string | null>(null);
  const bad = text !== null && readValue(text) === null;
  const sort = c.sort;
  return (
    <div class="c" data-testid="criterion">
      <select class="sel" aria-label="Field" value={c.field} onChange={(e) => onChange({ ...c, field: e.currentTarget.value as CriterionField })}>
        {criterionFields.map((f) => <option key={f} value={f}>{f}</option>)}
      </select>
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
            onFocus={(e) => { setText(c.value === null ? "" : String(c.value)); const t = e.currentTarget; requestAnimationFrame(() => t.select()); }}
            onInput={(e) => { const t = e.currentTarget.value; setText(t); const v = readValue(t); if (v !== null) onChange({ ...c, value: v }); }}
            onBlur={() => setText(null)} />
        : <span class="f12 t3">{sort === "asc" ? "lowest" : "highest"}</span>}
      <IconButton icon="cross" label="Remove this criterion" onClick={onRemove} />
    </div>
  );
}

function Sorting({ criteria, onChange }: { criteria: Criterion[]; onChange: (c: Criterion[]) => void }) {
  const at = criteria.map((c) => c.sort !== "").lastIndexOf(true);
  const c = at >= 0 ? criteria[at]! : null;
  const set = (field: string, direction: "asc" | "desc") => {
    // One sort decides here: those before it only break its ties.
    const rest = criteria.map((x) => ({ ...x, sort: "" as const })).filter((x) => x.operator);
    if (!field) return onChange(rest);
    const i = rest.findIndex((x) => x.field === field);
    if (i >= 0) rest[i] = { ...rest[i]!, sort: direction as never };
    else rest.push({ field: field as CriterionField, operator: "", value: 0, sort: direction as never });
    onChange(rest);
  };
  return (
    <div class="row" style={{ gap: "6px" }}>
      <span class="f12 t3">Sort</span>
      <select class="sel" style={{ flex: 1, height: "26px" }} aria-label="Sort by" value={c?.field ?? ""} onChange={(e) => set(e.currentTarget.value, c?.sort === "asc" ? "asc" : "desc")}>
        <option value="">file order</option>
        {criterionFields.map((f) => <option key={f} value={f}>{f}</option>)}
      </select>
      {c && <select class="sel" style={{ width: "86px", height: "26px" }} aria-label="Direction" value={c.sort} onChange={(e) => set(c.field, e.currentTarget.value as "asc" | "desc")}>
        <option value="desc">highest</option><option value="asc">lowest</option>
      </select>}
    </div>
  );
}

export interface WhatIf { criteria: Criterion[]; changed: boolean; answer: Ranking | null; shown: Ranking | null; error: string }

/** Asks the manager what other criteria would choose, a moment after typing. */
export function useWhatIf(strategy: string, file: string, saved: Criterion[], epochs: number, told: boolean): WhatIf & { set: (c: Criterion[] | null) => void } {
  const [edited, setEdited] = useState<Criterion[] | null>(null);
  const [answered, setAnswered] = useState<{ key: string; ranking: Ranking } | null>(null);
  const [error, setError] = useState("");
  const asked = useRef(0);
  const criteria = edited ?? saved;
  const changed = edited !== null && !sameCriteria(edited, saved);
  // New epochs change the answer too, but not each of them is worth asking.
  const pace = Math.floor(epochs / Math.max(10, Math.round(epochs / 40)));
  const key = JSON.stringify(criteria);
  useEffect(() => {
    if (!file || (told && !changed)) return;
    const mine = ++asked.current;
    const t = setTimeout(() => {
      api.evaluate(strategy, { file, criteria, limit: 4 })
        .then((r) => { if (mine === asked.current) { setAnswered({ key, ranking: r }); setError(""); } })
        .catch((e) => { if (mine === asked.current) setError(reason(e)); });
    }, changed ? 250 : 600);
    return () => clearTimeout(t);
  }, [strategy, file, key, pace, changed, told]);
  // While the next answer is on its way, the last one would be a wrong one.
  const answer = answered?.key === key ? answered.ranking : null;
  return { criteria, changed, answer, shown: answered?.ranking ?? null, error, set: setEdited };
}

export function CriteriaPanel({ what, saved, ours, told }: {
  what: ReturnType<typeof useWhatIf>; saved: Criterion[]; ours: { epoch: number; profit: number | null; trades: number } | null;
  /** What the manager counts by the saved criteria, as the file grows. */
  told: { remaining: number[]; total: number } | null;
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
          {filters.map(({ c, i }) => <Line key={i} c={c} onChange={(x) => change(i, x)}
            onRemove={() => what.set(c.sort ? criteria.map((x, j) => (j === i ? { ...x, operator: "" as const } : x)) : criteria.filter((_, j) => j !== i))} />)}
        </div>}
        <Sorting criteria={criteria} onChange={what.set} />
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
