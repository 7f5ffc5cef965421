import { askCancel, cancelRun, cancelStartsMoney } from "../actions";
import type { Run } from "../protocol";
import { store } from "../store";
import { Button } from "./base";
import { HoldButton } from "./hold";

/** Cancelling starts trade again: with live money that is asked, else held. */
export function CancelButton({ run, testid }: { run: Run; testid?: string }) {
  if (cancelStartsMoney(run)) return <Button tone="d" icon="cross" data-testid={testid} onClick={() => askCancel(run)}>Cancel…</Button>;
  const held = store.process(run.strategy, "trade").held_by === run.id;
  return (
    <HoldButton icon="cross" testid={testid} onHeld={() => void cancelRun(run)}
      title={held ? "Trade (DRY RUN) starts again. Hold for a moment; letting go cancels" : undefined}>Hold to cancel</HoldButton>
  );
}
