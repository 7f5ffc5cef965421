import { beforeEach, describe, expect, it, vi } from "vitest";

/** A launch's output as the manager serves it; `begin`: older bytes are gone. */
const served = { text: "", begin: 0, asked: [] as [number, number][], missing: false, launch: "l1" };
let say: (m: unknown) => void = () => {};
let frames: (() => void)[] = [];

vi.mock("../src/api", async (original) => ({
  ...(await original<typeof import("../src/api")>()),
  api: {
    output: (_s: string, _k: string, _l: string | null, offset: number, limit: number) => {
      served.asked.push([offset, limit]);
      if (served.missing) return Promise.reject(new ApiError(404, "There is no such launch."));
      const all = new TextEncoder().encode(served.text);
      const from = Math.min(all.length, Math.max(served.begin, offset < 0 ? all.length + offset : offset));
      const bytes = all.subarray(from, from + limit);
      return Promise.resolve({ launch: served.launch, offset: from, next: from + bytes.length, ended: false, bytes });
    },
  },
}));
vi.mock("../src/live", () => ({ connection: { subscribe: (_: string, f: (m: unknown) => void) => { say = f; return () => {}; } } }));

const { ApiError } = await import("../src/api");
const { mostLines, OutputWindow } = await import("../src/output");
const line = (i: number) => `line ${String(i).padStart(7, "0")}\n`; // 13 bytes
const lines = (n: number) => Array.from({ length: n }, (_, i) => line(i)).join("");
const settled = () => new Promise((r) => setTimeout(r, 0));
const event = (text: string) => {
  served.text += text;
  say({ op: "event", topic: "t", epoch: "l1", offset: served.text.length, data: { text } });
};
const draw = () => { const all = frames; frames = []; all.forEach((f) => f()); };

beforeEach(() => {
  Object.assign(served, { text: "", begin: 0, asked: [], missing: false, launch: "l1" });
  frames = [];
  vi.stubGlobal("document", { hidden: false });
  vi.stubGlobal("requestAnimationFrame", (f: () => void) => frames.push(f));
});

async function open(text: string, begin = 0) {
  Object.assign(served, { text, begin });
  const w = new OutputWindow("A", "trade", null);
  await settled();
  return w;
}

describe("a window on the output", () => {
  it("begins with whole lines near the end, and reads back to the beginning", async () => {
    const w = await open(lines(30_000));
    expect(w.lines.at(-1)!.raw).toBe("line 0029999");
    expect(w.head % 13).toBe(0);
    for (let i = 0; i < 10 && w.head > 0; ++i) await w.before();
    expect(w.head).toBe(0);
    expect(w.lines.map((x) => x.offset)).toEqual(Array.from({ length: 30_000 }, (_, i) => i * 13));
    expect(w.prepended).toBeGreaterThan(10_000);
  });
  it("knows from which byte on there is output, and asks for none before", async () => {
    const w = await open(lines(30_000), 200_000);
    await settled();
    expect(w.begin.value).toBe(200_000);
    for (let i = 0; i < 10; ++i) await w.before();
    expect(w.head).toBe(200_000);
    expect(w.lines[0]!.offset).toBe(200_000); // a line cut in two, and no harm
    const asked = served.asked.length;
    await w.before();
    expect(served.asked.length).toBe(asked);
  });
  it("tells that older output is gone when somebody jumps there", async () => {
    const w = await open(lines(30_000), 0);
    expect(w.begin.value).toBe(0);
    served.begin = 130_000; // meanwhile
    await w.jump(13);
    expect(w.begin.value).toBe(130_000);
    expect(w.lines[0]!.offset).toBe(130_000);
  });
  it("of a short output has all of it", async () => {
    const w = await open(lines(3));
    expect([w.lines.length, w.head, w.begin.value]).toEqual([3, 0, 0]);
  });
  it("draws what comes once a frame", async () => {
    const w = await open(lines(3));
    const version = w.version.value;
    for (let i = 3; i < 500; ++i) event(line(i));
    expect(w.version.value).toBe(version);
    expect(frames.length).toBe(1);
    draw();
    expect(w.version.value).toBe(version + 1);
    expect(w.lines.length).toBe(500);
  });
  it("holds a bounded number of lines, and takes none from what is drawn", async () => {
    const w = await open(lines(10));
    const drawn = w.lines;
    for (let i = 0; i < 25; ++i) event(lines(10_000));
    expect(w.lines.length).toBeLessThanOrEqual(mostLines);
    expect(w.lines.length).toBeGreaterThan(mostLines / 2);
    expect(w.head).toBe(w.lines[0]!.offset);
    expect(w.tail).toBe(served.text.length);
    expect(w.prepended).toBeLessThan(0);
    expect(drawn[0]!.raw).toBe("line 0000000");
  });
  it("reads by range what an event left out", async () => {
    const w = await open(lines(3));
    served.text += line(3);
    event(line(4));
    await settled();
    expect(w.lines.map((x) => x.raw)).toEqual([0, 1, 2, 3, 4].map((i) => line(i).trim()));
  });
  it("knows the whole size, wherever it has jumped to, and while more is written", async () => {
    const w = await open(lines(30_000));
    expect(w.size).toBe(390_000);
    await w.jump(13);
    expect(w.tail).toBeLessThan(390_000);
    expect(w.size).toBe(390_000);
    event(line(30_000));
    draw();
    expect(w.size).toBe(390_013);
  });
  it("of another launch has that one's size", async () => {
    const w = await open(lines(30_000));
    served.text = "short\n";
    served.launch = "l2";
    say({ op: "event", topic: "t", epoch: "l2", offset: 6, data: { text: "short\n" } });
    await settled();
    expect(w.size).toBe(6);
  });
});

describe("an output that is not there", () => {
  const opened = async (wanted: string | null, never = false) => {
    const w = new OutputWindow("A", "trade", wanted, never);
    await settled();
    return w;
  };
  it("is empty, and no error, where nothing was launched yet", async () => {
    served.missing = true;
    const w = await opened(null);
    expect([w.loaded.value, w.error.value, w.lines, w.size]).toEqual([true, null, [], 0]);
  });
  it("is an error for a launch that was named", async () => {
    served.missing = true;
    expect((await opened("gone")).error.value).toBeInstanceOf(ApiError);
  });
  it("is not asked for where the facts tell of no launch", async () => {
    const w = await opened(null, true);
    expect([served.asked, w.loaded.value, w.error.value]).toEqual([[], true, null]);
  });
});
