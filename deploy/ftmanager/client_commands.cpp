#include "deploy/ftmanager/client_commands.hpp"

#include "deploy/ftmanager/client_session.hpp"
#include "shared/util/hash.hpp"

#include <iostream>

namespace ftm {

namespace {

using nlohmann::json;

std::string process_path(const std::string& strategy, const std::string& kind) {
  return "/strategies/" + encode_segment(strategy) + "/processes/" + kind;
}

std::string describe(const json& process) {
  auto y = text_of(process, "strategy") + " " + text_of(process, "kind") + ": "
           + text_of(process, "state");
  if (process.contains("live") && process["live"].is_boolean())
    y += process["live"].get<bool>() ? ", LIVE" : ", dry run";
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

/// Reads the events of the state until `sink` has seen enough.
std::optional<std::string>
follow_state(rest_client& to, const std::string& type,
             const std::function<bool(const json&)>& sink) {
  return to.follow(json::array({{{"name", "state"}}}), [&](const json& x) {
    auto op = x.value("op", "");
    if (op == "snapshot") {
      auto data = x.find("data");
      if (data != x.end() && data->contains(type))
        for (auto& one : (*data)[type])
          if (!sink(one))
            return false;
      return true;
    }
    if (op == "event" && x.value("type", "") == type)
      return sink(x["data"]);
    return true;
  });
}

void print_strategy(const json& data, const json& strategy) {
  auto name = text_of(strategy, "strategy");
  std::cout << name << (strategy.value("enabled", true) ? "" : " (disabled)")
            << '\n';
  for (auto& p : data["process"])
    if (text_of(p, "strategy") == name) {
      std::cout << "  " << describe(p).substr(name.size() + 1) << '\n';
    }
  for (auto& r : data["run"])
    if (text_of(r, "strategy") == name) {
      std::cout << "  cycle " << text_of(r, "id") << ": "
                << text_of(r, "state");
      if (auto step = text_of(r, "step"); !step.empty())
        std::cout << " at " << step;
      if (auto outcome = text_of(r, "outcome"); !outcome.empty())
        std::cout << ": " << outcome;
      std::cout << '\n';
    }
  for (auto& s : data["schedule"])
    if (text_of(s, "strategy") == name) {
      auto& next = s["next"];
      std::cout << "  next run: "
                << (s.value("enabled", false) && !next.empty()
                        ? next[0].get<std::string>()
                        : std::string{"not scheduled"})
                << '\n';
    }
}

/// Prints what changed of a run's steps since the last time.
void print_steps(const json& run, std::map<std::string, std::string>& shown) {
  for (auto& s : run["steps"]) {
    auto name = text_of(s, "name");
    auto state = text_of(s, "state");
    auto& last = shown[name];
    if (state == last || state == "pending")
      continue;
    last = state;
    std::cout << "  " << name << ": " << state;
    if (auto error = text_of(s, "error"); !error.empty())
      std::cout << ": " << error;
    std::cout << std::endl; // a pipe's reader wants to follow as well
  }
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
  auto& data = y.body["data"];
  for (auto& s : data["strategy"])
    print_strategy(data, s);
  for (auto& p : data["part"])
    if (auto state = text_of(p, "state"); state != "ready")
      std::cout << "part " << text_of(p, "part") << ": " << state << " "
                << text_of(p, "note") << '\n';
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
    auto broke = follow_state(*to, "process", [&](const json& p) {
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
  std::map<std::string, std::string> shown;
  if (!x.json)
    std::cout << "cycle " << id << std::endl;
  while (!has_ended(run)) {
    auto broke = follow_state(*to, "run", [&](const json& r) {
      if (text_of(r, "id") != id)
        return true;
      run = r;
      if (!x.json)
        print_steps(run, shown);
      return !has_ended(run);
    });
    if (broke) {
      std::cerr << "ftmanager: " << *broke << '\n';
      return exits::no_manager;
    }
  }
  if (x.json)
    std::cout << run.dump() << '\n';
  else
    std::cout << text_of(run, "state") << ": " << text_of(run, "outcome")
              << '\n';
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
