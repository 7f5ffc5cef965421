// REST: one function a call, problem+json as errors that can be shown.
import type {
  Criterion, EpochColumns, EpochDetail, Front, Kind, Line, Problem, Process, Ranking,
  ResultFile, Run, StatsHistory, StepName, Strategy, Verdict,
} from "./protocol";

export class ApiError extends Error {
  constructor(readonly status: number, message: string, readonly problem: Problem | null = null) {
    super(message);
  }
}

/** A start met a process that the manager has not started: `force` starts beside it. */
export const meetsForeign = (e: unknown): e is ApiError =>
  e instanceof ApiError && e.problem?.code === "foreign_process";

/** Set by the session: what to do when the server no longer knows us. */
export const hooks = { signedOut: () => {} };

export function problemText(status: number, p: Problem | null): string {
  const fields = (p?.errors ?? [])
    .map((e) => [e.field, e.detail ?? e.message].filter(Boolean).join(": "))
    .filter(Boolean);
  const text = [p?.detail ?? p?.title, ...fields].filter(Boolean).join(" ");
  if (text) return text;
  if (status === 401) return "You are not signed in.";
  if (status === 403) return "Your role does not allow this.";
  return `The manager answered ${status}.`;
}

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let r: Response;
  try {
    r = await fetch(`/api/v1/${path}`, { credentials: "same-origin", ...init });
  } catch (e) {
    if (e instanceof DOMException && e.name === "AbortError") throw e;
    throw new ApiError(0, "The manager cannot be reached. Nothing changed; it may be restarting.");
  }
  if (r.ok) return r;
  let problem: Problem | null = null;
  try {
    problem = (await r.json()) as Problem;
  } catch {
    // An answer without a body still has its status.
  }
  if (r.status === 401 && path !== "session") hooks.signedOut();
  throw new ApiError(r.status, problemText(r.status, problem), problem);
}

async function json<T>(path: string, init?: RequestInit): Promise<T> {
  const r = await request(path, init);
  return r.status === 204 ? (undefined as T) : ((await r.json()) as T);
}

function idempotencyKey(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
}

function send<T>(method: string, path: string, body: unknown = {}): Promise<T> {
  return json<T>(path, {
    method,
    headers: { "Content-Type": "application/json", "Idempotency-Key": idempotencyKey() },
    body: JSON.stringify(body),
  });
}

const s = (strategy: string) => `strategies/${encodeURIComponent(strategy)}`;
const query = (x: Record<string, string | number | undefined | null>) => {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries(x)) if (v !== undefined && v !== null && v !== "") q.set(k, String(v));
  const text = q.toString();
  return text ? `?${text}` : "";
};

export interface OutputChunk {
  launch: string;
  offset: number;
  next: number;
  ended: boolean;
  bytes: Uint8Array;
}
export interface Matches {
  launch: string;
  matches: { offset: number; text: string }[];
  scanned_to: number;
  complete: boolean;
}

export const api = {
  session: () => json<{ role: string; name: string }>("session"),
  signIn: (token: string) => send<void>("POST", "session", { token }),
  signOut: () => json<void>("session", { method: "DELETE" }),

  process: (strategy: string, kind: Kind) => json<Process>(`${s(strategy)}/processes/${kind}`),
  statsHistory: (strategy: string, kind: Kind) => json<StatsHistory>(`${s(strategy)}/processes/${kind}/stats`),
  start: (strategy: string, kind: Kind, force = false) =>
    send<Process>("POST", `${s(strategy)}/processes/${kind}/start`, force ? { force } : {}),
  stop: (strategy: string, kind: Kind, launch?: string | null) =>
    send<Process>("POST", `${s(strategy)}/processes/${kind}/stop`, launch ? { launch } : {}),
  reload: (strategy: string, launch: string | null) =>
    send<Process>("POST", `${s(strategy)}/processes/trade/reload`, launch ? { launch } : {}),
  stopTrading: () => send<{ items: Process[] }>("POST", "trading/stop"),

  runs: (strategy: string, limit = 20, cursor?: string | null) =>
    json<{ items: Run[]; next_cursor: string | null }>(`${s(strategy)}/runs${query({ limit, cursor })}`),
  run: (strategy: string, steps: StepName[] | null, dry_run: boolean) =>
    send<Run>("POST", `${s(strategy)}/runs`, steps ? { steps, dry_run } : { dry_run }),
  cancel: (run: string) => send<Run>("POST", `runs/${encodeURIComponent(run)}/cancel`),
  decision: (run: string) => json<Ranking>(`runs/${encodeURIComponent(run)}/decision`),
  workflow: (strategy: string, change: { steps?: StepName[]; scheduled?: boolean }) =>
    send<Strategy>("PATCH", `${s(strategy)}/workflow`, change),

  files: (strategy: string) => json<{ items: ResultFile[] }>(`${s(strategy)}/hyperopt/files`),
  epochs: (strategy: string, file: string | null, first: number, columns: readonly string[]) =>
    json<EpochColumns & { next_cursor?: string | null }>(
      `${s(strategy)}/epochs${query({ format: "columns", file, columns: columns.join(","), limit: 8192, cursor: first > 1 ? first : undefined })}`,
    ),
  epoch: (strategy: string, line: number, file: string | null) =>
    json<EpochDetail>(`${s(strategy)}/epochs/${line}${query({ file })}`),
  explain: (strategy: string, line: number, file: string | null) =>
    json<Verdict>(`${s(strategy)}/epochs/${line}/explain${query({ file })}`),
  extract: (strategy: string, line: number, file: string | null) =>
    send<Run>("POST", `${s(strategy)}/epochs/${line}/extract`, file ? { file } : {}),
  pareto: (strategy: string, file: string | null, fields: readonly string[]) =>
    json<Front>(`${s(strategy)}/pareto${query({ file, fields: fields.join(","), among: "passing" })}`),
  best: (strategy: string, file: string | null) => json<Ranking>(`${s(strategy)}/best${query({ file })}`),
  evaluate: (strategy: string, body: { file?: string | null; criteria: Criterion[]; limit?: number; explain?: number[]; pareto?: string[] }) =>
    send<Ranking>("POST", `${s(strategy)}/evaluate`, body),
  /** Where the browser downloads the epochs of a file. */
  exportPath: (strategy: string, q: { format: "csv" | "jsonl"; file: string | null; filter?: string; sort?: string; columns?: string }) =>
    `/api/v1/${s(strategy)}/epochs${query(q)}`,

  log: (limit: number, level?: string, cursor?: string | null) =>
    json<{ items: Line[]; next_cursor: string | null }>(`log${query({ limit, level, cursor })}`),

  /** Offset below zero counts from the end. */
  output: async (strategy: string, kind: Kind, launch: string | null, offset: number, limit: number): Promise<OutputChunk> => {
    const r = await request(`${s(strategy)}/processes/${kind}/output${query({ launch, offset, limit })}`);
    const bytes = new Uint8Array(await r.arrayBuffer());
    const at = Number(r.headers.get("X-Offset") ?? offset);
    return {
      launch: r.headers.get("X-Launch") ?? "",
      offset: at,
      next: Number(r.headers.get("X-Next-Offset") ?? at + bytes.length),
      ended: r.headers.get("X-Ended") === "1",
      bytes,
    };
  },
  searchOutput: (strategy: string, kind: Kind, launch: string | null, text: string, offset: number, limit: number, signal: AbortSignal) =>
    json<Matches>(`${s(strategy)}/processes/${kind}/output${query({ launch, search: text, offset, limit })}`, { signal }),
};
