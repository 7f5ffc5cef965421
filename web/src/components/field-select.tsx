// Chooses what a criterion asks for: a field, by group, or a parameter by name.
import { useState } from "preact/hooks";
import { fieldGroups, fieldsOf, isParam, paramPrefix } from "../fields";

const other = "params.";

/** `params` are the names that the shown epoch has: they are offered. */
export function FieldSelect({ value, label, empty, params, onPick, id }: {
  value: string; label: string; empty?: string; params: readonly string[]; onPick: (field: string) => void; id: string;
}) {
  const [typing, setTyping] = useState(false);
  const param = typing || isParam(value);
  const [bad, setBad] = useState(false);
  const commit = (text: string) => {
    const name = paramPrefix + text.trim().replace(/^params\./, "");
    setBad(!isParam(name));
    if (!isParam(name)) return;
    setTyping(false);
    if (name !== value) onPick(name);
  };
  return (
    <span class="fsel">
      <select class="sel" aria-label={label} value={param ? other : value} onChange={(e) => {
        const v = e.currentTarget.value;
        setTyping(v === other);
        setBad(false);
        if (v !== other) onPick(v);
      }}>
        {empty !== undefined && <option value="">{empty}</option>}
        {fieldGroups.map((g) => <optgroup key={g} label={g}>{fieldsOf(g).map((f) => <option key={f.name} value={f.name} title={f.meaning}>{f.name}</option>)}</optgroup>)}
        <optgroup label="Parameters"><option value={other}>params…</option></optgroup>
      </select>
      {param && <>
        <input class={`inp ${bad ? "bad" : ""}`} aria-label={`${label}: name of the parameter`} aria-invalid={bad} list={`${id}-params`} placeholder="buy_rsi" spellcheck={false} autofocus={typing}
          value={isParam(value) && !typing ? value.slice(paramPrefix.length) : undefined} data-testid="param-name"
          onChange={(e) => commit(e.currentTarget.value)} onKeyDown={(e) => e.key === "Enter" && commit(e.currentTarget.value)} />
        <datalist id={`${id}-params`}>{params.map((p) => <option key={p} value={p} />)}</datalist>
      </>}
    </span>
  );
}
