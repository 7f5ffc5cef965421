import { now } from "../clock";
import { Badge, ModeTag, Panel, Skeleton } from "../components/base";
import { BotPanel } from "../components/bot-panel";
import { CyclePanel } from "../components/cycle";
import { Icon } from "../components/icon";
import { Processes } from "../components/processes";
import { LatestDecision, Runs } from "../components/runs";
import { num, when } from "../format";
import { tradeNote } from "../labels";
import { startRefusal } from "../refusals";
import { hyperoptPath, outputPath } from "../router";
import { shownLabel } from "../states";
import { store } from "../store";

export function StrategyPage({ name }: { name: string }) {
  if (!store.loaded.value) return <main class="page" tabIndex={-1}><Panel><Skeleton lines={3} /></Panel><Panel><Skeleton lines={5} /></Panel></main>;
  const trade = store.process(name, "trade");
  const s = store.strategies.value.get(name);
  const h = store.hyperopts.value.get(name);
  const schedule = store.schedules.value.get(name);
  const off = startRefusal(name);
  const next = schedule?.enabled ? schedule.next[0] : null;
  return (
    <main class="page" tabIndex={-1}>
      <div class="shead">
        <h1>{name}</h1><ModeTag live={store.mode(trade)} />
        <Badge label={shownLabel(trade, store.botOf(trade))} title={trade.error ?? undefined} />
        <span class="f12 t3">{tradeNote(trade, now.value)}</span>
        <span class="grow" />
        <span class="facts">
          {s && <span>{s.criteria.length ? `${num(s.criteria.length)} criteria` : "No criteria"}</span>}
          {h?.winner && <a href={hyperoptPath(name)}>Our choice <b class="acc">◆ {num(h.winner.epoch)}</b></a>}
          <span>Next cycle <b>{next ? when(next, now.value) : "not scheduled"}</b></span>
        </span>
        <a class="btn" href={hyperoptPath(name)}><span>Hyperopt</span></a>
        <a class="btn" href={outputPath(name, "trade")}><span>Output</span></a>
      </div>
      {off && <div class="note w" role="note" data-testid="not-enabled"><Icon name="pause" size="s" /><span><b>{off}</b> Set <span class="mono">enabled: true</span> there to use it again.</span></div>}
      <BotPanel p={trade} />
      <CyclePanel name={name} />
      <Processes name={name} />
      <LatestDecision name={name} />
      <Runs name={name} />
    </main>
  );
}

