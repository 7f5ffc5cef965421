// What happened, told for people, from the facts: each moment of a run, of a
// process, of a choice has a key, so that a newer shape replaces its own words.
import { duration, num, seconds, signedPercent } from "./format";
import type { IconName } from "./components/icon";
import { kindName, runBy, type Tone } from "./labels";
import { runName, wholeCycle } from "./progress";
import type { Hyperopt, Process, Run } from "./protocol";
import { modeWord, outcomeText } from "./words";

export interface Moment { key: string; at: string; strategy: string; text: string; tone: Tone; icon: IconName }

const most = 100;

function choice(r: Run, h: Hyperopt | undefined): string {
  const w = h?.launch?.startsWith(`${r.id}.`) ? h.winner : null;
  if (w) return `, epoch ${num(w.epoch)} chosen, ${signedPercent(w.profit_total_pct)}`;
  const text = outcomeText(r);
  return text ? `: ${text[0]!.toLowerCase() + text.slice(1)}` : "";
}

export function ofRun(r: Run, h?: Hyperopt): Moment[] {
  const name = runName(r).toLowerCase();
  const out: Moment[] = [{
    key: `run/${r.id}/begin`, at: r.started_at, strategy: r.strategy, tone: "acc", icon: "cycle", text: `${name} began ${runBy(r)}`,
  }];
  if (!r.ended_at) return out;
  const done = r.state === "done";
  const why = r.reason === "cancelled" ? "cancelled" : r.reason === "timed_out" ? "timed out" : "failed";
  const told = outcomeText(r);
  out.push({
    key: `run/${r.id}/end`, at: r.ended_at, strategy: r.strategy, tone: done ? "good" : r.reason === "cancelled" ? "" : "warn",
    icon: done ? "check" : "restored",
    text: done ? `${name} done${wholeCycle(r) || !told ? choice(r, h) : `: ${told}`}` : `${name} ${why}${told ? `: ${told}` : ""}`,
  });
  return out;
}

/** Launches of a run are named after it: RUN.STEP.1. */
const ofARun = (launch: string) => /\.(download_data|backtest|hyperopt|extract|stop_trade|restart_trade|restore_trade)\.\d+(\.r\d+)?$/.test(launch);

/** `since`: when it came to its state, null = nobody told. */
export function ofProcess(p: Process, mode: boolean | null, since: string | null = null): Moment[] {
  if (!p.launch || !p.started_at) return [];
  const trade = p.kind === "trade";
  const own = ofARun(p.launch);
  const name = kindName[p.kind].toLowerCase();
  const bad = p.state === "failed" || p.state === "backing_off" || p.state === "given_up";
  // The steps of a run are told by the run, unless one fails.
  if (!trade && own && !bad) return [];
  const out: Moment[] = [];
  const at = (what: string, time: string, text: string, tone: Tone, icon: IconName) =>
    out.push({ key: `process/${p.strategy}/${p.kind}/${p.launch}/${what}`, at: time, strategy: p.strategy, text, tone, icon });
  const again = own || /\.r\d+$/.test(p.launch) ? " again" : "";
  const suffix = trade ? ` (${modeWord(p.live ?? mode).toLowerCase()})` : "";
  const starting = p.state === "starting" || (trade && p.state === "running");
  at("begin", p.started_at, starting ? `${name} starts${again}${suffix}` : `${name} started${again}${suffix}`, starting ? "acc" : trade ? "good" : "", trade ? "heart" : "play");
  const end = p.ended_at ?? p.started_at;
  const error = p.error ? `: ${p.error}` : "";
  switch (p.state) {
    case "held": at("end", end, "trade paused for the cycle", "acc", "cycle"); break;
    case "stopped": at("end", end, `${name} stopped`, "", "square"); break;
    case "completed": at("end", end, `${name} completed after ${duration(seconds(p.started_at, end))}`, "", "check"); break;
    case "failed": at("end", end, `${name} ${trade ? "crashed" : "failed"}${error}`, "bad", "octagon"); break;
    case "backing_off": at("end", end, `${name} crashed, it is started again by itself${error}`, "bad", "octagon"); break;
    case "given_up": at("end", end, `${name} is given up${error}`, "bad", "barred"); break;
    // It lives, so no time of its own says when this began.
    case "hung": if (since) at(`hung/${since}`, since, `${name} gives no sign of life`, "bad", "flat"); break;
    case "unkept": if (since) at("unkept", since, `the keeper of ${name} is gone`, "bad", "unlink"); break;
    default: break;
  }
  return out;
}

/** The choice so far, one moment a hyperopt, told anew when it changes. */
export function ofHyperopt(h: Hyperopt, at: string): Moment[] {
  if (!h.winner || !(h.launch || h.file)) return [];
  return [{
    key: `hyperopt/${h.strategy}/${h.launch ?? h.file}`, at, strategy: h.strategy, tone: "", icon: "diamond",
    text: `hyperopt: epoch ${num(h.winner.epoch)} leads with ${signedPercent(h.winner.profit_total_pct)}`,
  }];
}

/** The old map with what is new; the same map if nothing is. */
export function remember(old: Map<string, Moment>, fresh: Moment[]): Map<string, Moment> {
  const news = fresh.filter((x) => old.get(x.key)?.text !== x.text);
  if (!news.length) return old;
  const next = new Map(old);
  for (const x of news) next.set(x.key, x);
  if (next.size <= 2 * most) return next;
  return new Map(newest([...next.values()], most).map((x) => [x.key, x]));
}

export function newest(all: Moment[], count: number): Moment[] {
  return all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.key < b.key ? 1 : -1)).slice(0, count);
}
