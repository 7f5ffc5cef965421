// The cycle as a track: live progress, usual durations, the switches below.
import { api } from "../api";
import { now } from "../clock";
import { clock, duration, percent, seconds, when } from "../format";
import { useHistory } from "../history";
import { runBy, runLabel, stepClass, stepIcon, stepName, stepSentence } from "../labels";
import { left, runDuration, runLine, runName, share, shownRun, usual, wholeCycle } from "../progress";
import { stepNames, type Run, type Step, type StepName, type Strategy } from "../protocol";
import { mayOperate } from "../session";
import { running, store } from "../store";
import { failure } from "../toasts";
import { outcomeText } from "../words";
import { Badge, Button, Panel, Switch } from "./base";
import { CancelButton } from "./cancel";
import { Icon } from "./icon";
import { askRun } from "./run-dialog";

const blank = (name: StepName): Step => ({
  name, state: "pending", started_at: null, ended_at: null, attempts: 0, launch: null, error: null, progress: null,
});

function Stop({ name, step, run, history }: { name: string; step: Step; run: Run | null; history: Run[] }) {
  const h = store.hyperopts.value.get(name);
  const part = share(step, h);
  const t = now.value;
  const spent = seconds(step.started_at, step.ended_at ?? t);
  const typical = usual(history, step.name);
  const busy = step.state === "running";
  const rest = busy ? left(step, h, history, t) : null;
  const icon = step.state === "done" ? "check" : step.state === "failed" ? "cross" : busy ? "arc" : stepIcon[step.name];
  const first = busy ? (run && runLine(run, h)) || duration(spent)
    : step.state === "done" ? duration(spent) : run || step.state !== "pending" ? stepSentence(step.state) : "";
  const limit = step.name === "hyperopt" && busy ? store.process(name, "hyperopt").deadline_at : null;
  const text = (
    <>
      <div class="tt">{stepName[step.name]}</div>
      {step.error ? <div class="ts err" title={step.error}>{step.error}</div>
        : <div class="ts" title={step.note ?? undefined}><b>{first}</b></div>}
      {!step.error && (limit && busy
        ? <div class="ts">time-out in {duration(-(seconds(limit, t) ?? 0))}</div>
        : typical !== null ? <div class="ts">usually {duration(typical)}</div> : <div class="ts">{busy ? duration(spent) : ""}</div>)}
    </>
  );
  return (
    <li class={`stp ${stepClass(step.state)}`} style={{ "--p": `${Math.round((part ?? 0.5) * 100)}%` }} data-testid={`step-${step.name}`}
      data-state={step.state} aria-label={`${stepName[step.name]}: ${stepSentence(step.state)}`} aria-current={busy ? "step" : undefined}>
      <span class="nd"><Icon name={icon} spin={busy} /></span>
      {step.name === "hyperopt" && busy
        ? <div class="row hyp" style={{ justifyContent: "space-between", alignItems: "flex-start" }}>
            <div style={{ minWidth: 0 }}>{text}</div>
            <div class="r nw" style={{ paddingRight: "16px" }}>
              {part !== null && <div class="big acc">{percent(part * 100)}</div>}
              {rest !== null && <div class="ts"><b>{duration(rest)} left</b></div>}
            </div>
          </div>
        : text}
    </li>
  );
}

const switchable: StepName[] = ["download_data", "backtest", "hyperopt", "extract", "restart_trade"];

function Switches({ s }: { s: Strategy }) {
  const change = async (steps: StepName[]) => {
    const old = s;
    store.event("strategy", { ...s, steps });
    try {
      store.event("strategy", await api.workflow(s.strategy, { steps }));
    } catch (e) {
      store.event("strategy", old);
      failure("The switch was not changed", e);
    }
  };
  return (
    <div class="swrow" role="group" aria-label="Steps of the next cycles">
      {stepNames.map((x) => {
        const on = s.steps.includes(x);
        if (!switchable.includes(x))
          return <div key={x} class="f12 t3 swx" style={{ alignSelf: "center" }}>{x === "stop_trade" ? "Next cycles" : on ? "Always" : "Off"}</div>;
        return (
          <div key={x}>
            <span class="swn">{stepName[x]}</span>
            <Switch on={on} label={stepName[x]} disabled={!mayOperate()}
              onToggle={(v) => void change(stepNames.filter((y) => (y === x ? v : s.steps.includes(y))))} />
          </div>
        );
      })}
    </div>
  );
}

export function ScheduleSwitch({ name }: { name: string }) {
  const s = store.strategies.value.get(name);
  const schedule = store.schedules.value.get(name);
  const on = s?.scheduled ?? schedule?.enabled ?? false;
  const change = async (scheduled: boolean) => {
    try {
      store.event("strategy", await api.workflow(name, { scheduled }));
    } catch (e) {
      failure("The schedule was not changed", e);
    }
  };
  const rule = schedule?.interval_hours ? `every ${schedule.interval_hours} h` : schedule?.cron ?? "";
  return (
    <span class="row" style={{ gap: "8px" }} title={`${rule}${schedule?.time_zone ? `, ${schedule.time_zone}` : ""}`}>
      <Switch on={on} label="Schedule" disabled={!mayOperate()} text={on ? `Scheduled${rule ? `: ${rule}` : ""}` : "Not scheduled"}
        onToggle={(v) => void change(v)} />
    </span>
  );
}

export function CyclePanel({ name }: { name: string }) {
  const s = store.strategies.value.get(name);
  const history = useHistory(name).items;
  const run = shownRun(history);
  const h = store.hyperopts.value.get(name);
  const busy = run !== null && running(run);
  const steps = stepNames.map((x) => run?.steps.find((y) => y.name === x) ?? blank(x))
    .map((x) => (run && !run.steps.some((y) => y.name === x.name) ? { ...x, state: "skipped" as const } : x));
  const outcome = run && !busy ? outcomeText(run) : "";
  const next = store.schedules.value.get(name)?.next[0];
  const active = run?.steps.find((x) => x.state === "running");
  const rest = busy && active ? left(active, h, history, now.value) : null;
  const sub = run
    ? busy ? `${runBy(run)} at ${clock(run.started_at)}, for ${runDuration(run, now.value)}`
      : `${runBy(run)}, ${when(run.started_at, now.value)}, took ${runDuration(run, now.value)}`
    : next ? `the first one starts ${when(next, now.value)}` : "none has run yet";
  return (
    <Panel title={!run ? "Cycle" : wholeCycle(run) ? (busy ? "Cycle" : "Last cycle") : runName(run)} testid="cycle" actions={
      <>
        {rest !== null && active?.name === "hyperopt" && <span class="f12 t2 no-phone" style={{ marginRight: "8px" }}>Hyperopt ends about <b class="m" style={{ color: "var(--t1)" }}>{clock(now.value + rest * 1000)}</b></span>}
        <ScheduleSwitch name={name} />
        {mayOperate() && (busy
          ? <CancelButton run={run} testid="cancel-run" />
          : <Button tone="p" icon="cycle" data-testid="run" onClick={() => askRun(name)}>Run now…</Button>)}
      </>
    } sub={<>{run && <span style={{ marginRight: "8px" }} data-testid="run-state"><Badge label={runLabel(run)} /></span>}{sub}</>}>
      <ol class="track" data-testid="track">{steps.map((x) => <Stop key={x.name} name={name} step={x} run={run} history={history} />)}</ol>
      {run && outcome && (
        <div style={{ padding: "0 16px 14px" }}>
          <div class={`note ${run.state === "restored" && run.reason !== "cancelled" ? "w" : ""}`} data-testid="outcome">
            <Icon name={run.state === "done" ? "check" : "restored"} size="s" /><span>{outcome}</span>
          </div>
        </div>
      )}
      {s && <Switches s={s} />}
    </Panel>
  );
}

