// One WebSocket for the page: subscribes, resumes, proves that nothing is
// missing, and says how it is.
import { signal } from "@preact/signals";
import type { Event, ServerMessage, Snapshot } from "./protocol";
import { backoff, Cursor } from "./resume";

export type ConnectionState =
  | { state: "connecting" }
  | { state: "live" }
  | { state: "reconnecting"; since: number; attempt: number }
  | { state: "off"; since: number; attempt: number };

type Handler = (m: Snapshot | Event) => void;

interface Subscription {
  handler: Handler;
  /** Checked by `after`: state and log. Byte and line topics check themselves. */
  checked: boolean;
}

const offAfter = 60_000;
const silence = 45_000;

export class Connection {
  readonly state = signal<ConnectionState>({ state: "connecting" });
  /** When the last message came: figures are from then. */
  lastSeen = 0;

  private socket: WebSocket | null = null;
  private readonly cursor = new Cursor();
  private readonly topics = new Map<string, Subscription>();
  private nextId = 1;
  private attempt = 0;
  private lostAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setInterval> | undefined;
  private stopped = true;

  constructor(private readonly url: () => string, private readonly refused: () => void = () => {}) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.open();
    this.watchdog = setInterval(() => this.check(), 5000);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    clearInterval(this.watchdog);
    this.socket?.close();
    this.socket = null;
  }

  /** Tries at once, for instance when the page is seen again. */
  retry(): void {
    if (this.stopped || this.socket) return;
    clearTimeout(this.timer);
    this.open();
  }

  subscribe(name: string, handler: Handler, options: { checked?: boolean; from?: { epoch: string; offset: number } } = {}): () => void {
    if (options.from) this.cursor.set(name, options.from);
    this.topics.set(name, { handler, checked: options.checked ?? false });
    this.send({ op: "subscribe", id: this.nextId++, topics: [this.cursor.topic(name)] });
    return () => {
      if (this.topics.get(name)?.handler !== handler) return;
      this.topics.delete(name);
      this.cursor.forget(name);
      this.send({ op: "unsubscribe", id: this.nextId++, topics: [{ name }] });
    };
  }

  private send(x: unknown): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(x));
  }

  private open(): void {
    const socket = new WebSocket(this.url());
    this.socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.lastSeen = Date.now();
      this.attempt = 0;
      this.lostAt = 0;
      this.state.value = { state: "live" };
      const topics = [...this.topics.keys()].map((x) => this.cursor.topic(x));
      if (topics.length) this.send({ op: "subscribe", id: this.nextId++, topics });
    };
    socket.onmessage = (e) => {
      this.lastSeen = Date.now();
      if (typeof e.data === "string") this.receive(e.data);
    };
    socket.onclose = (e) => {
      if (this.socket === socket) this.socket = null;
      if (this.stopped) return;
      if (!opened || e.code === 4001 || e.code === 1008) this.refused();
      this.lost();
    };
  }

  private lost(): void {
    if (!this.lostAt) this.lostAt = Date.now();
    ++this.attempt;
    this.say();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => !this.stopped && this.open(), backoff(this.attempt) * 1000);
  }

  private say(): void {
    const off = Date.now() - this.lostAt > offAfter;
    this.state.value = off
      ? { state: "off", since: this.lastSeen || this.lostAt, attempt: this.attempt }
      : { state: "reconnecting", since: this.lostAt, attempt: this.attempt };
  }

  /** A line that is silent for long is dead although nobody closed it. */
  private check(): void {
    if (this.lostAt) return this.say();
    const quiet = Date.now() - this.lastSeen;
    if (quiet > 15_000) this.send({ op: "ping", id: this.nextId++ });
    if (quiet > silence) this.socket?.close();
  }

  private receive(text: string): void {
    let m: ServerMessage;
    try {
      m = JSON.parse(text) as ServerMessage;
    } catch {
      return;
    }
    if (m.op !== "snapshot" && m.op !== "event") return;
    const message = m as Snapshot | Event;
    const sub = this.topics.get(message.topic);
    if (!sub) return;
    if (message.op === "snapshot") {
      this.cursor.snapshot(message);
    } else if (sub.checked) {
      const step = this.cursor.event(message);
      if (step === "skip") return;
      if (step === "gap") {
        // What is missing is unknown: ask again from what is proven.
        this.send({ op: "unsubscribe", id: this.nextId++, topics: [{ name: message.topic }] });
        this.send({ op: "subscribe", id: this.nextId++, topics: [this.cursor.topic(message.topic)] });
        return;
      }
    } else {
      const p = this.cursor.position(message.topic);
      this.cursor.set(message.topic, { epoch: message.epoch ?? p?.epoch ?? "", offset: message.offset });
    }
    sub.handler(message);
  }
}
