import { afterEach, describe, expect, it, vi } from "vitest";
import { knownRuns, loadRuns } from "../src/history";

afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals(); });

const answer = (items: unknown[]) => new Response(JSON.stringify({ items, next_cursor: null }), { status: 200, headers: { "Content-Type": "application/json" } });
const run = { id: "r1", strategy: "A", state: "done", started_at: "2026-01-01T00:00:00Z", steps: [] };

describe("the history of runs", () => {
  it("is asked for again when the first answer failed", async () => {
    vi.useFakeTimers();
    const fetched = vi.fn().mockRejectedValueOnce(new TypeError("down")).mockRejectedValueOnce(new TypeError("down")).mockResolvedValue(answer([run]));
    vi.stubGlobal("fetch", fetched);
    await loadRuns("A");
    expect(knownRuns()).toEqual([]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(fetched).toHaveBeenCalledTimes(3);
    expect(knownRuns().map((x) => x.id)).toEqual(["r1"]);
  });
  it("is not asked for again when the manager refuses", async () => {
    vi.useFakeTimers();
    const fetched = vi.fn().mockImplementation(() => Promise.resolve(new Response("{}", { status: 404 })));
    vi.stubGlobal("fetch", fetched);
    await loadRuns("B");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetched).toHaveBeenCalledTimes(1);
  });
});
