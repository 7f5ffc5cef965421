// Which file, how far it is, and how to stop it.
import type { EpochFeed } from "../epochs";
import { stop } from "../actions";
import { now } from "../clock";
import { bytes, clock, num, plural, seconds, when } from "../format";
import type { Hyperopt, ResultFile } from "../protocol";
import { hyperoptPath, navigate, strategyPath } from "../router";
import { mayOperate } from "../session";
import { alive, store } from "../store";
import { HoldButton } from "./hold";

export function Top({ name, h, feed, isLive, files }: { name: string; h: Hyperopt | undefined; feed: EpochFeed; isLive: boolean; files: ResultFile[] }) {
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
  const run = names.find((f) => f.name === current)?.run;
  return (
    <section class="panel stat" data-testid="progress">
      {names.length > 0 && <select class="sel lg file" aria-label="Result file" title={current} value={current} data-testid="file"
        onChange={(e) => { const f = e.currentTarget.value; navigate(hyperoptPath(name) + (f === names[0]?.name ? "" : `?file=${encodeURIComponent(f)}`)); }}>
        {names.map((f) => <option key={f.name} value={f.name}>{facts(f)}</option>)}
      </select>}
      {run && <a class="link f12 nw" data-testid="file-run" href={`${strategyPath(name)}?run=${encodeURIComponent(run)}`} title={`Made by run ${run}`}>Its run</a>}
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
