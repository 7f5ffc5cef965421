// Console output as lines: ANSI colours, carriage returns and backspaces as a
// terminal shows them, freqtrade's own line format taken apart.
import type { Level } from "./protocol";

export interface Span { text: string; tone: string }

// Colours by their number: the page's own tones, readable on both themes.
const tones: Record<number, string> = {
  30: "lg", 31: "bad", 32: "good", 33: "warn", 34: "acc", 35: "ask", 36: "acc",
  90: "lg", 91: "bad", 92: "good", 93: "warn", 94: "acc", 95: "ask", 96: "acc",
};

// CSI, OSC (ended by BEL or ST) and two-byte escapes.
// eslint-disable-next-line no-control-regex
const escape = /\x1b(?:\[([0-9;:?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])/g;

/** Without escapes, for search, level and copying. */
export function stripAnsi(line: string): string {
  return line.includes("\x1b") ? line.replace(escape, "") : line;
}

/** What a terminal shows of a line with carriage returns: the last writing of
 *  each column. A progress bar of a thousand updates becomes its last state. */
export function overwrite(line: string): string {
  const end = line.endsWith("\r") ? line.slice(0, -1) : line;
  if (!end.includes("\r")) return end;
  const parts = end.split("\r").filter((x) => x !== "");
  let shown = parts[0] ?? "";
  for (const part of parts.slice(1)) {
    const clears = part.includes("\x1b[K") || part.includes("\x1b[2K");
    const next = stripAnsi(part);
    const rest = clears ? "" : stripAnsi(shown).slice(next.length);
    shown = part + rest;
  }
  return shown;
}

export function spans(line: string): Span[] {
  if (!line.includes("\x1b")) return line ? [{ text: line, tone: "" }] : [];
  const out: Span[] = [];
  let tone = "";
  let bold = false;
  let at = 0;
  const push = (to: number) => {
    if (to > at) out.push({ text: line.slice(at, to), tone: bold ? `${tone} b`.trim() : tone });
  };
  for (const m of line.matchAll(escape)) {
    push(m.index);
    at = m.index + m[0].length;
    if (m[2] !== "m") continue;
    for (const code of (m[1] || "0").split(/[;:]/).map(Number)) {
      if (code === 0) { tone = ""; bold = false; }
      else if (code === 1) bold = true;
      else if (code === 22) bold = false;
      else if (code === 39) tone = "";
      else if (tones[code]) tone = tones[code]!;
    }
  }
  push(line.length);
  return out;
}

export interface LogLine {
  time: string;
  logger: string;
  level: Level | "";
  text: string;
}

const freqtrade = /^\d{4}-\d\d-\d\d (\d\d:\d\d:\d\d)(?:[,.](\d{1,6}))? - (\S+) - (DEBUG|INFO|WARNING|ERROR|CRITICAL) - ([\s\S]*)$/;
const names: Record<string, Level> = {
  DEBUG: "debug", INFO: "info", WARNING: "warning", ERROR: "error", CRITICAL: "error",
};

/** `2026-11-22 13:30:55,279 - freqtrade - INFO - text`, or the text as it is. */
export function parseLine(raw: string): LogLine {
  const line = stripAnsi(raw);
  const m = freqtrade.exec(line);
  if (m)
    return {
      time: m[2] ? `${m[1]}.${m[2]!.slice(0, 3)}` : m[1]!,
      logger: m[3]!.replace(/^freqtrade\./, ""),
      level: names[m[4]!]!,
      text: m[5]!,
    };
  const level: Level | "" = /^(\w+\.)*\w*(Error|Exception)\b/.test(line) ||
    line.startsWith("Traceback (most recent call last)") ? "error" : "";
  return { time: "", logger: "", level, text: raw };
}
