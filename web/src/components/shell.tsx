// Sidebar, top bar and the phone's bottom bar around every page.
import type { ComponentChildren } from "preact";
import { alerts } from "../alerts";
import { now } from "../clock";
import { clockSeconds, num, zone } from "../format";
import { connection } from "../live";
import { hyperoptPath, outputPath, route, strategyPath } from "../router";
import { session, signOut } from "../session";
import { shownLabel } from "../states";
import { running, store } from "../store";
import { theme, toggleTheme } from "../theme";
import { failure } from "../toasts";
import { capital, person } from "../words";
import { IconButton } from "./base";
import { Brand, Icon, type IconName } from "./icon";

const current = (on: boolean) => (on ? ("page" as const) : undefined);

function StrategyLinks() {
  const r = route.value;
  const here = "strategy" in r ? r.strategy : null;
  return (
    <>
      {store.names.value.map((name) => {
        const bot = store.process(name, "trade");
        const trade = shownLabel(bot, store.botOf(bot));
        const run = store.runOf(name);
        const busy = run && running(run);
        const h = store.hyperopts.value.get(name);
        const share = busy && run.step === "hyperopt" && h?.wanted ? `${num((100 * h.epochs) / h.wanted)} %` : "";
        const icon: IconName = busy ? "cycle" : trade.icon;
        const tone = busy ? "acc" : trade.tone || "t3";
        return (
          <>
            <a class="strat" key={name} href={strategyPath(name)} title={name}
              aria-current={current(r.page === "strategy" && here === name)}>
              <span class={tone}><Icon name={icon} class="st" /></span>
              <span class="ell">{name}</span>
              {share && <span class="n">{share}</span>}
            </a>
            {here === name && (
              <>
                <a class="sub" href={hyperoptPath(name)} aria-current={current(r.page === "hyperopt")}><span>Hyperopt</span></a>
                <a class="sub" href={outputPath(name, r.page === "output" ? r.kind : "trade")} aria-current={current(r.page === "output")}><span>Output</span></a>
              </>
            )}
          </>
        );
      })}
    </>
  );
}

function Sidebar() {
  const r = route.value;
  const s = session.value;
  const errors = store.lines.value.filter((x) => x.level === "error").length;
  const who = s.state === "in" ? s : null;
  return (
    <aside class="side">
      <a class="brand" href="/" title="FreqTrade Manager"><Brand /><span>FreqTrade Manager</span></a>
      <nav class="nav" aria-label="Main">
        <a href="/" title="Overview" aria-current={current(r.page === "overview")}><Icon name="overview" /><span>Overview</span></a>
        <a href="/log" title="System log" aria-current={current(r.page === "log")}>
          <Icon name="list" /><span>System log</span>{errors > 0 && <span class="n">{num(errors)}</span>}
        </a>
        <h3><span>Strategies</span><span>{store.names.value.length}</span></h3>
        <StrategyLinks />
      </nav>
      <div class="foot">
        <span class="ava" title={who ? `${capital(person(who.name))}, ${who.role}` : undefined}>{capital(person(who?.name || who?.role || "?")).slice(0, 1)}</span>
        <div class="grow">
          <div class="f12 m ell">{capital(person(who?.name || "This computer"))}</div>
          <div class="f11 t3 cap">{who?.role ?? ""}</div>
        </div>
        <SignOut />
      </div>
    </aside>
  );
}

const SignOut = () => (
  <IconButton icon="out" label="Sign out" onClick={() => void signOut().catch((e) => failure("You are still signed in", e))} />
);

export function ConnectionBadge({ class: extra = "" }: { class?: string }) {
  const c = connection.state.value;
  void now.value;
  if (c.state === "live")
    return <span class={`conn ${extra}`} role="status" data-testid="connection"><Icon name="live" size="s" /><b>Live</b></span>;
  if (c.state === "connecting")
    return <span class={`conn ${extra}`} role="status" data-testid="connection"><span class="t3"><Icon name="arc" size="s" spin /></span>Connecting</span>;
  if (c.state === "reconnecting")
    return (
      <span class={`conn re ${extra}`} role="status" data-testid="connection"><Icon name="backoff" size="s" />
        <b>Reconnecting</b><span class="no-phone"> since {clockSeconds(c.since)}, try {c.attempt}</span></span>
    );
  return (
    <span class={`conn off ${extra}`} role="status" data-testid="connection"><Icon name="plug" size="s" />
      <b>Not connected</b><span class="no-phone"> figures are from {clockSeconds(c.since)}</span></span>
  );
}

function Crumb() {
  const r = route.value;
  if (r.page === "strategy") return <div class="crumb"><a class="no-phone" href="/">Strategies</a><span class="no-phone"><Icon name="right" size="s" /></span><b class="ell">{r.strategy}</b></div>;
  if (r.page === "hyperopt" || r.page === "output")
    return <div class="crumb"><a class="ell" href={strategyPath(r.strategy)}>{r.strategy}</a><Icon name="right" size="s" /><b>{r.page === "hyperopt" ? "Hyperopt" : "Output"}</b></div>;
  return <div class="crumb"><b>{r.page === "log" ? "System log" : r.page === "overview" ? "Overview" : "Not found"}</b></div>;
}

function Topbar() {
  const n = alerts.value.length;
  const dark = theme.value === "dark";
  return (
    <header class="top">
      <Crumb />
      <ConnectionBadge class="only-phone" />
      <span class="sp" />
      <ConnectionBadge class="no-phone" />
      <span class="clock no-phone">{clockSeconds(now.value)} <span class="t3">{zone()}</span></span>
      <div class="row" style={{ gap: "2px" }}>
        <a class="ib" href="/" aria-label={n ? `Alerts, ${n} need attention` : "No alerts"} title={n ? `${n} need attention` : "Nothing needs attention"}>
          <Icon name="bell" />{n > 0 && <span class="dot">{n}</span>}
        </a>
        <span class="only-narrow"><SignOut /></span>
        <IconButton icon={dark ? "sun" : "moon"} label={dark ? "Light theme" : "Dark theme"} data-testid="theme" onClick={toggleTheme} />
      </div>
    </header>
  );
}

function Phonebar() {
  const r = route.value;
  const name = "strategy" in r ? r.strategy : store.names.value[0];
  const item = (href: string, icon: IconName, text: string, on: boolean) => (
    <a href={href} aria-current={current(on)}><Icon name={icon} />{text}</a>
  );
  return (
    <nav class="phonebar" aria-label="Main, phone">
      {item("/", "overview", "Overview", r.page === "overview")}
      {name && item(strategyPath(name), "cycle", "Cycle", r.page === "strategy")}
      {name && item(hyperoptPath(name), "chart", "Hyperopt", r.page === "hyperopt")}
      {name && item(outputPath(name, "trade"), "terminal", "Output", r.page === "output")}
      {item("/log", "list", "Log", r.page === "log")}
    </nav>
  );
}

export function Shell({ children }: { children: ComponentChildren }) {
  const c = connection.state.value.state;
  return (
    <>
      <a class="skip-link" href="#main" onClick={(e) => { e.preventDefault(); document.querySelector<HTMLElement>("main")?.focus(); }}>Skip to the page</a>
      <div class={`app ${c === "off" || c === "reconnecting" ? "stale" : ""}`}>
        <Sidebar />
        <div class="main"><Topbar />{children}</div>
      </div>
      <Phonebar />
    </>
  );
}
