// Why an epoch is the choice or not, with its parameters and one-click extraction.
import { useEffect, useState } from "preact/hooks";
import { askExtract } from "../actions";
import { api } from "../api";
import { foundText, passes, symbol } from "../criteria";
import { boundText, fieldOf } from "../fields";
import { duration, num, percent, plain } from "../format";
import type { Criterion, CriterionCheck, Epoch, EpochDetail, Verdict } from "../protocol";
import { startRefusal } from "../refusals";
import { mayOperate } from "../session";
import { reason } from "../toasts";
import { verdictText } from "../verdict";
import { Button, Mark, Panel, Skeleton } from "./base";
import { Icon } from "./icon";
import { RunnersUp } from "./runners-up";
import { StabilityPart } from "./stability";

export function flatParams(x: unknown, prefix = ""): [string, string][] {
  if (x === null || typeof x !== "object") return [[prefix, typeof x === "number" ? plain(x) : String(x)]];
  if (Array.isArray(x)) return [[prefix, x.map(String).join(", ")]];
  return Object.entries(x).flatMap(([k, v]) => flatParams(v, prefix && k !== prefix ? `${prefix}.${k}` : k));
}

/** As the manager checked it; until it has answered, by the page's own figures. */
function checksOf(v: Verdict | null, criteria: Criterion[], value: (field: string) => number | null): CriterionCheck[] {
  const all = v?.checks ?? criteria.map((c) => {
    const found = value(c.field);
    return { field: c.field, operator: c.operator, value: c.value, found, passed: found !== null && passes(c, found) };
  });
  return all.filter((c) => c.operator);
}

export function WhyPanel({ strategy, file, epoch, verdict: v, error: asked, criteria, ours, best, passed, next, value, epochOf, onPick }: {
  strategy: string; file: string; epoch: Epoch; verdict: Verdict | null; error: string; criteria: Criterion[]; ours: boolean; best: boolean;
  /** Epochs that pass all criteria now; null if the manager does not follow this file. */
  passed: number | null;
  /** That rank behind our choice. */
  next: readonly Epoch[];
  /** Of the epoch, by field; null if it has none. */
  value: (field: string) => number | null;
  epochOf: (line: number) => number | null;
  onPick: (line: number) => void;
}) {
  const [detail, setDetail] = useState<EpochDetail | null>(null);
  const [failed, setFailed] = useState("");
  const [open, setOpen] = useState(false);
  useEffect(() => {
    let mine = true;
    setDetail(null);
    setFailed("");
    if (open) api.epoch(strategy, epoch.line, file).then((d) => mine && setDetail(d)).catch((e) => mine && setFailed(reason(e)));
    return () => { mine = false; };
  }, [strategy, file, epoch.line, open]);
  const error = asked || failed;
  const text = verdictText(v, ours, passed);
  const badge = ours ? <Mark text="Our choice" icon="diamond" tone="acc" /> : best ? <Mark text="freqtrade’s best" icon="star" tone="warn" />
    : v && v.rank > 1 ? <span class="tag">Rank {num(v.rank)}</span> : undefined;
  return (
    <Panel title={`Why epoch ${num(epoch.epoch)}?`} actions={badge} testid="why" label="Why this epoch">
      <div class="pb" style={{ display: "grid", gap: "12px" }}>
        {error ? <div class="note e" role="alert"><Icon name="octagon" size="s" /><span>{error}</span></div>
          : text ? <p class="f12 t2" style={{ lineHeight: "18px" }} data-testid="verdict">{text}</p> : <Skeleton lines={2} />}
        <ul class="why">
          {epoch.trades === 0 && <li><span class="bad"><Icon name="cross" size="s" /></span><span>It has no trade</span><span /></li>}
          {checksOf(v, criteria, value).map((c, i) => (
            <li key={i} data-testid="check" data-passed={c.passed}><span class={c.passed ? "good" : "bad"}><Icon name={c.passed ? "check" : "cross"} size="s" /><span class="sr">{c.passed ? "passes" : "fails"}</span></span>
              <span>{fieldOf(c.field).text} <b class="m">{foundText(c.field, c.found, c.value)}</b></span>
              <span class="vs">{symbol[c.operator]} {boundText(c.field, c.value)}</span></li>
          ))}
          {best && v && v.rank > 1 && <li><span class="t3"><Icon name="info" size="s" /></span><span class="t2">Its rank by the criteria</span><span class="vs">{num(v.rank)}</span></li>}
          <li><span class="t3"><Icon name="info" size="s" /></span><span class="t2">{num(epoch.wins)} won, {num(epoch.draws)} even, {num(epoch.losses)} lost</span>
            <span class="vs">{epoch.trades ? percent((100 * epoch.wins) / epoch.trades, 1) : "—"}</span></li>
          {epoch.duration !== null && <li><span class="t3"><Icon name="time" size="s" /></span><span class="t2">A trade takes</span><span class="vs">{duration(epoch.duration)}</span></li>}
        </ul>
        {ours && <RunnersUp next={next} criteria={criteria} onPick={onPick} />}
        {v?.stability && <StabilityPart s={v.stability} epochOf={epochOf} onPick={onPick} />}
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
