// A strategy's five processes: state, figures, start and stop, details.
import { useState } from "preact/hooks";
import { askReload, askRestart, askStart, askStop, mayBeLive, stop } from "../actions";
import { now } from "../clock";
import { bytes, duration, num, seconds } from "../format";
import { useStatsHistory } from "../history-stats";
import { endText, kindIcon, kindName } from "../labels";
import type { Process } from "../protocol";
import { restartRefusal, startRefusal } from "../refusals";
import { outputPath } from "../router";
import { mayOperate } from "../session";
import { shownLabel } from "../states";
import { alive, comesBack, stoppable, store } from "../store";
import { untilText } from "../words";
import { Badge, Button, Dash, IconButton, ModeTag, Panel } from "./base";
import { HoldButton } from "./hold";
import { Icon } from "./icon";
import { Details, LastEnd } from "./process-details";
import { StateNote } from "./state-note";
import { cpuPlot, cpuText, memoryPlot, UsageCell } from "./usage";

function Actions({ p }: { p: Process }) {
  if (!mayOperate()) return null;
  if (p.state === "stopping" && !comesBack(p)) return <HoldButton busy="Stopping" onHeld={() => {}}>Hold to stop</HoldButton>;
  if (alive(p) && p.state !== "stopping")
    return (
      <>
        {p.kind === "trade" && p.state === "ready" &&
          <IconButton icon="reload" label={p.reload?.state === "running" ? "It reloads its params" : "Reload params…"} disabled={p.reload?.state === "running"}
            onClick={() => askReload(p)} data-testid="reload-trade" />}
        {mayBeLive(p)
          ? <Button tone="d" icon="square" onClick={() => askStop(p)} data-testid={`stop-${p.kind}`}>Stop…</Button>
          : <HoldButton testid={`stop-${p.kind}`} onHeld={() => void stop(p)}>Hold to stop</HoldButton>}
        {p.kind === "trade" && (p.state === "hung" || p.state === "unkept") &&
          <Button icon="reload" onClick={() => askRestart(p)} disabled={!!restartRefusal(p.strategy)} why={restartRefusal(p.strategy)} data-testid="restart-trade">Restart…</Button>}
      </>
    );
  const backingOff = p.state === "backing_off";
  const keepDown = stoppable(p) && (
    <Button tone="d" icon="square" onClick={() => askStop(p)} data-testid={`stop-${p.kind}`}>{backingOff ? "Stop…" : "Do not restart…"}</Button>
  );
  // What a cycle holds is started by it; a second start would only be refused.
  if (p.kind === "hyperopt_show" || p.state === "stopping" || p.held_by !== null || p.state === "held") return keepDown || null;
  return (
    <>
      {keepDown}
      <Button tone={p.kind === "trade" ? "" : "g"} icon="play" disabled={!!startRefusal(p.strategy)} why={startRefusal(p.strategy)}
        onClick={() => askStart(p)} data-testid={`start-${p.kind}`}>{backingOff ? "Start now" : "Start"}{p.kind === "trade" ? "…" : ""}</Button>
    </>
  );
}

function Row({ p }: { p: Process }) {
  const [open, setOpen] = useState(false);
  const u = store.usageOf(p);
  useStatsHistory(p);
  const up = alive(p);
  const leftover = up && p.deadline_at ? -(seconds(p.deadline_at, now.value) ?? 0) : null;
  const runtime = p.started_at && (up || p.ended_at) ? duration(seconds(p.started_at, up ? now.value : p.ended_at)) : null;
  return (
    <>
      <tr data-testid={`process-${p.kind}`} data-state={p.state}>
        <td><button type="button" class="exp" aria-expanded={open} onClick={() => setOpen(!open)} aria-label={`${kindName[p.kind]}, details`}>
          <Icon name="right" size="s" /><Icon name={kindIcon[p.kind]} size="s" />{kindName[p.kind]}{p.kind === "trade" && <>&nbsp;<ModeTag live={store.mode(p)} /></>}</button></td>
        <td><Badge label={shownLabel(p, store.botOf(p))} title={p.error ?? undefined} />
          {p.state === "backing_off" && <span class="f12 t3 nw" data-testid="until"> {untilText(p.restart_at, now.value)}</span>}</td>
        <td class={`r t2 ${up && p.pid ? "" : "nil"}`} data-l="PID">{up && p.pid ? p.pid : <Dash />}</td>
        <td class={`r ${runtime ? "" : "nil"}`} data-l="Runtime">{runtime ?? <Dash />}</td>
        <td class={`r t2 ${leftover !== null && leftover > 0 ? "" : "nil"}`} data-l="Time left">{leftover !== null && leftover > 0 ? duration(leftover) : <Dash />}</td>
        <td class={`r ${u ? "" : "nil"}`} data-l="CPU"><UsageCell p={p} u={u} plot={cpuPlot} text={cpuText(u?.stats.cpu_pct)} /></td>
        <td class={`r ${u ? "" : "nil"}`} data-l="Memory"><UsageCell p={p} u={u} plot={memoryPlot} text={bytes(u?.stats.rss_bytes)} sub={u?.stats.pss_bytes ? `${bytes(u.stats.pss_bytes)} PSS` : null} /></td>
        <td class={`r t2 ${u ? "" : "nil"}`} data-l="Threads">{u ? num(u.stats.threads) : <Dash />}</td>
        <td class={`end ${endText(p) && !up ? "" : "nil"}`} data-l="Last end"><LastEnd p={p} /></td>
        <td class="actc"><div class="acts"><a class="btn g" href={outputPath(p.strategy, p.kind)} aria-label={`Output of ${kindName[p.kind]}`}><Icon name="terminal" size="s" /></a><Actions p={p} /></div></td>
      </tr>
      <StateNote p={p} />
      {open && <Details p={p} />}
    </>
  );
}

export function Processes({ name }: { name: string }) {
  const all = store.processesOf(name);
  const up = all.filter(alive).length;
  return (
    <Panel title="Processes" sub={`${up ? `${num(up)} running` : "none runs"} · CPU 100 % = one core`} testid="processes" class="ovh">
      <div class="tw prw">
        <table class="prt"><thead><tr><th>Process</th><th>State</th><th class="r">PID</th><th class="r">Runtime</th><th class="r">Time left</th>
          <th class="r">CPU</th><th class="r">Memory</th><th class="r">Threads</th><th>Last end</th><th /></tr></thead>
          <tbody>{all.map((p) => <Row key={p.kind} p={p} />)}</tbody></table>
      </div>
    </Panel>
  );
}
