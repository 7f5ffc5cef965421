// Runs a cycle: which steps, for real or as a dry run, and what it means for trade.
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { mayBeLive } from "../actions";
import { api } from "../api";
import { stepName } from "../labels";
import { tradeOutlook } from "../plan";
import { stepNames, type StepName } from "../protocol";
import { startRefusal } from "../refusals";
import { alive, store } from "../store";
import { failure, toast } from "../toasts";
import { Button, Check, ModeTag } from "./base";
import { Modal } from "./dialog";
import { Icon } from "./icon";

const asked = signal<string | null>(null);
export const askRun = (strategy: string) => (asked.value = strategy);

async function run(strategy: string, steps: StepName[] | null, dry: boolean): Promise<void> {
  try {
    await api.run(strategy, steps, dry);
    toast("good", dry ? `The dry run of ${strategy} begins` : `The cycle of ${strategy} begins`,
      dry ? "It says what it would do and changes nothing." : "Follow it on the track.");
  } catch (e) {
    failure(`The cycle of ${strategy} did not begin`, e, () => askRun(strategy));
  }
}

export function RunDialog() {
  const name = asked.value;
  return name ? <Form key={name} name={name} close={() => (asked.value = null)} /> : null;
}

function Form({ name, close }: { name: string; close: () => void }) {
  const configured = store.strategies.value.get(name)?.steps ?? [...stepNames];
  const [steps, setSteps] = useState<StepName[]>(configured);
  const off = startRefusal(name);
  const [asDry, setDry] = useState(false);
  const dry = asDry || off !== "";
  const [typed, setTyped] = useState("");
  const trade = store.process(name, "trade");
  const touches = steps.includes("stop_trade") || steps.includes("restart_trade");
  const trading = (alive(trade) && trade.state !== "stopping") || trade.state === "backing_off";
  const live = store.mode(trade);
  const money = !dry && touches && trading && mayBeLive(trade);
  const same = steps.length === configured.length && steps.every((x) => configured.includes(x));
  const ready = steps.length > 0 && (!money || typed === name);
  const toggle = (s: StepName, on: boolean) =>
    setSteps(stepNames.filter((x) => (x === s ? on : steps.includes(x))));
  const note = off ? `${off} A dry run says what each step would do.` : dry ? "A dry run says what each step would do. Nothing is started, stopped or changed."
    : tradeOutlook(steps, trading, live);
  const submit = (e: Event) => {
    e.preventDefault();
    if (!ready) return;
    close();
    void run(name, same ? null : steps, dry);
  };
  return (
    <Modal label={`Run a cycle of ${name}`} onClose={close} testid="run-dialog">
      <form onSubmit={submit}>
        <b class="dt">Run a cycle of {name} <ModeTag live={live} /></b>
        <div class="stepsel" role="group" aria-label="Steps">
          {stepNames.map((s) => (
            <Check key={s} on={steps.includes(s)} onToggle={(on) => toggle(s, on)} label={stepName[s]}>{stepName[s]}</Check>
          ))}
        </div>
        <div style={{ borderTop: "1px solid var(--line1)", paddingTop: "12px" }}>
          <Check on={dry} onToggle={setDry} label="Dry run" disabled={off !== ""}>Dry run: only say what would happen</Check>
        </div>
        <div class={`note ${money ? "w" : ""}`}><Icon name={money ? "warning" : "info"} size="s" /><span data-testid="outlook">{note}</span></div>
        {money && (
          <>
            <label class="f12 t3" for="typed-run">{live ? "Live money trades here." : "Whether live money trades here is not known."} Type <b class="t2">{name}</b> to confirm.</label>
            <input id="typed-run" class="inp lg" autocomplete="off" spellcheck={false} value={typed} data-testid="confirm-name"
              onInput={(e) => setTyped(e.currentTarget.value)} />
          </>
        )}
        <div class="bgroup end">
          <Button tone="g" size="lg" onClick={close}>Not now</Button>
          <Button tone="p" size="lg" icon="cycle" type="submit" disabled={!ready} data-testid="run-start"
            why={steps.length ? `Type ${name} first` : "Choose a step"}>{dry ? "Begin dry run" : "Run now"}</Button>
        </div>
      </form>
    </Modal>
  );
}
