// What is behind a process's row: its command, its use of the machine, its launches.
import { useState } from "preact/hooks";
import { api } from "../api";
import { now } from "../clock";
import { duration, num, seconds, stamp, when } from "../format";
import { endText, processLabel } from "../labels";
import type { Process } from "../protocol";
import { reloadText } from "../reload";
import { outputPath } from "../router";
import { stateWords } from "../states";
import { alive } from "../store";
import { failure, toast } from "../toasts";
import { Badge, Dash, IconButton } from "./base";
import { Icon } from "./icon";
import { UsageDetails } from "./usage";

/** How it ended; why is told below its row. */
export function LastEnd({ p, error = false }: { p: Process; error?: boolean }) {
  const text = endText(p);
  if (alive(p) || (!text && !p.error)) return <Dash />;
  const good = !p.error && (p.exit_code === 0 || p.state === "stopped" || p.state === "completed" || p.state === "held");
  const why = error && p.error ? `${text ? ": " : ""}${p.error}` : p.ended_at ? `${text ? ", " : ""}${when(p.ended_at, now.value)}` : "";
  return (
    <span class="f12 row" style={{ gap: "5px" }} title={p.error ?? undefined}>
      <span class={good ? "good" : "bad"}><Icon name={good ? "check" : "octagon"} size="xs" /></span>
      <span class="t2 ell" style={{ maxWidth: "280px" }}>{text}{why}{p.state === "stopped" ? ", as asked" : ""}</span>
    </span>
  );
}

function Command({ words }: { words: string[] }) {
  const shell = words.map((w) => (/^[\w@%+=:,./-]+$/.test(w) ? w : `'${w.replace(/'/g, `'\\''`)}'`));
  // A word that begins with a dash keeps its values beside it when lines break.
  const groups: string[] = [];
  shell.forEach((w, i) => {
    if (i < 2 || w.startsWith("-") || !groups[groups.length - 1]?.startsWith("-")) groups.push(w);
    else groups[groups.length - 1] += " " + w;
  });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(shell.join(" "));
      toast("good", "Command copied");
    } catch (e) {
      failure("The command was not copied", e);
    }
  };
  return (
    <div class="cmd">
      <b>{groups.slice(0, 2).join(" ")}</b>{groups.slice(2).map((g, i) => <span key={i}> <span>{g}</span></span>)}
      <IconButton icon="copy" label="Copy the command" onClick={() => void copy()} />
    </div>
  );
}

export function Details({ p }: { p: Process }) {
  const [launches, setLaunches] = useState<Process[] | null>(null);
  const load = async () => {
    try {
      setLaunches((await api.process(p.strategy, p.kind)).launches ?? []);
    } catch (e) {
      failure("The launches could not be read", e, () => void load());
    }
  };
  const fact = (name: string, value: string | null | undefined) =>
    value && value !== "—" ? <span class="t3">{name} <b class="m t2">{value}</b></span> : null;
  return (
    <tr class="sub-row">
      <td colSpan={10} style={{ whiteSpace: "normal" }}>
        {p.command.length > 0 ? <Command words={p.command} /> : <span class="t3 f12">Never started, so there is no command yet.</span>}
        {p.error && !stateWords(p, now.value) && <div class="note e" style={{ marginTop: "10px" }}><Icon name="octagon" size="s" /><span>{p.error}</span></div>}
        <UsageDetails p={p} />
        <div class="facts-row">
          {fact("Launch", p.launch)}{fact("Started", p.started_at && stamp(p.started_at))}{fact("Ended", p.ended_at && stamp(p.ended_at))}
          {fact("Restarts", p.restarts ? num(p.restarts) : null)}
          {fact("Paused by", p.held_by)}
          {fact("Params loaded", p.loaded_at && stamp(p.loaded_at))}
          {p.reload && <span class="t3" data-testid="reload">Reload <b class={`t2 ${p.reload.state === "failed" ? "bad" : ""}`}>{reloadText(p)}</b></span>}
          <span class="grow" />
          <a class="link" href={outputPath(p.strategy, p.kind, null)}>Output</a>
          {!launches && p.launch && <button type="button" class="link" style={{ background: "none", border: 0, padding: 0 }} onClick={() => void load()}>Earlier launches</button>}
        </div>
        {launches && <Launches list={launches} />}
      </td>
    </tr>
  );
}

function Launches({ list }: { list: Process[] }) {
  if (!list.length) return <p class="f12 t3" style={{ marginTop: "10px" }}>No launch is remembered.</p>;
  return (
    <div class="tw" style={{ marginTop: "10px" }}>
      <table class="lst"><thead><tr><th>Launch</th><th>State</th><th>Started</th><th class="r">Runtime</th><th>End</th><th /></tr></thead>
        <tbody>
          {list.map((x) => (
            <tr key={x.launch}><td class="mono">{x.launch}</td><td><Badge label={processLabel(x)} /></td><td class="t2">{stamp(x.started_at)}</td>
              <td class="r">{duration(seconds(x.started_at, x.ended_at ?? now.value))}</td><td><LastEnd p={x} error /></td>
              <td class="r"><a class="link" href={outputPath(x.strategy, x.kind, x.launch)}>Output</a></td></tr>
          ))}
        </tbody></table>
    </div>
  );
}
