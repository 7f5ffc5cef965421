// How stable a result is: what epochs with like parameters came to.
import { useState } from "preact/hooks";
import { fieldOf, valueWithUnit } from "../fields";
import { dash, num, plural } from "../format";
import type { Stability } from "../protocol";
import { readable } from "../verdict";
import { sentence } from "../words";
import { Button } from "./base";
import { Icon } from "./icon";

const few = 5;

/** The last words of the sentence, `a plateau`: the rest of it stands below. */
export const stabilityWord = (s: Stability) => /\b(plateau|slope|lonely peak)\b/.exec(s.sentence)?.[1] ?? "";

export function StabilityPart({ s, epochOf, onPick }: {
  s: Stability;
  /** freqtrade's number of a line; null if the page does not have it. */
  epochOf: (line: number) => number | null; onPick: (line: number) => void;
}) {
  const [all, setAll] = useState(false);
  const word = stabilityWord(s);
  const field = fieldOf(s.field);
  return (
    <section class="stab" aria-label="Stability" data-testid="stability">
      <div class="row f12">
        <span class="t2">Stability</span>
        <span class={`meter grow ${s.score !== null && s.score < 40 ? "warn" : ""}`} role="meter" aria-label="Stability, 0 to 100" aria-valuemin={0} aria-valuemax={100} aria-valuenow={s.score ?? undefined}>
          <i style={{ width: `${Math.max(0, Math.min(100, s.score ?? 0))}%` }} />
        </span>
        <b class="m" data-testid="stability-score">{num(s.score)}</b><span class="t3">of 100</span>
      </div>
      <p class="f12 t2" style={{ lineHeight: "18px" }}>{word && <b class="m">{word[0]!.toUpperCase() + word.slice(1)}. </b>}{sentence(readable(s.sentence.replace(/: a (plateau|slope|lonely peak)\.?$/, "")))}</p>
      {s.neighbours.length > 0 && (
        <table class="nbs">
          <caption class="sr">Epochs with the most similar parameters</caption>
          <thead><tr><th>Neighbour</th><th class="r" title="0: the same parameters, 1: all of them as far as can be">Distance</th><th class="r" title={field.meaning}>{field.head}</th><th><span class="sr">Meets the criteria</span></th></tr></thead>
          <tbody>{s.neighbours.slice(0, all ? undefined : few).map((n) => (
            <tr key={n.line} data-testid="neighbour" data-line={n.line} onClick={() => onPick(n.line)}>
              <td><button type="button" class="rowb m" aria-label={`Select epoch ${num(epochOf(n.line) ?? n.line)}`} onClick={(e) => { e.stopPropagation(); onPick(n.line); }}>{epochOf(n.line) === null ? `Line ${num(n.line)}` : num(epochOf(n.line))}</button></td>
              <td class="r t2">{n.distance === null ? dash : num(n.distance, 3)}</td>
              <td class="r">{valueWithUnit(s.field, n.value)}</td>
              <td class={n.passes ? "good" : "bad"} title={n.passes ? "Meets the criteria" : "Fails the criteria"}><Icon name={n.passes ? "check" : "cross"} size="xs" /><span class="sr">{n.passes ? "passes" : "fails"}</span></td>
            </tr>
          ))}</tbody>
        </table>
      )}
      {s.neighbours.length > few && <div><Button tone="g" icon={all ? "up" : "down"} aria-expanded={all} onClick={() => setAll(!all)}>{all ? "Fewer neighbours" : plural(s.neighbours.length - few, "more neighbour")}</Button></div>}
    </section>
  );
}
