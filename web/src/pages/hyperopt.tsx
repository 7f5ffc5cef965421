// The hyperopt page: epochs as plots and as a table, and why one is chosen.
import { useComputed } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import { api } from "../api";
import { now } from "../clock";
import { Button, Empty, Panel, Segments, Skeleton } from "../components/base";
import { CriteriaPanel } from "../components/criteria-panel";
import { EpochsTable } from "../components/epochs-table";
import { Top } from "../components/hyperopt-top";
import { knownAxes, Plots } from "../components/hyperopt-plots";
import { Icon } from "../components/icon";
import { Printed } from "../components/printed";
import { askRun } from "../components/run-dialog";
import { ColumnsMenu, ExportMenu } from "../components/table-menus";
import { WhyPanel } from "../components/why-panel";
import { EpochFeed } from "../epochs";
import { fieldOf, isParam } from "../fields";
import { parseFilter } from "../filter";
import { num, relative, when } from "../format";
import { shownOf, useFront } from "../front";
import { usualAxes, type Marks } from "../plots/plane";
import type { Criterion, Hyperopt, ResultFile } from "../protocol";
import { useRemembered } from "../remembered";
import { search } from "../router";
import { mayOperate } from "../session";
import { alive, store } from "../store";
import { Judgement, Table, type Show, type View } from "../table";
import { knownHeads, usualHeads } from "../table-columns";
import { useLasting, useThrottled } from "../throttle";
import { reason } from "../toasts";
import { useWhatIf } from "../what-if";
import { useVerdict } from "../why";

const start: View = { show: "all", filters: {}, sort: { column: "profit_total_pct", descending: true } };
const noCriteria: Criterion[] = [];
const noLines: readonly number[] = [];
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

/** Names of the parameters of a file, as one of its epochs has them. */
function useParamNames(name: string, file: string, line: number): readonly string[] {
  const [names, setNames] = useState<{ file: string; names: string[] } | null>(null);
  const wanted = line > 0 && names?.file !== file;
  useEffect(() => {
    if (!wanted || !file) return;
    let mine = true;
    api.epoch(name, line, file).then((d) => mine && setNames({ file, names: Object.keys(d.record?.["params_dict"] ?? {}) })).catch(() => mine && setNames({ file, names: [] }));
    return () => { mine = false; };
  }, [name, file, wanted]);
  return names?.names ?? [];
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
  const c = feed.columns;
  const isLive = !wanted || baseName(h?.file) === wanted;
  const up = isLive && alive(store.process(name, "hyperopt"));
  const known = useComputed(() => store.hyperopts.value.get(name)?.epochs ?? 0).value;
  const newest = baseName(h?.file);
  const files = useFiles(name, newest);
  useEffect(() => {
    // The state says there is more than came: ask, should frames be missing.
    if (!wanted && (known > c.rows || newest !== feed.file.peek())) void feed.catchUp();
  }, [known, newest]);

  // The manager judges what it follows as it grows; only other files and other
  // criteria are worth a question of their own.
  const told = isLive && h && file !== "" && baseName(h.file) === file && h.remaining.length > 0 ? h : null;
  const passed = told ? told.remaining[told.remaining.length - 1]! : null;
  // Of many epochs each answer costs more, and one more of them changes less.
  const judged = useThrottled(told ? `${told.winner?.line ?? 0}/${passed}` : String(feed.loaded.value ? c.rows : 0), c.rows > 50_000 ? 2000 : 500);
  const what = useWhatIf(name, file, saved, c.rows, told !== null);
  const [view, setView] = useState<View>(start);
  const [picked, setPicked] = useState<number | null>(null);
  const [axes, setAxes] = useRemembered("ftm.hyperopt.axes", usualAxes, knownAxes);
  const [shown, setShown] = useRemembered<readonly string[]>("ftm.hyperopt.columns", usualHeads, knownHeads);

  const params = what.criteria.map((x) => x.field).filter(isParam).join();
  useEffect(() => { if (params) feed.want(params.split(",")); }, [feed, params, version]);
  const judgement = useMemo(() => new Judgement(c), [c]);
  const table = useMemo(() => new Table(c), [c]);
  const bits = useMemo(() => judgement.update(what.criteria), [judgement, version, what.criteria]);
  const { front: found, possible } = useFront(name, file, axes, what.changed ? what.criteria : null, judged);
  const front = useMemo(() => (found?.lines ?? noLines).map((line) => c.rowOfLine(line)).filter((row) => row >= 0), [found, c, version]);
  const rows = useMemo(() => table.update(bits, judgement.era, view, front), [table, version, bits, view, front]);

  const oursLine = told ? told.winner?.line ?? -1 : !what.changed ? what.answer?.winner?.line : undefined;
  const [savedWinner, setSavedWinner] = useState<number | undefined>();
  useEffect(() => { if (!what.changed && what.answer) setSavedWinner(what.answer.winner?.line); }, [what.answer, what.changed]);
  const ours = c.rowOfLine(oursLine ?? savedWinner ?? -1);
  const best = c.best;
  const whatif = what.changed && what.answer?.winner ? c.rowOfLine(what.answer.winner.line) : -1;
  const selected = picked !== null ? c.rowOfLine(picked) : -1;
  const shownRow = selected >= 0 ? selected : whatif >= 0 ? whatif : ours >= 0 ? ours : best;
  const shownLine = shownRow >= 0 ? c.at("line", shownRow) : 0;
  const why = useVerdict(name, file, shownLine, judged);
  const around = selected >= 0 ? why.verdict?.stability?.neighbours : undefined;
  const neighbours = useMemo(() => (around ?? []).map((n) => c.rowOfLine(n.line)).filter((row) => row >= 0), [around, c]);
  const paramNames = useParamNames(name, file, shownLine);
  const marks: Marks = { ours, best, whatif, selected, front, neighbours };
  const pick = (row: number) => setPicked((old) => (c.at("line", row) === old ? null : c.at("line", row)));
  const wrong = Object.entries(view.filters).flatMap(([field, text]) => {
    const parsed = parseFilter(text ?? "", field);
    return parsed.ok ? [] : [`${fieldOf(field).head}: ${parsed.why}`];
  });
  // Nobody is left with a choice that is no longer offered.
  useEffect(() => { if (!possible && view.show === "front") setView({ ...view, show: "all" }); }, [possible, view]);
  // What is written a moment after it was printed would only make the table jump.
  const printed = useLasting(isLive && !!h?.printed?.length, 1000);
  const next = told ? told.next ?? [] : (!what.changed && what.answer?.next) || [];
  const showItems: { id: Show; text: string }[] = [{ id: "all", text: "All" }, { id: "passing", text: "Meets criteria" },
    ...(possible ? [{ id: "front" as const, text: "Pareto" }] : []), { id: "bests", text: "Bests" }];

  if (feed.loaded.value && c.rows === 0) return <Nothing name={name} feed={feed} files={files} h={h} />;
  return (
    <main class="hy" tabIndex={-1}>
      <div class="hyl">
        <Top name={name} h={h} feed={feed} isLive={isLive} files={files} />
        <Plots columns={c} version={version} bits={bits} judgement={judgement} marks={marks} front={possible} frontTotal={found?.total ?? 0} criteria={what.criteria} wanted={up ? h?.wanted ?? null : null} axes={axes} onAxes={setAxes} pick={pick} />
        <Panel class="eph" title="Epochs" testid="epochs-panel"
          sub={<span data-testid="shown">{num(rows.length)} of {shownOf(view.show, c.rows, found)} shown{up && feed.lastAt ? `, newest ${relative(new Date(feed.lastAt).toISOString(), now.value)}` : ""}</span>}
          actions={<>
            {Object.values(view.filters).some((x) => x?.trim()) && <Button tone="g" icon="cross" onClick={() => setView({ ...view, filters: {} })}>Clear filters</Button>}
            <Segments label="Which epochs" value={view.show} onPick={(show) => setView({ ...view, show })} items={showItems} />
            <ColumnsMenu shown={shown} onShow={(names) => { setShown(names); setView(onlyShown(view, names)); }} />
            <ExportMenu strategy={name} file={file} view={view} criteria={what.criteria} rows={rows.length} total={c.rows} />
          </>}>
          {wrong.length > 0 && <div class="note e" role="alert" data-testid="bad-filter"><Icon name="warning" size="s" /><span>{wrong.join(" ")} It filters nothing until then.</span></div>}
          {printed && <Printed epochs={h!.printed!} />}
          {!feed.loaded.value && c.rows === 0 ? <Skeleton lines={5} />
            : <EpochsTable columns={c} rows={rows} bits={bits} criteria={what.criteria} marks={marks} shown={shown} view={view} onView={setView} onPick={pick} />}
          {rows.length === 0 && c.rows > 0 && (view.show !== "front" || found) && <Empty icon="search" title="No epoch passes the filters" actions={<Button onClick={() => setView(start)}>Show all epochs</Button>} />}
        </Panel>
      </div>
      <div class="hyr">
        {shownRow >= 0 && <WhyPanel strategy={name} file={file} epoch={c.epoch(shownRow)} verdict={why.verdict} error={why.error} criteria={saved} ours={shownRow === ours} best={shownRow === best} passed={passed} next={next}
          value={(f) => c.value(f, shownRow)} epochOf={(line) => { const row = c.rowOfLine(line); return row < 0 ? null : c.at("epoch", row); }} onPick={setPicked} />}
        <CriteriaPanel what={what} saved={saved} told={told && !what.changed ? { remaining: told.remaining, total: told.epochs } : null} params={paramNames}
          ours={ours >= 0 ? { epoch: c.at("epoch", ours), profit: c.value("profit_total_pct", ours), trades: c.at("trades", ours) } : null} />
      </div>
    </main>
  );
}

/** A column that is not shown neither filters nor sorts: nobody would see why. */
function onlyShown(view: View, names: readonly string[]): View {
  return {
    ...view, filters: Object.fromEntries(Object.entries(view.filters).filter(([id]) => names.includes(id))),
    sort: names.includes(view.sort.column) ? view.sort : { column: "epoch", descending: false },
  };
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
