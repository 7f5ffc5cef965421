// All strategies, one row each.
import type { ComponentChildren } from "preact";
import { askRestart, askStart } from "../actions";
import { now } from "../clock";
import { bytes, num, percent, relative, signedPercent, when } from "../format";
import { runLabel, stepName, tradeNote } from "../labels";
import { useShownRun } from "../history";
import { runDuration, runLine, runName, wholeCycle } from "../progress";
import type { Run } from "../protocol";
import { startRefusal } from "../refusals";
import { hyperoptPath, strategyPath } from "../router";
import { mayOperate } from "../session";
import { shownLabel } from "../states";
import { alive, running, store } from "../store";
import { outcomeText } from "../words";
import { Badge, Button, Dash, ModeTag } from "./base";
import { BotCell } from "./bot-panel";
import { CancelButton } from "./cancel";
import { Icon } from "./icon";
import { askRun } from "./run-dialog";
import { MiniTrack } from "./track";

function Load({ name }: { name: string }) {
  const all = store.processesOf(name).map((p) => store.usageOf(p)).filter((x) => x !== null);
  if (!all.length) return <div><span class="lb">Load</span><Dash /></div>;
  const cpu = all.reduce((a, x) => a + (x.stats.cpu_pct ?? 0), 0);
  const rss = all.reduce((a, x) => a + (x.stats.rss_bytes ?? 0), 0);
  return <div><span class="lb">Load</span><div class="big">{percent(cpu)} <span class="unit">CPU</span></div><div class="f12 t3">{bytes(rss)}</div></div>;
}

function Choice({ name }: { name: string }) {
  const w = store.hyperopts.value.get(name)?.winner;
  if (!w) return <div><span class="lb">Our choice</span><Dash /></div>;
  const profit = w.profit_total_pct ?? 0;
  return (
    <a href={hyperoptPath(name)} title={`Epoch ${num(w.epoch)}: in sample, not a promise`}>
      <span class="lb">Our choice</span>
      <div class={`big ${profit > 0 ? "good" : profit < 0 ? "bad" : ""}`}>{signedPercent(w.profit_total_pct)}</div>
      <div class="f12 t3 nw"><span class="acc">◆</span> {num(w.epoch)} · {percent(w.max_drawdown, 2)} down</div>
    </a>
  );
}

function Cycle({ name, run }: { name: string; run: Run | null }) {
  const h = store.hyperopts.value.get(name);
  if (!run) return <div class="cyc"><div class="ln"><span class="t3">No cycle has run yet</span></div></div>;
  const label = runLabel(run);
  const step = run.steps.find((s) => s.state === "running");
  return (
    <div class="cyc">
      <MiniTrack run={run} hyperopt={h} />
      <div class="ln">
        {running(run) && step
          ? <><span class="acc m">{wholeCycle(run) ? "" : `${runName(run)}: `}{stepName[step.name] ?? step.name}</span><span class="t2 ell">{runLine(run, h)}</span></>
          : <><span class={`${label.tone} row`} style={{ gap: "5px", flex: "none" }}><Icon name={label.icon} size="xs" spin={label.spin} /><b class="m nw">{label.text}</b></span>
            <span class="t2 ell" title={outcomeText(run)}>{outcomeText(run) || runDuration(run, now.value)}</span></>}
      </div>
    </div>
  );
}

function Next({ name }: { name: string }) {
  const s = store.schedules.value.get(name);
  const next = s?.next[0];
  return (
    <div class="nx">
      <span class="lb">Next cycle</span>
      {s?.enabled && next
        ? <><div class="big">{when(next, now.value)}</div><div class="f12 t3">{relative(next, now.value)}</div></>
        : <div class="t3 row" style={{ gap: "5px" }}><Icon name="pause" size="s" />Not scheduled</div>}
    </div>
  );
}

function Row({ name, bots }: { name: string; bots: boolean }) {
  const trade = store.process(name, "trade");
  const run = useShownRun(name);
  const busy = run && running(run);
  const note = tradeNote(trade, now.value);
  const off = startRefusal(name);
  const last = run && !busy ? `last ${runName(run).toLowerCase()} ${when(run.started_at, now.value)}` : busy ? `${runName(run).toLowerCase()} for ${runDuration(run, now.value)}` : "";
  return (
    <div class="srow" role="listitem" data-testid={`strategy-${name}`}>
      <div class="id">
        <div class="nm"><a href={strategyPath(name)} class="ell">{name}</a><ModeTag live={store.mode(trade)} /></div>
        <div class="stt"><Badge label={shownLabel(trade, store.botOf(trade))} title={trade.error ?? undefined} />{off ? <span class="f12 warn ell" title={off}>Not enabled</span> : <span class="f12 t3 ell">{note}</span>}</div>
        <div class="f12 t3 ell" style={{ marginTop: "4px" }}>{last || "no cycle yet"}</div>
      </div>
      {bots && <BotCell p={trade} />}
      <Load name={name} />
      <Choice name={name} />
      <Cycle name={name} run={run} />
      <Next name={name} />
      <div class="acts">
        {mayOperate() && (busy
          ? <CancelButton run={run} />
          : trade.state === "hung" || trade.state === "unkept"
            ? <Button icon="reload" disabled={!!off} why={off} onClick={() => askRestart(trade)}>Restart…</Button>
          : !alive(trade) && (trade.state === "failed" || trade.state === "given_up" || trade.state === "backing_off")
            ? <Button icon="play" disabled={!!off} why={off} onClick={() => askStart(trade)}>Start now…</Button>
            : <Button icon="cycle" onClick={() => askRun(name)}>Run now…</Button>)}
      </div>
    </div>
  );
}

export function Board({ actions }: { actions: ComponentChildren }) {
  // The column is there for those that have a REST, and then for all rows.
  const bots = store.names.value.some((x) => store.botOf(store.process(x, "trade")) !== null);
  return (
    <section class={`panel board ${bots ? "withbots" : ""}`} aria-label="Strategies" data-testid="board">
      <div class="ph bh"><h2>Strategies</h2><span class="sub">{store.names.value.length}</span><span class="sp" />{actions}</div>
      <div class="hd"><span>Strategy</span>{bots && <span>Profit</span>}<span>Load</span><span>Our choice</span><span>Last or running cycle</span><span>Next cycle</span><span /></div>
      <div role="list" class="rows">{store.names.value.map((x) => <Row key={x} name={x} bots={bots} />)}</div>
    </section>
  );
}
