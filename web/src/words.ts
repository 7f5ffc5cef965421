// Words that several pages share: modes of trade, sentences of the manager.
import { countdown, num, seconds } from "./format";
import type { Process, Run } from "./protocol";

/** Live money first: what is not known is never called a dry run. */
export function modeWord(live: boolean | null | undefined): string {
  return live === true ? "LIVE" : live === false ? "DRY RUN" : "MODE UNKNOWN";
}

/** `2 live, 1 dry run, 1 of unknown mode`. */
export function modeCounts(modes: (boolean | null)[]): string {
  const count = (x: boolean | null) => modes.filter((m) => m === x).length;
  return ([[count(true), "live"], [count(false), "dry run"], [count(null), "of unknown mode"]] as const)
    .filter(([n]) => n > 0).map(([n, text]) => `${num(n)} ${text}`).join(", ");
}

export function capital(text: string): string {
  return text ? text[0]!.toUpperCase() + text.slice(1) : text;
}

/** A whole sentence of what the manager says in half of one. */
export function sentence(text: string | null | undefined): string {
  const t = capital((text ?? "").trim());
  return t && !/[.!?…]$/.test(t) ? t + "." : t;
}

/** Who asked, as the page calls it: a token has no name, its holder is here. */
export function person(by: string): string {
  return by === "token" || by === "local" ? "you" : by;
}

/** How a run ended; "" where its badge says all there is to say. */
export function outcomeText(r: Run): string {
  const text = r.outcome.trim().replace(/\bby (token|local)\b/g, (_, x: string) => `by ${person(x)}`);
  if (text && text.replace(/\.$/, "").toLowerCase() !== r.state) return capital(text);
  const only = r.steps.length === 1 ? r.steps[0]! : null;
  return capital(only?.error ?? only?.note ?? "");
}

/** What starts a bot again although it is down. */
export function returnText(p: Process): string {
  if (p.held_by || p.state === "held") return "after the cycle";
  return p.state === "backing_off" ? "by itself after a wait" : "when the machine boots";
}

/** `in 12 s`, `in 1:04`, `now`: until something begins by itself. */
export function untilText(at: string | null | undefined, now: number): string {
  const left = at ? -(seconds(at, now) ?? 0) : null;
  if (left === null) return "in a moment";
  if (left <= 0) return "now";
  return left < 60 ? `in ${Math.ceil(left)} s` : `in ${countdown(left)}`;
}

/** `restart 3`: the one that comes next. */
export const restartText = (p: Process) => `restart ${p.restarts + 1}`;
