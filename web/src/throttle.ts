import { useEffect, useRef, useState } from "preact/hooks";

/** `value`, but at most one change in `ms`; the last one always comes. */
export function useThrottled<T>(value: T, ms: number): T {
  const [shown, setShown] = useState(value);
  const at = useRef(0);
  useEffect(() => {
    if (value === shown) return;
    const t = setTimeout(() => { at.current = Date.now(); setShown(value); }, Math.max(0, at.current + ms - Date.now()));
    return () => clearTimeout(t);
  }, [value, shown, ms]);
  return shown;
}

/** Whether `value` has been true for `ms` without a pause. */
export function useLasting(value: boolean, ms: number): boolean {
  const [lasted, setLasted] = useState(false);
  useEffect(() => {
    setLasted(false);
    if (!value) return;
    const t = setTimeout(() => setLasted(true), ms);
    return () => clearTimeout(t);
  }, [value, ms]);
  return value && lasted;
}
