#include "actors/orchestrator/config_store.hpp"

#include "actors/orchestrator/journal.hpp"
#include "actors/orchestrator/run_state_machine.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace ftm {

using storage::outcome;
using storage::row;
using storage::value;

std::optional<config_text>
config_store::select(const std::string& where,
                     const std::vector<value>& values) {
  std::optional<config_text> y;
  auto done =
      db_.query("SELECT revision, path, yaml, overrides FROM configs " + where,
                values, [&](const row& r) {
                  y = config_text{static_cast<uint64_t>(r.integer(0)),
                                  r.text(1), r.text(2), r.text(3)};
                });
  if (!done.ok())
    spdlog::error("orchestrator: kept config cannot be read: {}", done.error);
  return y;
}

std::optional<config_text> config_store::newest() {
  return select("ORDER BY revision DESC LIMIT 1", {});
}

std::optional<config_text> config_store::find(uint64_t revision) {
  return select("WHERE revision=?", {static_cast<int64_t>(revision)});
}

std::string config_store::save(const config_text& x, uint64_t keep_from,
                               timestamp now) {
  auto revision = static_cast<int64_t>(x.revision);
  auto y = db_.transact([&]() -> outcome {
    auto done = db_.run("INSERT OR REPLACE INTO configs(revision, at, path, "
                        "yaml, overrides) VALUES(?,?,?,?,?)",
                        {revision, to_ns(now), x.path, x.yaml, x.overrides});
    if (!done.ok())
      return done;
    auto oldest = std::min(revision - 20, static_cast<int64_t>(keep_from));
    return db_.run("DELETE FROM configs WHERE revision<?", {oldest});
  });
  return y.error;
}

std::string with_switches(const std::string& overrides, const switches& x) {
  auto y = nlohmann::json::parse(overrides, nullptr, false);
  if (!y.is_object())
    y = nlohmann::json::object();
  auto& mine = y["strategies"][x.strategy];
  if (x.steps) {
    auto names = nlohmann::json::array();
    for (auto step : in_order(*x.steps))
      names.push_back(to_string(step));
    mine["steps"] = names;
  }
  if (x.scheduled)
    mine["scheduled"] = *x.scheduled;
  return y.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace ftm
