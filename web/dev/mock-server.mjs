// Serves the public contract from an invented world, and the built page:
//   node dev/mock-server.mjs [port]      then open the printed link
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { million } from "./million.mjs";
import { columnNames, World } from "./world.mjs";

const port = Number(process.argv[2] ?? process.env.FTM_MOCK_PORT ?? 8080);
const token = process.env.FTM_MOCK_TOKEN ?? "demo";
const dist = process.env.FTM_WEB_OUT ?? join(fileURLToPath(new URL("..", import.meta.url)), "dist");
const sockets = new Set();
const epoch = Math.random().toString(16).slice(2).padEnd(16, "0");
const ring = [];
const last = new Map();
let number = 0;

function publish(topic, type, data, at) {
  let message;
  if (at) message = { op: "event", topic, epoch: at.epoch, offset: at.offset, at: new Date().toISOString(), data };
  else {
    message = { op: "event", topic, offset: ++number, after: last.get(topic) ?? 0, type, at: new Date().toISOString(), data };
    last.set(topic, number);
    ring.push(message);
    if (ring.length > 5000) ring.shift();
  }
  const text = JSON.stringify(message);
  for (const s of sockets) if (s.topics.has(topic)) s.send(text);
}

const world = new World(publish);

class Problem extends Error {
  constructor(status, title, detail, more = {}) { super(detail); Object.assign(this, { status, title, more }); }
}
const found = (x, what) => { if (!x) throw new Problem(404, "Not found", `There is no ${what}.`); return x; };

const routes = [
  ...(process.env.FTM_MOCK_ROWS ? million(world, Number(process.env.FTM_MOCK_ROWS), publish) : []),
  ["GET", /^state$/, () => ({ epoch, offset: number, data: { ...world.data(), line: [] } })],
  ["GET", /^session$/, () => ({ role: "admin", name: "desk" })],
  ["DELETE", /^session$/, () => ({ status: 204, cookie: "ftm=; Max-Age=0; Path=/" })],
  ["GET", /^log$/, (m, q) => ({ items: [...world.lines].reverse().slice(0, Number(q.get("limit") ?? 100)), next_cursor: null })],
  ["POST", /^trading\/stop$/, () => {
    const items = [...world.processes.values()].filter((p) => p.kind === "trade" && (["ready", "starting", "backing_off"].includes(p.state) || p.wanted || p.held_by));
    items.forEach((p) => world.stop(p));
    return { status: 202, body: { items: items.map((p) => world.shape(p)) } };
  }],
  ["GET", /^strategies\/([^/]+)\/processes\/([^/]+)$/, (m) => {
    const p = found(world.process(m[1], m[2]), "such process");
    return { ...world.shape(p), launches: [world.shape(p), ...p.history] };
  }],
  ["GET", /^strategies\/([^/]+)\/processes\/([^/]+)\/stats$/, (m) => {
    const p = found(world.process(m[1], m[2]), "such process");
    return { launch: p.launch, interval_ms: 500, points: p.points ?? [] };
  }],
  ["POST", /^strategies\/([^/]+)\/processes\/([^/]+)\/start$/, (m) => {
    const p = found(world.process(m[1], m[2]), "such process");
    if (["running", "ready", "starting"].includes(p.state)) throw new Problem(409, "Conflict", `${m[2]} of ${m[1]} is ${p.state} already.`, { launch: p.launch });
    if (m[2] === "trade") world.trade(m[1]);
    else { world.begin(m[1], m[2]); setTimeout(() => world.end(p), 4000); }
    return { status: 202, body: world.shape(p) };
  }],
  ["POST", /^strategies\/([^/]+)\/processes\/([^/]+)\/stop$/, (m) => {
    const p = found(world.process(m[1], m[2]), "such process");
    world.stop(p);
    return { status: 202, body: world.shape(p) };
  }],
  ["GET", /^strategies\/([^/]+)\/processes\/([^/]+)\/output$/, (m, q) => output(m, q)],
  ["GET", /^strategies\/([^/]+)\/runs$/, (m) => ({ items: world.runs.filter((r) => r.strategy === m[1]).map((r) => world.runShape(r)).sort((a, b) => (a.started_at < b.started_at ? 1 : -1)), next_cursor: null })],
  ["POST", /^strategies\/([^/]+)\/runs$/, (m, q, b) => {
    const busy = world.runs.find((r) => r.strategy === m[1] && !r.ended_at);
    if (busy) throw new Problem(409, "Conflict", `A run of ${m[1]} goes on already.`, { run: busy.id });
    return { status: 202, body: world.runShape(world.run(m[1], b.steps ?? null, b.dry_run === true)) };
  }],
  ["POST", /^runs\/([^/]+)\/cancel$/, (m) => { const r = found(world.runs.find((x) => x.id === m[1]), "such run"); r.cancelled = true; return { status: 202, body: world.runShape(r) }; }],
  ["GET", /^runs\/([^/]+)\/decision$/, (m) => found(world.decisions.get(m[1]), "decision of this run")],
  ["PATCH", /^strategies\/([^/]+)\/workflow$/, (m, q, b) => {
    const s = found(world.strategies.get(m[1]), "such strategy");
    if (b.steps) s.steps = b.steps;
    if (typeof b.scheduled === "boolean") { s.scheduled = b.scheduled; const x = world.schedules.get(m[1]); x.enabled = b.scheduled; publish("state", "schedule", x); }
    publish("state", "strategy", s);
    return s;
  }],
  ["GET", /^strategies\/([^/]+)\/hyperopt\/files$/, (m) => ({ items: [...world.files.values()].filter((f) => f.strategy === m[1]).reverse().map((f) => ({ name: f.name, bytes: f.rows.length * 3000, modified_at: new Date(f.at).toISOString(), epochs: f.rows.length, launch: null, run: world.runs.find((r) => r.strategy === m[1])?.id ?? null })) })],
  ["GET", /^strategies\/([^/]+)\/epochs$/, (m, q) => {
    const f = file(m[1], q.get("file"));
    const first = Number(q.get("cursor") ?? 1);
    const rows = f.rows.slice(first - 1, first - 1 + Math.min(8192, Number(q.get("limit") ?? 100)));
    const names = q.get("columns")?.split(",") ?? columnNames;
    if (q.get("format") === "csv" || q.get("format") === "jsonl") return download(f, q);
    if (q.get("format") === "columns") return { file: f.name, generation: 1, first, total: f.rows.length, ...world.columns(rows, names) };
    return { file: f.name, generation: 1, total: f.rows.length, items: rows, next_cursor: null };
  }],
  ["GET", /^strategies\/([^/]+)\/epochs\/(\d+)$/, (m, q) => { const f = file(m[1], q.get("file")); return { file: f.name, epoch: found(f.rows[m[2] - 1], "such line"), record: { params_dict: f.rows[m[2] - 1].params } }; }],
  ["GET", /^strategies\/([^/]+)\/epochs\/(\d+)\/explain$/, (m, q) => world.rank(file(m[1], q.get("file")), world.strategies.get(m[1]).criteria, 4, [Number(m[2])]).verdicts[0]],
  ["POST", /^strategies\/([^/]+)\/epochs\/(\d+)\/extract$/, (m) => ({ status: 202, body: world.runShape(world.run(m[1], ["extract"], false)) })],
  ["GET", /^strategies\/([^/]+)\/best$/, (m, q) => world.rank(file(m[1], q.get("file")), world.strategies.get(m[1]).criteria)],
  ["POST", /^strategies\/([^/]+)\/evaluate$/, (m, q, b) => world.rank(file(m[1], b.file), b.criteria, b.limit ?? 4, b.explain ?? [], b.pareto ?? [])],
  ["GET", /^strategies\/([^/]+)\/pareto$/, (m, q) => {
    const f = file(m[1], q.get("file"));
    const fields = q.get("fields")?.split(",") ?? ["profit_total_pct", "max_drawdown"];
    const lines = world.rank(f, world.strategies.get(m[1]).criteria, 1, [], fields).pareto;
    return { file: f.name, fields, items: lines.map((x) => f.rows[x - 1]) };
  }],
];
const file = (s, name) => found(world.files.get(name || world.hyperopts.get(s)?.file), "such file");

/** Epochs as a download; filters as GET epochs takes them. */
function download(f, q) {
  const csv = q.get("format") === "csv";
  const terms = (q.get("filter") ?? "").split(";").filter(Boolean).map((x) => /^([^<>=]+)(<=|>=|==|<|>)(.+)$/.exec(x));
  const rows = f.rows.filter((x) => terms.every(([, field, operator, value]) => world.passes({ field, operator, value: Number(value) }, x)));
  const by = q.get("sort")?.replace("-", "");
  if (by) rows.sort((a, b) => (q.get("sort").startsWith("-") ? b[by] - a[by] : a[by] - b[by]));
  const text = csv ? [columnNames.join(","), ...rows.map((x) => columnNames.map((c) => x[c] ?? "").join(","))] : rows.map((x) => JSON.stringify(x));
  return { raw: Buffer.from(text.join("\n") + "\n"), headers: { "Content-Type": csv ? "text/csv" : "application/jsonl", "Content-Disposition": `attachment; filename="${f.name}.${q.get("format")}"` } };
}

function output(m, q) {
  const p = found(world.process(m[1], m[2]), "such process");
  const launch = q.get("launch") || p.launch || "";
  const all = world.outputs.get(`${m[1]}/${m[2]}/${launch}`) ?? Buffer.alloc(0);
  if (q.get("search")) {
    const matches = [];
    let at = Number(q.get("offset") ?? 0);
    const stop = Math.min(all.length, at + Number(process.env.FTM_MOCK_SCAN ?? 33_554_432));
    for (const line of all.subarray(at).toString().split("\n")) {
      if (at >= stop) break;
      if (line.toLowerCase().includes(q.get("search").toLowerCase())) matches.push({ offset: at, text: line });
      at += Buffer.byteLength(line) + 1;
    }
    return { launch, matches: matches.slice(0, 1000), scanned_to: Math.min(at, all.length), complete: at >= all.length };
  }
  const limit = Math.min(262144, Number(q.get("limit") ?? 262144));
  let from = Number(q.get("offset") ?? 0);
  if (from < 0) from = Math.max(0, all.length + from);
  // Older output that is gone.
  from = Math.min(Math.max(from, Number(process.env.FTM_MOCK_GONE ?? 0)), all.length);
  const part = all.subarray(from, from + limit);
  const ended = !["running", "ready", "starting", "stopping"].includes(p.state) || launch !== p.launch;
  return { raw: part, headers: { "Content-Type": "text/plain; charset=utf-8", "X-Launch": launch, "X-Offset": from, "X-Next-Offset": from + part.length, "X-Ended": ended ? 1 : 0 } };
}

const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const cookie = (req) => /(?:^|; )ftm=([^;]+)/.exec(req.headers.cookie ?? "")?.[1] === token;

const server = createServer(async (req, res) => {
  const url = new URL(req.url, "http://x");
  const answer = (status, body, type = "application/json", headers = {}) => {
    res.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store", ...headers });
    res.end(body === undefined ? undefined : Buffer.isBuffer(body) ? body : JSON.stringify(body));
  };
  try {
    if (url.pathname.startsWith("/api/v1/")) {
      const path = decodeURIComponent(url.pathname.slice(8));
      let text = "";
      for await (const chunk of req) text += chunk;
      const body = text ? JSON.parse(text) : {};
      if (path === "session" && req.method === "POST") {
        if (body.token !== token) throw new Problem(401, "Unauthorized", "This token is not known.");
        return answer(204, undefined, "text/plain", { "Set-Cookie": `ftm=${token}; HttpOnly; SameSite=Strict; Path=/` });
      }
      if (!cookie(req)) throw new Problem(401, "Unauthorized", "You are not signed in.");
      for (const [method, pattern, handle] of routes) {
        const m = pattern.exec(path);
        if (!m || method !== req.method) continue;
        const r = handle(m, url.searchParams, body);
        if (r.raw) return answer(200, r.raw, r.headers["Content-Type"], r.headers);
        if (r.status) return answer(r.status, r.body, "application/json", r.cookie ? { "Set-Cookie": r.cookie } : {});
        return answer(200, r);
      }
      throw new Problem(404, "Not found", `There is no ${path}.`);
    }
    const wanted = normalize(url.pathname).replace(/^(\.\.[/\\])+/, "");
    const name = extname(wanted) ? wanted : "/index.html";
    const bytes = await readFile(join(dist, name));
    answer(200, bytes, types[extname(name)] ?? "application/octet-stream");
  } catch (e) {
    if (e instanceof Problem) answer(e.status, { type: "about:blank", title: e.title, status: e.status, detail: e.message, ...e.more }, "application/problem+json");
    else if (e.code === "ENOENT") answer(404, { title: "Not found" });
    else { console.error(e); answer(500, { title: "Internal error", status: 500, detail: String(e) }, "application/problem+json"); }
  }
});

const wss = new WebSocketServer({ noServer: true });
server.on("upgrade", (req, socket, head) => {
  if (!cookie(req)) { socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n"); return; }
  wss.handleUpgrade(req, socket, head, (s) => {
    s.topics = new Set();
    sockets.add(s);
    s.on("close", () => sockets.delete(s));
    s.on("message", (text) => {
      const m = JSON.parse(text);
      const send = (x) => s.send(JSON.stringify(x));
      if (m.op === "ping") return send({ op: "pong", id: m.id });
      if (m.op === "unsubscribe") { for (const t of m.topics) s.topics.delete(t.name); return; }
      for (const t of m.topics ?? []) {
        s.topics.add(t.name);
        if (t.name !== "state" && t.name !== "log") continue;
        if (t.epoch === epoch && t.offset >= (ring[0]?.after ?? 0)) {
          for (const e of ring) if (e.topic === t.name && e.offset > t.offset) send(e);
        } else send({ op: "snapshot", topic: t.name, epoch, offset: number, data: t.name === "log" ? { line: world.lines } : world.data() });
      }
    });
  });
});
server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/#token=${token}`));
process.on("SIGTERM", () => process.exit(0));
