// What the plot of the objective draws: every epoch while they are few, the
// lowest of each few beyond that; the best so far is exact. Pure.
import type { Columns } from "../columns";

/** Points that are drawn at most. */
const most = 6000;

export class ObjectiveData {
  private rows = 0;
  private revision = -1;
  /** Epochs that share a point. */
  private step = 1;
  private epochs: number[] = [];
  private lows: (number | null)[] = [];
  private bests: (number | null)[] = [];
  private best: number | null = null;

  constructor(private readonly columns: Columns) {}

  /** Epoch, objective, best so far; the same arrays as long as nothing is new. */
  update(): [number[], (number | null)[], (number | null)[]] {
    const c = this.columns;
    if (this.revision !== c.revision || c.rows < this.rows) {
      Object.assign(this, { revision: c.revision, rows: 0, step: 1, epochs: [], lows: [], bests: [], best: null });
    }
    const objective = c.column("objective");
    const trades = c.column("trades");
    const epoch = c.column("epoch");
    for (; this.rows < c.rows; ++this.rows) {
      const x = objective[this.rows]!;
      this.add(this.rows, epoch[this.rows]!, Number.isFinite(x) && trades[this.rows]! > 0 ? x : null);
    }
    return [this.epochs, this.lows, this.bests];
  }

  /** Bounds that show nearly all points. */
  known(): Float64Array {
    return Float64Array.from(this.lows.filter((x) => x !== null));
  }

  private add(row: number, epoch: number, x: number | null): void {
    if (x !== null && (this.best === null || x < this.best)) this.best = x;
    if (row % this.step === 0) {
      if (this.epochs.length === most) this.halve();
      if (row % this.step === 0) {
        this.epochs.push(epoch);
        this.lows.push(x);
        this.bests.push(this.best);
        return;
      }
    }
    const last = this.epochs.length - 1;
    if (x !== null && (this.lows[last] === null || x < this.lows[last]!)) {
      this.lows[last] = x;
      this.epochs[last] = epoch;
    }
    this.bests[last] = this.best;
  }

  private halve(): void {
    this.step *= 2;
    for (let i = 0; i * 2 < this.epochs.length; ++i) {
      const a = 2 * i;
      const b = a + 1;
      const right = b < this.epochs.length && this.lows[b] !== null && (this.lows[a] === null || this.lows[b]! < this.lows[a]!);
      this.epochs[i] = this.epochs[right ? b : a]!;
      this.lows[i] = this.lows[right ? b : a]!;
      this.bests[i] = this.bests[Math.min(b, this.epochs.length - 1)]!;
    }
    const n = Math.ceil(this.epochs.length / 2);
    this.epochs.length = this.lows.length = this.bests.length = n;
  }
}
