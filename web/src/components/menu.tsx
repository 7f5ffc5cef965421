// A button that opens a small panel below it; a click elsewhere or Escape closes it.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "./base";
import type { IconName } from "./icon";

export function Menu({ icon, text, label, testid, children }: {
  icon: IconName; text: string; label: string; testid: string; children: (close: () => void) => ComponentChildren;
}) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  // As high as the window has room below the button; a small window scrolls.
  useLayoutEffect(() => {
    if (open) panel.current!.style.maxHeight = `${Math.max(240, innerHeight - box.current!.getBoundingClientRect().bottom - 16)}px`;
  }, [open]);
  useEffect(() => {
    if (!open) return;
    const away = (e: Event) => { if (!box.current!.contains(e.target as Node)) setOpen(false); };
    const key = (e: KeyboardEvent) => {
      if (e.key !== "Escape") return;
      setOpen(false);
      box.current!.querySelector("button")!.focus();
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("focusin", away);
    document.addEventListener("keydown", key);
    return () => { document.removeEventListener("pointerdown", away); document.removeEventListener("focusin", away); document.removeEventListener("keydown", key); };
  }, [open]);
  return (
    <div class="menu" ref={box}>
      <Button tone="g" icon={icon} aria-expanded={open} aria-haspopup="true" aria-label={label} title={label} data-testid={testid} onClick={() => setOpen(!open)}>{text}</Button>
      {open && <div class="pop menub" ref={panel} role="group" aria-label={label}>{children(() => setOpen(false))}</div>}
    </div>
  );
}
