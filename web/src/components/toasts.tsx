import { dismiss, toasts } from "../toasts";
import { Button } from "./base";
import { Icon } from "./icon";

export function Toasts() {
  return (
    <div class="toasts" role="region" aria-label="Messages" aria-live="polite">
      {toasts.value.map((t) => (
        <div class="toast" key={t.id} role={t.tone === "bad" ? "alert" : "status"} data-testid={`toast-${t.tone}`}>
          <span class={t.tone === "info" ? "acc" : t.tone}>
            <Icon name={t.tone === "good" ? "check" : t.tone === "bad" ? "octagon" : "info"} />
          </span>
          <div>
            <b>{t.title}</b>
            {t.text && <span class="t2">{t.text}</span>}
            {t.action && (
              <div style={{ marginTop: "8px" }}>
                <Button icon="reload" onClick={() => { dismiss(t.id); t.action!.run(); }}>{t.action.label}</Button>
              </div>
            )}
          </div>
          <button type="button" class="x" aria-label="Close message" onClick={() => dismiss(t.id)}><Icon name="cross" size="s" /></button>
        </div>
      ))}
    </div>
  );
}
