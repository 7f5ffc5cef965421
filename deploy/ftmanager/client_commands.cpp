#include "deploy/ftmanager/client_commands.hpp"

#include "deploy/ftmanager/client_session.hpp"
#include "deploy/ftmanager/process_text.hpp"
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

bool has_ended(const json& run) {
  auto state = text_of(run, "state");
  return state == "done" || state == "restored";
}

/// "15.8 MB", "12 kB".
std::string size_text(uint64_t bytes) {
  constexpr uint64_t kb = 1000, mb = 1000 * kb;
  if (bytes < mb)
    return std::to_string((bytes + kb - 1) / kb) + " kB";
  return std::to_string(bytes / mb) + "." + std::to_string(bytes % mb * 10 / mb)
         + " MB";
}

void tell_gone(uint64_t bytes) {
  std::cerr << "ftmanager: " << size_text(bytes)
            << " of older output are gone (output.max_mb)" << std::endl;
}

/// Whether the manager answers, and says that this has no launch at all.
bool was_never_started(rest_client& to, const std::string& strategy,
                       const std::string& kind) {
  auto y = to.get(process_path(strategy, kind));
  return y && text_of(y.body, "launch").empty();
}

} // namespace

int status_command(const client_options& x) {
  auto to = connect(x);
  auto y = to->get("/state");
  if (!y)
    return explain(*to, y);
  if (!y.body.is_object() || !y.body.contains("data")) {
    y.status = 0;
    y.problem = no_manager_at(to->url());
    return explain(*to, y);
  }
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
  if (!y) {
    auto code = explain(*to, y);
    if (text_of(y.body, "code") == "foreign_process")
      std::cerr << "End that process first; or, if both shall run, start this "
                   "one beside it:\n  ftmanager start "
                << strategy << ' ' << kind << " --force\n";
    return code;
  }
  std::cout << (x.json ? y.text : describe_process(y.body)) << '\n';
  return exits::done;
}

int stop_command(const client_options& x, const std::string& strategy,
                 const std::string& kind) {
  if (!is_known_kind(kind))
    return exits::bad_arguments;
  auto to = connect(x);
  auto y = to->post(process_path(strategy, kind) + "/stop");
  if (!y)
    return explain(*to, y);
  auto last = y.body;
  if (!x.json && !is_over(text_of(last, "state")))
    std::cout << describe_process(last) << std::endl;
  while (!is_over(text_of(last, "state"))) {
    auto broke = follow_state(*to, {"process"}, [&](auto&, const json& p) {
      if (text_of(p, "strategy") == strategy && text_of(p, "kind") == kind)
        last = p;
      return !is_over(text_of(last, "state"));
    });
    if (broke)
      return explain_break(*broke);
  }
  std::cout << (x.json ? last.dump() : describe_process(last)) << '\n';
  return exits::done;
}

int run_command(const client_options& x, const std::string& strategy,
                bool follow) {
  auto to = connect(x);
  auto y = to->post("/strategies/" + encode_segment(strategy) + "/runs",
                    json::object(), "cli-" + random_hex(8));
  if (!y)
    return explain(*to, y);
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
    if (broke)
      return explain_break(*broke);
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
  auto print = [&](const std::string& s) {
    if (x.json)
      std::cout << json{{"text", s}}.dump(-1, ' ', false,
                                          json::error_handler_t::replace)
                << std::endl;
    else
      std::cout << s << std::flush;
    return bool{std::cout};
  };
  auto y = to->output(strategy, kind, "", 0, follow, print, tell_gone);
  if (y)
    return exits::done;
  if (y.status == 404 && was_never_started(*to, strategy, kind))
    y.problem = strategy + " " + kind + " was never started: it has no output.";
  return explain(*to, y);
}

} // namespace ftm
