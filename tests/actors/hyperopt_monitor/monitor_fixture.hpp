#pragma once

#include "actors/hyperopt_monitor/hyperopt_monitor.hpp"
#include "tests/actors/hyperopt_monitor/scratch.hpp"
#include "tests/support/deterministic_system.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace ftm::test {

using namespace std::chrono_literals;

/// What the fakes say, set by the test; their reads are parked as real ones are
/// and answered at a tick.
struct peers {
  config_text config;
  ledger facts{7, {}};
  std::string output;
  std::vector<process_status> launches; ///< all that are still known
  int asked_for_launches = 0;
  int asked_for_output = 0;
  parked_reads<facts_after, fact_page> fact_reads;
  parked_reads<config_after, config_text> config_reads;
  parked_reads<output_range, output_chunk> output_reads;

  output_chunk chunk(const output_range& q) const {
    output_chunk y;
    y.launch = q.launch;
    y.offset = static_cast<uint64_t>(q.offset);
    y.bytes = output.substr(y.offset);
    return y;
  }
};

/// Parks a read and answers what has news.
template <class T, class Self, class Reads, class Question, class News,
          class Make>
caf::result<T> park(Self self, Reads& reads, const Question& q, News news,
                    Make make) {
  auto rp = self->template make_response_promise<T>();
  reads.add(q, rp, self->clock().now() + q.wait);
  reads.answer(self->clock().now(), news, make);
  return caf::delegated<T>{};
}

inline supervisor_actor::behavior_type
fake_supervisor(supervisor_actor::pointer self, std::shared_ptr<peers> x) {
  auto news = [=](const facts_after& q) { return x->facts.news_for(q); };
  auto page = [=](const facts_after& q) { return x->facts.after(q); };
  auto more = [=](const output_range& q) {
    return static_cast<size_t>(q.offset) < x->output.size();
  };
  auto chunk = [=](const output_range& q) { return x->chunk(q); };
  return {
      [=](atom::read, const facts_after& q) {
        return park<fact_page>(self, x->fact_reads, q, news, page);
      },
      [](atom::get) { return part_status{}; },
      [](atom::log, const log_line&) {},
      [=](atom::tick) {
        x->fact_reads.answer(self->clock().now(), news, page);
        x->output_reads.answer(self->clock().now(), more, chunk);
      },
      [](atom::start, const process_spec&) { return process_status{}; },
      [](atom::control, const process_control&) { return process_status{}; },
      [](atom::set, const configured_strategies&) { return part_status{}; },
      [](atom::get, const stats_query&) { return stats_history{}; },
      [](atom::get, const output_search&) { return output_matches{}; },
      [=](atom::get, const launches_query&) {
        ++x->asked_for_launches;
        return x->launches;
      },
      [=](atom::read, const output_range& q) {
        ++x->asked_for_output;
        return park<output_chunk>(self, x->output_reads, q, more, chunk);
      },
  };
}

inline orchestrator_actor::behavior_type
fake_orchestrator(orchestrator_actor::pointer self, std::shared_ptr<peers> x) {
  auto news = [=](const config_after& q) {
    return q.revision != x->config.revision;
  };
  auto text = [=](const config_after&) { return x->config; };
  return {
      [](atom::read, const facts_after&) { return fact_page{}; },
      [](atom::get) { return part_status{}; },
      [](atom::log, const log_line&) {},
      [=](atom::tick) {
        x->config_reads.answer(self->clock().now(), news, text);
      },
      [](atom::start, const run_request&) { return run_status{}; },
      [](atom::start, const process_request&) { return process_status{}; },
      [](atom::control, const run_control&) { return run_status{}; },
      [](atom::set, const switches&) { return strategy_status{}; },
      [](atom::set, const config_change&) { return config_report{}; },
      [=](atom::read, const config_after& q) {
        return park<config_text>(self, x->config_reads, q, news, text);
      },
      [](atom::get, const runs_query&) { return std::vector<run_status>{}; },
      [](atom::get, const decision_query&) { return ranking{}; },
      [](atom::get, const params_query&) {
        return std::vector<params_version>{};
      },
  };
}

inline const std::string old_name = "strategy_S_2026-01-01_00-00-00.fthypt";
inline const std::string new_name = "strategy_S_2026-01-02_00-00-00.fthypt";

/// A monitor of strategy S between fakes, in a folder of its own.
class monitor_fixture : public deterministic_system {
protected:
  scratch disk_;
  std::shared_ptr<peers> peers_ = std::make_shared<peers>();
  monitor_actor monitor_;

  static std::string results(const std::string& name) {
    return "ft/user_data/hyperopt_results/" + name;
  }

  void start(const std::string& criteria = R"(
      - {field: max_drawdown, operator: "<=", value: 2}
      - {field: profit_total_pct, operator: ">=", value: 0, sort: desc}
)") {
    peers_->config.revision = 1;
    peers_->config.path = disk_.path() / "config.yaml";
    peers_->config.overrides = "{}";
    peers_->config.yaml = "freqtrade:\n  directory: ft\nstrategies:\n"
                          "  - name: S\n    config: config.json\n"
                          "    epoch_criteria:"
                          + criteria;
    spawn();
  }

  void spawn() {
    auto supervisor = sys_.spawn(fake_supervisor, peers_);
    auto orchestrator = sys_.spawn(fake_orchestrator, peers_);
    supervisor_ = supervisor;
    orchestrator_ = orchestrator;
    monitor_options options;
    options.strategy = "S";
    options.inotify = false;
    monitor_ = sys_.spawn(hyperopt_monitor, options, supervisor, orchestrator);
    run();
  }

  void TearDown() override {
    caf::anon_send_exit(monitor_, caf::exit_reason::kill);
    caf::anon_send_exit(supervisor_, caf::exit_reason::kill);
    caf::anon_send_exit(orchestrator_, caf::exit_reason::kill);
    run();
    peers_->fact_reads = {};
    peers_->config_reads = {};
    peers_->output_reads = {};
  }

  void run() {
    sched_.run();
  }

  void tick() {
    caf::anon_send(monitor_, atom::tick_v);
    run();
  }

  template <class T, class... Ts>
  caf::expected<T> get(Ts... xs) {
    auto request = self_->request(monitor_, caf::infinite, xs...);
    caf::expected<T> y{caf::error{caf::sec::runtime_error}};
    run();
    request.receive([&](T& x) { y = std::move(x); },
                    [&](caf::error& e) { y = std::move(e); });
    return y;
  }

  std::optional<hyperopt_status> status() {
    auto page = get<fact_page>(atom::read_v, facts_after{});
    std::optional<hyperopt_status> y;
    if (page)
      for (auto& f : page->facts)
        if (auto* x = caf::get_if<hyperopt_status>(&f.body))
          y = *x;
    return y;
  }

  void launch(const std::string& id, process_state state) {
    process_status y;
    y.id = {"S", process_kind::hyperopt};
    y.launch = id;
    y.state = state;
    y.command = {"freqtrade", "hyperopt", "-e", "60"};
    y.started_at = started_;
    if (state == process_state::completed)
      y.ended_at = std::chrono::system_clock::now();
    peers_->facts.put({std::chrono::system_clock::now(), y});
    caf::anon_send(supervisor_, atom::tick_v);
    run();
  }

  timestamp started_ = std::chrono::system_clock::now();
  supervisor_actor supervisor_;
  orchestrator_actor orchestrator_;
};

} // namespace ftm::test
