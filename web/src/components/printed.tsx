// Epochs that freqtrade printed and has not written yet: figures of its console,
// which knows fewer of them.
import { cellText } from "../fields";
import { dash, num, plural } from "../format";
import type { Epoch } from "../protocol";

const shown = ["trades", "profit_total_pct", "max_drawdown", "objective"] as const;
const words: Record<(typeof shown)[number], (text: string) => string> = {
  trades: (x) => `${x} trades`, profit_total_pct: (x) => `${x} %`, max_drawdown: (x) => `drawdown ${x} %`, objective: (x) => `objective ${x}`,
};

export function Printed({ epochs }: { epochs: readonly Epoch[] }) {
  if (!epochs.length) return null;
  return (
    <div class="printed f12" data-testid="printed" tabIndex={0} role="note" aria-label="Epochs that are printed and not in the file yet">
      <span class="nw"><b class="m">{plural(epochs.length, "epoch")}</b> <span class="t2">printed, not in the file yet</span></span>
      <ul>
        {[...epochs].reverse().map((e) => (
          <li key={e.epoch} class="nw"><b class="m">{num(e.epoch)}</b>{" "}
            <span class="t2">{shown.map((f) => [f, cellText(f, e[f])] as const).filter(([, x]) => x !== dash).map(([f, x]) => words[f](x)).join(", ")}</span></li>
        ))}
      </ul>
      <span class="tag">from console</span>
    </div>
  );
}
