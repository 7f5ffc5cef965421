import { afterEach, describe, expect, it, vi } from "vitest";
import type { Question } from "../src/components/dialog";

const asked: Question[] = [];
vi.mock("../src/components/dialog", () => ({ ask: (q: Question) => asked.push(q) }));

import { askReload, start } from "../src/actions";
import { idle } from "../src/store";
import { toasts } from "../src/toasts";

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

describe("reloading a bot's params", () => {
  const bot = (live: boolean | null) => ({ ...idle("A", "trade"), state: "ready" as const, launch: "l1", live });
  afterEach(() => {
    asked.length = 0;
    toasts.value = [];
    vi.unstubAllGlobals();
  });

  it("asks for the name unless it is play money", () => {
    [true, null, false].forEach((live) => askReload(bot(live)));
    expect(asked.map((q) => q.typed)).toEqual(["A", "A", undefined]);
  });

  it("names the launch, and says why one that cannot be reloaded is not", async () => {
    const detail = "It cannot be reloaded: its config turns no REST on that may be called, and there is no reload_client_config; stop and start it.";
    const sent: unknown[] = [];
    vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
      sent.push([init.method, path, JSON.parse(init.body as string)]);
      return problem(409, { detail });
    });
    askReload(bot(false));
    asked[0]!.run();
    await vi.waitFor(() => expect(toasts.value).toMatchObject([{ tone: "bad", text: detail }]));
    expect(sent).toEqual([["POST", "/api/v1/strategies/A/processes/trade/reload", { launch: "l1" }]]);
  });
});
