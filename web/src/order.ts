// The order of rows by a column: a stable radix sort of the numbers' own bits.
// Rows without a number stand last in both directions, equals keep file order.

const digit = 11;
const size = 1 << digit;
const none = 0xffffffff;

/** Bits of a number such that they order as unsigned integers, high and low. */
function keysOf(values: Float64Array, from: number, to: number, descending: boolean): [Uint32Array, Uint32Array] {
  const n = to - from;
  const high = new Uint32Array(n);
  const low = new Uint32Array(n);
  const one = new Float64Array(1);
  const bits = new Uint32Array(one.buffer);
  for (let i = 0; i < n; ++i) {
    const x = values[from + i]!;
    if (Number.isNaN(x)) {
      high[i] = low[i] = none;
      continue;
    }
    one[0] = x + 0; // −0 is 0
    let h = bits[1]!;
    let l = bits[0]!;
    if (h & 0x80000000) { h = ~h; l = ~l; } else h |= 0x80000000;
    high[i] = descending ? ~h : h;
    low[i] = descending ? ~l : l;
  }
  return [high, low];
}

/** Rows `from` to `to` of a column in order. */
export function sorted(values: Float64Array, from: number, to: number, descending: boolean): Int32Array {
  const n = to - from;
  const [high, low] = keysOf(values, from, to, descending);
  let rows = new Int32Array(n);
  let other = new Int32Array(n);
  for (let i = 0; i < n; ++i) rows[i] = i;
  const counts = new Uint32Array(size);
  for (const [keys, shift] of [[low, 0], [low, digit], [low, 2 * digit], [high, 0], [high, digit], [high, 2 * digit]] as const) {
    counts.fill(0);
    for (let i = 0; i < n; ++i) ++counts[(keys[i]! >>> shift) & (size - 1)]!;
    // Whole numbers have the same low bits everywhere: nothing to do.
    if (n && counts[(keys[0]! >>> shift) & (size - 1)] === n) continue;
    let sum = 0;
    for (let d = 0; d < size; ++d) { const c = counts[d]!; counts[d] = sum; sum += c; }
    for (let i = 0; i < n; ++i) { const row = rows[i]!; other[counts[(keys[row]! >>> shift) & (size - 1)]!++] = row; }
    [rows, other] = [other, rows];
  }
  if (from) for (let i = 0; i < n; ++i) rows[i] = rows[i]! + from;
  return rows;
}

/** All rows of a column in order; new rows are sorted alone and merged. */
export class Order {
  private rows = new Int32Array(0);
  private count = 0;
  private key = "";

  /** `key` tells what `values` are: another one, and all is sorted anew. */
  update(key: string, values: Float64Array, count: number, descending: boolean): Int32Array {
    if (key !== this.key || count < this.count) {
      this.key = key;
      this.count = 0;
    }
    if (this.count === 0) {
      this.rows = sorted(values, 0, count, descending);
      this.count = count;
    } else if (count > this.count) this.merge(values, count, descending);
    return this.rows.subarray(0, this.count);
  }

  /** From the end, in place: each new row is found its place by halving, and
   *  the older rows behind it move as a block. */
  private merge(values: Float64Array, count: number, descending: boolean): void {
    const fresh = sorted(values, this.count, count, descending);
    if (this.rows.length < count) {
      const grown = new Int32Array(Math.max(count, this.rows.length * 2));
      grown.set(this.rows.subarray(0, this.count));
      this.rows = grown;
    }
    const rows = this.rows;
    let end = this.count;
    let to = count;
    for (let k = fresh.length - 1; k >= 0; --k) {
      const x = values[fresh[k]!]!;
      let low = 0;
      for (let high = end; low < high; ) {
        const middle = (low + high) >> 1;
        if (after(values[rows[middle]!]!, x, descending)) high = middle;
        else low = middle + 1;
      }
      rows.copyWithin(to - (end - low), low, end);
      to -= end - low;
      end = low;
      rows[--to] = fresh[k]!;
    }
    this.count = count;
  }
}

/** Whether an older row with `a` stands behind a newer one with `b`. */
function after(a: number, b: number, descending: boolean): boolean {
  if (Number.isNaN(a)) return !Number.isNaN(b);
  if (Number.isNaN(b)) return false;
  return descending ? a < b : a > b;
}
