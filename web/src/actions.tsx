// What a person can do, with the question that comes before it.
import { api, meetsForeign } from "./api";
import { ask } from "./components/dialog";
import { kindName } from "./labels";
import type { Epoch, Kind, Process, Run } from "./protocol";
import { num, percent, signedPercent } from "./format";
import { store } from "./store";
import { failure, toast } from "./toasts";

/** Money may be at stake unless the bot's config says dry run. */
export const mayBeLive = (p: Process) => p.kind === "trade" && p.live !== false;

const money = (p: Process) =>
  p.live === true ? "with live money" : "and whether it is a dry run is not known";

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
    toast("good", `${kindName[p.kind]} of ${p.strategy} stops`, "Its whole process tree ends before it counts as stopped.");
  } catch (e) {
    failure(`${kindName[p.kind]} of ${p.strategy} was not stopped`, e, () => askStop(p));
  }
}

export function askStart(p: Process): void {
  if (p.kind !== "trade") return void start(p.strategy, p.kind);
  if (mayBeLive(p))
    ask({
      title: p.live ? "Start trading with live money?" : "Start trading?",
      body: `${p.strategy} will trade ${money(p)}.`,
      action: "Start trading", icon: "play", typed: p.strategy,
      run: () => void start(p.strategy, p.kind),
    });
  else
    ask({
      title: "Start trading in dry run?",
      body: `${p.strategy} will trade with play money: its config says dry_run.`,
      action: "Start trading", icon: "play",
      run: () => void start(p.strategy, p.kind),
    });
}

/** Only for live trade: everything else is held, not asked. */
export function askStop(p: Process): void {
  ask({
    title: p.live ? "Stop trading with live money?" : `Stop ${kindName[p.kind].toLowerCase()} of ${p.strategy}?`,
    body: p.kind === "trade"
      ? `${p.strategy} trades ${money(p)}. Once it is stopped nobody watches its open trades; only stop-loss orders on the exchange remain.`
      : "The process gets time to end by itself first.",
    action: "Stop", icon: "square", danger: true,
    typed: mayBeLive(p) ? p.strategy : undefined,
    refuse: "Keep it running",
    run: () => void stop(p),
  });
}

export async function stopAllTrading(): Promise<void> {
  try {
    const r = await api.stopTrading();
    toast("good", r.items.length ? `${num(r.items.length)} ${r.items.length === 1 ? "bot stops" : "bots stop"}` : "No bot was trading",
      r.items.map((x) => x.strategy).join(", "));
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
