// A dangerous button: it must be held for 1.2 s; letting go cancels.
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";

const holdFor = 1200;

export function HoldButton({ icon = "square", children, onHeld, disabled, why, testid, busy, tone = "d", title = "Hold for a moment; letting go cancels" }: {
  icon?: IconName; children: string; onHeld: () => void; disabled?: boolean; why?: string; testid?: string; busy?: string | false;
  tone?: "d"; title?: string;
}) {
  const [share, setShare] = useState(0);
  const frame = useRef(0);
  const held = useRef(false);

  const stop = () => {
    cancelAnimationFrame(frame.current);
    held.current = false;
    setShare(0);
  };
  const start = () => {
    if (held.current || disabled || busy) return;
    held.current = true;
    const from = performance.now();
    const step = () => {
      if (!held.current) return;
      const x = (performance.now() - from) / holdFor;
      if (x >= 1) {
        stop();
        onHeld();
        return;
      }
      setShare(x);
      frame.current = requestAnimationFrame(step);
    };
    setShare(0.01);
    frame.current = requestAnimationFrame(step);
  };
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  const keyed = (e: KeyboardEvent) => e.key === " " || e.key === "Enter";
  return (
    <button type="button" class={`btn ${tone} hold ${share > 0 || busy ? "holding" : ""}`} disabled={disabled}
      title={disabled ? why : title} data-testid={testid}
      onPointerDown={(e) => e.button === 0 && start()} onPointerUp={stop} onPointerLeave={stop} onPointerCancel={stop}
      onKeyDown={(e) => { if (keyed(e)) { e.preventDefault(); if (!e.repeat) start(); } }}
      onKeyUp={(e) => keyed(e) && stop()} onBlur={stop} onContextMenu={(e) => e.preventDefault()}>
      {share > 0 && <i class="fill" style={{ width: `${share * 100}%` }} />}
      {busy ? <Icon name="arc" size="s" spin /> : <Icon name={icon} size="s" />}
      <span>{busy || (share > 0 ? "Keep holding…" : children)}</span>
    </button>
  );
}
