// What a state means for people, and what they can do about it.
import { clock, duration, seconds, when } from "./format";
import { kindName, processLabel, type Label } from "./labels";
import type { Bot, Process } from "./protocol";
import { restartText, sentence, untilText } from "./words";

export interface StateWords {
  tone: "bad" | "warn" | "acc";
  head: string;
  /** Why it is so. */
  why: string;
  /** What comes next, or what a person can do. */
  next: string;
}

const crashed = (p: Process) =>
  p.exit_signal ? `Signal ${p.exit_signal} ended it.` : p.exit_code !== null ? `It ended with code ${p.exit_code}.` : "";

/** The manager adds how often it tried; the page says that itself. */
const reasonOf = (p: Process) => sentence(p.error?.replace(/ \(given up after \d+ restarts?\)$/, "")) || crashed(p);

const tries = (p: Process) => {
  const said = /\(given up after (\d+) restarts?\)$/.exec(p.error ?? "");
  const n = said ? Number(said[1]) : p.restarts;
  return n === 0 ? "It was not started again" : n === 1 ? "It was started again once" : `It was started again ${n} times`;
};

/** Since when its loop stands still: the bot's own word, else when it was noticed. */
function stillSince(bot: Bot | null, since: string | null, now: number): string {
  const t = bot?.last_process ?? since;
  const s = seconds(t, now);
  if (!t || s === null) return "";
  return bot?.last_process ? `Its loop ran last at ${when(t, now)}, ${duration(s)} ago.` : `Noticed at ${when(t, now)}, ${duration(s)} ago.`;
}

/** Null where the badge says all there is to say. */
export function stateWords(p: Process, now: number, bot: Bot | null = null, since: string | null = null): StateWords | null {
  const name = kindName[p.kind];
  switch (p.state) {
    case "failed":
      return {
        tone: "bad", head: `${name} failed${p.ended_at ? ` at ${clock(p.ended_at)}` : ""}.`, why: reasonOf(p),
        next: p.wanted ? "It is started again when the manager starts." : "",
      };
    case "backing_off":
      return {
        tone: "warn", head: `${name} starts again ${untilText(p.restart_at, now)}.`, why: reasonOf(p), next: `This is ${restartText(p)}.`,
      };
    case "given_up":
      return { tone: "bad", head: `${name} is given up.`, why: reasonOf(p), next: `${tries(p)}; nothing starts it now until somebody does${p.wanted ? ", or the manager starts anew" : ""}.` };
    case "hung":
      return {
        tone: "bad", head: `${name} gives no sign of life.`,
        why: [stillSince(bot, since, now), sentence(p.error)].filter(Boolean).join(" "),
        next: "It runs, but may watch no trade. Restart it, or stop it.",
      };
    case "unkept":
      return {
        tone: "bad", head: `${name} runs, but its keeper was lost.`, why: sentence(p.error),
        next: `It goes on and its output is kept, but how it ends will not be known. ${p.kind === "trade" ? "Restart it when it suits you." : ""}`.trim(),
      };
    case "held":
      return { tone: "acc", head: "Trade is paused for a cycle.", why: "", next: p.wanted ? "It starts again when the cycle ends." : "It stays stopped after it." };
    default: return null;
  }
}

/** A bot may run and yet not trade: somebody told it to stop. */
export function botTrades(bot: Bot | null): boolean {
  return !bot?.state || bot.state.toLowerCase() === "running";
}

/** The badge of a process: a bot that was told to stop is not called trading. */
export function shownLabel(p: Process, bot: Bot | null): Label {
  return p.state === "ready" && !botTrades(bot) && !/^reload/i.test(bot!.state!)
    ? { text: "Not trading", icon: "pause", tone: "warn" } : processLabel(p);
}
