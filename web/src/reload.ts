// How a reload of a bot's params went: asked for here, proved by facts later.
import { effect } from "@preact/signals";
import type { Process } from "./protocol";
import { store } from "./store";
import { toast } from "./toasts";
import { sentence } from "./words";

const words = { running: "goes on", done: "done", failed: "failed" } as const;

/** `failed: it ended meanwhile`; "" = none was asked of this launch. */
export function reloadText(p: Process): string {
  return p.reload ? `${words[p.reload.state]}${p.reload.note ? `: ${p.reload.note}` : ""}` : "";
}

/** Tells the outcome of a reload once, when the facts prove it. */
export function tellReload(asked: Process): void {
  const id = asked.reload?.id;
  if (!id) return;
  let seen = false;
  const stop = effect(() => {
    const p = store.process(asked.strategy, "trade");
    const told = outcome(p, asked, seen);
    seen ||= p.reload?.id === id;
    // An effect neither ends itself nor writes what it might read.
    if (told) queueMicrotask(() => { stop(); toast(...told); });
  });
}

type Told = Parameters<typeof toast>;

/** Null while it goes on; `seen`: the facts have named this reload before. */
function outcome(p: Process, asked: Process, seen: boolean): Told | null {
  const mine = p.reload?.id === asked.reload!.id ? p.reload : null;
  // Running again is one thing, the params are another.
  if (mine?.state === "done") return [/not proved/.test(mine.note ?? "") ? "info" : "good", `${p.strategy} has reloaded`, sentence(mine.note) || "It trades on with its config and params as they are now."];
  if (mine?.state === "failed") return ["bad", `${p.strategy} has not reloaded`, sentence(mine.note)];
  if (seen && p.launch !== asked.launch) return ["info", `${p.strategy} was started anew`, "It loads its config and params at its start; the reload did not end before."];
  if (seen && !mine) return ["info", `Whether ${p.strategy} has reloaded is not known`, "The manager was started anew meanwhile, or somebody asked again; its output tells."];
  return null;
}
