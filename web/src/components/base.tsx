import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon";
import type { Label, Tone } from "../labels";
import { modeWord } from "../words";

export function Badge({ label, title }: { label: Label; title?: string }) {
  return (
    <span class={`bd ${label.tone}`} title={title}>
      <Icon name={label.icon} size="xs" spin={label.spin} />
      {label.text}
    </span>
  );
}

export function Mark({ text, icon, tone }: { text: string; icon: IconName; tone: Tone }) {
  return <Badge label={{ text, icon, tone }} />;
}

/** Real money or not: never guessed. */
export function ModeTag({ live }: { live: boolean | null | undefined }) {
  const why = live === true ? "The bot's config says dry_run: false" : live === false ? "The bot's config says dry_run: true"
    : "The bot's config could not be read, so it may be live money";
  return <span class={`tag ${live === true ? "live" : live === false ? "" : "unk"}`} title={why}>{modeWord(live)}</span>;
}

type ButtonProps = Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, "icon"> & {
  icon?: IconName; tone?: "" | "p" | "g" | "d" | "tog"; size?: "" | "lg"; why?: string;
  children?: ComponentChildren; "data-testid"?: string; disabled?: boolean; busy?: boolean;
};

/** `why` says why a disabled button is disabled. */
export function Button({ icon, tone = "", size = "", why, busy, children, title, ...rest }: ButtonProps) {
  return (
    <button type="button" class={`btn ${tone} ${size}`} title={rest.disabled ? why ?? (title as string) : title} {...rest}>
      {busy ? <Icon name="arc" size="s" spin /> : icon && <Icon name={icon} size="s" />}
      {children && <span>{children}</span>}
    </button>
  );
}

export function IconButton({ icon, label, children, ...rest }: Omit<JSX.HTMLAttributes<HTMLButtonElement>, "icon" | "label"> & {
  icon: IconName; label: string; children?: ComponentChildren; "data-testid"?: string; disabled?: boolean;
}) {
  return (
    <button type="button" class="ib" aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
      {children}
    </button>
  );
}

export function Switch({ on, label, text, disabled, onToggle }: {
  on: boolean; label: string; text?: string; disabled?: boolean; onToggle: (on: boolean) => void;
}) {
  return (
    <button type="button" class="swl swb" role="switch" aria-checked={on} aria-label={label} disabled={disabled}
      onClick={() => onToggle(!on)}>
      <span class={`sw ${on ? "on" : ""}`} />
      {text ?? (on ? "On" : "Off")}
    </button>
  );
}

export function Check({ on, label, children, onToggle, disabled }: {
  on: boolean; label?: string; children?: ComponentChildren; onToggle: (on: boolean) => void; disabled?: boolean;
}) {
  return (
    <button type="button" class="swl swb" role="checkbox" aria-checked={on} aria-label={label} disabled={disabled}
      onClick={() => onToggle(!on)}>
      <span class={`cb ${on ? "on" : ""}`}>{on && <Icon name="check" size="xs" />}</span>
      {children}
    </button>
  );
}

export function Segments<T extends string>({ value, items, label, onPick }: {
  value: T; items: { id: T; text: string }[]; label: string; onPick: (id: T) => void;
}) {
  return (
    <div class="seg" role="group" aria-label={label}>
      {items.map((x) => (
        <button type="button" key={x.id} aria-pressed={x.id === value} onClick={() => onPick(x.id)}>{x.text}</button>
      ))}
    </div>
  );
}

export function Panel({ title, sub, actions, children, class: extra = "", testid, label }: {
  title?: ComponentChildren; sub?: ComponentChildren; actions?: ComponentChildren; children?: ComponentChildren;
  class?: string; testid?: string; label?: string;
}) {
  return (
    <section class={`panel ${extra}`} data-testid={testid} aria-label={label ?? (typeof title === "string" ? title : undefined)}>
      {title !== undefined && (
        <div class="ph">
          <h2>{title}</h2>
          {sub !== undefined && <span class="sub ell">{sub}</span>}
          <span class="sp" />
          {actions}
        </div>
      )}
      {children}
    </section>
  );
}

export function Skeleton({ lines = 3 }: { lines?: number }) {
  const widths = ["72%", "94%", "60%", "84%", "50%"];
  return (
    <div class="skel" aria-busy="true" aria-label="Loading">
      {Array.from({ length: lines }, (_, i) => <span key={i} style={{ width: widths[i % widths.length] }} />)}
    </div>
  );
}

export function Empty({ icon, title, children, actions }: {
  icon: IconName; title: string; children?: ComponentChildren; actions?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <b>{title}</b>
      {children && <p>{children}</p>}
      {actions && <div class="bgroup" style={{ flexWrap: "wrap", justifyContent: "center" }}>{actions}</div>}
    </div>
  );
}

export const Dash = () => <span class="t3">—</span>;
