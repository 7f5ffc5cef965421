import { describe, expect, it } from "vitest";
import { bytes, countdown, duration, num, percent, plain, plural, relative, signed, signedPercent, when } from "../src/format";

describe("figures", () => {
  it("have a true minus and grouped digits", () => {
    expect(num(-1284)).toBe("−1,284");
    expect(num(-4.2311, 3)).toBe("−4.231");
    expect(num(-0.0001, 2)).toBe("0.00");
  });
  it("that are not known are a dash", () => {
    for (const x of [null, undefined, NaN, Infinity]) expect(num(x)).toBe("—");
    expect(percent(null)).toBe("—");
    expect(signed(NaN)).toBe("—");
  });
  it("have signs that say the direction", () => {
    expect(signed(21.3)).toBe("+21.30");
    expect(signed(-1.12)).toBe("−1.12");
    expect(signed(0)).toBe("±0.00");
    expect(signedPercent(-12.345)).toBe("−12.35 %");
  });
  it("have a space before the percent sign", () => expect(percent(5)).toBe("5 %"));
  it("are as short as they can be where wanted", () => {
    expect(plain(8)).toBe("8");
    expect(plain(-0.25)).toBe("−0.25");
  });
  it("count things", () => {
    expect(plural(1, "epoch")).toBe("1 epoch");
    expect(plural(2000, "epoch")).toBe("2,000 epochs");
  });
});

describe("durations", () => {
  it.each([[0.4, "0 s"], [48, "48 s"], [60, "1 min"], [112, "1 min 52 s"], [188, "3 min 08 s"], [6120, "1 h 42 min"],
    [3600, "1 h"], [532800, "6 d 4 h"], [86400, "1 d"]])("%d seconds", (s, text) => expect(duration(s)).toBe(text));
  it("count down as a clock", () => {
    expect(countdown(48)).toBe("0:48");
    expect(countdown(725)).toBe("12:05");
    expect(countdown(3723)).toBe("1:02:03");
    expect(countdown(-3)).toBe("0:00");
  });
  it("of a minute and a half are not rounded away", () => expect(relative("2026-11-22T02:00:00Z", Date.parse("2026-11-22T02:01:30Z"))).toBe("1 min 30 s ago"));
  it("say the direction", () => {
    const t = Date.parse("2026-11-22T02:00:00Z");
    expect(relative("2026-11-22T02:42:00Z", t)).toBe("in 42 min");
    expect(relative("2026-11-22T01:57:00Z", t)).toBe("3 min ago");
    expect(relative("2026-11-22T02:00:00Z", t)).toBe("now");
  });
});

describe("sizes", () => {
  it.each([[0, "0 B"], [999, "999 B"], [1000, "1.0 kB"], [3.2e9, "3.2 GB"], [638e6, "638 MB"], [999_960, "1.0 MB"]])("%d bytes", (n, text) => expect(bytes(n)).toBe(text));
});

describe("times", () => {
  it("are short today and full beyond a week", () => {
    const now = new Date(2026, 10, 22, 12, 0).getTime();
    expect(when(new Date(2026, 10, 22, 3, 47).toISOString(), now)).toBe("03:47");
    expect(when(new Date(2026, 10, 23, 2, 0).toISOString(), now)).toBe("Mon 02:00");
    expect(when(new Date(2026, 10, 5, 2, 0).toISOString(), now)).toMatch(/Thu 5 Nov 02:00/);
    expect(when("nonsense", now)).toBe("—");
  });
});
