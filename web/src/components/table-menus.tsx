// Above the table of epochs: which columns it shows, and what is taken along.
import { api } from "../api";
import { exportQuery } from "../export";
import { fieldOf } from "../fields";
import { num } from "../format";
import type { Criterion } from "../protocol";
import type { View } from "../table";
import { allHeads, usualHeads } from "../table-columns";
import { Button, Check } from "./base";
import { Menu } from "./menu";

const groups = ["Trades", "Profit", "Risk", "Ratios"] as const;

export function ColumnsMenu({ shown, onShow }: { shown: readonly string[]; onShow: (names: string[]) => void }) {
  const toggle = (id: string, on: boolean) => onShow(allHeads.map((h) => h.id).filter((x) => (x === id ? on : shown.includes(x))));
  return (
    <Menu icon="list" text="Columns" label="Columns of the table" testid="columns">
      {() => <div class="menuc">
        {groups.map((g) => (
          <div key={g} class="menug" role="group" aria-label={g}>
            <b class="f11 t3">{g}</b>
            {allHeads.filter((h) => h.id !== "epoch" && fieldOf(h.id).group === g).map((h) => (
              <span key={h.id} data-testid={`column-${h.id}`} title={fieldOf(h.id).meaning}>
                <Check on={shown.includes(h.id)} onToggle={(on) => toggle(h.id, on)}>{h.id === "wins" ? "Wins, draws, losses" : fieldOf(h.id).text}</Check>
              </span>
            ))}
          </div>
        ))}
        <Button tone="g" onClick={() => onShow([...usualHeads])}>The usual ones</Button>
      </div>}
    </Menu>
  );
}

const formats = [["csv", "CSV"], ["jsonl", "JSON lines"]] as const;

export function ExportMenu({ strategy, file, view, criteria, rows, total }: {
  strategy: string; file: string; view: View; criteria: Criterion[]; rows: number; total: number;
}) {
  const query = exportQuery(view, criteria);
  const link = (format: "csv" | "jsonl", text: string, q: { filter?: string; sort?: string }, close: () => void, testid: string) => (
    <a key={testid} class="btn g" download href={api.exportPath(strategy, { format, file, ...q })} data-testid={testid} onClick={close}><span>{text}</span></a>
  );
  return (
    <Menu icon="download" text="Export" label="Export epochs" testid="export">
      {(close) => <>
        <div class="menug"><b class="f11 t3">All {num(total)} epochs</b>
          {formats.map(([f, name]) => link(f, name, {}, close, `export-all-${f}`))}</div>
        {query ? <div class="menug"><b class="f11 t3">As shown, {num(rows)} epochs</b>
          {formats.map(([f, name]) => link(f, name, query, close, `export-shown-${f}`))}</div>
          : <p class="f12 t3">“As shown” exports filters and criteria: choose All or Meets criteria.</p>}
      </>}
    </Menu>
  );
}
