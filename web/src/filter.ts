// Filters as people type them into a table head: `>5`, `<=2`, `3..10`, `7`;
// of a time also `>30min`, `1h..2h`.
import { readSeconds } from "./criteria";
import { fieldOf } from "./fields";

export type Test = (x: number | null) => boolean;
export type Parsed = { ok: true; test: Test } | { ok: false; why: string };

const number = String.raw`[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;
const comparison = new RegExp(`^(<=|>=|==|=|<|>|≤|≥)\\s*(${number})\\s*%?$`);
const range = new RegExp(`^(${number})?\\s*\\.\\.\\s*(${number})?\\s*%?$`);
const exact = new RegExp(`^(${number})\\s*%?$`);

export const toNumber = (text: string) => Number(text.replace("−", "-"));

/** A time with its unit; the dots before it may be those of a range. */
const times = /(\.\.)?((?:\d+\.?\d*|\.\d+)\s*(?:s|min|h|d))(?![a-z])/g;

const withSeconds = (text: string, field: string) =>
  fieldOf(field).unit === "s" ? text.replace(times, (_, dots: string | undefined, x: string) => (dots ?? "") + String(readSeconds(x) ?? x)) : text;

/** Empty text lets everything pass; a missing value passes no filter. */
export function parseFilter(text: string, field = ""): Parsed {
  const t = withSeconds(text.trim(), field);
  if (!t) return { ok: true, test: () => true };
  let m = comparison.exec(t);
  if (m) {
    const v = toNumber(m[2]!);
    const by: Record<string, (x: number) => boolean> = {
      "<": (x) => x < v, "<=": (x) => x <= v, "≤": (x) => x <= v,
      ">": (x) => x > v, ">=": (x) => x >= v, "≥": (x) => x >= v,
      "=": (x) => x === v, "==": (x) => x === v,
    };
    return accept(by[m[1]!]!);
  }
  m = range.exec(t);
  if (m && (m[1] || m[2])) {
    const low = m[1] ? toNumber(m[1]) : -Infinity;
    const high = m[2] ? toNumber(m[2]) : Infinity;
    if (low > high) return { ok: false, why: `${m[1]} is above ${m[2]}: no number lies between.` };
    return accept((x) => x >= low && x <= high);
  }
  m = exact.exec(t);
  if (m) {
    const v = toNumber(m[1]!);
    return accept((x) => x === v);
  }
  return { ok: false, why: `“${t}” is no filter. Write >5, <=2, 3..10 or a number.` };
}

function accept(test: (x: number) => boolean): Parsed {
  return { ok: true, test: (x) => x !== null && !Number.isNaN(x) && test(x) };
}

/** The same for the manager, as terms of `filter=`: `trades>5`. None for text
 *  that is empty or no filter. */
export function filterTerms(field: string, text: string): string[] {
  const plain = withSeconds(text.trim(), field);
  if (!plain || !parseFilter(plain).ok) return [];
  const t = plain.replace(/\s*%$/, "");
  let m = comparison.exec(t);
  if (m) return [`${field}${{ "≤": "<=", "≥": ">=", "=": "==" }[m[1]!] ?? m[1]!}${toNumber(m[2]!)}`];
  m = range.exec(t);
  if (m && (m[1] || m[2])) return [...(m[1] ? [`${field}>=${toNumber(m[1])}`] : []), ...(m[2] ? [`${field}<=${toNumber(m[2])}`] : [])];
  return [`${field}==${toNumber(t)}`];
}
