// Why an epoch is the choice or not, as the manager tells it.
import { useEffect, useState } from "preact/hooks";
import { api } from "./api";
import type { Verdict } from "./protocol";
import { reason } from "./toasts";

/** Asked anew when `judged` changes; the last answer stays until the next one. */
export function useVerdict(strategy: string, file: string, line: number, judged: string): { verdict: Verdict | null; error: string } {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [error, setError] = useState("");
  useEffect(() => {
    if (!file || line <= 0) return;
    let mine = true;
    setError("");
    api.explain(strategy, line, file).then((v) => mine && setVerdict(v)).catch((e) => mine && setError(reason(e)));
    return () => { mine = false; };
  }, [strategy, file, line, judged]);
  return { verdict: verdict?.line === line ? verdict : null, error };
}
