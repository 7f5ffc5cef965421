import { share } from "../progress";
import type { Hyperopt, Run } from "../protocol";
import { stepClass, stepName, stepSentence } from "../labels";

/** The steps of a run as small bars. */
export function MiniTrack({ run, hyperopt, width }: { run: Run; hyperopt?: Hyperopt | null; width?: number }) {
  const text = run.steps.map((s) => `${stepName[s.name] ?? s.name}: ${stepSentence(s.state).toLowerCase()}`).join(", ");
  const columns = width ? `repeat(${run.steps.length},${width}px)` : `repeat(${run.steps.length},1fr)`;
  return (
    <div class={`trk ${width ? "m0" : ""}`} role="img" aria-label={text} title={text}
      style={{ gridTemplateColumns: columns, display: width ? "inline-grid" : undefined, gap: width ? "2px" : undefined }}>
      {run.steps.map((s) => {
        const part = share(s, hyperopt);
        return <i key={s.name} class={stepClass(s.state)} style={{ "--p": `${Math.round((part ?? 0.5) * 100)}%` }} />;
      })}
    </div>
  );
}
