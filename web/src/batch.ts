// Messages of one animation frame, handed on together. A hidden page gets no
// frames, yet its figures must not wait for somebody to look.

export interface Surroundings {
  hidden: () => boolean;
  frame: (f: () => void) => void;
  later: (f: () => void, ms: number) => void;
}

const hiddenPause = 250;

export class Batch<T> {
  private waiting: T[] = [];
  private planned = false;

  constructor(private readonly apply: (all: T[]) => void, private readonly around: Surroundings) {}

  add(x: T): void {
    this.waiting.push(x);
    if (this.planned) return;
    this.planned = true;
    if (this.around.hidden()) this.around.later(this.flush, hiddenPause);
    else this.around.frame(this.flush);
  }

  /** The page is hidden or seen again: a frame that was planned may never come. */
  visibilityChanged(): void {
    if (!this.planned) return;
    if (this.around.hidden()) this.around.later(this.flush, hiddenPause);
    else this.flush();
  }

  private readonly flush = (): void => {
    this.planned = false;
    if (!this.waiting.length) return; // the other of frame and timer was first
    const all = this.waiting;
    this.waiting = [];
    this.apply(all);
  };
}
