// What a running bot says of itself: profit, trades, balance, its own state.
import { balances, botLabel, closedText, gain, gainTone, hasFigures, loopText, money, openTrades, profitText, restError, restMute } from "../bot";
import { now } from "../clock";
import { signedPercent } from "../format";
import type { Bot, Process } from "../protocol";
import { suspension } from "../states";
import { alive, store } from "../store";
import { Badge, Dash } from "./base";
import { Icon } from "./icon";

function Gain({ percent, sum, currency }: { percent: number | null; sum: number | null; currency: string | null }) {
  const main = sum === null ? signedPercent(percent) : gain(sum, currency);
  return (
    <>
      <span class={`v ${gainTone(sum ?? percent)}`}>{main.replace(/ [A-Z]{2,}$/, "")}{sum !== null && currency && <span class="unit">{currency}</span>}</span>
      <span class="x">{sum === null || percent === null ? "" : signedPercent(percent)}</span>
    </>
  );
}

/** Nothing at all for a bot whose config turns no REST on. */
export function BotPanel({ p }: { p: Process }) {
  const b = store.botOf(p);
  if (!b) return null;
  const label = botLabel(b, p.worker_state);
  const open = openTrades(b);
  const told = hasFigures(b);
  return (
    <section class="panel" aria-label="The bot's own figures" data-testid="bot">
      {told && (
        <div class="kpis botk">
          <div class="kpi"><span class="l">Profit, with open trades</span><Gain percent={b.profit_all_pct} sum={b.profit_all} currency={b.stake_currency} /></div>
          <div class="kpi"><span class="l">Profit, closed trades</span><Gain percent={b.profit_closed_pct} sum={b.profit_closed} currency={b.stake_currency} /></div>
          <div class="kpi"><span class="l">Open trades</span><span class="v">{open.n}<span class="unit">{open.of}</span></span><span class="x">{closedText(b)}</span></div>
          <div class="kpi"><span class="l">Balance</span><span class="v">{b.balance === null ? "—" : money(b.balance, null)}{b.balance !== null && <span class="unit">{b.stake_currency}</span>}</span>
            <span class="x">{store.mode(p) === false ? "play money" : "all of its wallet"}</span></div>
          <div class="kpi"><span class="l">Bot</span><span class="v sm">{label ? <Badge label={label} /> : <Dash />}</span>
            <span class="x">{[b.version && `freqtrade ${b.version}`, loopText(b, now.value)].filter(Boolean).join(" · ")}</span></div>
        </div>
      )}
      {b.error
        ? <div class="note w botn" role="status"><Icon name="plug" size="s" /><span><b>{restError(b)}</b> Whether it trades is told by its output{restMute(b) ? "; its figures come back by themselves" : ""}.</span></div>
        : !told && <div class="note botn"><Icon name="info" size="s" /><span>{label ? <><Badge label={label} />{" "}</> : null}{b.version ? `freqtrade ${b.version}. ` : ""}It has told no figures yet.</span></div>}
    </section>
  );
}

/** A cell of the board; a dash for a strategy whose bot has no REST or is down. */
export function BotCell({ p }: { p: Process }) {
  const b = store.botOf(p);
  if (!b || (!hasFigures(b) && !b.error)) return <div class="botc"><span class="lb">Profit</span><Dash /></div>;
  if (!hasFigures(b))
    return <div class="botc"><span class="lb">Profit</span><div class="f12 warn row" style={{ gap: "5px" }} title={restError(b)}><Icon name="plug" size="xs" /><span>{restMute(b) ? "REST does not answer" : "REST gives no figures"}</span></div></div>;
  const open = openTrades(b);
  return (
    <div class="botc" title={profitText(b)} data-testid="bot-cell">
      <span class="lb">Profit</span>
      <div class={`big ${gainTone(b.profit_all ?? b.profit_all_pct)}`}>{b.profit_all_pct === null ? gain(b.profit_all, b.stake_currency) : signedPercent(b.profit_all_pct)}</div>
      {b.profit_all_pct !== null && <div class="f12 t3 nw">{gain(b.profit_all, b.stake_currency)}</div>}
      <div class="f12 t3 nw">{!suspension(p, b) ? <>{open.n} {open.of} open</> : <span class="warn">{botLabel(b, p.worker_state)?.text ?? "Not trading"}, {open.n} open</span>}</div>
    </div>
  );
}

/** Balances of the bots that trade with real money, by currency; says so where
 *  not all of them have told theirs. */
export function liveBalances(all: Process[]): string {
  const live = all.filter((p) => alive(p) && store.mode(p) === true);
  const told = live.map((p) => store.botOf(p)).filter((b): b is Bot => b !== null && b.balance !== null);
  const text = balances(told);
  return text && told.length < live.length ? `${text} in ${told.length} of them` : text;
}
