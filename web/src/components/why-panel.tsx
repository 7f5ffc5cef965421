// Why an epoch is the choice or not, with its parameters and one-click extraction.
import { useEffect, useState } from "preact/hooks";
import { askExtract } from "../actions";
import { api } from "../api";
import { passes, symbol, valueText } from "../criteria";
import { duration, num, percent, plain, signedPercent } from "../format";
import type { Criterion, Epoch, EpochDetail, Verdict } from "../protocol";
import { startRefusal } from "../refusals";
import { mayOperate } from "../session";
import { reason } from "../toasts";
import { verdictText } from "../verdict";
import { Button, Mark, Panel, Skeleton } from "./base";
import { Icon } from "./icon";

const names: Record<string, string> = {
  trades: "Trades", wins: "Wins", draws: "Draws", losses: "Losses", avg_profit: "Average profit", profit_total_pct: "Profit",
  profit_total_abs: "Profit", max_drawdown: "Max drawdown", max_drawdown_abs: "Max drawdown", objective: "Objective",
};

export function flatParams(x: unknown, prefix = ""): [string, string][] {
  if (x === null || typeof x !== "object") return [[prefix, typeof x === "number" ? plain(x) : String(x)]];
  if (Array.isArray(x)) return [[prefix, x.map(String).join(", ")]];
  return Object.entries(x).flatMap(([k, v]) => flatParams(v, prefix && k !== prefix ? `${prefix}.${k}` : k));
}

export function WhyPanel({ strategy, file, epoch, criteria, ours, best, judged, passed }: {
  strategy: string; file: string; epoch: Epoch; criteria: Criterion[]; ours: boolean; best: boolean;
  /** Changes when the choice or the number of passing epochs does. */
  judged: string;
  /** Epochs that pass all criteria now; null if the manager does not follow this file. */
  passed: number | null;
}) {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [detail, setDetail] = useState<EpochDetail | null>(null);
  const [error, setError] = useState("");
  const [open, setOpen] = useState(false);
  useEffect(() => {
    let mine = true;
    setError("");
    api.explain(strategy, epoch.line, file).then((v) => mine && setVerdict(v)).catch((e) => mine && setError(reason(e)));
    return () => { mine = false; };
  }, [strategy, file, epoch.line, judged]);
  useEffect(() => {
    let mine = true;
    setDetail(null);
    if (open) api.epoch(strategy, epoch.line, file).then((d) => mine && setDetail(d)).catch((e) => mine && setError(reason(e)));
    return () => { mine = false; };
  }, [strategy, file, epoch.line, open]);
  const v = verdict?.line === epoch.line ? verdict : null;
  const text = verdictText(v, ours, passed);
  const value = (f: string) => (epoch as unknown as Record<string, number | null>)[f] ?? null;
  const badge = ours ? <Mark text="Our choice" icon="diamond" tone="acc" /> : best ? <Mark text="freqtrade’s best" icon="star" tone="warn" />
    : v && v.rank > 1 ? <span class="tag">Rank {num(v.rank)}</span> : undefined;
  return (
    <Panel title={`Why epoch ${num(epoch.epoch)}?`} actions={badge} testid="why" label="Why this epoch">
      <div class="pb" style={{ display: "grid", gap: "12px" }}>
        {error ? <div class="note e" role="alert"><Icon name="octagon" size="s" /><span>{error}</span></div>
          : text ? <p class="f12 t2" style={{ lineHeight: "18px" }} data-testid="verdict">{text}</p> : <Skeleton lines={2} />}
        <ul class="why">
          {epoch.trades === 0 && <li><span class="bad"><Icon name="cross" size="s" /></span><span>It has no trade</span><span /></li>}
          {criteria.filter((c) => c.operator).map((c, i) => {
            const x = value(c.field);
            const good = x !== null && passes(c, x);
            return (
              <li key={i}><span class={good ? "good" : "bad"}><Icon name={good ? "check" : "cross"} size="s" /></span>
                <span>{names[c.field] ?? c.field} <b class="m">{c.field === "profit_total_pct" ? signedPercent(x) : valueText(c.field, x === null ? null : Math.round(x * 100) / 100)}</b></span>
                <span class="vs">{symbol[c.operator]} {valueText(c.field, c.value)}</span></li>
            );
          })}
          <li><span class="t3"><Icon name="info" size="s" /></span><span class="t2">{num(epoch.wins)} won, {num(epoch.draws)} even, {num(epoch.losses)} lost</span>
            <span class="vs">{epoch.trades ? percent((100 * epoch.wins) / epoch.trades, 1) : "—"}</span></li>
          {epoch.duration !== null && <li><span class="t3"><Icon name="time" size="s" /></span><span class="t2">A trade takes</span><span class="vs">{duration(epoch.duration)}</span></li>}
        </ul>
        {open && (detail
          ? <div class="prm" data-testid="params">{flatParams(detail.epoch.params ?? detail.record?.["params_details"] ?? {}).map(([k, x]) => <><span key={k} title={k}>{k}</span><span>{x}</span></>)}</div>
          : <Skeleton lines={3} />)}
        <div class="row" style={{ flexWrap: "wrap" }}>
          {mayOperate() && <Button tone="p" icon="extract" data-testid="extract" disabled={!!startRefusal(strategy)} why={startRefusal(strategy)} onClick={() => askExtract(strategy, epoch, file)}>Extract…</Button>}
          <Button tone="g" icon="list" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? "Hide parameters" : "All parameters"}</Button>
        </div>
      </div>
    </Panel>
  );
}
