import { beforeEach, describe, expect, it } from "vitest";
import type { Process } from "../src/protocol";
import { reloadText, tellReload } from "../src/reload";
import { idle, store } from "../src/store";
import { toasts } from "../src/toasts";

type Reload = NonNullable<Process["reload"]>;
const bot = (reload: Reload | null, launch = "l1"): Process => ({ ...idle("A", "trade"), state: "ready", launch, reload });
const reload = (state: Reload["state"], note: string | null = null, id = "reload-1"): Reload => ({ id, state, note });
const say = async (p: Process) => { store.event("process", p); await Promise.resolve(); };
const told = () => toasts.value.map((t) => [t.tone, t.title, t.text]);
const titles = () => toasts.value.map((t) => t.title);

describe("a reload", () => {
  beforeEach(async () => {
    toasts.value = [];
    await say(bot(null));
  });
  it("is told in a line", () => {
    expect([bot(null), bot(reload("running")), bot(reload("done", "by its REST; it has loaded A.json")), bot(reload("failed", "it ended meanwhile"))].map(reloadText))
      .toEqual(["", "goes on", "done: by its REST; it has loaded A.json", "failed: it ended meanwhile"]);
  });
  it("is told once when it is proved", async () => {
    tellReload(bot(reload("running")));
    await say(bot(reload("running")));
    expect(told()).toEqual([]);
    await say(bot(reload("done", "it has loaded A.json")));
    await say(bot(reload("done", "it has loaded A.json")));
    await say(bot(reload("failed", "another", "reload-2")));
    expect(told()).toEqual([["good", "A has reloaded", "It has loaded A.json."]]);
  });
  it("is no success where its params are not proved", async () => {
    await say(bot(reload("done", "by its REST; that it has loaded its params is not proved: it has found no params file")));
    tellReload(bot(reload("running")));
    await Promise.resolve();
    expect(told()).toMatchObject([["info", "A has reloaded", expect.stringContaining("not proved")]]);
  });
  it("is told when it failed, also if the facts knew before the answer came", async () => {
    await say(bot(reload("failed", "it was not back in RUNNING within 120 s")));
    tellReload(bot(reload("running")));
    await Promise.resolve();
    expect(told()).toEqual([["bad", "A has not reloaded", "It was not back in RUNNING within 120 s."]]);
  });
  it("waits for its own facts while older ones are there", async () => {
    await say(bot(reload("done", "older", "reload-0")));
    tellReload(bot(reload("running")));
    await Promise.resolve();
    expect(told()).toEqual([]);
    await say(bot(reload("running")));
    await say(bot(reload("done")));
    expect(told()).toHaveLength(1);
  });
  it("ends with its launch, or where nobody knows of it any more", async () => {
    tellReload(bot(reload("running")));
    await say(bot(reload("running")));
    await say(bot(null, "l2"));
    expect(titles()).toEqual(["A was started anew"]);
    toasts.value = [];
    tellReload(bot(reload("running"), "l2"));
    await say(bot(reload("running"), "l2"));
    await say(bot(null, "l2"));
    expect(titles()).toEqual(["Whether A has reloaded is not known"]);
  });
});
