// What the manager would refuse just now, and why: the page offers it disabled,
// with the way round it.
import { runName } from "./progress";
import { running, store } from "./store";

/** Why nothing of a strategy can be started; "" = it can. */
export function startRefusal(strategy: string): string {
  return store.strategies.value.get(strategy)?.enabled === false ? `${strategy} is not enabled in config.yaml, so it can be stopped, not started.` : "";
}

/** A restart is a run of its own, and there is one run at a time. */
export function restartRefusal(strategy: string): string {
  const run = store.runOf(strategy);
  if (startRefusal(strategy)) return startRefusal(strategy);
  return run && running(run) ? `${runName(run)} goes on, so a restart would be refused: stop trade, then start it, or cancel the run first.` : "";
}
