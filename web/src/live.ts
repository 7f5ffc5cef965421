// The page's one connection, feeding the one store once an animation frame.
import { Connection } from "./connection";
import type { Event, Snapshot } from "./protocol";
import { checkSession } from "./session";
import { store } from "./store";

export const connection = new Connection(
  () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`,
  () => void checkSession(),
);

let waiting: (Snapshot | Event)[] = [];
let planned = false;

function flush(): void {
  planned = false;
  const messages = waiting;
  waiting = [];
  store.apply(messages);
}

function collect(m: Snapshot | Event): void {
  waiting.push(m);
  if (planned) return;
  planned = true;
  // A hidden page gets no animation frames, yet its figures must not wait.
  if (document.hidden) setTimeout(flush, 250);
  else requestAnimationFrame(flush);
}

export function startLive(): void {
  connection.subscribe("state", collect, { checked: true });
  connection.subscribe("log", collect, { checked: true });
  connection.start();
  addEventListener("online", () => connection.retry());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (planned) flush();
    connection.retry();
  });
}
