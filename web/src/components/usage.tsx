// What a process takes of the machine: drawn over the last minutes, and in figures.
import { now } from "../clock";
import { useStatsHistory } from "../history-stats";
import { bytes, num, percent } from "../format";
import { kindName } from "../labels";
import { connection } from "../live";
import { Spark } from "../plots/spark";
import { samples } from "../plots/spark-shape";
import type { Process } from "../protocol";
import { store } from "../store";
import type { Series, Usage } from "../usage";
import { Dash } from "./base";

export const rate = (x: number | null | undefined) => (x === null || x === undefined ? "—" : `${bytes(x)}/s`);
export const cpuText = (x: number | null | undefined) => percent(x, typeof x === "number" && x > 0 && x < 9.95 ? 1 : 0);

/** Until when the last figures hold: now, as long as the manager would tell others. */
export const knownUntil = (): number | undefined => (connection.state.value.state === "live" ? now.value : undefined);

interface Plot { key: Series; name: string; color: string; text: (v: number) => string }
export const cpuPlot: Plot = { key: "cpu", name: "CPU", color: "var(--c1)", text: cpuText };
export const memoryPlot: Plot = { key: "rss", name: "Memory", color: "var(--c5)", text: bytes };
const plots: Plot[] = [
  cpuPlot, memoryPlot,
  { key: "read", name: "Disk read", color: "var(--c3)", text: rate },
  { key: "write", name: "Disk written", color: "var(--c2)", text: rate },
  { key: "gpu", name: "GPU", color: "var(--c4)", text: cpuText },
];

/** CPU or memory in a row: a line of the last minutes and what it is now. */
export function UsageCell({ p, u, plot, text, sub }: { p: Process; u: Usage | null; plot: Plot; text: string; sub?: string | null }) {
  if (!u) return <Dash />;
  return (
    <span class="pcell">
      <Spark values={samples(u.points, (x) => x[plot.key], knownUntil())} color={plot.color} text={plot.text} label={`${plot.name} of ${kindName[p.kind].toLowerCase()}`} />
      <span class={`uv ${plot.key === "rss" ? "mem" : ""}`}><span>{text}</span>{sub && <span class="f11 t3">{sub}</span>}</span>
    </span>
  );
}

const nowOf = (u: Usage, key: Series) => {
  const s = u.stats;
  return key === "cpu" ? cpuText(s.cpu_pct) : key === "rss" ? bytes(s.rss_bytes) : key === "read" ? rate(s.read_rate) : key === "write" ? rate(s.write_rate) : cpuText(s.gpu_pct);
};

export function UsageDetails({ p }: { p: Process }) {
  useStatsHistory(p);
  const u = store.usageOf(p);
  if (!u) return null;
  const s = u.stats;
  const k = u.peaks;
  const shown = plots.filter((x) => u.points.some((y) => y[x.key] !== null));
  const peakOf: Partial<Record<Series, string>> = { cpu: k.cpu_pct === null ? "" : `peak ${cpuText(k.cpu_pct)}`, rss: k.rss_bytes === null ? "" : `peak ${bytes(k.rss_bytes)}` };
  return (
    <div class="usage" data-testid={`usage-${p.kind}`}>
      {shown.length > 0 && (
        <div class="uplots">
          {shown.map((x) => (
            <div key={x.key} class="ucard">
              <div class="uh"><span class="t3">{x.name}</span><b>{nowOf(u, x.key)}</b><span class="grow" /><span class="f11 t3">{peakOf[x.key] ?? ""}</span></div>
              <Spark wide keys values={samples(u.points, (y) => y[x.key], knownUntil())} width={220} height={44} color={x.color} text={x.text} label={`${x.name} of ${kindName[p.kind].toLowerCase()}`} />
            </div>
          ))}
        </div>
      )}
      <dl class="figs">
        <Figure name="Memory, RSS" value={bytes(s.rss_bytes)} more={`peak ${bytes(k.rss_bytes)}`} title="Resident memory of all its processes; shared pages count once for each" />
        <Figure name="Memory, PSS" value={s.pss_bytes === null || s.pss_bytes === undefined ? null : bytes(s.pss_bytes)} more={k.pss_bytes ? `peak ${bytes(k.pss_bytes)}` : ""} title="Its own share of memory: shared pages are divided among who shares them" />
        <Figure name="Processes" value={num(s.processes)} />
        <Figure name="Threads" value={num(s.threads)} />
        <Figure name="Open files" value={s.open_files === null || s.open_files === undefined ? null : num(s.open_files)} />
        <Figure name="Read from disk" value={has(s.read_bytes) ? bytes(s.read_bytes) : null} more="in all" />
        <Figure name="Written to disk" value={has(s.write_bytes) ? bytes(s.write_bytes) : null} more="in all" />
        <Figure name="GPU" value={has(s.gpu_pct) ? cpuText(s.gpu_pct) : null} />
        <Figure name="GPU memory" value={has(s.gpu_memory_bytes) ? bytes(s.gpu_memory_bytes) : null} more={has(k.gpu_memory_bytes) ? `peak ${bytes(k.gpu_memory_bytes)}` : ""} />
      </dl>
    </div>
  );
}

const has = (x: number | null | undefined): x is number => x !== null && x !== undefined;

/** A figure that nobody knows is left out, not drawn as a dash. */
function Figure({ name, value, more = "", title }: { name: string; value: string | null; more?: string; title?: string }) {
  if (value === null || value === "—") return null;
  return <div title={title}><dt>{name}</dt><dd>{value}{more && <span class="f11 t3"> {more}</span>}</dd></div>;
}
