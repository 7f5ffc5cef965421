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

/** What the manager adds to the error of what it gives up. */
const givenUp = /; given up after (\d+) restarts? within \d+ s: .*$/s;
/** Why an end takes its time; any other error is of before. */
const ending = /^(its end cannot|it has ended, but|some of its processes)/;
/** The page says itself how often it was tried. */
const reasonOf = (p: Process) => sentence(p.error?.replace(givenUp, "")) || crashed(p);

const tries = (p: Process) => {
  const said = givenUp.exec(p.error ?? "");
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
  switch (suspension(p, bot)) {
    case "stopped":
      return {
        tone: "warn", head: "The bot runs, but does not trade.",
        why: "It is stopped, by a person or by initial_state of its config: it opens no trades, and minds none of its open ones.",
        next: "Tell it to start by its REST or Telegram.",
      };
    case "paused":
      return { tone: "warn", head: "The bot opens no new trades.", why: "It is paused, by a person or by initial_state of its config; it minds its open trades.", next: "Tell it to start by its REST or Telegram." };
  }
  switch (p.state) {
    case "failed":
      return {
        tone: "bad", head: `${name} failed${p.ended_at ? ` at ${clock(p.ended_at)}` : ""}.`, why: reasonOf(p),
        next: p.wanted && p.kind === "trade" ? "It is started when the machine boots, or when somebody does." : "",
      };
    case "backing_off":
      return {
        tone: "warn", head: `${name} starts again ${untilText(p.restart_at, now)}.`, why: reasonOf(p), next: `This is ${restartText(p)}.`,
      };
    case "given_up":
      return { tone: "bad", head: `${name} is given up.`, why: reasonOf(p), next: `${tries(p)}; nothing starts it now until somebody does${p.wanted ? ", or the machine boots" : ""}.` };
    case "hung":
      return {
        tone: "bad", head: `${name} gives no sign of life.`,
        why: [stillSince(bot, since, now), sentence(p.error)].filter(Boolean).join(" "),
        next: "It runs, but may watch no trade. Restart it, or stop it.",
      };
    case "unkept":
      if (/does not answer/.test(p.error ?? ""))
        return { tone: "bad", head: `${name} runs, but its keeper does not answer.`, why: sentence(p.error), next: "It goes on and its output is kept." };
      return {
        tone: "bad", head: `${name} runs, but its keeper was lost.`, why: sentence(p.error),
        next: `It goes on and its output is kept, but how it ends will not be known. ${p.kind === "trade" ? "Restart it when it suits you." : ""}`.trim(),
      };
    case "stopping":
      return ending.test(p.error ?? "") ? { tone: "warn", head: `${name} is ending.`, why: sentence(p.error), next: "" } : null;
    case "held":
      return { tone: "acc", head: "Trade is paused for a cycle.", why: "", next: p.wanted ? "It starts again when the cycle ends." : "It stays stopped after it." };
    default: return null;
  }
}

/** Whether a bot that runs was told not to trade: "stopped" does nothing at
 *  all, "paused" minds its open trades. Null: it trades, or nothing is known. */
export function suspension(p: Process, bot: Bot | null): "stopped" | "paused" | null {
  if (p.kind !== "trade" || (p.state !== "ready" && p.state !== "running")) return null;
  const state = (p.worker_state ?? bot?.state ?? "").toLowerCase();
  return state === "stopped" || state === "paused" ? state : null;
}

/** The badge of a process: a bot that was told to stop is not called trading. */
export function shownLabel(p: Process, bot: Bot | null): Label {
  switch (suspension(p, bot)) {
    case "stopped": return { text: "Not trading", icon: "pause", tone: "warn" };
    case "paused": return { text: "No new trades", icon: "pause", tone: "warn" };
    default: return processLabel(p);
  }
}
