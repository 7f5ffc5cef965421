import { effect } from "@preact/signals";
import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./styles/ftm.css";
import "./styles/app.css";
import "./styles/live.css";
import { App } from "./app";
import { startClock } from "./clock";
import { connection, startLive } from "./live";
import { listen } from "./router";
import { session, startSession } from "./session";
import { startTheme } from "./theme";
import { listenForCutWords } from "./tooltips";

startTheme();
startClock();
listen();
listenForCutWords(document);
render(<App />, document.getElementById("app")!);
void startSession();

let started = false;
effect(() => {
  const inside = session.value.state === "in";
  if (inside && !started) {
    started = true;
    startLive();
  } else if (inside) {
    connection.start();
  } else if (started) {
    connection.stop();
  }
});
