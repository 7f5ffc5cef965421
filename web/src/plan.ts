// What a run's ticks mean for the bot, as the orchestrator does it.
import type { StepName } from "./protocol";
import { modeWord } from "./words";

/** `trading`: a bot that the run would find alive or about to come back. */
export function tradeOutlook(steps: readonly StepName[], trading: boolean, live: boolean | null): string {
  const has = (x: StepName) => steps.includes(x);
  const stop = has("stop_trade");
  const restart = has("restart_trade");
  if (!trading)
    return stop || restart ? "Trade does not run now, so this run does not start it." : "Trade does not run now, and this run does not touch it.";
  const trade = live === null ? "Trade (live money or not is not known)" : `${modeWord(live)} trade`;
  const params = has("extract") ? " with the new parameters" : "";
  if (stop && restart)
    return `${trade} is stopped at once and started again${params} at the end${params ? "; if the run fails or is cancelled, with the old ones" : ", whatever becomes of the run"}.`;
  if (stop)
    return `${trade} is stopped at once and stays stopped: Restart is not ticked. Only if the run fails or is cancelled is it started again.`;
  if (restart) return `${trade} goes on until Restart, which stops it and starts it again${params}.`;
  return `${trade} goes on untouched.${has("extract") ? " It reads the new parameters when it is next started." : ""}`;
}
