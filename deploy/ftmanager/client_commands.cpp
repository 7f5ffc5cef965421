#include "deploy/ftmanager/client_commands.hpp"

#include "deploy/ftmanager/client_session.hpp"
#include "deploy/ftmanager/run_view.hpp"
#include "deploy/ftmanager/status_text.hpp"
#include "shared/util/cron.hpp"
#include "shared/util/hash.hpp"

#include <algorithm>
#include <iostream>
#include <unistd.h>

namespace ftm {

namespace {

using nlohmann::json;

std::string process_path(const std::string& strategy, const std::string& kind) {
  return "/strategies/" + encode_segment(strategy) + "/processes/" + kind;
}

std::string describe(const json& process) {
  auto y = text_of(process, "strategy") + " " + text_of(process, "kind") + ": "
           + text_of(process, "state");
  if (auto money = money_text(process); !money.empty())
    y += ", " + money;
  if (auto pid = text_of(process, "pid"); !pid.empty())
    y += ", pid " + pid;
  if (auto error = text_of(process, "error"); !error.empty())
    y += ": " + error;
  return y;
}

/// Whether nothing of a process is left.
bool is_over(const std::string& state) {
  return state == "idle" || state == "stopped" || state == "completed"
         || state == "failed" || state == "given_up" || state == "held";
}

/// Reads the state and its events until `sink` has seen enough of those types.
std::optional<std::string>
follow_state(rest_client& to, const std::vector<std::string>& types,
             const std::function<bool(const std::string&, const json&)>& sink) {
  return to.follow(json::array({{{"name", "state"}}}), [&](const json& x) {
    auto op = x.value("op", "");
    if (op == "snapshot") {
      auto data = x.find("data");
      for (auto& type : types)
        if (data != x.end() && data->contains(type))
          for (auto& one : (*data)[type])
            if (!sink(type, one))
              return false;
      return true;
    }
    auto type = x.value("type", "");
    if (op == "event"
        && std::find(types.begin(), types.end(), type) != types.end())
      return sink(type, x["data"]);
    return true;
  });
}

bool has_ended(const json& run) {
  auto state = text_of(run, "state");
  return state == "done" || state == "restored";
}

} // namespace

int status_command(const client_options& x) {
  auto to = connect(x);
  auto y = to->get("/state");
  if (!y)
    return explain(y);
  if (x.json) {
    std::cout << y.text << '\n';
    return exits::done;
  }
  std::cout << status_text(y.body["data"], std::chrono::system_clock::now(),
                           local_time_zone());
  return exits::done;
}

int start_command(const client_options& x, const std::string& strategy,
                  const std::string& kind, bool force) {
  if (!is_known_kind(kind))
    return exits::bad_arguments;
  auto to = connect(x);
  auto y = to->post(process_path(strategy, kind) + "/start", {{"force", force}},
                    "cli-" + random_hex(8));
  if (!y)
    return explain(y);
  std::cout << (x.json ? y.text : describe(y.body)) << '\n';
  return exits::done;
}

int stop_command(const client_options& x, const std::string& strategy,
                 const std::string& kind) {
  if (!is_known_kind(kind))
    return exits::bad_arguments;
  auto to = connect(x);
  auto y = to->post(process_path(strategy, kind) + "/stop");
  if (!y)
    return explain(y);
  auto last = y.body;
  if (!x.json && !is_over(text_of(last, "state")))
    std::cout << describe(last) << std::endl;
  while (!is_over(text_of(last, "state"))) {
    auto broke = follow_state(*to, {"process"}, [&](auto&, const json& p) {
      if (text_of(p, "strategy") == strategy && text_of(p, "kind") == kind)
        last = p;
      return !is_over(text_of(last, "state"));
    });
    if (broke) {
      std::cerr << "ftmanager: " << *broke << '\n';
      return exits::no_manager;
    }
  }
  std::cout << (x.json ? last.dump() : describe(last)) << '\n';
  return exits::done;
}

int run_command(const client_options& x, const std::string& strategy,
                bool follow) {
  auto to = connect(x);
  auto y = to->post("/strategies/" + encode_segment(strategy) + "/runs",
                    json::object(), "cli-" + random_hex(8));
  if (!y)
    return explain(y);
  auto id = text_of(y.body, "id");
  if (!follow) {
    std::cout << (x.json ? y.text : "started the cycle " + id) << '\n';
    return exits::done;
  }
  auto run = y.body;
  run_view view{std::cout, ::isatty(STDOUT_FILENO) == 1};
  if (!x.json)
    std::cout << "cycle " << id << std::endl;
  while (!has_ended(run)) {
    auto show = [&](const std::string& type, const json& data) {
      auto now = std::chrono::system_clock::now();
      if (type == "hyperopt") {
        if (!x.json && text_of(data, "strategy") == strategy)
          view.progress(data, now);
      } else if (text_of(data, "id") == id) {
        run = data;
        if (!x.json)
          view.show(run, now);
      }
      return !has_ended(run);
    };
    auto broke = follow_state(*to, {"run", "hyperopt"}, show);
    if (broke) {
      std::cerr << "ftmanager: " << *broke << '\n';
      return exits::no_manager;
    }
  }
  if (x.json)
    std::cout << run.dump() << '\n';
  else
    view.end(run);
  return text_of(run, "state") == "done" ? exits::done : exits::failed;
}

int logs_command(const client_options& x, const std::string& strategy,
                 const std::string& kind, bool follow) {
  if (!is_known_kind(kind))
    return exits::bad_arguments;
  auto to = connect(x);
  auto y = to->output(strategy, kind, "", 0, follow, [&](const std::string& s) {
    if (x.json)
      std::cout << json{{"text", s}}.dump(-1, ' ', false,
                                          json::error_handler_t::replace)
                << std::endl;
    else
      std::cout << s << std::flush;
    return bool{std::cout};
  });
  return y ? exits::done : explain(y);
}

} // namespace ftm
