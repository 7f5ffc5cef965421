import { describe, expect, it } from "vitest";
import { parseFilter } from "../src/filter";

const pass = (text: string, x: number | null) => {
  const p = parseFilter(text);
  if (!p.ok) throw new Error(p.why);
  return p.test(x);
};

describe("a filter", () => {
  it.each([[">5", 6, true], [">5", 5, false], [">=5", 5, true], ["≤ 2", 2, true], ["<2", 2, false], ["=7", 7, true], ["==7", 8, false],
    ["3..10", 3, true], ["3..10", 10, true], ["3..10", 10.01, false], ["..4", -9, true], ["4..", 3.9, false], ["−2..−1", -1.5, true],
    ["7", 7, true], ["7", 7.1, false], ["> 5 %", 6, true], ["0..20%", 20, true], [">1e3", 1001, true], [".5..1.5", 1, true]] as const)(
    "%s of %d", (text, x, good) => expect(pass(text, x)).toBe(good));
  it("that is empty lets everything pass, even what is missing", () => {
    expect(pass("  ", 1)).toBe(true);
    expect(pass("", null)).toBe(true);
  });
  it("lets no missing number pass", () => {
    expect(pass(">5", null)).toBe(false);
  });
  it("says what is wrong with it", () => {
    for (const text of ["abc", ">", "..", "5..x", ">5<7", "10..3"]) {
      const p = parseFilter(text);
      expect(p.ok, text).toBe(false);
    }
    expect((parseFilter("10..3") as { why: string }).why).toContain("above");
  });
});
