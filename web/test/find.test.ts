import { describe, expect, it } from "vitest";
import { holds, matchesIn } from "../src/find";

describe("searching", () => {
  it("does not mind capitals", () => {
    expect(holds("Epoch 5", "ePOCH")).toBe(true);
    expect(matchesIn("An Epoch, an epoch", "epoch")).toEqual(["An ", "Epoch", ", an ", "epoch", ""]);
  });
  it("leaves text without a match whole", () => {
    expect(matchesIn("abc", "x")).toEqual(["abc"]);
    expect(matchesIn("abc", "")).toEqual(["abc"]);
  });
  it("keeps the text together whatever its letters do in lower case", () => expect(matchesIn("İx x", "x").join("")).toBe("İx x"));
});
