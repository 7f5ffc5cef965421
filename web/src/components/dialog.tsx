// Questions before something happens. One at a time, drawn over the page.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "./base";
import type { IconName } from "./icon";

export interface Question {
  title: string;
  body: ComponentChildren;
  action: string;
  icon?: IconName;
  danger?: boolean;
  /** Must be typed before the action is possible: live money only. */
  typed?: string;
  refuse?: string;
  run: () => void;
}

const question = signal<Question | null>(null);
export const ask = (q: Question) => (question.value = q);

export function Modal({ label, onClose, children, testid, wide }: {
  label: string; onClose: () => void; children: ComponentChildren; testid?: string; wide?: boolean;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const d = ref.current;
    if (d && !d.open) d.showModal();
    return () => d?.close();
  }, []);
  return (
    <dialog ref={ref} class={`pop dlg ${wide ? "wide" : ""}`} aria-label={label} data-testid={testid}
      onCancel={(e) => { e.preventDefault(); onClose(); }}
      onClick={(e) => e.target === ref.current && onClose()}>
      <div class="dlgb">{children}</div>
    </dialog>
  );
}

export function Dialogs() {
  const q = question.value;
  return q ? <Ask key={q.title} q={q} /> : null;
}

function Ask({ q }: { q: Question }) {
  const [text, setText] = useState("");
  const close = () => (question.value = null);
  const ready = !q.typed || text === q.typed;
  const go = () => {
    if (!ready) return;
    close();
    q.run();
  };
  return (
    <Modal label={q.title} onClose={close} testid="confirm">
      <form onSubmit={(e) => { e.preventDefault(); go(); }}>
        <b class="dt">{q.title}</b>
        <div class="t2 dtx">{q.body}</div>
        {q.typed && (
          <>
            <label class="f12 t3" for="typed">Type <b class="t2">{q.typed}</b> to confirm.</label>
            <input id="typed" class="inp lg" autocomplete="off" spellcheck={false} autofocus value={text}
              data-testid="confirm-name" onInput={(e) => setText(e.currentTarget.value)} />
          </>
        )}
        <div class="bgroup end">
          <Button tone="g" size="lg" onClick={close}>{q.refuse ?? "Not now"}</Button>
          <Button tone={q.danger ? "d" : "p"} size="lg" icon={q.icon} disabled={!ready}
            why={q.typed ? `Type ${q.typed} first` : undefined} onClick={go} data-testid="confirm-yes">{q.action}</Button>
        </div>
      </form>
    </Modal>
  );
}
