// The plots of the hyperopt page, each also as a table.
import { useState } from "preact/hooks";
import type { Columns } from "../columns";
import { fieldGroups, fieldOf, fieldsOf, judgedFields } from "../fields";
import { Objective } from "../plots/objective";
import { usualAxes, type Axes, type Marks } from "../plots/plane";
import { Scatter } from "../plots/scatter";
import type { Criterion } from "../protocol";
import type { Judgement } from "../table";
import { IconButton, Panel } from "./base";
import { Icon } from "./icon";
import { PlotTable } from "./plot-table";

/** What was remembered, if it names two fields. */
export function knownAxes(x: unknown): Axes | null {
  const a = x as Partial<Axes> | null;
  const known = (name: unknown) => judgedFields.some((f) => f.name === name);
  return a && known(a.x) && known(a.y) ? { x: a.x!, y: a.y! } : null;
}

function AxisSelect({ label, value, onPick, testid }: { label: string; value: string; onPick: (name: string) => void; testid: string }) {
  return (
    <select class="sel axis" aria-label={label} value={value} data-testid={testid} onChange={(e) => onPick(e.currentTarget.value)}>
      {fieldGroups.map((g) => <optgroup key={g} label={g}>{fieldsOf(g).map((f) => <option key={f.name} value={f.name} title={f.meaning}>{f.text}</option>)}</optgroup>)}
    </select>
  );
}

export function Plots({ columns: c, version, bits, judgement, marks, front, frontTotal, criteria, wanted, axes, onAxes, pick }: {
  columns: Columns; version: number; bits: Int32Array; judgement: Judgement; marks: Marks;
  /** Whether there is a front to show. */
  front: boolean;
  /** How many make it; the marks may be fewer. */
  frontTotal: number;
  criteria: Criterion[]; wanted: number | null; axes: Axes; onAxes: (axes: Axes) => void; pick: (row: number) => void;
}) {
  const [tableA, setTableA] = useState(false);
  const [tableB, setTableB] = useState(false);
  const usual = axes.x === usualAxes.x && axes.y === usualAxes.y;
  const title = `${fieldOf(axes.y).text} and ${fieldOf(axes.x).text.toLowerCase()}`;
  const names = [...new Set(["epoch", axes.x, axes.y, "trades"])];
  return (
    <div class="hyplots">
      <Panel title={usual ? "Profit and drawdown" : title} label={title} class="fitt" actions={<>
        <span class="axes"><AxisSelect label="Upwards" testid="axis-y" value={axes.y} onPick={(y) => onAxes({ ...axes, y })} />
          <span class="t3 f12" aria-hidden="true">×</span>
          <AxisSelect label="Sideways" testid="axis-x" value={axes.x} onPick={(x) => onAxes({ ...axes, x })} /></span>
        <IconButton icon={tableA ? "chart" : "list"} label={tableA ? "Show as chart" : "Show as table"} onClick={() => setTableA(!tableA)} />
      </>}>
        <div class="plotb">
          {tableA ? <PlotTable columns={c} version={version} names={names} first={marks.front} word={front ? "Front" : ""} />
            : <Scatter columns={c} version={version} bits={bits} judgement={judgement} criteria={criteria} marks={marks} frontTotal={frontTotal} axes={axes} onPick={pick} />}
          <div style={{ padding: "8px 0 0 4px" }}><Legend front={front} whatif={marks.whatif >= 0 && marks.whatif !== marks.ours} neighbours={marks.neighbours.length > 0} /></div>
        </div>
      </Panel>
      <Panel title="Objective" sub="lower is better" actions={<IconButton icon={tableB ? "chart" : "list"} label={tableB ? "Show as chart" : "Show as table"} onClick={() => setTableB(!tableB)} />}>
        <div class="plotb">
          {tableB ? <PlotTable columns={c} version={version} names={["epoch", "objective"]} />
            : <Objective columns={c} version={version} wanted={wanted} />}
          <div style={{ padding: "8px 0 0 4px" }}><div class="leg">
            <span><Sign><path d="M1 7H13" stroke="var(--c2)" stroke-width="2" /></Sign>Best so far</span>
            <span><Sign><circle cx="7" cy="7" r="2" fill="var(--c7)" /></Sign>Epoch</span>
          </div></div>
        </div>
      </Panel>
    </div>
  );
}

const Sign = ({ children }: { children: preact.ComponentChildren }) => <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">{children}</svg>;

function Legend({ front, whatif, neighbours }: { front: boolean; whatif: boolean; neighbours: boolean }) {
  const dot = (fill: string) => <Sign><circle cx="7" cy="7" r="2.500" fill={fill} /></Sign>;
  return (
    <div class="leg" data-testid="legend">
      <span>{dot("var(--c1)")}Passes</span><span>{dot("var(--c7)")}Fails</span>
      {front && <span><Sign><path d="M0 7H14" stroke="var(--c3)" /><rect x="4" y="4" width="6" height="6" fill="var(--bg1)" stroke="var(--c3)" stroke-width="1.400" /></Sign>Pareto</span>}
      <span class="acc"><Icon name="diamond" size="xs" /><span class="t2">Our choice</span></span>
      <span class="star"><Icon name="star" size="xs" /><span class="t2">freqtrade’s best</span></span>
      {whatif && <span><Sign><circle cx="7" cy="7" r="5" fill="none" stroke="var(--t1)" stroke-dasharray="2 1.800" /></Sign>What-if</span>}
      {neighbours && <span><Sign><circle cx="7" cy="7" r="4.500" fill="none" stroke="var(--c5)" stroke-width="1.200" /></Sign>Neighbour</span>}
    </div>
  );
}
