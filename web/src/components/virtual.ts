// @tanstack/virtual-core for Preact: only the rows in sight are drawn.
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer, type VirtualItem } from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useReducer, useRef } from "preact/hooks";

export interface Virtual {
  items: VirtualItem[];
  total: number;
  virtualizer: Virtualizer<HTMLElement, HTMLElement>;
}

export function useVirtual(options: {
  count: number; size: number; element: RefObject<HTMLElement>; margin?: number; overscan?: number; measured?: boolean;
}): Virtual {
  const [, redraw] = useReducer((x: number) => x + 1, 0);
  const settings = {
    count: options.count,
    getScrollElement: () => options.element.current,
    estimateSize: () => options.size,
    scrollMargin: options.margin ?? 0,
    overscan: options.overscan ?? 12,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    initialRect: { width: 0, height: 600 },
    onChange: () => redraw(0),
  };
  const ref = useRef<Virtualizer<HTMLElement, HTMLElement>>();
  ref.current ??= new Virtualizer<HTMLElement, HTMLElement>(settings);
  const v = ref.current;
  v.setOptions(settings);
  useEffect(() => v._didMount(), [v]);
  useLayoutEffect(() => v._willUpdate());
  return { items: v.getVirtualItems(), total: v.getTotalSize(), virtualizer: v };
}
