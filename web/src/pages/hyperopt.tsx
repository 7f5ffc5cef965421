import { useComputed } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import { api } from "../api";
import { stop } from "../actions";
import { now } from "../clock";
import { Empty, IconButton, Panel, Segments, Skeleton, Button } from "../components/base";
import { CriteriaPanel, useWhatIf } from "../components/criteria-panel";
import { EpochsTable } from "../components/epochs-table";
import { HoldButton } from "../components/hold";
import { Icon } from "../components/icon";
import { PlotTable } from "../components/plot-table";
import { askRun } from "../components/run-dialog";
import { WhyPanel } from "../components/why-panel";
import { shortField } from "../criteria";
import { EpochFeed } from "../epochs";
import { bytes, clock, num, plural, relative, seconds, when } from "../format";
import { Objective } from "../plots/objective";
import { Scatter, type Marks } from "../plots/scatter";
import type { Criterion, Hyperopt, ResultFile } from "../protocol";
import { parseFilter } from "../filter";
import { useThrottled } from "../throttle";
import { hyperoptPath, navigate, search } from "../router";
import { mayOperate } from "../session";
import { alive, store } from "../store";
import { judge, select, type View } from "../table";
import { reason } from "../toasts";

const start: View = { show: "all", filters: {}, sort: { column: "profit_total_pct", descending: true } };
const noCriteria: Criterion[] = [];
const baseName = (x: string | null | undefined) => (x ?? "").split("/").pop() ?? "";

function useFiles(name: string, newest: string): ResultFile[] {
  const [files, setFiles] = useState<ResultFile[]>([]);
  useEffect(() => {
    let mine = true;
    api.files(name).then((x) => mine && setFiles(x.items)).catch(() => mine && setFiles([]));
    return () => { mine = false; };
  }, [name, newest]);
  return files;
}

function Top({ name, h, feed, isLive, files }: { name: string; h: Hyperopt | undefined; feed: EpochFeed; isLive: boolean; files: ResultFile[] }) {
  const p = store.process(name, "hyperopt");
  const up = isLive && alive(p);
  void feed.version.value;
  const rows = feed.columns.rows;
  const epochs = up && h ? Math.max(h.epochs, rows) : rows;
  const wanted = isLive ? h?.wanted ?? null : null;
  const spent = seconds(p.started_at, now.value);
  const end = up && wanted && spent && epochs > 3 ? now.value + (spent * 1000 * (wanted - epochs)) / epochs : null;
  const current = feed.file.value;
  const names = files.some((x) => x.name === current) || !current ? files : [{ name: current, bytes: 0, modified_at: "", epochs: null, launch: null }, ...files];
  // Date and size first: a name that is cut hides nothing that tells files apart.
  const facts = (f: ResultFile) => [f.modified_at ? when(f.modified_at) : "", f.name === current && rows ? plural(epochs, "epoch") : f.epochs !== null ? plural(f.epochs, "epoch") : f.bytes ? bytes(f.bytes) : "", f.name].filter(Boolean).join(" · ");
  return (
    <section class="panel stat" data-testid="progress">
      {names.length > 0 && <select class="sel lg file" aria-label="Result file" title={current} value={current} data-testid="file"
        onChange={(e) => { const f = e.currentTarget.value; navigate(hyperoptPath(name) + (f === names[0]?.name ? "" : `?file=${encodeURIComponent(f)}`)); }}>
        {names.map((f) => <option key={f.name} value={f.name}>{facts(f)}</option>)}
      </select>}
      <div class="grow" style={{ display: "grid", gap: "5px" }}>
        <div class="row f12" style={{ justifyContent: "space-between" }}>
          <span class="nw"><b data-testid="epoch-count">{num(epochs)}</b> <span class="t3">{up && wanted ? `of ${num(wanted)} epochs` : epochs === 1 ? "epoch" : "epochs"}</span>
            {isLive && h && h.rejected_lines > 0 && <span class="warn"> {num(h.rejected_lines)} unreadable lines</span>}</span>
          <span class="t2 nw">{end ? <>ends <b class="m" style={{ color: "var(--t1)" }}>{clock(end)}</b></> : up ? "running" : feed.loaded.value ? "all read" : ""}</span>
        </div>
        <div class={`meter ${up ? "" : "mute"}`} style={{ height: "6px" }}><i style={{ width: `${wanted && epochs ? Math.min(100, (100 * epochs) / wanted) : epochs ? 100 : 0}%` }} /></div>
      </div>
      {up && mayOperate() && <HoldButton onHeld={() => void stop(p)}>Hold to stop</HoldButton>}
    </section>
  );
}

export function HyperoptPage({ name }: { name: string }) {
  const wantedFile = new URLSearchParams(search.value).get("file");
  return <Page key={wantedFile ?? ""} name={name} wanted={wantedFile} />;
}

function Page({ name, wanted }: { name: string; wanted: string | null }) {
  const feed = useMemo(() => new EpochFeed(name, wanted), [name, wanted]);
  useEffect(() => () => feed.close(), [feed]);
  const h = store.hyperopts.value.get(name);
  const saved = store.strategies.value.get(name)?.criteria ?? noCriteria;
  const file = feed.file.value;
  const version = feed.version.value;
  const isLive = !wanted || baseName(h?.file) === wanted;
  const known = useComputed(() => store.hyperopts.value.get(name)?.epochs ?? 0).value;
  const newest = baseName(h?.file);
  const files = useFiles(name, newest);
  useEffect(() => {
    // The state says there is more than came: ask, should frames be missing.
    if (!wanted && (known > feed.columns.rows || newest !== feed.file.peek())) void feed.catchUp();
  }, [known, newest]);

  // The manager judges what it follows as it grows; only other files and other
  // criteria are worth a question of their own.
  const told = isLive && h && file !== "" && baseName(h.file) === file && h.remaining.length > 0 ? h : null;
  const passed = told ? told.remaining[told.remaining.length - 1]! : null;
  const judged = useThrottled(told ? `${told.winner?.line ?? 0}/${passed}` : String(feed.columns.rows), 500);
  const what = useWhatIf(name, file, saved, feed.columns.rows, told !== null);
  const [view, setView] = useState<View>(start);
  const [picked, setPicked] = useState<number | null>(null);
  const bits = useMemo(() => judge(feed.columns, what.criteria), [feed, version, JSON.stringify(what.criteria)]);
  const rows = useMemo(() => select(feed.columns, bits, view), [feed, version, bits, view]);
  const oursLine = told ? told.winner?.line ?? -1 : !what.changed ? what.answer?.winner?.line : undefined;
  const [savedWinner, setSavedWinner] = useState<number | undefined>();
  useEffect(() => { if (!what.changed && what.answer) setSavedWinner(what.answer.winner?.line); }, [what.answer, what.changed]);
  const ours = feed.columns.rowOfLine(oursLine ?? savedWinner ?? -1);
  const best = useMemo(() => { const b = feed.columns.column("is_best"); for (let i = feed.columns.rows - 1; i >= 0; --i) if (b[i] === 1) return i; return -1; }, [feed, version]);
  const whatif = what.changed && what.answer?.winner ? feed.columns.rowOfLine(what.answer.winner.line) : -1;
  const selected = picked !== null ? feed.columns.rowOfLine(picked) : -1;
  const marks: Marks = { ours, best, whatif, selected };
  const shownRow = selected >= 0 ? selected : whatif >= 0 ? whatif : ours >= 0 ? ours : best;
  const pick = (row: number) => setPicked((old) => (feed.columns.at("line", row) === old ? null : feed.columns.at("line", row)));
  const wrong = Object.entries(view.filters).flatMap(([field, text]) => {
    const parsed = parseFilter(text ?? "");
    return parsed.ok ? [] : [`${shortField[field] ?? field}: ${parsed.why}`];
  });
  const oursEpoch = ours >= 0 ? feed.columns.epoch(ours) : null;

  if (feed.loaded.value && feed.columns.rows === 0) return <Nothing name={name} feed={feed} files={files} h={h} />;
  return (
    <main class="hy" tabIndex={-1}>
      <div class="hyl">
        <Top name={name} h={h} feed={feed} isLive={isLive} files={files} />
        <Plots feed={feed} version={version} bits={bits} marks={marks} criteria={what.criteria} wanted={isLive && alive(store.process(name, "hyperopt")) ? h?.wanted ?? null : null} pick={pick} />
        <Panel class="eph" title="Epochs" testid="epochs-panel"
          sub={<span data-testid="shown">{num(rows.length)} of {num(feed.columns.rows)} shown{alive(store.process(name, "hyperopt")) && isLive && feed.lastAt ? `, newest ${relative(new Date(feed.lastAt).toISOString(), now.value)}` : ""}</span>}
          actions={<>
            {Object.values(view.filters).some((x) => x?.trim()) && <Button tone="g" icon="cross" onClick={() => setView({ ...view, filters: {} })}>Clear filters</Button>}
            <Segments label="Which epochs" value={view.show} onPick={(show) => setView({ ...view, show })}
              items={[{ id: "all", text: "All" }, { id: "passing", text: "Meets criteria" }, { id: "bests", text: "Bests" }]} />
          </>}>
          {wrong.length > 0 && <div class="note e" role="alert" data-testid="bad-filter"><Icon name="warning" size="s" /><span>{wrong.join(" ")} It filters nothing until then.</span></div>}
          {!feed.loaded.value && feed.columns.rows === 0 ? <Skeleton lines={5} />
            : <EpochsTable columns={feed.columns} rows={rows} bits={bits} criteria={what.criteria} marks={marks} formerBests version={version} view={view} onView={setView} onPick={pick} />}
          {rows.length === 0 && feed.columns.rows > 0 && <Empty icon="search" title="No epoch passes the filters" actions={<Button onClick={() => setView(start)}>Show all epochs</Button>} />}
        </Panel>
      </div>
      <div class="hyr">
        {shownRow >= 0 && <WhyPanel strategy={name} file={file} epoch={feed.columns.epoch(shownRow)} criteria={saved} ours={shownRow === ours} best={shownRow === best} judged={judged} passed={passed} />}
        <CriteriaPanel what={what} saved={saved} told={told && !what.changed ? { remaining: told.remaining, total: told.epochs } : null} ours={oursEpoch ? { epoch: oursEpoch.epoch, profit: oursEpoch.profit_total_pct, trades: oursEpoch.trades } : null} />
      </div>
    </main>
  );
}

function Plots({ feed, version, bits, marks, criteria, wanted, pick }: {
  feed: EpochFeed; version: number; bits: Int32Array; marks: Marks; criteria: Parameters<typeof judge>[1]; wanted: number | null; pick: (row: number) => void;
}) {
  const [tableA, setTableA] = useState(false);
  const [tableB, setTableB] = useState(false);
  const c = feed.columns;
  return (
    <div class="hyplots">
      <Panel title="Profit and drawdown" actions={<IconButton icon={tableA ? "chart" : "list"} label={tableA ? "Show as chart" : "Show as table"} onClick={() => setTableA(!tableA)} />}>
        <div class="plotb">
          {tableA ? <PlotTable columns={c} version={version} names={["epoch", "max_drawdown", "profit_total_pct", "trades"]} heads={["Epoch", "Drawdown %", "Profit %", "Trades"]} digits={[0, 2, 2, 0]} />
            : <Scatter columns={c} version={version} bits={bits} criteria={criteria} marks={marks} onPick={pick} />}
          <div style={{ padding: "8px 0 0 4px" }}><Legend /></div>
        </div>
      </Panel>
      <Panel title="Objective" sub="lower is better" actions={<IconButton icon={tableB ? "chart" : "list"} label={tableB ? "Show as chart" : "Show as table"} onClick={() => setTableB(!tableB)} />}>
        <div class="plotb">
          {tableB ? <PlotTable columns={c} version={version} names={["epoch", "objective"]} heads={["Epoch", "Objective"]} digits={[0, 4]} />
            : <Objective columns={c} version={version} wanted={wanted} />}
          <div style={{ padding: "8px 0 0 4px" }}><div class="leg">
            <span><svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><path d="M1 7H13" stroke="var(--c2)" stroke-width="2" /></svg>Best so far</span>
            <span><svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="2" fill="var(--c7)" /></svg>Epoch</span>
          </div></div>
        </div>
      </Panel>
    </div>
  );
}

function Legend() {
  const dot = (fill: string) => <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="2.500" fill={fill} /></svg>;
  return (
    <div class="leg">
      <span>{dot("var(--c1)")}Passes</span><span>{dot("var(--c7)")}Fails</span>
      <span class="acc"><Icon name="diamond" size="xs" /><span class="t2">Our choice</span></span>
      <span class="star"><Icon name="star" size="xs" /><span class="t2">freqtrade’s best</span></span>
      <span><svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="5" fill="none" stroke="var(--t1)" stroke-dasharray="2 1.800" /></svg>What-if</span>
    </div>
  );
}

function Nothing({ name, feed, files, h }: { name: string; feed: EpochFeed; files: ResultFile[]; h: Hyperopt | undefined }) {
  const p = store.process(name, "hyperopt");
  const next = store.schedules.value.get(name)?.next[0];
  const error = feed.error.value;
  return (
    <main class="page" tabIndex={-1}>
      <Top name={name} h={h} feed={feed} isLive files={files} />
      <section class="panel">
        {error ? <Empty icon="warning" title="The epochs could not be read" actions={<Button tone="p" icon="reload" onClick={() => void feed.catchUp()}>Try again</Button>}>{reason(error)}</Empty>
          : alive(p) ? <Empty icon="target" title="Hyperopt runs, the first epoch is on its way">freqtrade writes its epochs in batches{h?.wanted ? `; ${num(h.wanted)} are wanted` : ""}. They appear here as they are written.</Empty>
            : <Empty icon="target" title="No hyperopt has run yet" actions={mayOperate() ? <Button tone="p" icon="cycle" onClick={() => askRun(name)}>Run now…</Button> : undefined}>
                Epochs appear here while hyperopt runs.{next ? ` The next cycle starts ${when(next, now.value)}.` : ""}
              </Empty>}
      </section>
    </main>
  );
}
