// A strategy's five processes: state, figures, start and stop, details.
import { useState } from "preact/hooks";
import { askStart, askStop, mayBeLive, stop } from "../actions";
import { api } from "../api";
import { now } from "../clock";
import { bytes, countdown, duration, num, percent, seconds, stamp, when } from "../format";
import { endText, kindIcon, kindName, processLabel } from "../labels";
import { Spark } from "../plots/spark";
import type { Process } from "../protocol";
import { outputPath } from "../router";
import { mayOperate } from "../session";
import { alive, comesBack, stoppable, store } from "../store";
import { failure, toast } from "../toasts";
import { Badge, Button, Dash, IconButton, ModeTag, Panel } from "./base";
import { HoldButton } from "./hold";
import { Icon } from "./icon";

function LastEnd({ p }: { p: Process }) {
  if (p.error && !alive(p))
    return <span class="f12 row" style={{ gap: "5px" }} title={p.error}><span class="bad"><Icon name="octagon" size="xs" /></span><span class="t2 ell" style={{ maxWidth: "280px" }}>{endText(p) ? endText(p) + ": " : ""}{p.error}</span></span>;
  const text = endText(p);
  if (!text || alive(p)) return <Dash />;
  const good = p.exit_code === 0 || p.state === "stopped" || p.state === "completed" || p.state === "held";
  return (
    <span class="f12 row" style={{ gap: "5px" }}>
      <span class={good ? "good" : "bad"}><Icon name={good ? "check" : "octagon"} size="xs" /></span>
      <span class="t2">{text}{p.ended_at ? `, ${when(p.ended_at, now.value)}` : ""}{p.state === "stopped" ? ", as asked" : ""}</span>
    </span>
  );
}

function Actions({ p }: { p: Process }) {
  if (!mayOperate()) return null;
  if (p.state === "stopping" && !comesBack(p)) return <HoldButton busy="Stopping" onHeld={() => {}}>Hold to stop</HoldButton>;
  if (alive(p) && p.state !== "stopping")
    return mayBeLive(p)
      ? <Button tone="d" icon="square" onClick={() => askStop(p)} data-testid={`stop-${p.kind}`}>Stop…</Button>
      : <HoldButton testid={`stop-${p.kind}`} onHeld={() => void stop(p)}>Hold to stop</HoldButton>;
  const keepDown = stoppable(p) && (
    <Button tone="d" icon="square" onClick={() => askStop(p)} data-testid={`stop-${p.kind}`}>Do not restart…</Button>
  );
  // What a cycle holds is started by it; a second start would only be refused.
  if (p.kind === "hyperopt_show" || p.state === "stopping" || p.held_by !== null || p.state === "held") return keepDown || null;
  return (
    <>
      {keepDown}
      <Button tone={p.kind === "trade" ? "" : "g"} icon="play"
        onClick={() => askStart(p)} data-testid={`start-${p.kind}`}>{p.kind === "trade" ? "Start…" : "Start"}</Button>
    </>
  );
}

function Command({ words }: { words: string[] }) {
  const shell = words.map((w) => (/^[\w@%+=:,./-]+$/.test(w) ? w : `'${w.replace(/'/g, `'\\''`)}'`));
  // A word that begins with a dash keeps its values beside it when lines break.
  const groups: string[] = [];
  shell.forEach((w, i) => {
    if (i < 2 || w.startsWith("-") || !groups[groups.length - 1]?.startsWith("-")) groups.push(w);
    else groups[groups.length - 1] += " " + w;
  });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(shell.join(" "));
      toast("good", "Command copied");
    } catch (e) {
      failure("The command was not copied", e);
    }
  };
  return (
    <div class="cmd">
      <b>{groups.slice(0, 2).join(" ")}</b>{groups.slice(2).map((g, i) => <span key={i}> <span>{g}</span></span>)}
      <IconButton icon="copy" label="Copy the command" onClick={() => void copy()} />
    </div>
  );
}

function Details({ p }: { p: Process }) {
  const [launches, setLaunches] = useState<Process[] | null>(null);
  const u = store.usageOf(p);
  const peaks = u?.peaks ?? p.peaks;
  const load = async () => {
    try {
      setLaunches((await api.process(p.strategy, p.kind)).launches ?? []);
    } catch (e) {
      failure("The launches could not be read", e, () => void load());
    }
  };
  const fact = (name: string, value: string | null | undefined) =>
    value && value !== "—" ? <span class="t3">{name} <b class="m t2">{value}</b></span> : null;
  return (
    <tr class="sub-row">
      <td colSpan={10} style={{ whiteSpace: "normal" }}>
        {p.command.length > 0 ? <Command words={p.command} /> : <span class="t3 f12">Never started, so there is no command yet.</span>}
        {p.error && <div class="note e" style={{ marginTop: "10px" }}><Icon name="octagon" size="s" /><span>{p.error}</span></div>}
        <div class="facts-row">
          {fact("Launch", p.launch)}{fact("Started", p.started_at && stamp(p.started_at))}{fact("Ended", p.ended_at && stamp(p.ended_at))}
          {fact("Peak CPU", percent(peaks?.cpu_pct))}{fact("Peak memory", bytes(peaks?.rss_bytes))}
          {fact("Processes", u && num(u.stats.processes))}{fact("Restarts", p.restarts ? num(p.restarts) : null)}
          {fact("Paused by", p.held_by)}
          <span class="grow" />
          <a class="link" href={outputPath(p.strategy, p.kind, null)}>Output</a>
          {!launches && p.launch && <button type="button" class="link" style={{ background: "none", border: 0, padding: 0 }} onClick={() => void load()}>Earlier launches</button>}
        </div>
        {launches && <Launches list={launches} />}
      </td>
    </tr>
  );
}

function Launches({ list }: { list: Process[] }) {
  if (!list.length) return <p class="f12 t3" style={{ marginTop: "10px" }}>No launch is remembered.</p>;
  return (
    <div class="tw" style={{ marginTop: "10px" }}>
      <table class="lst"><thead><tr><th>Launch</th><th>State</th><th>Started</th><th class="r">Runtime</th><th>End</th><th /></tr></thead>
        <tbody>
          {list.map((x) => (
            <tr key={x.launch}><td class="mono">{x.launch}</td><td><Badge label={processLabel(x)} /></td><td class="t2">{stamp(x.started_at)}</td>
              <td class="r">{duration(seconds(x.started_at, x.ended_at ?? now.value))}</td><td><LastEnd p={x} /></td>
              <td class="r"><a class="link" href={outputPath(x.strategy, x.kind, x.launch)}>Output</a></td></tr>
          ))}
        </tbody></table>
    </div>
  );
}

function Row({ p }: { p: Process }) {
  const [open, setOpen] = useState(false);
  const u = store.usageOf(p);
  const up = alive(p);
  const leftover = up && p.deadline_at ? -(seconds(p.deadline_at, now.value) ?? 0) : null;
  const runtime = p.started_at && (up || p.ended_at) ? duration(seconds(p.started_at, up ? now.value : p.ended_at)) : null;
  return (
    <>
      <tr data-testid={`process-${p.kind}`} data-state={p.state}>
        <td><button type="button" class="exp" aria-expanded={open} onClick={() => setOpen(!open)} aria-label={`${kindName[p.kind]}, details`}>
          <Icon name="right" size="s" /><Icon name={kindIcon[p.kind]} size="s" />{kindName[p.kind]}{p.kind === "trade" && <>&nbsp;<ModeTag live={store.mode(p)} /></>}</button></td>
        <td><Badge label={processLabel(p)} title={p.error ?? undefined} />
          {p.state === "backing_off" && p.deadline_at && <span class="f12 t3"> in {countdown(-(seconds(p.deadline_at, now.value) ?? 0))}</span>}</td>
        <td class={`r t2 ${up && p.pid ? "" : "nil"}`} data-l="PID">{up && p.pid ? p.pid : <Dash />}</td>
        <td class={`r ${runtime ? "" : "nil"}`} data-l="Runtime">{runtime ?? <Dash />}</td>
        <td class={`r t2 ${leftover !== null && leftover > 0 ? "" : "nil"}`} data-l="Time left">{leftover !== null && leftover > 0 ? duration(leftover) : <Dash />}</td>
        <td class={`r ${u ? "" : "nil"}`} data-l="CPU">{u ? <span class="pcell"><Spark values={u.cpu} color="var(--c1)" /><span style={{ minWidth: "44px" }}>{percent(u.stats.cpu_pct)}</span></span> : <Dash />}</td>
        <td class={`r ${u ? "" : "nil"}`} data-l="Memory">{u ? <span class="pcell"><Spark values={u.rss} color="var(--c5)" /><span style={{ minWidth: "56px" }}>{bytes(u.stats.rss_bytes)}</span></span> : <Dash />}</td>
        <td class={`r t2 ${u ? "" : "nil"}`} data-l="Threads">{u ? num(u.stats.threads) : <Dash />}</td>
        <td class={`end ${(endText(p) || p.error) && !up ? "" : "nil"}`} data-l="Last end"><LastEnd p={p} /></td>
        <td class="actc"><div class="acts"><a class="btn g" href={outputPath(p.strategy, p.kind)} aria-label={`Output of ${kindName[p.kind]}`}><Icon name="terminal" size="s" /></a><Actions p={p} /></div></td>
      </tr>
      {open && <Details p={p} />}
    </>
  );
}

export function Processes({ name }: { name: string }) {
  const all = store.processesOf(name);
  const up = all.filter(alive).length;
  return (
    <Panel title="Processes" sub={`${up ? `${num(up)} running` : "none runs"} · CPU 100 % = one core`} testid="processes" class="ovh">
      <div class="tw">
        <table class="prt"><thead><tr><th>Process</th><th>State</th><th class="r">PID</th><th class="r">Runtime</th><th class="r">Time left</th>
          <th class="r">CPU</th><th class="r">Memory</th><th class="r">Threads</th><th>Last end</th><th /></tr></thead>
          <tbody>{all.map((p) => <Row key={p.kind} p={p} />)}</tbody></table>
      </div>
    </Panel>
  );
}
