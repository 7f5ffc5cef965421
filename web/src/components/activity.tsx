import { now } from "../clock";
import { when } from "../format";
import type { Level } from "../protocol";
import { store } from "../store";
import { Empty, Panel } from "./base";
import { Icon, type IconName } from "./icon";

export const levelIcon: Record<Level, IconName> = { debug: "dots", info: "info", warning: "warning", error: "octagon" };
export const levelTone: Record<Level, string> = { debug: "t3", info: "t3", warning: "warn", error: "bad" };

export function Activity() {
  const lines = store.lines.value.filter((x) => x.level !== "debug").slice(-8).reverse();
  return (
    <Panel title="Activity" actions={<a class="link f12" href="/log">System log</a>} testid="activity">
      {lines.length === 0 ? <Empty icon="list" title="Nothing has happened yet" /> : (
        <ul class="feed">
          {lines.map((x, i) => (
            <li key={x.at + i}>
              <time dateTime={x.at}>{when(x.at, now.value)}</time>
              <span class={levelTone[x.level]}><Icon name={levelIcon[x.level] ?? "info"} size="s" /></span>
              <span class="tx">{x.strategy && <b>{x.strategy} </b>}{x.text.replace(/^[a-z_]+: /, "")}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
