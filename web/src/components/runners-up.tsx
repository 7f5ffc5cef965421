// What would be chosen if our choice were not there.
import { fieldOf, valueWithUnit } from "../fields";
import { num } from "../format";
import type { Criterion, Epoch } from "../protocol";

const places = ["2nd", "3rd", "4th", "5th"];

export function RunnersUp({ next, criteria, onPick }: { next: readonly Epoch[]; criteria: Criterion[]; onPick: (line: number) => void }) {
  if (!next.length) return null;
  // The last sort counts most.
  const sort = [...criteria].reverse().find((c) => c.sort)?.field ?? "";
  return (
    <section data-testid="runners-up" aria-label="Runners-up">
      <h3 class="f11 t3 m">Next best</h3>
      <ul class="why">
        {next.map((e, i) => {
          const x = (e as unknown as Record<string, number | null | undefined>)[sort];
          return (
            <li key={e.line}><span />
              <span><button type="button" class="rowb m" aria-label={`Select epoch ${num(e.epoch)}`} onClick={() => onPick(e.line)}>{num(e.epoch)}</button>
                {x !== undefined && <span class="t2"> {valueWithUnit(sort, x)} {fieldOf(sort).short}</span>}</span>
              <span class="vs">{places[i] ?? num(i + 2)}</span></li>
          );
        })}
      </ul>
    </section>
  );
}
