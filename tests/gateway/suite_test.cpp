#include "tests/gateway/suite.hpp"

#include "gateway/rest/epoch_columns.hpp"
#include "shared/util/hash.hpp"

#include <caf/scoped_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstring>
#include <future>

namespace ftm::test {

using std::chrono::system_clock;

owner_state::owner_state() = default;

suite_config::suite_config() {
  add_message_types<caf::id_block::ftm>();
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-threads", 2u);
  set("logger.verbosity", caf::atom("quiet"));
}

config::web_settings any_port() {
  config::web_settings y;
  y.port = 0;
  return y;
}

strategy_status a_strategy(const std::string& name) {
  strategy_status y;
  y.strategy = name;
  y.config_revision = 1;
  y.steps = {step_kind::hyperopt, step_kind::extract};
  return y;
}

process_status a_process(const std::string& name, process_kind kind,
                         process_state state, const std::string& launch) {
  process_status y;
  y.id = {name, kind};
  y.state = state;
  y.launch = launch;
  return y;
}

epoch_row an_epoch(uint64_t line) {
  epoch_row y;
  y.line = y.epoch = line;
  y.trades = 10;
  y.objective = -1.5;
  return y;
}

namespace {

// -- the broadcaster ----------------------------------------------------------

broadcaster_actor::behavior_type
fake_broadcaster(broadcaster_actor::stateful_pointer<owner_state> self,
                 std::shared_ptr<owners> all) {
  auto& st = self->state;
  st.all = std::move(all);
  st.facts = ledger{random_epoch(), {1000, 10'000}};
  return {
      [self](atom::read, const facts_after& q) -> caf::result<fact_page> {
        std::lock_guard guard{self->state.all->mutex};
        if (self->state.all->silent)
          return make_error(ec::unavailable, "the broadcaster is down");
        return read_facts(self, q);
      },
      [self](atom::get) { return self->state.me; },
      [](atom::log, const log_line&) {},
      [self](atom::tick) {
        std::lock_guard guard{self->state.all->mutex};
        for (auto& x : std::exchange(self->state.all->news, {}))
          self->state.facts.put({system_clock::now(), std::move(x)});
        answer_readers(self);
      },
  };
}

// -- the monitor --------------------------------------------------------------

double value_of(const epoch_row& x, const std::string& column) {
  if (column == "line")
    return static_cast<double>(x.line);
  if (column == "epoch")
    return static_cast<double>(x.epoch);
  if (column == "trades")
    return x.trades;
  if (column == "objective")
    return x.objective;
  return 0;
}

epoch_page page_for(const owners& x, const epoch_range& q) {
  epoch_page y;
  y.file = "a.fthypt";
  y.generation = x.generation;
  y.total = x.epochs.size();
  y.columns = q.columns;
  y.first = q.generation == 0 || q.generation == x.generation ? q.first : 1;
  auto from = std::min<size_t>(y.first - 1, x.epochs.size());
  y.rows =
      static_cast<uint32_t>(std::min<size_t>(q.limit, x.epochs.size() - from));
  for (auto& column : q.columns)
    for (size_t i = 0; i < y.rows; ++i) {
      auto v = value_of(x.epochs[from + i], column);
      y.values.append(reinterpret_cast<const char*>(&v), sizeof(v));
    }
  return y;
}

bool has_epochs(const owners& x, const epoch_range& q) {
  return q.generation != x.generation || x.epochs.size() >= q.first;
}

monitor_actor::behavior_type
fake_monitor(monitor_actor::stateful_pointer<owner_state> self,
             std::shared_ptr<owners> all) {
  self->state.all = std::move(all);
  return {
      [self](atom::read, const facts_after& q) { return read_facts(self, q); },
      [self](atom::get) { return self->state.me; },
      [](atom::log, const log_line&) {},
      [self](atom::tick) {
        auto& st = self->state;
        std::lock_guard guard{st.all->mutex};
        st.pages.answer(
            self->clock().now(),
            [&](auto& q) { return has_epochs(*st.all, q); },
            [&](auto& q) { return page_for(*st.all, q); });
      },
      [self](atom::read, const epoch_range& q) -> caf::result<epoch_page> {
        auto& st = self->state;
        std::lock_guard guard{st.all->mutex};
        if (q.wait.count() == 0 || has_epochs(*st.all, q))
          return page_for(*st.all, q);
        auto rp = self->make_response_promise<epoch_page>();
        st.pages.add(q, rp, self->clock().now() + q.wait);
        self->delayed_send(self, q.wait, atom::tick_v);
        return caf::delegated<epoch_page>{};
      },
      [self](atom::get, const question& q) {
        std::lock_guard guard{self->state.all->mutex};
        self->state.all->questions.push_back(q);
        ranking y;
        y.file = "a.fthypt";
        y.epochs = self->state.all->epochs.size();
        y.remaining = {y.epochs};
        y.rows = self->state.all->epochs;
        for (auto line : q.explain) {
          verdict v;
          v.line = line;
          v.sentence = "because";
          y.verdicts.push_back(v);
        }
        return y;
      },
      [](atom::get, const epoch_query& q) -> caf::result<epoch_record> {
        if (q.line > 3)
          return make_error(ec::not_found, "no epoch in that line");
        return epoch_record{"a.fthypt", an_epoch(q.line),
                            R"({"params_dict":{"a":1}})"};
      },
      [](atom::get, const files_query&) {
        return std::vector<result_file>{{"a.fthypt", 1, 2, {}, {}, "", ""}};
      },
  };
}

// -- the orchestrator ---------------------------------------------------------

orchestrator_actor::behavior_type
fake_orchestrator(orchestrator_actor::stateful_pointer<owner_state> self,
                  std::shared_ptr<owners> all) {
  self->state.all = std::move(all);
  return {
      [self](atom::read, const facts_after& q) { return read_facts(self, q); },
      [self](atom::get) { return self->state.me; },
      [](atom::log, const log_line&) {},
      [](atom::tick) {},
      [self](atom::start, const run_request& x) {
        std::lock_guard guard{self->state.all->mutex};
        self->state.all->runs.push_back(x);
        run_status y;
        y.id = self->state.all->other.empty() ? x.id : self->state.all->other;
        y.strategy = x.strategy;
        y.state = run_state::running;
        return y;
      },
      [self](atom::start, const process_request& x) {
        std::lock_guard guard{self->state.all->mutex};
        auto& other = self->state.all->other;
        self->state.all->starts.push_back(x);
        return a_process(x.id.strategy, x.id.kind, process_state::starting,
                         other.empty() ? x.launch : other);
      },
      [](atom::control, const run_control& x) -> caf::result<run_status> {
        if (x.run != "R1")
          return make_error(ec::not_found, "there is no run " + x.run);
        return make_error(ec::conflict, "R1 is done");
      },
      [](atom::set, const switches& x) { return a_strategy(x.strategy); },
      [self](atom::set, const config_change& x) {
        std::lock_guard guard{self->state.all->mutex};
        self->state.all->changes.push_back(x);
        return config_report{1, true, {}};
      },
      [](atom::read, const config_after&) { return config_text{}; },
      [](atom::get, const runs_query& x) {
        std::vector<run_status> y;
        if (x.run.empty() || x.run == "R1") {
          y.emplace_back();
          y.back().id = "R1";
        }
        return y;
      },
      [](atom::get, const decision_query&) { return ranking{}; },
      [](atom::get, const params_query&) {
        return std::vector<params_version>{};
      },
  };
}

} // namespace

// -- the suite ----------------------------------------------------------------

gateway_suite::gateway_suite()
    : folder_(std::filesystem::temp_directory_path()
              / ("ftm-gateway-" + random_hex(8))),
      sys_(cfg_), supervisor_(sys_.spawn(fake_supervisor, owners_)),
      monitors_(sys_.spawn(fake_monitor, owners_)),
      orchestrator_(sys_.spawn(fake_orchestrator, owners_)),
      broadcaster_(sys_.spawn(fake_broadcaster, owners_)) {
  tell(a_strategy("A"));
}

gateway_suite::~gateway_suite() {
  stop_gateway();
  for (auto& x : {caf::actor_cast<caf::actor>(supervisor_),
                  caf::actor_cast<caf::actor>(monitors_),
                  caf::actor_cast<caf::actor>(orchestrator_),
                  caf::actor_cast<caf::actor>(broadcaster_)})
    caf::anon_send_exit(x, caf::exit_reason::user_shutdown);
  std::filesystem::remove_all(folder_);
}

void gateway_suite::start_gateway(config::web_settings web) {
  std::promise<void> done;
  gateway_options o;
  o.state_dir = folder_;
  o.web = std::move(web);
  o.on_ready = [&](const gateway_address& x) {
    address_ = x;
    done.set_value();
  };
  o.on_failed = [&](const std::string& x) {
    failure_ = x;
    done.set_value();
  };
  gateway_ = sys_.spawn(gateway, o, orchestrator_, supervisor_, monitors_,
                        broadcaster_);
  done.get_future().wait();
  if (!failure_.empty())
    return;
  // It has the first page when it answers what needs one.
  for (int i = 0; i < 2000 && call("GET", "/api/v1/session").status != 200; ++i)
    std::this_thread::yield();
}

void gateway_suite::stop_gateway() {
  if (!gateway_)
    return;
  caf::scoped_actor self{sys_};
  self->send_exit(gateway_, caf::exit_reason::user_shutdown);
  self->wait_for(gateway_);
  gateway_ = nullptr;
}

void gateway_suite::change(const std::function<void(owners&)>& f) {
  {
    std::lock_guard guard{owners_->mutex};
    f(*owners_);
  }
  caf::anon_send(supervisor_, atom::tick_v);
  caf::anon_send(monitors_, atom::tick_v);
  caf::anon_send(broadcaster_, atom::tick_v);
}

void gateway_suite::tell(fact_body x) {
  change([&](owners& all) { all.news.push_back(std::move(x)); });
}

std::string gateway_suite::token() const {
  auto at = address_.link.find('=');
  return at == std::string::npos ? "" : address_.link.substr(at + 1);
}

std::string gateway_suite::key() const {
  return "Authorization: Bearer " + token() + "\r\n";
}

http_answer gateway_suite::knock(const std::string& text, bool head) {
  wire w{address_.port};
  w.send(text);
  return read_answer(w, head);
}

http_answer gateway_suite::call(const std::string& method,
                                const std::string& target,
                                const std::string& body,
                                const std::string& headers) {
  return knock(http_text(method, target, key() + headers, body));
}

socket_client gateway_suite::socket(int receive_buffer) {
  return {address_.port, key(), receive_buffer};
}

} // namespace ftm::test
