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

  describe("of a file that is still being read", () => {
    beforeEach(() => { vi.useFakeTimers(); });
    afterEach(() => { vi.useRealTimers(); });
    /** Nothing is read yet of what was asked for. */
    const unread = (cursor: number, generation = 5) => ({ ...page(cursor, 0, cursor - 1), generation, next_cursor: String(cursor) });
    it("asks again after a pause, and is not loaded before the end", async () => {
      const pages = [unread(1), unread(1), page(1, 100, 100), unread(101), page(101, 7, 107), page(108, 0, 107)];
      asked.mockImplementation(async () => pages.shift()! as never);
      const feed = new EpochFeed("A", file);
      await vi.advanceTimersByTimeAsync(249);
      expect(asked).toHaveBeenCalledTimes(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(asked).toHaveBeenCalledTimes(2);
      expect(feed.loaded.value).toBe(false);
      await vi.advanceTimersByTimeAsync(250);
      expect(feed.columns.rows).toBe(100);
      expect(feed.loaded.value).toBe(false);
      expect(asked).toHaveBeenCalledTimes(4);
      await vi.advanceTimersByTimeAsync(250);
      expect(feed.loaded.value).toBe(true);
      expect(feed.columns.rows).toBe(107);
      expect(asked.mock.calls.map((c) => c[2])).toEqual([1, 1, 1, 101, 101, 108]);
      feed.close();
    });
    it("follows only once all is read", async () => {
      const pages = [unread(1), page(1, 3, 3), page(4, 0, 3)];
      asked.mockImplementation(async () => pages.shift()! as never);
      const before = subscribe.mock.calls.length;
      const feed = new EpochFeed("A", null);
      await vi.advanceTimersByTimeAsync(200);
      expect(subscribe.mock.calls.length).toBe(before);
      await vi.advanceTimersByTimeAsync(100);
      expect(subscribe.mock.lastCall![2]).toEqual({ from: { epoch: "5", offset: 3 } });
      feed.close();
    });
    it("ends where no next cursor is told", async () => {
      asked.mockResolvedValue({ ...page(1, 0, 0), next_cursor: undefined } as never);
      const feed = new EpochFeed("A", file);
      await vi.advanceTimersByTimeAsync(2000);
      expect(feed.loaded.value).toBe(true);
      expect(asked).toHaveBeenCalledTimes(1);
      feed.close();
    });
    it("asks no more once it is closed", async () => {
      asked.mockImplementation(async () => unread(1) as never);
      const feed = new EpochFeed("A", file);
      await vi.advanceTimersByTimeAsync(600);
      expect(asked).toHaveBeenCalledTimes(3);
      feed.close();
      expect(vi.getTimerCount()).toBe(0);
      await vi.advanceTimersByTimeAsync(2000);
      expect(asked).toHaveBeenCalledTimes(3);
      expect(feed.loaded.value).toBe(false);
    });
    it("is not loaded while another one takes its place", async () => {
      const pages: unknown[] = [page(1, 3, 3), page(4, 0, 3), unread(4, 6), unread(1, 6), { ...page(1, 2, 2), generation: 6 }, { ...page(3, 0, 2), generation: 6 }];
      asked.mockImplementation(async () => pages.shift()! as never);
      const feed = new EpochFeed("A", null);
      await vi.advanceTimersByTimeAsync(0);
      expect([feed.loaded.value, feed.columns.rows]).toEqual([true, 3]);
      void feed.catchUp();
      await vi.advanceTimersByTimeAsync(100);
      expect([feed.loaded.value, feed.columns.rows]).toEqual([false, 0]);
      await vi.advanceTimersByTimeAsync(250);
      expect([feed.loaded.value, feed.columns.rows]).toEqual([true, 2]);
      feed.close();
    });
    it("leaves no wanted column empty because it was not read yet", async () => {
      let reading = 2;
      asked.mockImplementation((async (_s: string, _f: string | null, first: number, columns: readonly string[]) => {
        if (!columns.includes("params.a")) return first > 3 ? page(first, 0, 3) : page(first, 3, 3);
        if (reading-- > 0) return unread(first);
        return { ...page(1, 3, 3), columns: { line: [1, 2, 3], "params.a": [7, null, null] }, nonfinite: { "params.a": { Infinity: [1] } } };
      }) as never);
      const feed = new EpochFeed("A", file);
      await vi.advanceTimersByTimeAsync(0);
      feed.want(["params.a"]);
      await vi.advanceTimersByTimeAsync(499);
      expect(feed.columns.at("params.a", 0)).toBeNaN();
      await vi.advanceTimersByTimeAsync(1);
      expect([...feed.columns.column("params.a").subarray(0, 3)]).toEqual([7, Infinity, NaN]);
      expect(asked.mock.calls.filter((c) => c[3]!.includes("params.a")).length).toBe(3);
      feed.close();
      expect(vi.getTimerCount()).toBe(0);
    });
  });
  it("takes infinities of pages and of frames", async () => {
    const pages = [{ ...page(1, 2, 2), columns: { line: [1, 2], sortino: [null, null] }, nonfinite: { sortino: { Infinity: [1] } } }, page(3, 0, 2)];
    asked.mockImplementation(async () => pages.shift()! as never);
    const feed = new EpochFeed("A", null);
    await vi.waitFor(() => expect(feed.loaded.value).toBe(true));
    (subscribe.mock.lastCall![1] as (m: unknown) => void)({ data: { file, generation: 5, columns: { line: [3, 4], sortino: [null, 1] }, nonfinite: { sortino: { "-Infinity": [0] } } } });
    expect([...feed.columns.column("sortino").subarray(0, 4)]).toEqual([NaN, Infinity, -Infinity, 1]);
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
