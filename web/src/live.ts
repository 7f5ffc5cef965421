// The page's one connection, feeding the one store once an animation frame.
import { Batch } from "./batch";
import { Connection } from "./connection";
import type { Event, Snapshot } from "./protocol";
import { checkSession } from "./session";
import { store } from "./store";

export const connection = new Connection(
  () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`,
  () => void checkSession(),
);

export function startLive(): void {
  const batch = new Batch<Snapshot | Event>((all) => store.apply(all), {
    hidden: () => document.hidden,
    frame: (f) => requestAnimationFrame(f),
    later: (f, ms) => setTimeout(f, ms),
  });
  const collect = (m: Snapshot | Event) => batch.add(m);
  connection.subscribe("state", collect, { checked: true });
  connection.subscribe("log", collect, { checked: true });
  connection.start();
  addEventListener("online", () => connection.retry());
  document.addEventListener("visibilitychange", () => {
    batch.visibilityChanged();
    if (!document.hidden) connection.retry();
  });
}
