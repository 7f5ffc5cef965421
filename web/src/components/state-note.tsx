// What a process's state means, and where to look: below its row.
import { now } from "../clock";
import type { Process } from "../protocol";
import { restartRefusal } from "../refusals";
import { outputPath, strategyPath } from "../router";
import { shownLabel, stateWords } from "../states";
import { store } from "../store";
import { Icon } from "./icon";

const kindOf = { bad: "e", warn: "w", acc: "a" } as const;

export function StateNote({ p }: { p: Process }) {
  const bot = store.botOf(p);
  const w = stateWords(p, now.value, bot, store.sinceOf(p));
  if (!w) return null;
  const refused = p.state === "hung" || p.state === "unkept" ? restartRefusal(p.strategy) : "";
  return (
    <tr class="sub-row state-row" data-testid={`state-${p.kind}`}>
      <td colSpan={10}>
        <div class={`note ${kindOf[w.tone]}`}>
          <Icon name={shownLabel(p, bot).icon} size="s" />
          <span class="grow">
            <b>{w.head}</b> {w.why && <span class="why-t">{w.why}</span>} {w.next}{" "}
            {refused && <span data-testid="restart-refused">{refused}{" "}</span>}
            {p.held_by && <a class="link nw" href={`${strategyPath(p.strategy)}?run=${encodeURIComponent(p.held_by)}`}>Show its run</a>}
            {w.tone !== "acc" && p.launch && <a class="link nw" href={outputPath(p.strategy, p.kind, p.launch)}>Its output, at the end</a>}
          </span>
        </div>
      </td>
    </tr>
  );
}
