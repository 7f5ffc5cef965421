import { alerts, dismissAlert } from "../alerts";
import { askRestart, askStart, askStop, stopAllTrading } from "../actions";
import { now } from "../clock";
import { Activity } from "../components/activity";
import { Badge, Button, Empty, Panel, Skeleton } from "../components/base";
import { Board } from "../components/board";
import { liveBalances } from "../components/bot-panel";
import { HoldButton } from "../components/hold";
import { RunTimeline } from "../components/timeline";
import { bytes, duration, percent, plural, relative, seconds, when } from "../format";
import { cpuText, knownUntil } from "../components/usage";
import { useStatsHistory } from "../history-stats";
import { Spark } from "../plots/spark";
import type { Process } from "../protocol";
import { restartRefusal, startRefusal } from "../refusals";
import { outputPath, strategyPath } from "../router";
import { mayOperate } from "../session";
import { alive, running, stoppable, store } from "../store";
import { tally } from "../tally";
import { total } from "../usage";
import { modeCounts, modeWord } from "../words";

function Figures() {
  const trades = store.names.value.map((x) => store.process(x, "trade"));
  const sum = tally(trades.map((p) => ({ p, bot: store.botOf(p), live: store.mode(p) })));
  const runs = [...store.runs.value.values()].filter(running);
  const next = [...store.schedules.value.values()]
    .filter((x) => x.enabled && x.next[0])
    .sort((a, b) => (a.next[0]! < b.next[0]! ? -1 : 1))[0];
  const first = runs[0];
  const money = liveBalances(trades);
  return (
    <section class="panel kpis" aria-label="Summary" data-testid="figures">
      <div class="kpi"><span class="l">Bots trading</span>
        <span class="v">{sum.trading}<span class="unit">of {trades.length}</span></span>
        <span class="x">{sum.rest || (sum.trading ? "all as they should be" : "none is started")}</span></div>
      <div class="kpi"><span class="l">With live money</span>
        <span class={`v ${sum.live.length || sum.unknown ? "warn" : ""}`}>{sum.live.length}{sum.unknown && <span class="unit">perhaps more</span>}</span>
        <span class="x">{money || sum.others || sum.live.map((x) => x.p.strategy).join(", ") || "no money at stake"}</span></div>
      <div class="kpi"><span class="l">Cycles</span>
        <span class="v">{runs.length}<span class="unit">running</span></span>
        <span class="x">{first ? `${first.strategy}, for ${duration(seconds(first.started_at, now.value))}` : "none at the moment"}</span></div>
      <div class="kpi"><span class="l">Next cycle</span>
        <span class="v">{next ? when(next.next[0], now.value) : "—"}</span>
        <span class="x">{next ? `${next.strategy}, ${relative(next.next[0], now.value)}` : "nothing is scheduled"}</span></div>
      <Usage />
    </section>
  );
}

/** Asks for what a process took before the page was opened. */
function Past({ p }: { p: Process }) {
  useStatsHistory(p);
  return null;
}

function Usage() {
  const up = [...store.processes.value.values()].filter(alive);
  const all = up.map((p) => store.usageOf(p)).filter((x) => x !== null);
  const points = all.map((x) => x.points);
  const sum = (f: (x: (typeof all)[number]) => number | null) => all.reduce((a, x) => a + (f(x) ?? 0), 0);
  const processes = sum((x) => x.stats.processes);
  const threads = sum((x) => x.stats.threads);
  return (
    <div class="kpi hostk">
      {up.map((p) => <Past key={`${p.strategy}/${p.kind}`} p={p} />)}
      <div class="use">
        <div><span>CPU</span><Spark wide values={total(points, "cpu", knownUntil())} width={100} height={16} color="var(--c1)" label="CPU of all processes" text={cpuText} /><span>{all.length ? percent(sum((x) => x.stats.cpu_pct)) : "idle"}</span></div>
        <div><span>Memory</span><Spark wide values={total(points, "rss", knownUntil())} width={100} height={16} color="var(--c5)" label="Memory of all processes" text={bytes} /><span>{all.length ? bytes(sum((x) => x.stats.rss_bytes)) : "—"}</span></div>
        <div><span>Running</span><span class="ell">{all.length ? plural(processes, "process", "processes") : "no process"}</span><span>{all.length ? plural(threads, "thread") : ""}</span></div>
      </div>
    </div>
  );
}

function Alerts() {
  const all = alerts.value;
  if (!all.length) return null;
  return (
    <section class="panel" aria-label="Alerts" data-testid="alerts">
      <ul class="alerts">
        {all.map((a) => (
          <li key={a.key}>
            <Badge label={a.label} />
            {a.strategy ? <a class="who ell" href={strategyPath(a.strategy)}>{a.strategy}</a> : <span class="who">Manager</span>}
            <div class="msg" title={`${a.head} ${a.text}`}><b>{a.head}</b> {a.text}</div>
            <div class="bgroup">
              <Button tone="g" onClick={() => dismissAlert(a.key)}>Dismiss</Button>
              {a.process && <a class="btn g" href={outputPath(a.strategy, a.process.kind, a.process.launch)}><span>Output</span></a>}
              {a.process?.kind === "trade" && mayOperate() && <WayOut p={a.process} />}
              {a.run && <a class="btn" href={strategyPath(a.strategy)}><span>Show the cycle</span></a>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a person can do about a bot that needs one. */
function WayOut({ p }: { p: Process }) {
  const off = startRefusal(p.strategy);
  const again = restartRefusal(p.strategy);
  if (alive(p)) return p.state === "stopping" ? null : <><Button tone="d" icon="square" onClick={() => askStop(p)}>Stop…</Button><Button icon="reload" disabled={!!again} why={again} onClick={() => askRestart(p)}>Restart…</Button></>;
  return <>{p.state === "backing_off" && <Button tone="d" icon="square" onClick={() => askStop(p)}>Stop…</Button>}<Button icon="play" disabled={!!off} why={off} onClick={() => askStart(p)}>Start now…</Button></>;
}

function StopAll() {
  // As the manager does it: also what a cycle pauses, what backs off, what is wanted.
  const bots = store.names.value.map((x) => store.process(x, "trade")).filter(stoppable);
  const down = bots.filter((x) => !alive(x)).map((x) => x.strategy);
  if (!mayOperate()) return null;
  const title = `Stops ${bots.map((x) => `${x.strategy} (${modeWord(store.mode(x))})`).join(", ")}.` +
    (down.length ? ` ${down.join(", ")} ${down.length === 1 ? "does" : "do"} not trade now and will not be started again.` : "") +
    " Hold for a moment; letting go cancels.";
  return (
    <HoldButton icon="square" testid="stop-all" disabled={!bots.length} why="No bot is trading or about to" title={title} onHeld={() => void stopAllTrading()}>
      {bots.length ? `Hold to stop all trading (${modeCounts(bots.map((x) => store.mode(x)))})` : "Hold to stop all trading"}
    </HoldButton>
  );
}

export function OverviewPage() {
  if (!store.loaded.value) return <main class="page" tabIndex={-1}><Panel><Skeleton lines={2} /></Panel><Panel><Skeleton lines={5} /></Panel></main>;
  if (!store.names.value.length)
    return (
      <main class="page" tabIndex={-1}><section class="panel">
        <Empty icon="overview" title="No strategy yet">
          config.yaml names no strategy. Add one below <span class="mono">strategies:</span>, or let <span class="mono">ftmanager init</span> write
          the file from your freqtrade folder.
        </Empty>
      </section></main>
    );
  return (
    <main class="page" tabIndex={-1}>
      <Figures />
      <Alerts />
      <Board actions={<StopAll />} />
      <div class="b3"><RunTimeline /><Activity /></div>
    </main>
  );
}
