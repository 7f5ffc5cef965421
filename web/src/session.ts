// Who is at the page. The printed link carries a token in its fragment, which
// never reaches a server's log: it is traded for a cookie and removed at once.
import { signal } from "@preact/signals";
import { api, ApiError, hooks } from "./api";

export type Session =
  | { state: "unknown" }
  | { state: "out"; why: string }
  | { state: "in"; role: string; name: string };

export const session = signal<Session>({ state: "unknown" });

export function tokenOf(fragment: string): string | null {
  return new URLSearchParams(fragment.replace(/^#/, "")).get("token");
}

export async function signIn(token: string): Promise<void> {
  await api.signIn(token.trim());
  await checkSession();
}

let asking: Promise<void> | null = null;

/** Asks the manager who we are; says "out" only if it says so itself. */
export function checkSession(): Promise<void> {
  asking ??= (async () => {
    try {
      const s = await api.session();
      session.value = { state: "in", role: s?.role ?? "operator", name: s?.name ?? "" };
    } catch (e) {
      if (e instanceof ApiError && (e.status === 401 || e.status === 403))
        session.value = { state: "out", why: "" };
      else if (session.value.state === "unknown")
        session.value = { state: "out", why: e instanceof Error ? e.message : String(e) };
    } finally {
      asking = null;
    }
  })();
  return asking;
}

export async function startSession(): Promise<void> {
  hooks.signedOut = () => {
    if (session.value.state === "in") session.value = { state: "out", why: "Your session has ended." };
  };
  const token = tokenOf(location.hash);
  if (token) {
    history.replaceState(null, "", location.pathname + location.search);
    try {
      await signIn(token);
      if ((session.value as Session).state === "in") return;
    } catch (e) {
      session.value = { state: "out", why: e instanceof Error ? e.message : String(e) };
      return;
    }
  }
  await checkSession();
}

export async function signOut(): Promise<void> {
  try {
    await api.signOut();
  } finally {
    session.value = { state: "out", why: "" };
  }
}

export const mayOperate = () => session.value.state === "in" && session.value.role !== "viewer";
