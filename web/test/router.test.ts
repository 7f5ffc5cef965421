import { describe, expect, it } from "vitest";
import { parseRoute } from "../src/router";

describe("addresses", () => {
  it.each([
    ["/", { page: "overview" }], ["/log", { page: "log" }], ["/s/A", { page: "strategy", strategy: "A" }], ["/s/A%20b/hyperopt", { page: "hyperopt", strategy: "A b" }],
    ["/s/A/output/hyperopt_show", { page: "output", strategy: "A", kind: "hyperopt_show" }], ["/s/A/output", { page: "output", strategy: "A", kind: "trade" }],
    ["/s/A/output/rm", { page: "unknown" }], ["/s/", { page: "unknown" }], ["/x", { page: "unknown" }], ["/s/%", { page: "unknown" }],
  ])("%s", (path, route) => expect(parseRoute(path)).toEqual(route));
});
