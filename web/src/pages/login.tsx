import { useState } from "preact/hooks";
import { Button } from "../components/base";
import { Brand, Icon } from "../components/icon";
import { signIn, tokenOf } from "../session";
import { reason } from "../toasts";

export function LoginPage({ why }: { why: string }) {
  const [text, setText] = useState("");
  const [error, setError] = useState(why);
  const [busy, setBusy] = useState(false);

  const go = async (e: Event) => {
    e.preventDefault();
    if (!text.trim() || busy) return;
    setBusy(true);
    setError("");
    try {
      // People paste the whole link as often as the token.
      const hash = text.indexOf("#");
      await signIn((hash >= 0 && tokenOf(text.slice(hash).trim())) || text);
    } catch (x) {
      setError(reason(x));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="login">
      <form class="panel" onSubmit={(e) => void go(e)} data-testid="login">
        <div class="brand"><Brand /><span>FreqTrade Manager</span></div>
        <label class="m" for="token">Access token</label>
        <input id="token" class="inp lg mono" type="password" autocomplete="current-password" autofocus spellcheck={false}
          placeholder="Paste the token or the whole link" value={text} onInput={(e) => setText(e.currentTarget.value)} />
        {error && <div class="note e" role="alert"><Icon name="octagon" size="s" /><span>{error}</span></div>}
        <Button tone="p" size="lg" type="submit" busy={busy} disabled={!text.trim()} why="Paste a token first">Sign in</Button>
        <div class="note">
          <Icon name="info" size="s" />
          <span>
            <b>Where it is.</b> The manager printed a link with the token when it started, and keeps the token in the
            file <span class="mono">token</span> of its state folder:<br />
            <span class="mono">cat ftmanager-state/token</span>
          </span>
        </div>
      </form>
    </main>
  );
}
