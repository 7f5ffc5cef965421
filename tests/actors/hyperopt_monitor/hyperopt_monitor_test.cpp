#include "actors/hyperopt_monitor/hyperopt_monitor.hpp"

#include "shared/util/file.hpp"
#include "shared/util/hash.hpp"
#include "tests/actors/hyperopt_monitor/scratch.hpp"
#include "tests/support/deterministic_system.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstring>

namespace ftm {
namespace {

using namespace std::chrono_literals;
using test::epoch_line;

static_assert(!std::is_aggregate_v<monitor_state>);

/// What the fakes say, set by the test; their reads are parked as real ones are
/// and answered at a tick.
struct peers {
  config_text config;
  ledger facts{7, {}};
  std::string output;
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

supervisor_actor::behavior_type fake_supervisor(supervisor_actor::pointer self,
                                                std::shared_ptr<peers> x) {
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
      [](atom::get, const launches_query&) {
        return std::vector<process_status>{};
      },
      [=](atom::read, const output_range& q) {
        return park<output_chunk>(self, x->output_reads, q, more, chunk);
      },
  };
}

orchestrator_actor::behavior_type
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

const std::string old_name = "strategy_S_2026-01-01_00-00-00.fthypt";
const std::string new_name = "strategy_S_2026-01-02_00-00-00.fthypt";

class hyperopt_monitor_test : public test::deterministic_system {
protected:
  test::scratch disk_;
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

TEST_F(hyperopt_monitor_test, shows_the_newest_file_while_nothing_runs) {
  disk_.add(results(old_name), epoch_line(1, 3) + "\n" + epoch_line(2, 9) + "\n"
                                   + epoch_line(3, -1) + "\nx\n");
  start();
  auto x = status();
  ASSERT_TRUE(x);
  EXPECT_EQ(x->file, old_name);
  EXPECT_EQ(x->launch, "");
  EXPECT_EQ(x->epochs, 3u);
  EXPECT_EQ(x->rejected_lines, 1u);
  EXPECT_EQ(x->remaining, (std::vector<uint64_t>{3, 3, 2}));
  ASSERT_TRUE(x->winner);
  EXPECT_EQ(x->winner->line, 2u);
}

TEST_F(hyperopt_monitor_test, mistake_7_a_launch_has_no_file_until_its_own) {
  disk_.add(results(old_name), epoch_line(1, 3) + "\n");
  start();
  started_ = std::chrono::system_clock::now() + 100ms;
  launch("L", process_state::running);
  tick();
  auto x = status();
  ASSERT_TRUE(x);
  EXPECT_EQ(x->launch, "L");
  EXPECT_EQ(x->file, "");
  EXPECT_EQ(x->epochs, 0u);
  EXPECT_EQ(x->wanted, 60u);
  EXPECT_FALSE(x->winner);
}

TEST_F(hyperopt_monitor_test, follows_the_file_of_the_launch) {
  disk_.add(results("strategy_SX_2026-01-03_00-00-00.fthypt"), "x\n");
  start();
  launch("L", process_state::running);
  disk_.add(results(new_name), epoch_line(1, 3) + "\n" + epoch_line(2, 4));
  advance(3s);
  EXPECT_EQ(status()->file, new_name);
  EXPECT_EQ(status()->epochs, 1u);
  disk_.append(results(new_name), "\n");
  advance(3s);
  EXPECT_EQ(status()->epochs, 2u);
  EXPECT_EQ(status()->launch, "L");
  launch("L", process_state::completed);
  tick();
  EXPECT_EQ(status()->file, new_name);
  EXPECT_EQ(status()->launch, "L");
}

TEST_F(hyperopt_monitor_test, pages_columns_and_begins_again_when_replaced) {
  auto path =
      disk_.add(results(old_name), epoch_line(1, 3) + "\n" + epoch_line(2, 4)
                                       + "\nx\n" + epoch_line(3, 5) + "\n");
  start();
  epoch_range q;
  q.columns = {"line", "epoch"};
  auto x = get<epoch_page>(atom::read_v, q);
  ASSERT_TRUE(x);
  EXPECT_EQ(x->total, 3u);
  EXPECT_EQ(x->first, 1u);
  EXPECT_EQ(x->rows, 2u) << "a rejected line ends a page";
  double values[4];
  ASSERT_EQ(x->values.size(), sizeof values);
  std::memcpy(values, x->values.data(), sizeof values);
  EXPECT_EQ(values[1], 2.0);
  EXPECT_EQ(values[3], 2.0);
  q.generation = x->generation;
  q.first = x->first + x->rows;
  x = get<epoch_page>(atom::read_v, q);
  EXPECT_EQ(x->first, 4u);
  EXPECT_EQ(x->rows, 1u);
  auto other = disk_.add("other", epoch_line(9, 1) + "\n");
  std::filesystem::rename(other, path);
  get<std::vector<result_file>>(atom::get_v, files_query{"S"});
  x = get<epoch_page>(atom::read_v, q);
  EXPECT_NE(x->generation, q.generation);
  EXPECT_EQ(x->first, 1u);
  EXPECT_EQ(x->rows, 1u);
  q.columns = {"profit"};
  auto bad = get<epoch_page>(atom::read_v, q);
  ASSERT_FALSE(bad);
  EXPECT_EQ(code_of(bad.error()), ec::invalid);
}

TEST_F(hyperopt_monitor_test, judges_exactly_the_bytes_that_were_asked_for) {
  auto text = epoch_line(1, 3) + "\n" + epoch_line(2, 4) + "\n";
  disk_.add(results(old_name), text + epoch_line(3, 9) + "\n");
  start();
  auto files = get<std::vector<result_file>>(atom::get_v, files_query{"S"});
  ASSERT_TRUE(files && files->size() == 1);
  question q;
  q.source = {"S", old_name, ""};
  q.inode = files->front().inode;
  q.size = text.size();
  q.explain = {1};
  auto x = get<ranking>(atom::get_v, q);
  ASSERT_TRUE(x) << sys_.render(x.error());
  EXPECT_EQ(x->bytes, text.size());
  EXPECT_EQ(x->sha256, sha256_hex(text));
  ASSERT_EQ(x->rows.size(), 2u);
  EXPECT_EQ(x->rows[0].line, 2u);
  EXPECT_EQ(x->verdicts[0].sentence,
            "ranked 2nd: profit_total_pct 3 against 4 of line 2");
  q.inode = *q.inode + 1;
  x = get<ranking>(atom::get_v, q);
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::conflict);
  q.inode.reset();
  q.size = 1'000'000;
  x = get<ranking>(atom::get_v, q);
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::conflict);
}

TEST_F(hyperopt_monitor_test, mistake_13_any_file_can_be_asked_by_its_lines) {
  disk_.add(results(old_name),
            epoch_line(41, 3) + "\n" + epoch_line(40, 4) + "\n");
  disk_.add(results(new_name), epoch_line(1, 3) + "\n");
  start();
  auto x = get<epoch_record>(atom::get_v, epoch_query{{"S", old_name, ""}, 2});
  ASSERT_TRUE(x) << sys_.render(x.error());
  EXPECT_EQ(x->file, old_name);
  EXPECT_EQ(x->row.epoch, 40u);
  EXPECT_NE(x->json.find("\"params_dict\":{\"x\":40}"), std::string::npos);
  EXPECT_EQ(x->json.find("trades\":["), std::string::npos);
}

TEST_F(hyperopt_monitor_test, names_what_is_wrong_with_a_file_name) {
  disk_.add(results(old_name), epoch_line(1, 3) + "\n");
  start();
  for (auto name : {"../" + old_name, std::string{"/etc/passwd"}}) {
    auto x = get<epoch_record>(atom::get_v, epoch_query{{"S", name, ""}, 1});
    ASSERT_FALSE(x);
    EXPECT_EQ(code_of(x.error()), ec::invalid);
  }
  auto x = get<epoch_record>(atom::get_v, epoch_query{{"S", new_name, ""}, 1});
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::not_found);
  EXPECT_NE(sys_.render(x.error()).find("among the 1 of S"), std::string::npos);
  x = get<epoch_record>(atom::get_v, epoch_query{{"S", old_name, ""}, 7});
  EXPECT_EQ(code_of(x.error()), ec::not_found);
}

TEST_F(hyperopt_monitor_test, mistake_9_the_console_gives_way_to_the_file) {
  start();
  auto console = read_file(std::filesystem::path{FTM_FIXTURES}
                           / "console/hyperopt_2023.2.txt");
  ASSERT_TRUE(console);
  peers_->output = *console;
  launch("L", process_state::running);
  advance(3s);
  auto x = status();
  EXPECT_EQ(x->file, "");
  EXPECT_EQ(x->epochs, 60u);
  auto generation = x->generation;
  epoch_range q;
  q.columns = {"epoch"};
  EXPECT_EQ(get<epoch_page>(atom::read_v, q)->rows, 11u);
  EXPECT_FALSE(x->winner) << "all of them have a drawdown above 2";
  disk_.add(results(new_name), epoch_line(1, 3) + "\n");
  advance(3s);
  x = status();
  EXPECT_EQ(x->file, new_name);
  EXPECT_EQ(x->epochs, 1u);
  EXPECT_NE(x->generation, generation);
}

TEST_F(hyperopt_monitor_test, says_that_it_waits_for_the_config) {
  spawn();
  auto x = get<ranking>(atom::get_v, question{});
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::unavailable);
  EXPECT_EQ(get<part_status>(atom::get_v)->part, "monitor-S");
}

} // namespace
} // namespace ftm
