import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { levelIcon } from "../components/activity";
import { stripAnsi, spans } from "../ansi";
import { api } from "../api";
import { now } from "../clock";
import { Button, Empty, IconButton, Skeleton } from "../components/base";
import { Found } from "../components/found";
import { Icon } from "../components/icon";
import { LogView, Marked } from "../components/log-view";
import { holds } from "../find";
import { OutputSearch } from "../find-output";
import { bytes, duration, num, seconds, when, zone } from "../format";
import { endText, kindName, processLabel } from "../labels";
import { lineAt, OutputWindow } from "../output";
import { kinds, type Kind, type Level, type Process } from "../protocol";
import { navigate, outputPath, search } from "../router";
import { alive, store } from "../store";
import { failure, reason, toast } from "../toasts";

const levels: Level[] = ["error", "warning", "info", "debug"];
const levelName: Record<Level, string> = { error: "Error", warning: "Warning", info: "Info", debug: "Debug" };
/** Drawing a line of megabytes would take the browser minutes. */
const longest = 8000;
const tone: Record<string, string> = { error: "err", warning: "warn", debug: "dbg" };

export function OutputPage({ name, kind }: { name: string; kind: Kind }) {
  const launch = new URLSearchParams(search.value).get("launch");
  const never = launch === null && store.neverLaunched(name, kind);
  return (
    <>
      <Tabs name={name} kind={kind} launch={launch} />
      {launch === null && !store.loaded.value ? <main class="outp" tabIndex={-1}><Skeleton lines={5} /></main>
        : <Window key={`${launch ?? ""}/${never}`} name={name} kind={kind} launch={launch} never={never} />}
    </>
  );
}

function Tabs({ name, kind, launch }: { name: string; kind: Kind; launch: string | null }) {
  const [launches, setLaunches] = useState<Process[]>([]);
  const current = store.process(name, kind).launch;
  // The newest launch has one entry, whether the address names it or not.
  const chosen = launch === null || launch === launches[0]?.launch ? "" : launch;
  const older = launches.slice(1);
  useEffect(() => {
    let mine = true;
    api.process(name, kind).then((p) => mine && setLaunches(p.launches ?? [])).catch(() => mine && setLaunches([]));
    return () => { mine = false; };
  }, [name, kind, current]);
  return (
    <nav class="tabs" aria-label="Process">
      <span class="tlinks" role="tablist">
        {kinds.map((k) => {
          const p = store.process(name, k);
          const label = processLabel(p);
          return (
            <a key={k} role="tab" href={outputPath(name, k)} aria-selected={k === kind ? true : undefined}>
              <span class={label.tone || "t3"}><Icon name={label.icon} size="s" spin={label.spin} /></span>{kindName[k]}
            </a>
          );
        })}
      </span>
      <span class="grow" />
      {launches.length > 0 && (
        <span class="row no-phone" style={{ height: "40px" }}>
          <select class="sel" style={{ maxWidth: "320px" }} aria-label="Launch" data-testid="launch" value={chosen}
            onChange={(e) => navigate(outputPath(name, kind, e.currentTarget.value || null))}>
            <option value="">Newest launch{launches[0]?.started_at ? `, ${when(launches[0].started_at)}` : ""}</option>
            {older.map((x) => <option key={x.launch} value={x.launch ?? ""}>{when(x.started_at)}, {x.launch}</option>)}
            {chosen && !older.some((x) => x.launch === chosen) && <option value={chosen}>{chosen}</option>}
          </select>
        </span>
      )}
    </nav>
  );
}

function Window({ name, kind, launch, never }: { name: string; kind: Kind; launch: string | null; never: boolean }) {
  const out = useMemo(() => new OutputWindow(name, kind, launch, never), [name, kind, launch, never]);
  useEffect(() => () => out.close(), [out]);
  const version = out.version.value;
  const [follow, setFollow] = useState(true);
  const [wrap, setWrap] = useState(false);
  const [hidden, setHidden] = useState<Set<Level>>(new Set());
  const found = useSearch(name, kind, out, version);
  const { query, setQuery } = found;
  const { lines, shown, counts } = useMemo(() => {
    const all = out.lines;
    const n: Record<Level, number> = { error: 0, warning: 0, info: 0, debug: 0 };
    const list: number[] = [];
    for (let i = 0; i < all.length; ++i) {
      const l = out.levelOf(i, all);
      if (l) ++n[l];
      if (!l || !hidden.has(l)) list.push(i);
    }
    return { lines: all, shown: list, counts: n };
  }, [out, version, hidden]);
  const match = found.at >= 0 ? found.search.matches[found.at] : undefined;
  const matchLine = useMemo(() => (match ? lineAt(lines, match.offset, (x) => holds(stripAnsi(x.raw), query)) : -1), [match, lines, version, query]);
  const goto = match ? { index: shown.indexOf(matchLine), key: `${match.offset}/${found.tick}` } : null;
  const show = async (index: number) => {
    const m = found.search.matches[index];
    if (!m) return;
    setFollow(false);
    found.setAt(index);
    if (m.offset < out.head || m.offset >= out.tail) await out.jump(m.offset);
    // A match that nobody would see is no match: its level is shown again.
    const l = out.lines.length ? out.levelOf(lineAt(out.lines, m.offset, (x) => holds(stripAnsi(x.raw), query))) : "";
    if (l) setHidden((old) => (old.has(l) ? new Set([...old].filter((x) => x !== l)) : old));
    found.touch();
  };
  const step = async (by: number) => {
    await found.askNow(); // Enter may come before the pause for typing is over
    await show(await found.search.step(found.at, by));
  };
  const setFollowing = (on: boolean) => {
    setFollow(on);
    if (on && !out.atEnd) void out.toEnd();
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(shown.map((i) => stripAnsi(lines[i]!.raw)).join("\n"));
      toast("good", `${num(shown.length)} lines copied`, "Those that are loaded and not hidden.");
    } catch (e) { failure("Nothing was copied", e); }
  };
  const p = store.process(name, kind);
  const row = (i: number) => {
    const line = lines[shown[i]!]!;
    const l = out.levelOf(shown[i]!, lines);
    const x = out.parse(line);
    const here = shown[i] === matchLine;
    return {
      class: `${tone[l] ?? ""} ${here ? "cur-l" : ""}`,
      children: (
        <>
          <span class="ti">{x.time}</span>
          <span class="lv" aria-label={x.time && l ? levelName[l] : undefined}>{l && (l === "error" || l === "warning") && x.time ? <Icon name={levelIcon[l]} size="xs" /> : null}<span class="no-phone">{x.time && l ? levelName[l] : ""}</span></span>
          <span class="tx" title={wrap ? undefined : stripAnsi(line.raw.slice(0, longest))}>{x.logger && <span class="lg">{x.logger}  </span>}
            {spans(x.text.slice(0, longest)).map((s, k) => <em key={k} class={s.tone}><Marked text={s.text} query={query} current={here} /></em>)}
            {x.text.length > longest && <span class="lg"> … {num(x.text.length - longest)} more characters</span>}</span>
        </>
      ),
    };
  };
  return (
    <main class="outp" tabIndex={-1}>
      <section class="panel" aria-label={`Output of ${kindName[kind]}`}>
        <div class="logtop">
          <span class="fld find"><Icon name="search" size="s" />
            <input type="search" placeholder="Search output" aria-label="Search output" value={query} data-testid="search" spellcheck={false}
              onInput={(e) => setQuery(e.currentTarget.value)} onKeyDown={(e) => { if (e.key === "Enter") void step(e.shiftKey ? -1 : 1); else if (e.key === "Escape") setQuery(""); }} />
            {query && <span class="t3" data-testid="match-count">{countText(found.search, found.at)}</span>}
          </span>
          <span class="row" style={{ gap: 0 }}>
            <IconButton icon="up" label="Previous match" disabled={!found.search.matches.length} onClick={() => void step(-1)} />
            <IconButton icon="down" label="Next match" disabled={!found.search.matches.length && found.search.complete} onClick={() => void step(1)} />
          </span>
          {levels.map((l) => (
            <button type="button" key={l} class="chip" aria-pressed={!hidden.has(l)} data-testid={`level-${l}`}
              onClick={() => { const s = new Set(hidden); if (!s.delete(l)) s.add(l); setHidden(s); }}>
              <span class={l === "error" ? "bad" : l === "warning" ? "warn" : "t3"}><Icon name={levelIcon[l]} size="xs" /></span>
              <span class="no-phone">{levelName[l]}</span> <span class="n">{num(counts[l])}</span>
            </button>
          ))}
          <span class="grow" />
          <span class="row" style={{ gap: "2px" }}>
            <IconButton icon="wrap" label={wrap ? "Do not wrap lines" : "Wrap lines"} aria-pressed={wrap} onClick={() => setWrap(!wrap)} />
            <IconButton icon="copy" label="Copy the loaded lines" onClick={() => void copy()} />
          </span>
          <Button tone={follow ? "tog" : ""} icon="follow" aria-pressed={follow} data-testid="follow" onClick={() => setFollowing(!follow)}>{follow ? "Following" : "Follow"}</Button>
        </div>
        {query && <Found search={found.search} at={found.at} size={out.size} onPick={(i) => void show(i)} />}
        {out.begin.value > 0 && (
          <div class="gone" role="note" data-testid="gone"><Icon name="info" size="s" /><span>Older output is gone; it starts at byte {num(out.begin.value)} ({bytes(out.begin.value)}).</span></div>
        )}
        {!out.loaded.value ? <Skeleton lines={5} />
          : out.error.value && !out.lines.length ? <Empty icon="terminal" title="No output can be shown" actions={<Button icon="reload" onClick={() => void out.toEnd()}>Try again</Button>}>{reason(out.error.value)}</Empty>
            : !out.lines.length ? <Empty icon="terminal" title={alive(p) ? "Nothing written yet" : "No output"}>{alive(p) ? "Lines appear here as they are written." : `${kindName[kind]} of ${name} has not been started yet. Its output appears here once it runs.`}</Empty>
              : !shown.length ? <Empty icon="terminal" title="All loaded lines are hidden" actions={<Button onClick={() => setHidden(new Set())}>Show all levels</Button>}>
                  {num(out.lines.length)} lines are loaded, and the levels above hide each of them.</Empty>
              : <LogView count={shown.length} row={row} version={version} follow={follow} onFollow={setFollowing} wrap={wrap} label={`Output of ${kindName[kind]}`}
                  onTop={() => void out.before()} onBottom={() => void out.after()} prepended={out.prepended} goto={goto} />}
        <Status out={out} p={p} follow={follow} version={version} />
      </section>
    </main>
  );
}

/** `version` counts the window's changes: without it the words would stay. */
function Status({ out, p, follow, version }: { out: OutputWindow; p: Process; follow: boolean; version: number }) {
  void version;
  const mine = p.launch === out.launch.value ? p : null;
  const up = mine && alive(mine);
  return (
    <div class="stbar" data-testid="status">
      {up ? <span class="row acc" style={{ gap: "6px" }}><Icon name="follow" size="xs" />{follow ? "Following" : "Running"}</span>
        : mine && mine.ended_at && <span class={mine.exit_code === 0 ? "" : "bad"}>{endText(mine)} at {when(mine.ended_at, now.value)}, after {duration(seconds(mine.started_at, mine.ended_at))}</span>}
      {out.launch.value && <span class="mono no-phone ell cutme">{out.launch.value}</span>}
      <span data-testid="size">{bytes(out.size)}</span>
      <span class="ell cutme">{num(out.lines.length)} lines loaded{out.head > out.begin.value ? ", older ones as you scroll" : out.begin.value > 0 ? ", from the oldest there is" : ", from the beginning"}</span>
      <span class="grow" />
      <span class="row only-wide" style={{ gap: "6px" }}><Icon name="lock" size="xs" />Keys and secrets are hidden</span>
      <span class="only-wide ell cutme">Times as the process wrote them{zone() ? `, page in ${zone()}` : ""}</span>
    </div>
  );
}

/** `12 of 418`, `3+` while not all is searched. */
function countText(s: OutputSearch, at: number): string {
  if (!s.answered) return "…";
  if (!s.matches.length) return s.complete ? "none" : "none yet";
  return `${at >= 0 ? `${num(at + 1)} of ` : ""}${num(s.matches.length)}${s.complete ? "" : "+"}`;
}

function useSearch(name: string, kind: Kind, out: OutputWindow, version: number) {
  const finder = useMemo(() => new OutputSearch((text, offset, limit, stop) => api.searchOutput(name, kind, out.launch.peek(), text, offset, limit, stop)), [name, kind, out]);
  const [query, setText] = useState("");
  const [at, setAt] = useState(-1);
  const [tick, setTick] = useState(0);
  const typed = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  void finder.version.value;
  const launch = out.launch.value;
  // At once, not after the next frame: what was found is of another question.
  const setQuery = (text: string) => {
    clearTimeout(typed.current);
    setText(text);
    setAt(-1);
    void finder.start("");
    if (text && launch) typed.current = setTimeout(() => void finder.start(text), 250);
  };
  const askNow = async () => {
    if (!query || !launch || finder.query === query) return;
    clearTimeout(typed.current);
    await finder.start(query);
  };
  useEffect(() => {
    setAt(-1);
    void finder.start(launch ? query : "");
  }, [finder, launch]);
  useEffect(() => () => { clearTimeout(typed.current); finder.cancel(); }, [finder]);
  // What is written meanwhile is searched too, every few seconds, not at each line.
  const due = useRef(false);
  const grown = finder.complete && out.size > finder.scannedTo;
  useEffect(() => {
    if (!grown || due.current) return;
    due.current = true;
    setTimeout(() => { due.current = false; void finder.goOn(); }, 2000);
  }, [grown, version, finder]);
  return { search: finder, query, setQuery, askNow, at, setAt, tick, touch: () => setTick((x) => x + 1) };
}
