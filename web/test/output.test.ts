import { describe, expect, it } from "vitest";
import { splitLines, utf8Length } from "../src/output";

describe("byte counts", () => {
  it.each(["", "plain", "ä€", "😀 a", "\uFFFD"])("of %j are those of UTF-8", (text) => expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length));
});

describe("lines of a range", () => {
  it("know the byte at which they begin", () => expect(splitLines("é\nbb\nc", 100)).toEqual([{ raw: "é", offset: 100 }, { raw: "bb", offset: 103 }, { raw: "c", offset: 106 }]));
  it("end with the last newline", () => expect(splitLines("a\n", 0)).toEqual([{ raw: "a", offset: 0 }]));
  it("may be empty", () => expect(splitLines("\n\nx", 0).map((x) => x.raw)).toEqual(["", "", "x"]));
});
