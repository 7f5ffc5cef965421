#include "deploy/ftmanager/client_commands.hpp"
#include "deploy/ftmanager/client_session.hpp"
#include "deploy/ftmanager/process_text.hpp"
#include "deploy/ftmanager/reload_watch.hpp"

#include <iostream>

namespace ftm {

namespace {

using nlohmann::json;

constexpr auto kind = "trade";

std::string stop_and_start(const std::string& strategy) {
  return "A stop and a start load the params as well:\n  ftmanager stop "
         + strategy + " trade && ftmanager start " + strategy + " trade\n";
}

/// What to do about trade that cannot be reloaded as it is now.
std::string way_out(rest_client& to, const std::string& strategy) {
  auto y = to.get(process_path(strategy, kind));
  if (!y)
    return "";
  auto state = text_of(y.body, "state");
  if (state == "held")
    return "The run that has paused it starts it again; it loads the params "
           "then.\n";
  if (is_over(state))
    return "It loads the params when it is started:\n  ftmanager start "
           + strategy + " trade\n";
  if (state == "stopping" || state == "backing_off")
    return "";
  return stop_and_start(strategy);
}

std::string with(const std::string& more) {
  return more.empty() ? "" : "; " + more;
}

/// Freqtrade begins anew as initial_state says: one that was suspended may
/// trade again.
std::string begun_text(const json& before, const json& after) {
  auto did_not = text_of(before, "worker_state") == "stopped";
  return did_not && text_of(after, "worker_state") == "running"
             ? "; IT TRADES AGAIN (initial_state)"
             : "";
}

} // namespace

int reload_command(const client_options& x, const std::string& strategy) {
  auto to = connect(x);
  auto y = to->post(process_path(strategy, kind) + "/reload");
  if (!y) {
    auto code = explain(*to, y);
    if (y.status == 409)
      std::cerr << way_out(*to, strategy);
    return code;
  }
  auto last = y.body;
  reload_watch watch{last};
  using outcome = reload_watch::outcome;
  if (!x.json && watch.state() == outcome::open)
    std::cout << describe_process(last) << "; it reloads" << std::endl;
  while (watch.state() == outcome::open) {
    auto broke = follow_state(*to, {"process"}, [&](auto&, const json& p) {
      if (text_of(p, "strategy") != strategy || text_of(p, "kind") != kind)
        return true;
      last = p;
      return watch.heed(p) == outcome::open;
    });
    if (broke)
      return explain_break(*broke);
  }
  auto done = watch.state() == outcome::done;
  if (x.json)
    std::cout << last.dump() << '\n';
  if (done && !x.json)
    std::cout << strategy << " trade: reloaded " << watch.note()
              << begun_text(y.body, last) << '\n';
  if (done)
    return exits::done;
  auto anew = text_of(last, "launch") != text_of(y.body, "launch");
  std::cerr << "ftmanager: " << strategy << " trade "
            << (watch.state() == outcome::lost ? "may not have been reloaded: "
                                               : "could not be reloaded: ")
            << watch.note() << with(worker_text(last)) << '\n'
            << (anew ? "" : way_out(*to, strategy));
  return exits::failed;
}

} // namespace ftm
