// The history of a strategy's runs, each with its steps and its decision.
import { useEffect, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { api, ApiError } from "../api";
import { now } from "../clock";
import { duration, num, seconds, stamp } from "../format";
import { loadRuns, useHistory } from "../history";
import { runBy, runLabel, stepKind, stepName, stepSentence } from "../labels";
import { runDuration, runLine, runName, wholeCycle } from "../progress";
import type { Ranking, Run } from "../protocol";
import { outputPath, search } from "../router";
import { running, store } from "../store";
import { reason } from "../toasts";
import { capital, outcomeText } from "../words";
import { Badge, Button, Empty, Panel, Segments, Skeleton } from "./base";
import { Decision } from "./decision";
import { MiniTrack } from "./track";

const decisions = signal(new Map<string, Ranking | null>());

function useDecision(run: Run): { value: Ranking | null | undefined; error: string } {
  const [error, setError] = useState("");
  const value = decisions.value.get(run.id);
  const decided = run.steps.some((s) => s.name === "evaluate" && s.state === "done");
  useEffect(() => {
    if (decisions.peek().has(run.id) || !decided) return;
    api.decision(run.id)
      .then((x) => { decisions.value = new Map(decisions.value).set(run.id, x); })
      .catch((e) => {
        if (e instanceof ApiError && e.status === 404) decisions.value = new Map(decisions.value).set(run.id, null);
        else setError(reason(e));
      });
  }, [run.id, decided]);
  return { value: decided ? value : null, error };
}

export function RunDetails({ run }: { run: Run }) {
  const { value, error } = useDecision(run);
  return (
    <tr class="sub-row" data-testid="run-details">
      <td colSpan={8} style={{ whiteSpace: "normal", padding: "8px 0 12px" }}>
        <div class="tw">
          <table class="lst stept"><thead><tr><th>Step</th><th>State</th><th>Began</th><th class="r">Took</th><th>What happened</th><th /></tr></thead>
            <tbody>
              {run.steps.map((s) => {
                const kind = stepKind[s.name];
                return (
                  <tr key={s.name}><td class="m">{stepName[s.name] ?? s.name}</td>
                    <td class={s.state === "failed" ? "bad" : "t2"}>{stepSentence(s.state)}{s.attempts > 1 ? `, try ${s.attempts}` : ""}</td>
                    <td class={`t2 ${s.started_at ? "" : "nil"}`} data-l="Began">{s.started_at ? stamp(s.started_at) : "—"}</td>
                    <td class={`r ${s.started_at ? "" : "nil"}`} data-l="Took">{s.started_at ? duration(seconds(s.started_at, s.ended_at ?? now.value)) : "—"}</td>
                    <td class="what t2">{s.error ? <span class="bad">{capital(s.error)}</span> : capital(s.note ?? "")}</td>
                    <td class="r">{kind && s.launch && <a class="link" href={outputPath(run.strategy, kind, s.launch)}>Output</a>}</td></tr>
                );
              })}
            </tbody></table>
        </div>
        <p class="f11 t3" style={{ padding: "8px 16px 0" }}>Run <span class="mono">{run.id}</span></p>
        {value && <Decision r={value} />}
        {error && <p class="f12 t3" style={{ padding: "8px 16px" }}>The decision could not be read. {error}</p>}
      </td>
    </tr>
  );
}

type Show = "all" | "done" | "restored";

export function Runs({ name }: { name: string }) {
  const h = useHistory(name);
  const [show, setShow] = useState<Show>("all");
  const asked = new URLSearchParams(search.value).get("run");
  const [open, setOpen] = useState<string | null>(asked);
  const there = useRef<HTMLTableRowElement>(null);
  const known = h.items.some((r) => r.id === asked);
  useEffect(() => { if (asked) setOpen(asked); }, [asked]);
  useEffect(() => { if (asked && known) there.current?.scrollIntoView({ block: "center" }); }, [asked, known]);
  const list = h.items.filter((r) => show === "all" || r.state === show);
  const hyperopt = store.hyperopts.value.get(name);
  return (
    <Panel title="Runs" sub={h.items.length ? `${num(h.items.length)}${h.cursor ? " newest" : ""}, each done or restored` : ""} testid="runs" class="ovh"
      actions={<Segments label="Which runs" value={show} onPick={setShow}
        items={[{ id: "all", text: "All" }, { id: "done", text: "Done" }, { id: "restored", text: "Restored" }]} />}>
      {!h.loaded && !h.error && !h.items.length ? <Skeleton /> : !list.length
        ? <Empty icon="cycle" title={show === "all" ? "No cycle has run yet" : "None of these"}>
            {h.error ? reason(h.error) : show === "all" ? "Run one now with the button above, or wait for the schedule." : "Choose All to see every run."}</Empty>
        : <div class="tw"><table class="runt">
            <thead><tr><th>Run</th><th>Outcome</th><th>Started</th><th>By</th><th class="r">Duration</th><th>Steps</th><th>What happened</th><th /></tr></thead>
            <tbody>
              {list.map((r) => (
                <>
                  <tr key={r.id} ref={r.id === asked ? there : undefined} data-testid="run-row" data-state={r.state}>
                    <td class="m" title={r.id}>{wholeCycle(r) ? "Cycle" : runName(r)}</td>
                    <td><Badge label={runLabel(r)} /></td>
                    <td class="t2" data-l="Started">{stamp(r.started_at)}</td>
                    <td class="t2" data-l="By">{capital(runBy(r).replace(/^by /, ""))}</td>
                    <td class="r" data-l="Took">{runDuration(r, now.value)}</td>
                    <td class="trkc" style={{ lineHeight: 1 }}><MiniTrack run={r} hyperopt={hyperopt} width={12} /></td>
                    <td class="t2 what" style={{ width: "40%" }}>{running(r) ? runLine(r, hyperopt) || "Begins" : outcomeText(r)}</td>
                    <td class="r more"><button type="button" class="link f12 linkb" aria-expanded={open === r.id}
                      onClick={() => setOpen(open === r.id ? null : r.id)}>{open === r.id ? "Close" : "Details"}</button></td>
                  </tr>
                  {open === r.id && <RunDetails run={r} />}
                </>
              ))}
            </tbody></table></div>}
      {h.cursor && <div style={{ padding: "10px 16px", borderTop: "1px solid var(--line1)" }}><Button tone="g" icon="down" onClick={() => void loadRuns(name, true)}>Older runs</Button></div>}
    </Panel>
  );
}

/** The newest decision of a strategy, drawn open. */
export function LatestDecision({ name }: { name: string }) {
  const h = useHistory(name);
  const run = h.items.find((r) => r.steps.some((s) => s.name === "evaluate" && s.state === "done"));
  return run ? <LatestOf key={run.id} run={run} /> : null;
}

function LatestOf({ run }: { run: Run }) {
  const { value } = useDecision(run);
  if (!value) return null;
  return (
    <Panel title="Decision" sub={`of the run that began ${stamp(run.started_at)}`} testid="decision-panel"
      actions={<a class="link f12" href={`/s/${encodeURIComponent(run.strategy)}/hyperopt?file=${encodeURIComponent(value.file.split("/").pop() ?? "")}`}>Open in Hyperopt</a>}>
      <Decision r={value} />
    </Panel>
  );
}
