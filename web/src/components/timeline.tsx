// Runs of all strategies, last 12 and next 24 hours, on one axis.
import { now } from "../clock";
import { clock, duration, seconds, stamp, zone } from "../format";
import { useHistory } from "../history";
import { runLabel } from "../labels";
import type { Run } from "../protocol";
import { strategyPath } from "../router";
import { running, store } from "../store";
import { outcomeText } from "../words";
import { Panel } from "./base";
import { Icon } from "./icon";

const hour = 3_600_000;
const before = 12 * hour;
const span = 36 * hour;

function ticks(from: number): number[] {
  const d = new Date(from);
  d.setMinutes(0, 0, 0);
  while (d.getHours() % 6) d.setHours(d.getHours() + 1);
  const out: number[] = [];
  for (let t = d.getTime(); t < from + span; t += 6 * hour) if (t > from) out.push(t);
  return out;
}

const tickText = (t: number) =>
  new Date(t).getHours() === 0 ? `${new Intl.DateTimeFormat("en-GB", { weekday: "short" }).format(t)} 00:00` : clock(t);

/** A mark is 22 px wide at least: at the right edge it stays within the lane. */
const place = (t: number, from: number) => `min(${(((t - from) / span) * 100).toFixed(3)}%, calc(100% - 22px))`;

function Bar({ run, from }: { run: Run; from: number }) {
  const a = Math.max(Date.parse(run.started_at), from);
  const b = run.ended_at ? Date.parse(run.ended_at) : now.value;
  const label = runLabel(run);
  const tone = running(run) ? "run" : run.state === "done" ? "done" : "rest";
  return (
    <a class={`bar ${tone}`} href={strategyPath(run.strategy)} aria-label={`${label.text}, ${stamp(run.started_at)}`}
      title={`${label.text}: ${stamp(run.started_at)}, ${duration(seconds(run.started_at, b))}. ${outcomeText(run)}`}
      style={{ left: place(a, from), width: `max(22px, ${((b - a) / span) * 100}%)` }}>
      <Icon name={label.icon} size="xs" spin={label.spin} />
    </a>
  );
}

function Lane({ name, from, grid }: { name: string; from: number; grid: number[] }) {
  const history = useHistory(name).items.filter((r) => Date.parse(r.ended_at ?? new Date(now.value).toISOString()) > from);
  const s = store.schedules.value.get(name);
  const plan = s?.enabled ? s.next.map((x) => Date.parse(x)).filter((t) => t < from + span && t > now.value).slice(0, 24) : [];
  // A bar is wider than the short run that it draws, so it reaches beyond “now”.
  const recent = history.some((r) => now.value - Date.parse(r.started_at) < 2 * hour);
  return (
    <div class="ln">
      <a class="ell" href={strategyPath(name)}>{name}</a>
      <div class="tr">
        {grid.map((t) => <span key={t} class="gr" style={{ left: `${((t - from) / span) * 100}%` }} />)}
        {history.map((r) => <Bar key={r.id} run={r} from={from} />)}
        {plan.map((t) => (
          <span key={t} class="bar plan" title={`Planned: ${stamp(new Date(t).toISOString())}`}
            style={{ left: place(t, from), width: "22px" }}><Icon name="time" size="xs" /></span>
        ))}
        <span class="now" style={{ left: `${(before / span) * 100}%` }} />
        {!s?.enabled && <span class="f11 t3" style={{ position: "absolute", left: recent ? "calc(33.4% + 28px)" : "34.3%", top: "9px" }}>Not scheduled</span>}
      </div>
    </div>
  );
}

export function RunTimeline() {
  const from = now.value - before;
  const grid = ticks(from);
  const legend = (
    <span class="leg no-phone">
      <span><Icon name="check" size="xs" />done</span>
      <span class="warn"><Icon name="restored" size="xs" />restored</span>
      <span class="acc"><Icon name="arc" size="xs" />running</span>
      <span><Icon name="time" size="xs" />planned</span>
    </span>
  );
  return (
    <Panel title="Cycles" sub={`last 12 and next 24 hours, ${zone()}`} actions={legend}>
      <div class="tl">
        <div class="ax"><span /><div class="axt">
          {grid.filter((t) => Math.abs(t - now.value) > 2.6 * hour && t - from > hour && from + span - t > 1.5 * hour).map((t) =>
            // A phone has room for the short ones that stand clear of “now”.
            <span key={t} class={Math.abs(t - now.value) < 5 * hour || new Date(t).getHours() === 0 ? "no-phone" : ""} style={{ left: `${((t - from) / span) * 100}%` }}>{tickText(t)}</span>)}
          <span class="nowl" style={{ left: `${(before / span) * 100}%` }}>now</span>
        </div></div>
        {store.names.value.map((x) => <Lane key={x} name={x} from={from} grid={grid} />)}
      </div>
    </Panel>
  );
}
