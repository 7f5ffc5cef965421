// Why an epoch is the choice or not, in a sentence.
import { fieldOf } from "./fields";
import { minus, num } from "./format";
import type { Verdict } from "./protocol";
import { sentence } from "./words";

/** Fields and signs as the page calls them: `drawdown 3.41 is not ≤ 2`. */
export const readable = (text: string) => text.replace(/\b[a-z_]+\b/g, (x) => fieldOf(x).short)
  .replace(/<=/g, "≤").replace(/>=/g, "≥").replace(/(^| )-(?=\d)/g, `$1${minus}`);

/** Words that never contradict the counts beside them: what the manager tells
 *  as the file grows (`passed` epochs, `ours` or not) goes before an answer of
 *  a moment ago. Null while there is nothing to say. */
export function verdictText(v: Verdict | null, ours: boolean, passed: number | null): string | null {
  if (passed !== null && ours) return `The winner of ${num(passed)} ${passed === 1 ? "epoch that passes" : "epochs that pass"}.`;
  if (!v) return null;
  return passed !== null && v.rank === 1 ? "Another epoch leads by now; this one is being judged anew." : sentence(readable(v.sentence));
}
