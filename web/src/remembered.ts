// What a person chose for the page, kept by the browser.
import { useState } from "preact/hooks";

function read<T>(key: string, known: (x: unknown) => T | null): T | null {
  try {
    return known(JSON.parse(localStorage.getItem(key) ?? "null"));
  } catch {
    return null; // no storage, or something else wrote there
  }
}

/** A state that outlives the page; `known` turns down what is not one. */
export function useRemembered<T>(key: string, usual: T, known: (x: unknown) => T | null): [T, (x: T) => void] {
  const [value, setValue] = useState<T>(() => read(key, known) ?? usual);
  const set = (x: T) => {
    setValue(x);
    try {
      localStorage.setItem(key, JSON.stringify(x));
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  };
  return [value, set];
}
