// What a person can do, with the question that comes before it.
import { api, meetsForeign } from "./api";
import { ask } from "./components/dialog";
import { kindName } from "./labels";
import type { Epoch, Kind, Process, Run } from "./protocol";
import { ModeTag } from "./components/base";
import { num, percent, signedPercent } from "./format";
import { tellReload } from "./reload";
import { alive, store } from "./store";
import { failure, toast } from "./toasts";
import { returnText } from "./words";

/** Money may be at stake unless the bot's config says dry run. */
export const mayBeLive = (p: Process) => p.kind === "trade" && store.mode(p) !== false;

const unknown = "Whether it is a dry run is not known: its config could not be read. Take it for live money.";

export async function start(strategy: string, kind: Kind, force = false): Promise<void> {
  try {
    await api.start(strategy, kind, force);
    toast("good", `${kindName[kind]} of ${strategy} starts`);
  } catch (e) {
    if (meetsForeign(e) && !force) {
      ask({
        title: "Start beside a foreign process?",
        body: e.message, action: "Start beside it", icon: "play", danger: true,
        typed: kind === "trade" ? strategy : undefined,
        run: () => void start(strategy, kind, true),
      });
      return;
    }
    failure(`${kindName[kind]} of ${strategy} did not start`, e, () => askStart(store.process(strategy, kind)));
  }
}

export async function stop(p: Process): Promise<void> {
  try {
    await api.stop(p.strategy, p.kind, p.launch);
    if (alive(p)) toast("good", `${kindName[p.kind]} of ${p.strategy} stops`, "Its whole process tree ends before it counts as stopped.");
    else toast("good", `${kindName[p.kind]} of ${p.strategy} stays stopped`, "Nothing starts it again until somebody does.");
  } catch (e) {
    failure(`${kindName[p.kind]} of ${p.strategy} was not stopped`, e, () => askStop(store.process(p.strategy, p.kind)));
  }
}

export function askStart(p: Process): void {
  if (p.kind !== "trade") return void start(p.strategy, p.kind);
  const live = store.mode(p);
  ask({
    title: live === true ? "Start trading with live money?" : live === false ? "Start trading in dry run?" : "Start trading, perhaps with live money?",
    body: (
      <>
        <b>{p.strategy}</b> <ModeTag live={live} /> {live === true ? "will trade with live money." : live === false ? "will trade with play money: its config says dry_run."
          : `will trade. ${unknown}`}
      </>
    ),
    action: "Start trading", icon: "play",
    typed: live === false ? undefined : p.strategy,
    run: () => void start(p.strategy, p.kind),
  });
}

/** For live trade, and for a bot that is down and would come back; everything
 *  else is held, not asked. */
export function askStop(p: Process): void {
  const typed = mayBeLive(p) ? p.strategy : undefined;
  const run = () => void stop(p);
  if (p.kind !== "trade") {
    ask({
      title: `Stop ${kindName[p.kind].toLowerCase()} of ${p.strategy}?`, body: "The process gets time to end by itself first.",
      action: "Stop", icon: "square", danger: true, refuse: "Keep it running", run,
    });
    return;
  }
  const live = store.mode(p);
  const who = <><b>{p.strategy}</b> <ModeTag live={live} /></>;
  const risk = "While nobody trades, nobody watches its open trades; only stop-loss orders on the exchange remain.";
  if (alive(p) && p.state !== "stopping")
    ask({
      title: live === true ? "Stop trading with live money?" : live === false ? "Stop trading in dry run?" : "Stop trading, perhaps with live money?",
      body: <>{who} trades now. {risk}</>,
      action: "Stop", icon: "square", danger: true, typed, refuse: "Keep it running", run,
    });
  else
    ask({
      title: `Not start ${p.strategy} again?`,
      body: <>{who} does not trade now, but would be started again {returnText(p)}. If you go on, it is <b>not started again</b>{p.held_by ? " after the cycle" : ""} until somebody starts it. {live === false ? "" : risk}</>,
      action: "Do not restart", icon: "square", danger: true, typed, refuse: "Let it come back", run,
    });
}

/** Stop and start as one run: should the page or the manager go away between
 *  the two, the bot is started all the same. */
async function restart(p: Process): Promise<void> {
  try {
    await api.run(p.strategy, ["stop_trade", "restart_trade"], false);
    toast("good", `${p.strategy} restarts`, "It is stopped with its whole process tree, then started again.");
  } catch (e) {
    failure(`${p.strategy} was not restarted`, e, () => askRestart(store.process(p.strategy, "trade")));
  }
}

export function askRestart(p: Process): void {
  const live = store.mode(p);
  ask({
    title: `Restart ${p.strategy}?`,
    body: <><b>{p.strategy}</b> <ModeTag live={live} /> is stopped and started again. While it is down, nobody watches its open trades. {live === null ? unknown : ""}</>,
    action: "Restart", icon: "reload", danger: true, typed: mayBeLive(p) ? p.strategy : undefined, refuse: "Leave it as it is",
    run: () => void restart(p),
  });
}

async function reload(p: Process): Promise<void> {
  try {
    const answer = await api.reload(p.strategy, p.launch);
    toast("info", `${p.strategy} reloads`, "It trades on; whether it has loaded its params is told when it is proved.");
    tellReload(answer);
  } catch (e) {
    failure(`${p.strategy} was not told to reload`, e, () => askReload(store.process(p.strategy, "trade")));
  }
}

export function askReload(p: Process): void {
  const live = store.mode(p);
  ask({
    title: `Reload the params of ${p.strategy}?`,
    body: <><b>{p.strategy}</b> <ModeTag live={live} /> loads its config and its params file anew, without a stop, and trades on with what they say then. {live === null ? unknown : ""}</>,
    action: "Reload params", icon: "reload", typed: mayBeLive(p) ? p.strategy : undefined,
    run: () => void reload(p),
  });
}

export async function stopAllTrading(): Promise<void> {
  try {
    const r = await api.stopTrading();
    toast("good", r.items.length ? `${num(r.items.length)} ${r.items.length === 1 ? "bot stops" : "bots stop"}` : "No bot was trading",
      r.items.length ? `${r.items.map((x) => x.strategy).join(", ")}. None of them is started again by itself.` : "");
  } catch (e) {
    failure("Trading was not stopped", e, () => void stopAllTrading());
  }
}

export async function cancelRun(r: Run): Promise<void> {
  try {
    await api.cancel(r.id);
    toast("info", `The cycle of ${r.strategy} is cancelled`, "What it changed is put back, and trade starts again if it ran before.");
  } catch (e) {
    failure("The cycle was not cancelled", e, () => void cancelRun(r));
  }
}

/** Whether cancelling starts a bot that may trade live money. */
export function cancelStartsMoney(r: Run): boolean {
  const trade = store.process(r.strategy, "trade");
  return mayBeLive(trade) && (trade.held_by === r.id || trade.state === "held" || r.step === "restart_trade");
}

/** For live strategies; a dry run's cycle is cancelled by holding a button. */
export function askCancel(r: Run): void {
  const live = store.mode(store.process(r.strategy, "trade"));
  ask({
    title: `Cancel the cycle of ${r.strategy}?`,
    body: <>What it changed is put back, and <b>trade of {r.strategy} <ModeTag live={live} /> is started again</b>{live ? ", with live money" : ""}. {live === null ? unknown : ""}</>,
    action: "Cancel the cycle", icon: "cross", danger: true, typed: r.strategy, refuse: "Let it go on",
    run: () => void cancelRun(r),
  });
}

export function askExtract(strategy: string, epoch: Epoch, file: string | null): void {
  const go = async () => {
    try {
      await api.extract(strategy, epoch.line, file);
      toast("good", `Epoch ${num(epoch.epoch)} is being extracted`, "It is checked against the file before it counts.");
    } catch (e) {
      failure(`Epoch ${num(epoch.epoch)} was not extracted`, e, () => askExtract(strategy, epoch, file));
    }
  };
  ask({
    title: `Extract epoch ${num(epoch.epoch)}?`,
    body: (
      <>
        Its parameters replace those of <b>{strategy}</b>: {signedPercent(epoch.profit_total_pct)} profit,{" "}
        {percent(epoch.max_drawdown, 2)} drawdown, {num(epoch.trades)} trades. A running bot uses them after its next start.
        {file && <span class="mono t3" style={{ display: "block", marginTop: "6px" }}>{file}, line {num(epoch.line)}</span>}
      </>
    ),
    action: "Extract", icon: "extract",
    run: () => void go(),
  });
}
