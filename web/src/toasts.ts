import { signal } from "@preact/signals";
import { ApiError } from "./api";

export interface Toast {
  id: number;
  tone: "good" | "bad" | "info";
  title: string;
  text: string;
  action?: { label: string; run: () => void };
}

export const toasts = signal<Toast[]>([]);
let last = 0;

/** Success leaves after six seconds, failure stays until it is closed. */
export function toast(tone: Toast["tone"], title: string, text = "", action?: Toast["action"]): void {
  const id = ++last;
  const kept = toasts.value.filter((x) => x.title !== title || x.text !== text).slice(-4);
  toasts.value = [...kept, { id, tone, title, text, action }];
  if (tone !== "bad") setTimeout(() => dismiss(id), 6000);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((x) => x.id !== id);
}

/** What happened, why, and a way to try again. */
export function failure(title: string, error: unknown, again?: () => void): void {
  const action = again ? { label: "Try again", run: again } : undefined;
  toast("bad", title, reason(error), action);
}

export function reason(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof Error) return error.message;
  return String(error);
}
