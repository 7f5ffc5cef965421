import { useEffect } from "preact/hooks";
import { alerts } from "./alerts";
import { Dialogs } from "./components/dialog";
import { Empty } from "./components/base";
import { RunDialog } from "./components/run-dialog";
import { Shell } from "./components/shell";
import { Toasts } from "./components/toasts";
import { LoginPage } from "./pages/login";
import { LogPage } from "./pages/log";
import { HyperoptPage } from "./pages/hyperopt";
import { OutputPage } from "./pages/output";
import { OverviewPage } from "./pages/overview";
import { StrategyPage } from "./pages/strategy";
import { route } from "./router";
import { session } from "./session";
import { store } from "./store";

function Missing({ title, text }: { title: string; text: string }) {
  return (
    <main class="page" tabIndex={-1}>
      <section class="panel">
        <Empty icon="search" title={title} actions={<a class="btn p" href="/"><span>Open the overview</span></a>}>{text}</Empty>
      </section>
    </main>
  );
}

function Page() {
  const r = route.value;
  if ("strategy" in r && store.loaded.value && !store.names.value.includes(r.strategy))
    return <Missing title={`No strategy “${r.strategy}”`} text="config.yaml does not name it. The overview lists those that it names." />;
  switch (r.page) {
    case "overview": return <OverviewPage />;
    case "strategy": return <StrategyPage key={r.strategy} name={r.strategy} />;
    case "hyperopt": return <HyperoptPage key={r.strategy} name={r.strategy} />;
    case "output": return <OutputPage key={`${r.strategy}/${r.kind}`} name={r.strategy} kind={r.kind} />;
    case "log": return <LogPage />;
    default: return <Missing title="There is no such page" text="The address may be mistyped." />;
  }
}

function title(): string {
  const r = route.value;
  const n = alerts.value.length;
  const page = r.page === "hyperopt" ? `${r.strategy} · Hyperopt` : r.page === "output" ? `${r.strategy} · Output`
    : r.page === "strategy" ? r.strategy : r.page === "log" ? "System log" : "FreqTrade Manager";
  return n ? `(${n}) ${page}` : page;
}

export function App() {
  const s = session.value;
  const t = title();
  useEffect(() => { document.title = t; }, [t]);
  if (s.state === "unknown") return null;
  if (s.state === "out") return <><LoginPage why={s.why} /><Toasts /></>;
  return (
    <>
      <Shell><Page /></Shell>
      <Dialogs />
      <RunDialog />
      <Toasts />
    </>
  );
}
