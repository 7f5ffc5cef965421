// The address is the state: `/`, `/s/NAME`, `/s/NAME/hyperopt`,
// `/s/NAME/output/KIND`, `/log`.
import { computed, signal } from "@preact/signals";
import { kinds, type Kind } from "./protocol";

export type Route =
  | { page: "overview" }
  | { page: "strategy"; strategy: string }
  | { page: "hyperopt"; strategy: string }
  | { page: "output"; strategy: string; kind: Kind }
  | { page: "log" }
  | { page: "unknown" };

export function parseRoute(path: string): Route {
  let parts: string[];
  try {
    parts = path.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return { page: "unknown" };
  }
  if (parts.length === 0) return { page: "overview" };
  if (parts[0] === "log" && parts.length === 1) return { page: "log" };
  if (parts[0] !== "s" || !parts[1]) return { page: "unknown" };
  const strategy = parts[1];
  if (parts.length === 2) return { page: "strategy", strategy };
  if (parts[2] === "hyperopt" && parts.length === 3) return { page: "hyperopt", strategy };
  if (parts[2] === "output" && parts.length <= 4) {
    const kind = (parts[3] ?? "trade") as Kind;
    if (kinds.includes(kind)) return { page: "output", strategy, kind };
  }
  return { page: "unknown" };
}

const here = () => (typeof location === "undefined" ? "/" : location.pathname);
export const path = signal(here());
export const search = signal(typeof location === "undefined" ? "" : location.search);
export const route = computed(() => parseRoute(path.value));

export function navigate(to: string, replace = false): void {
  if (to === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  path.value = location.pathname;
  search.value = location.search;
  if (!replace) scrollTo(0, 0);
}

export const strategyPath = (s: string) => `/s/${encodeURIComponent(s)}`;
export const hyperoptPath = (s: string) => `${strategyPath(s)}/hyperopt`;
export const outputPath = (s: string, kind: Kind, launch?: string | null) =>
  `${strategyPath(s)}/output/${kind}${launch ? `?launch=${encodeURIComponent(launch)}` : ""}`;

/** Plain links stay links (new tab, copy); a plain click stays on the page. */
export function listen(): void {
  addEventListener("popstate", () => {
    path.value = location.pathname;
    search.value = location.search;
  });
  document.addEventListener("click", (e) => {
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const a = (e.target as Element | null)?.closest?.("a[href]");
    if (!(a instanceof HTMLAnchorElement) || a.target || a.hasAttribute("download")) return;
    const to = a.getAttribute("href")!;
    if (!to.startsWith("/") || to.startsWith("/api") || to.startsWith("/docs")) return;
    e.preventDefault();
    navigate(to);
  });
}
