import { describe, expect, it } from "vitest";
import { lineAt, LineReader, splitLines, utf8Length, type OutputLine } from "../src/output";

const bytes = (x: string) => new TextEncoder().encode(x);

describe("byte counts", () => {
  it.each(["", "plain", "ä€", "😀 a", "\uFFFD"])("of %j are those of UTF-8", (text) => expect(utf8Length(text)).toBe(bytes(text).length));
});

describe("lines of a range", () => {
  it("know the byte at which they begin", () => expect(splitLines(bytes("é\nbb\nc"), 100)).toEqual([{ raw: "é", offset: 100 }, { raw: "bb", offset: 103 }, { raw: "c", offset: 106 }]));
  it("know it although bytes before were no text", () =>
    expect(splitLines(new Uint8Array([0xff, 0xfe, 10, 0, 10, 0x61]), 0)).toEqual([{ raw: "\uFFFD\uFFFD", offset: 0 }, { raw: "\0", offset: 3 }, { raw: "a", offset: 5 }]));
  it("end with the last newline", () => expect(splitLines(bytes("a\n"), 0)).toEqual([{ raw: "a", offset: 0 }]));
  it("may be empty", () => expect(splitLines(bytes("\n\nx"), 0).map((x) => x.raw)).toEqual(["", "", "x"]));
});

describe("lines that come in pieces", () => {
  it("are put together, wherever they were cut", () => {
    const all = bytes("one\nzwei €\n😀 drei\nende");
    for (let size = 1; size < 9; ++size) {
      const reader = new LineReader();
      const lines: OutputLine[] = [];
      for (let at = 0; at < all.length; at += size) reader.take(lines, all.subarray(at, at + size), at);
      expect(lines).toEqual(splitLines(all, 0));
      expect(reader.open).toBe(true);
    }
  });
  it("go on as text where bytes ended", () => {
    const reader = new LineReader();
    const lines: OutputLine[] = [];
    reader.take(lines, bytes("a\nb"), 0);
    reader.takeText(lines, "c\né\nd", 3);
    expect(lines).toEqual([{ raw: "a", offset: 0 }, { raw: "bc", offset: 2 }, { raw: "é", offset: 5 }, { raw: "d", offset: 8 }]);
  });
});

describe("the line that holds a byte", () => {
  const lines = splitLines(bytes("aa\nneedle\ncc\ndd"), 10);
  it("is found", () => expect([10, 12, 13, 19, 20, 99].map((x) => lineAt(lines, x))).toEqual([0, 0, 1, 1, 2, 3]));
  it("is the one beside it that was meant, where bytes were redacted", () => {
    expect(lineAt(lines, 21, (x) => x.raw.includes("needle"))).toBe(1);
    expect(lineAt(lines, 21, () => false)).toBe(2);
  });
});
