// Figures as people read them: true minus, thin units, one rule for all pages.

export const dash = "—";
export const minus = "−";
/** `∞`, `−∞`: of what is known to have no bound. */
export const infinity = (x: number) => (x < 0 ? minus : "") + "∞";

const grouped = new Map<string, Intl.NumberFormat>();
function formatter(min: number, max: number): Intl.NumberFormat {
  const key = `${min}/${max}`;
  let f = grouped.get(key);
  if (!f) {
    f = new Intl.NumberFormat("en-US", { minimumFractionDigits: min, maximumFractionDigits: max });
    grouped.set(key, f);
  }
  return f;
}

const known = (x: number | null | undefined): x is number =>
  typeof x === "number" && Number.isFinite(x);

/** `1,284`, `−4.231`; a dash for what is not known. */
export function num(x: number | null | undefined, digits = 0): string {
  if (!known(x)) return dash;
  const text = formatter(digits, digits).format(Math.abs(x));
  return x < 0 && /[1-9]/.test(text) ? minus + text : text;
}

/** `+21.30`, `−1.12`, `±0.00`. */
export function signed(x: number | null | undefined, digits = 2): string {
  if (!known(x)) return dash;
  const text = formatter(digits, digits).format(Math.abs(x));
  if (!/[1-9]/.test(text)) return "±" + text;
  return (x < 0 ? minus : "+") + text;
}

/** `5 %`, `2.94 %`. */
export function percent(x: number | null | undefined, digits = 0): string {
  return known(x) ? num(x, digits) + " %" : dash;
}

export function signedPercent(x: number | null | undefined, digits = 2): string {
  return known(x) ? signed(x, digits) + " %" : dash;
}

/** As few digits as the number needs, at most four. */
export function plain(x: number | null | undefined): string {
  if (!known(x)) return dash;
  const text = formatter(0, 4).format(Math.abs(x));
  return x < 0 && text !== "0" ? minus + text : text;
}

/** `48 s`, `1 min 52 s`, `1 h 42 min`, `6 d 4 h`. */
export function duration(seconds: number | null | undefined): string {
  if (!known(seconds)) return dash;
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min${s % 60 ? " " + String(s % 60).padStart(2, "0") + " s" : ""}`;
  const minutes = Math.round(s / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
  const hours = Math.round(s / 3600);
  return `${Math.floor(hours / 24)} d${hours % 24 ? ` ${hours % 24} h` : ""}`;
}

/** `0:48`, `12:05`, `1:02:03`. */
export function countdown(seconds: number): string {
  const s = Math.max(0, Math.ceil(seconds));
  const two = (x: number) => String(x).padStart(2, "0");
  const h = Math.floor(s / 3600);
  return h ? `${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

/** `512 B`, `3.2 GB`; powers of ten, as disks are sold. */
export function bytes(x: number | null | undefined): string {
  if (!known(x)) return dash;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let i = 0;
  let v = x;
  while (v >= 999.5 && i < units.length - 1) {
    v /= 1000;
    ++i;
  }
  return `${num(v, i === 0 || v >= 99.95 ? 0 : 1)} ${units[i]}`;
}

export function seconds(from: string | null | undefined, to: number | string | null | undefined): number | null {
  if (!from || to === null || to === undefined) return null;
  const a = Date.parse(from);
  const b = typeof to === "number" ? to : Date.parse(to);
  return Number.isNaN(a) || Number.isNaN(b) ? null : (b - a) / 1000;
}

const clockFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const secondsFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short" });
const dayMonth = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });

/** `03:47`. */
export const clock = (t: string | number | Date) => clockFormat.format(new Date(t));
/** `03:47:12`. */
export const clockSeconds = (t: string | number | Date) => secondsFormat.format(new Date(t));

/** `03:47` today, `Mon 02:00` this week, `Sun 22 Nov 02:00` beyond. */
export function when(t: string | null | undefined, now = Date.now()): string {
  if (!t) return dash;
  const d = new Date(t);
  if (Number.isNaN(d.getTime())) return dash;
  const today = new Date(now);
  if (d.toDateString() === today.toDateString()) return clock(d);
  const days = Math.abs(d.getTime() - now) / 86_400_000;
  return `${days < 6.5 ? weekday.format(d) : dayMonth.format(d).replace(",", "")} ${clock(d)}`;
}

/** `Sun 22 Nov 02:00`, always. */
export function stamp(t: string | null | undefined): string {
  if (!t || Number.isNaN(Date.parse(t))) return dash;
  return `${dayMonth.format(new Date(t)).replace(",", "")} ${clock(t)}`;
}

/** `in 42 min`, `3 min ago`, `now`. */
export function relative(t: string | null | undefined, now = Date.now()): string {
  const s = seconds(t, now);
  if (s === null) return "";
  const magnitude = Math.abs(s);
  if (magnitude < 1) return "now";
  const text = magnitude >= 120 && magnitude < 3600 ? `${Math.round(magnitude / 60)} min` : duration(magnitude);
  return s < 0 ? `in ${text}` : `${text} ago`;
}

/** The time zone people see, `CET`. */
export function zone(): string {
  const part = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" })
    .formatToParts(new Date())
    .find((x) => x.type === "timeZoneName");
  return part?.value ?? "";
}

export function plural(n: number, one: string, many = one + "s"): string {
  return `${num(n)} ${n === 1 ? one : many}`;
}
