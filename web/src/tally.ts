// How many bots trade, with whose money, and what the others do.
import type { Bot, Process } from "./protocol";
import { suspension } from "./states";
import { alive } from "./store";
import { modeCounts } from "./words";

export interface Trade {
  p: Process;
  bot: Bot | null;
  /** True: real money; null: not known. */
  live: boolean | null;
}

export interface Tally {
  trading: number;
  /** What is not as it should be, `1 hung, 2 failed`; "" = nothing. */
  rest: string;
  live: Trade[];
  /** Whether more may be live than is known. */
  unknown: boolean;
  /** Of those that live without real money, `2 dry run`; "" = none. */
  others: string;
}

/** A bot that hangs or lost its keeper may trade all the same, and its money is
 *  at stake: only what is over, or never began, has none. */
export function tally(all: readonly Trade[]): Tally {
  const up = all.filter(({ p }) => alive(p));
  const of = (...states: Process["state"][]) => all.filter(({ p }) => states.includes(p.state)).length;
  const idle = up.filter(({ p, bot }) => suspension(p, bot) === "stopped").length;
  const modes = up.filter((x) => x.live !== true).map((x) => x.live);
  return {
    trading: of("ready", "running", "starting") - idle,
    rest: ([
      [of("hung"), "hung"], [of("unkept"), "unkept"], [idle, "not trading"], [of("held"), "paused for a cycle"],
      [of("backing_off"), "backing off"], [of("stopping"), "stopping"], [of("failed", "given_up"), "failed"],
    ] as const).filter(([n]) => n).map(([n, text]) => `${n} ${text}`).join(", "),
    live: up.filter((x) => x.live === true),
    unknown: modes.includes(null),
    others: modeCounts(modes),
  };
}
