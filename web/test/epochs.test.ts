import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../src/api";
import { EpochFeed } from "../src/epochs";

vi.mock("../src/live", () => ({ connection: { subscribe: () => () => undefined } }));
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
  beforeEach(() => asked.mockReset());

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
});
