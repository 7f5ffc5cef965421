#include "deploy/ftmanager/status_text.hpp"

#include "deploy/ftmanager/run_view.hpp"
#include "shared/util/clock.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace ftm {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

const auto now = *from_rfc3339("2026-11-25T12:00:00Z");

TEST(status_text, shows_trade_what_ran_the_cycle_and_the_next_run) {
  auto data = json::parse(R"({
    "strategy": [{"strategy": "A", "enabled": true},
                 {"strategy": "B", "enabled": false}],
    "process": [
      {"strategy": "A", "kind": "hyperopt", "state": "failed", "pid": null,
       "exit_code": 2, "error": "No data found.", "launch": "h",
       "started_at": "2026-11-25T11:00:00Z",
       "ended_at": "2026-11-25T11:57:00Z"},
      {"strategy": "A", "kind": "backtest", "state": "idle"},
      {"strategy": "A", "kind": "trade", "state": "ready", "pid": 4711,
       "live": false, "launch": "t", "exit_code": null, "error": null,
       "started_at": "2026-11-25T09:47:00Z", "ended_at": null}],
    "run": [
      {"id": "1", "strategy": "A", "state": "done", "outcome": "old",
       "started_at": "2026-11-24T02:00:00Z"},
      {"id": "2", "strategy": "A", "state": "restored", "reason": "failed",
       "outcome": "hyperopt: No data found.", "step": null,
       "started_at": "2026-11-25T11:00:00Z",
       "ended_at": "2026-11-25T11:58:00Z"}],
    "schedule": [
      {"strategy": "A", "enabled": true, "next": ["2026-11-25T14:14:00+01:00"]},
      {"strategy": "B", "enabled": false, "next": []}],
    "part": [{"part": "supervisor", "state": "ready"},
             {"part": "gateway", "state": "unreachable", "note": "gone"}]})");
  EXPECT_EQ(status_text(data, now, "Europe/Berlin"),
            "A\n"
            "  trade           ready       DRY RUN, pid 4711, for 2 h 13 min\n"
            "  hyperopt        failed      exit code 2, 3 min ago: No data "
            "found.\n"
            "  cycle           restored    2 min ago, failed: hyperopt: No "
            "data found.\n"
            "  next run        2026-11-25 14:14 CET, in 1 h 14 min\n"
            "\n"
            "B  (disabled)\n"
            "  trade           idle\n"
            "  cycle           none yet\n"
            "  next run        not scheduled\n"
            "part gateway    unreachable  gone\n");
}

json run_at(const std::string& state) {
  json step{{"name", "hyperopt"},  {"state", state},
            {"launch", "r.h.1"},   {"started_at", "2026-11-25T12:00:00Z"},
            {"ended_at", nullptr}, {"error", nullptr}};
  auto failed = state == "failed";
  if (failed) {
    step["ended_at"] = "2026-11-25T12:01:30Z";
    step["error"] = "it was interrupted";
  }
  auto steps = json::array();
  steps.push_back(step);
  steps.push_back({{"name", "evaluate"}, {"state", "pending"}});
  return {{"id", "r"},
          {"state", failed ? "restored" : "running"},
          {"reason", failed ? json("failed") : json(nullptr)},
          {"outcome", "trade runs again"},
          {"steps", steps}};
}

json epochs(uint64_t done, const std::string& launch = "r.h.1") {
  return {{"launch", launch}, {"epochs", done}, {"wanted", uint64_t{500}}};
}

TEST(run_view, tells_progress_each_5_s_at_most) {
  std::ostringstream out;
  run_view view{out, false};
  view.progress(epochs(1), now);
  view.show(run_at("running"), now);
  view.progress(epochs(1), now + 1s);
  view.progress(epochs(2), now + 5s);
  view.progress(epochs(9, "another"), now + 20s);
  view.progress(epochs(3), now + 9s);
  view.progress(epochs(4), now + 10s);
  view.show(run_at("running"), now + 11s);
  view.show(run_at("failed"), now + 90s);
  view.progress(epochs(5), now + 99s);
  view.end(run_at("failed"));
  EXPECT_EQ(out.str(), "  hyperopt: running\n"
                       "  hyperopt: 2 of 500 epochs\n"
                       "  hyperopt: 4 of 500 epochs\n"
                       "  hyperopt: failed after 1 min: it was interrupted\n"
                       "restored (failed): trade runs again\n");
}

TEST(run_view, on_a_terminal_one_line_changes) {
  std::ostringstream out;
  run_view view{out, true};
  view.show(run_at("running"), now);
  view.progress(epochs(1), now);
  view.progress(epochs(1), now);
  view.progress(epochs(2), now);
  view.show(run_at("failed"), now);
  EXPECT_EQ(out.str(), "  hyperopt: running\n"
                       "\r\x1b[K  hyperopt: 1 of 500 epochs"
                       "\r\x1b[K  hyperopt: 2 of 500 epochs"
                       "\r\x1b[K  hyperopt: failed after 1 min: it was "
                       "interrupted\n");
}

} // namespace
} // namespace ftm
