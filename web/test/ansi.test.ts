import { describe, expect, it } from "vitest";
import { overwrite, parseLine, spans, stripAnsi } from "../src/ansi";

describe("ANSI escapes", () => {
  it("colour spans and vanish from the text", () => {
    expect(spans("a \x1b[32mgreen\x1b[0m b")).toEqual([{ text: "a ", tone: "" }, { text: "green", tone: "good" }, { text: " b", tone: "" }]);
    expect(spans("\x1b[1;31mbad\x1b[22m still")).toEqual([{ text: "bad", tone: "bad b" }, { text: " still", tone: "bad" }]);
    expect(stripAnsi("\x1b[?25l\x1b[2Kx\x1b]0;title\x07y\x1b[38;5;12mz")).toBe("xyz");
  });
  it("never turn text into markup", () => expect(spans("<img src=x onerror=alert(1)>")).toEqual([{ text: "<img src=x onerror=alert(1)>", tone: "" }]));
});

describe("carriage returns", () => {
  it("leave the last writing of a progress bar", () => expect(overwrite("10 %\r20 %\r100 %\r")).toBe("100 %"));
  it("keep what a shorter writing does not cover", () => expect(overwrite("abcdef\rxy")).toBe("xycdef"));
  it("clear the line where asked", () => expect(stripAnsi(overwrite("abcdef\r\x1b[Kxy"))).toBe("xy"));
  it("of Windows lines are no content", () => expect(overwrite("text\r")).toBe("text"));
});

describe("freqtrade's lines", () => {
  it("are taken apart", () => expect(parseLine("2026-11-22 13:30:55,279 - freqtrade.configuration.load_config - INFO - Using config: config.json ..."))
    .toEqual({ time: "13:30:55.279", logger: "configuration.load_config", level: "info", text: "Using config: config.json ..." }));
  it("of level CRITICAL are errors", () => expect(parseLine("2026-11-22 13:30:55,279 - freqtrade - CRITICAL - no").level).toBe("error"));
  it("in colour are understood too", () => expect(parseLine("\x1b[33m2026-11-22 13:30:55,279 - freqtrade - WARNING - x\x1b[0m").level).toBe("warning"));
  it("that are none stay as they are", () => expect(parseLine("Result for strategy X")).toEqual({ time: "", logger: "", level: "", text: "Result for strategy X" }));
  it("of an exception are errors", () => {
    expect(parseLine("Traceback (most recent call last):").level).toBe("error");
    expect(parseLine("ccxt.base.errors.NetworkError: kraken").level).toBe("error");
    expect(parseLine("ValueError: no").level).toBe("error");
  });
});
