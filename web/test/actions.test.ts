import { afterEach, describe, expect, it, vi } from "vitest";
import type { Question } from "../src/components/dialog";

const asked: Question[] = [];
vi.mock("../src/components/dialog", () => ({ ask: (q: Question) => asked.push(q) }));

import { start } from "../src/actions";

/** As the manager answers; docs/API.md names the members. */
const problem = (status: number, more: object) =>
  new Response(JSON.stringify({ type: "about:blank", title: "Conflict", status, ...more }), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });
const foreign = {
  code: "foreign_process",
  detail: "Process 4711, which this manager has not started, does the same: freqtrade trade -s A",
};

describe("starting a process", () => {
  afterEach(() => {
    asked.length = 0;
    vi.unstubAllGlobals();
  });

  it("offers to start beside a process that the manager has not started", async () => {
    const bodies: unknown[] = [];
    vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
      bodies.push(JSON.parse(init.body as string));
      return bodies.length === 1 ? problem(409, foreign) : new Response("{}", { status: 202 });
    });
    await start("A", "trade");
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ action: "Start beside it", body: foreign.detail, typed: "A", danger: true });
    asked[0]!.run();
    await vi.waitFor(() => expect(bodies).toEqual([{}, { force: true }]));
  });

  it("does not offer it for any other conflict", async () => {
    vi.stubGlobal("fetch", async () =>
      problem(409, { code: "conflict", detail: "It is ready already, as another process outside says." }));
    await start("A", "trade");
    expect(asked).toHaveLength(0);
  });
});
