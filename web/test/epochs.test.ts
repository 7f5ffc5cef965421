import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../src/api";
import { EpochFeed } from "../src/epochs";

const subscribe = vi.hoisted(() => vi.fn((..._: unknown[]) => () => undefined));
vi.mock("../src/live", () => ({ connection: { subscribe } }));
vi.mock("../src/api", () => ({ api: { epochs: vi.fn() }, ApiError: class extends Error {} }));

const file = "strategy_A_2026-01-01_00-00-00.fthypt";
/** A page as the manager gives it: `total` counts what is read so far. */
const page = (first: number, rows: number, total: number) => ({
  file, generation: 5, first, total, rows,
  columns: { line: Array.from({ length: rows }, (_, i) => first + i) },
  next_cursor: rows > 0 ? String(first + rows) : null,
});

describe("the feed of epochs", () => {
  const asked = vi.mocked(api.epochs);
  beforeEach(() => { asked.mockReset(); });

  it("goes on by the next cursor while an older file is still being read", async () => {
    const pages = [page(1, 100, 100), page(101, 100, 200), page(201, 7, 207), page(208, 0, 207)];
    asked.mockImplementation(async () => pages.shift()! as never);
    const feed = new EpochFeed("A", file);
    await vi.waitFor(() => expect(feed.loaded.value).toBe(true));
    expect(feed.columns.rows).toBe(207);
    expect(asked.mock.calls.map((c) => c[2])).toEqual([1, 101, 201, 208]);
    feed.close();
  });
  it("goes on behind a rejected line", async () => {
    const pages = [page(1, 2, 5), page(4, 3, 5), page(7, 0, 5)];
    asked.mockImplementation(async () => pages.shift()! as never);
    const feed = new EpochFeed("A", file);
    await vi.waitFor(() => expect(feed.loaded.value).toBe(true));
    expect(feed.columns.rows).toBe(5);
    feed.close();
  });
  it("ends with an empty file", async () => {
    asked.mockResolvedValue(page(1, 0, 0) as never);
    const feed = new EpochFeed("A", file);
    await vi.waitFor(() => expect(feed.loaded.value).toBe(true));
    expect(asked).toHaveBeenCalledTimes(1);
    feed.close();
  });
  it("follows from behind what it has read", async () => {
    const pages = [page(1, 3, 3), page(4, 0, 3)];
    asked.mockImplementation(async () => pages.shift()! as never);
    const feed = new EpochFeed("A", null);
    await vi.waitFor(() => expect(subscribe).toHaveBeenCalled());
    expect(subscribe.mock.lastCall).toEqual(["epochs:A", expect.any(Function), { from: { epoch: "5", offset: 3 } }]);
    const receive = subscribe.mock.lastCall![1] as (m: unknown) => void;
    receive({ data: { file, generation: 5, columns: { line: [4, 5] } } });
    expect(feed.columns.rows).toBe(5);
    feed.close();
  });

  describe("brings along what is wanted", () => {
    beforeEach(() => { vi.useFakeTimers(); });
    afterEach(() => { vi.useRealTimers(); });
    const answer = (rsi: number[]) => async (_s: string, _f: string | null, first: number, columns: readonly string[]) => {
      const line = Array.from({ length: Math.max(0, total - first + 1) }, (_, i) => first + i);
      const y = { file, generation: 5, first, total, rows: line.length, next_cursor: null, columns: { line } as Record<string, number[]> };
      for (const c of columns) if (c.startsWith("params.")) y.columns[c] = line.map((x) => rsi[x - 1]!);
      return y as never;
    };
    let total = 3;
    it("for the epochs that are there and for those that come", async () => {
      total = 3;
      asked.mockImplementation(answer([30, 31, 32, 33, 34]) as never);
      const feed = new EpochFeed("A", null);
      await vi.advanceTimersByTimeAsync(0);
      const before = feed.columns.revision;
      feed.want(["params.buy_rsi"]);
      feed.want(["params.buy_rsi"]);
      await vi.advanceTimersByTimeAsync(0);
      expect([...feed.columns.column("params.buy_rsi").subarray(0, 3)]).toEqual([30, 31, 32]);
      expect(feed.columns.revision).toBeGreaterThan(before);
      expect(asked.mock.calls.filter((c) => c[3]!.includes("params.buy_rsi")).length).toBe(1);
      total = 5;
      (subscribe.mock.lastCall![1] as (m: unknown) => void)({ data: { file, generation: 5, columns: { line: [4, 5] } } });
      expect(feed.columns.at("params.buy_rsi", 4)).toBeNaN();
      await vi.advanceTimersByTimeAsync(1100);
      expect([...feed.columns.column("params.buy_rsi").subarray(3, 5)]).toEqual([33, 34]);
      feed.close();
      expect(vi.getTimerCount()).toBe(0);
    });
    it("and asks no more for what the manager refuses", async () => {
      total = 3;
      asked.mockImplementation((async (s: string, f: string | null, first: number, columns: readonly string[]) => {
        if (columns.includes("params.no")) throw new Error("no such parameter");
        return answer([])(s, f, first, columns);
      }) as never);
      const feed = new EpochFeed("A", null);
      await vi.advanceTimersByTimeAsync(0);
      feed.want(["params.no"]);
      await vi.advanceTimersByTimeAsync(5000);
      feed.want(["params.no"]);
      await vi.advanceTimersByTimeAsync(5000);
      expect(asked.mock.calls.filter((c) => c[3]!.includes("params.no")).length).toBe(1);
      feed.close();
    });
  });

  it("tells of new ones among many at most every 400 ms, and of the last one", async () => {
    vi.useFakeTimers();
    try {
      const pages = [page(1, 60_000, 60_000), page(60_001, 0, 60_000)];
      asked.mockImplementation(async () => pages.shift()! as never);
      const feed = new EpochFeed("A", null);
      await vi.advanceTimersByTimeAsync(0);
      await vi.advanceTimersByTimeAsync(1000);
      const receive = subscribe.mock.lastCall![1] as (m: unknown) => void;
      const before = feed.version.value;
      for (let i = 1; i <= 20; ++i) {
        receive({ data: { file, generation: 5, columns: { line: [60_000 + i] } } });
        await vi.advanceTimersByTimeAsync(50);
      }
      await vi.advanceTimersByTimeAsync(400);
      expect(feed.columns.rows).toBe(60_020);
      expect(feed.version.value - before).toBeGreaterThan(1);
      expect(feed.version.value - before).toBeLessThan(6);
      const last = feed.version.value;
      await vi.advanceTimersByTimeAsync(5000);
      expect(feed.version.value).toBe(last);
      feed.close();
    } finally {
      vi.useRealTimers();
    }
  });
});
