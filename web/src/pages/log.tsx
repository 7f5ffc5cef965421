import { useMemo, useState } from "preact/hooks";
import { api } from "../api";
import { levelIcon } from "../components/activity";
import { Button, Empty, Skeleton } from "../components/base";
import { Icon } from "../components/icon";
import { LogView, Marked } from "../components/log-view";
import { holds } from "../find";
import { clockSeconds, num, stamp, zone } from "../format";
import type { Level, Line } from "../protocol";
import { store } from "../store";
import { failure } from "../toasts";

const levels: Level[] = ["error", "warning", "info", "debug"];
const names: Record<Level, string> = { error: "Error", warning: "Warning", info: "Info", debug: "Debug" };
const tone: Record<Level, string> = { error: "err", warning: "warn", info: "", debug: "dbg" };

/** The part is a column of its own. */
const said = (x: Line) => (x.text.startsWith(`${x.part}: `) ? x.text.slice(x.part.length + 2) : x.text);

export function LogPage() {
  const [hidden, setHidden] = useState<Set<Level>>(new Set(["debug"]));
  const [query, setQuery] = useState("");
  const [strategy, setStrategy] = useState("");
  const [follow, setFollow] = useState(true);
  const [older, setOlder] = useState<Line[]>([]);
  const [cursor, setCursor] = useState<string | null | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const live = store.lines.value;
  const all = useMemo(() => older.concat(live), [older, live]);
  const counts = useMemo(() => {
    const n: Record<Level, number> = { error: 0, warning: 0, info: 0, debug: 0 };
    for (const x of all) n[x.level] = (n[x.level] ?? 0) + 1;
    return n;
  }, [all]);
  const wanted = query.trim();
  const shown = useMemo(() => all.filter((x) => !hidden.has(x.level) && (!strategy || x.strategy === strategy) &&
    (!wanted || holds(x.text, wanted) || holds(x.part, wanted) || holds(x.strategy ?? "", wanted))), [all, hidden, wanted, strategy]);
  const loadOlder = async () => {
    if (busy || cursor === null) return;
    setBusy(true);
    try {
      const r = await api.log(500, undefined, cursor);
      const known = new Set(all.map((x) => x.at + x.text));
      setOlder((old) => r.items.filter((x) => !known.has(x.at + x.text)).reverse().concat(old));
      setCursor(r.next_cursor);
    } catch (e) {
      failure("Older lines could not be read", e, () => void loadOlder());
    } finally {
      setBusy(false);
    }
  };
  const row = (i: number) => {
    const x = shown[i]!;
    return {
      class: tone[x.level] ?? "",
      children: (
        <>
          <span class="ti" title={stamp(x.at)}>{new Date(x.at).toDateString() === new Date().toDateString() ? clockSeconds(x.at) : stamp(x.at)}</span>
          <span class="lv" aria-label={names[x.level]}>{(x.level === "error" || x.level === "warning") && <Icon name={levelIcon[x.level]} size="xs" />}<span class="no-phone">{names[x.level] ?? x.level}</span></span>
          <span class="lg pt ell"><Marked text={x.part} query={wanted} /></span>
          <span class="tx">{x.strategy && <b><Marked text={x.strategy} query={wanted} />  </b>}<Marked text={said(x)} query={wanted} /></span>
        </>
      ),
    };
  };
  return (
    <main class="logp" tabIndex={-1}>
      <section class="panel" aria-label="System log">
        <div class="logtop">
          <span class="fld find"><Icon name="search" size="s" />
            <input type="search" placeholder="Search the log" aria-label="Search the log" value={query} spellcheck={false} data-testid="search" onInput={(e) => setQuery(e.currentTarget.value)} />
            {query && <span class="t3" data-testid="match-count">{num(shown.length)}</span>}</span>
          <select class="sel" aria-label="Strategy" value={strategy} onChange={(e) => setStrategy(e.currentTarget.value)}>
            <option value="">All strategies</option>{store.names.value.map((n) => <option key={n} value={n}>{n}</option>)}
          </select>
          {levels.map((l) => (
            <button type="button" key={l} class="chip" aria-pressed={!hidden.has(l)} data-testid={`level-${l}`}
              onClick={() => { const s = new Set(hidden); if (!s.delete(l)) s.add(l); setHidden(s); }}>
              <span class={l === "error" ? "bad" : l === "warning" ? "warn" : "t3"}><Icon name={levelIcon[l]} size="xs" /></span>
              <span class="no-phone">{names[l]}</span> <span class="n">{num(counts[l])}</span>
            </button>
          ))}
          <span class="grow" />
          {cursor !== null && <Button tone="g" icon="up" busy={busy} onClick={() => void loadOlder()}>Older lines</Button>}
          <Button tone={follow ? "tog" : ""} icon="follow" aria-pressed={follow} data-testid="follow" onClick={() => setFollow(!follow)}>{follow ? "Following" : "Follow"}</Button>
        </div>
        {!store.loaded.value ? <Skeleton lines={5} />
          : !shown.length ? <Empty icon="list" title={all.length ? "No line matches" : "Nothing has happened yet"}
              actions={all.length ? <Button onClick={() => { setQuery(""); setHidden(new Set()); setStrategy(""); }}>Show all lines</Button> : undefined}>
              {all.length ? `${num(all.length)} lines are hidden by the search and the levels.` : "What the manager and its parts do is written here."}</Empty>
            : <LogView class="sys" count={shown.length} row={row} version={shown} follow={follow} onFollow={setFollow} wrap={false} label="System log" />}
        <div class="stbar"><span>{num(shown.length)} of {num(all.length)} lines</span><span class="grow" /><span>Times in {zone()}</span></div>
      </section>
    </main>
  );
}
