import { describe, expect, it } from "vitest";
import type { Matches } from "../src/api";
import { around, searchedText } from "../src/components/found";
import { mostMatches, OutputSearch } from "../src/find-output";

const answer = (offsets: number[], scanned_to: number, complete: boolean): Matches =>
  ({ launch: "l", matches: offsets.map((offset) => ({ offset, text: `at ${offset}` })), scanned_to, complete });

/** Answers by the offset that is asked for. */
function search(parts: Record<number, Matches>) {
  const asked: number[] = [];
  const s = new OutputSearch((text, offset) => {
    asked.push(offset);
    const x = parts[offset];
    return x ? Promise.resolve(x) : Promise.reject(new Error(`nothing at ${offset} for ${text}`));
  });
  return { s, asked };
}
const found = (s: OutputSearch) => s.matches.map((x) => x.offset);

describe("a search of the output", () => {
  it("says how far it looked, and goes on from there", async () => {
    const { s, asked } = search({ 0: answer([5], 1_000_000, false), 1_000_000: answer([1_500_000], 2_000_000, true) });
    await s.start("x");
    expect(searchedText(s, 2_000_000)).toBe("Searched up to 1.0 MB of 2.0 MB.");
    await s.goOn();
    expect(asked).toEqual([0, 1_000_000]);
    expect(found(s)).toEqual([5, 1_500_000]);
    expect(searchedText(s, 2_000_000)).toBe("All of it was searched.");
  });
  it("steps on through parts until there is a match", async () => {
    const { s, asked } = search({ 0: answer([5], 10, false), 10: answer([], 20, false), 20: answer([25], 30, true) });
    await s.start("x");
    expect(await s.step(-1, 1)).toBe(0);
    expect(await s.step(0, 1)).toBe(1);
    expect(asked).toEqual([0, 10, 20]);
    expect(await s.step(1, 1)).toBe(0); // round, now that all is known
    expect(await s.step(0, -1)).toBe(1);
  });
  it("finds what was written after it was complete, and no match twice", async () => {
    const parts: Record<number, Matches> = { 0: answer([5], 10, true), 10: answer([5, 12], 20, true) };
    const { s } = search(parts);
    await s.start("x");
    await s.goOn();
    expect(found(s)).toEqual([5, 12]);
  });
  it("does not turn for ever where nothing comes forward", async () => {
    const { s, asked } = search({ 0: answer([], 0, false) });
    await s.start("x");
    expect(await s.step(-1, 1)).toBe(-1);
    expect(asked.length).toBeLessThan(4);
  });
  it("tells a failure, and can be tried again", async () => {
    const parts: Record<number, Matches> = {};
    const { s } = search(parts);
    await s.start("x");
    expect(searchedText(s, 10)).toMatch(/^The search failed/);
    parts[0] = answer([1], 10, true);
    await s.goOn();
    expect(s.error).toBeNull();
    expect(found(s)).toEqual([1]);
  });
  it("drops the answer to an older question", async () => {
    let late: (x: Matches) => void = () => {};
    const s = new OutputSearch((text) => (text === "old" ? new Promise((r) => { late = r; }) : Promise.resolve(answer([7], 10, true))));
    const first = s.start("old");
    await s.start("new");
    late(answer([1, 2, 3], 10, true));
    await first;
    expect(found(s)).toEqual([7]);
    expect(s.busy).toBe(false);
  });
  it("holds a bounded number", async () => {
    const { s } = search({ 0: answer(Array.from({ length: mostMatches + 5 }, (_, i) => i), 10, false) });
    await s.start("x");
    expect(s.matches.length).toBe(mostMatches);
    expect(s.full).toBe(true);
    expect(searchedText(s, 10)).toMatch(/a longer word finds fewer/);
  });
  it("asks nothing for nothing", async () => {
    const { s, asked } = search({});
    await s.start("");
    expect(asked).toEqual([]);
  });
});

describe("the words around a match", () => {
  it("begin near it", () => expect(around(`${"a".repeat(80)} needle b`, "NEEDLE", 5)).toBe("…aaaa needle b"));
  it("of a short line are the line, without colours", () => expect(around("\x1b[32ma  needle\x1b[0m", "needle")).toBe("a needle"));
});
