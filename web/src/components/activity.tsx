import { newest, ofRun, remember } from "../activity";
import { now } from "../clock";
import { stamp, when } from "../format";
import { knownRuns } from "../history";
import type { Level } from "../protocol";
import { strategyPath } from "../router";
import { store } from "../store";
import { Empty, Panel } from "./base";
import { Icon, type IconName } from "./icon";

export const levelIcon: Record<Level, IconName> = { debug: "dots", info: "info", warning: "warning", error: "octagon" };

export function Activity() {
  // Runs that ended before the page was opened, then all that came since.
  const past = remember(new Map(), knownRuns().flatMap((r) => ofRun(r, store.hyperopts.value.get(r.strategy))));
  const list = newest([...new Map([...past, ...store.moments.value]).values()], 30);
  return (
    <Panel title="Activity" class="act" actions={<a class="link f12" href="/log">System log</a>} testid="activity">
      {list.length === 0 ? <Empty icon="list" title="Nothing has happened yet" /> : (
        <ul class="feed" tabIndex={0} aria-label="What happened, newest first">
          {list.map((x) => (
            <li key={x.key}>
              <time dateTime={x.at} title={stamp(x.at)}>{when(x.at, now.value)}</time>
              <span class={x.tone || "t3"}><Icon name={x.icon} size="s" /></span>
              <span class="tx"><a href={strategyPath(x.strategy)}><b>{x.strategy}</b></a>: {x.text}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
