#include "actors/orchestrator/vault.hpp"

#include "actors/orchestrator/journal.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace ftm {

using storage::blob;
using storage::outcome;
using storage::row;
using storage::value;

std::string params_vault::keep(const std::string& strategy,
                               const params_content& x, const std::string& run,
                               const params_source& origin, timestamp now) {
  auto version = version_of(x);
  auto y = db_.transact([&]() -> outcome {
    std::string newest;
    auto done =
        db_.query("SELECT version FROM params_history WHERE "
                  "strategy=? ORDER BY seq DESC LIMIT 1",
                  {strategy}, [&](const row& r) { newest = r.text(0); });
    if (!done.ok() || newest == version)
      return done;
    if (x)
      done = db_.run("INSERT OR IGNORE INTO params(version, content) "
                     "VALUES(?,?)",
                     {version, blob{*x}});
    if (!done.ok())
      return done;
    return db_.run("INSERT INTO params_history(strategy, version, at, run, "
                   "file, line, source_version) VALUES(?,?,?,?,?,?,?)",
                   {strategy, version, to_ns(now), run, origin.file,
                    static_cast<int64_t>(origin.line), origin.version});
  });
  return y.error;
}

std::optional<params_content>
params_vault::content(const std::string& version) {
  if (version == no_params)
    return params_content{};
  std::optional<params_content> y;
  auto done = db_.query("SELECT content FROM params WHERE version=?", {version},
                        [&](const row& r) { y.emplace(r.text(0)); });
  if (!done.ok())
    spdlog::error("orchestrator: vault cannot be read: {}", done.error);
  return y;
}

std::vector<params_version> params_vault::list(const params_query& x,
                                               const std::string& live) {
  std::string sql = "SELECT version, at, run, file, line, source_version FROM "
                    "params_history WHERE strategy=?";
  std::vector<value> values{x.strategy};
  if (!x.version.empty()) {
    sql += " AND version=?";
    values.emplace_back(x.version);
  }
  values.emplace_back(
      int64_t{x.version.empty() ? std::clamp(x.limit, 1u, 1000u) : 1u});
  std::vector<params_version> ys;
  bool found_live = false;
  auto done =
      db_.query(sql + " ORDER BY seq DESC LIMIT ?", values, [&](const row& r) {
        params_version y;
        y.version = r.text(0);
        y.at = from_ns(r.integer(1));
        y.run = r.text(2);
        y.origin = {r.text(3), static_cast<uint64_t>(r.integer(4)), r.text(5)};
        // A version that came back stands there twice; the newest is live.
        y.live = y.version == live && !found_live;
        found_live = found_live || y.live;
        ys.push_back(std::move(y));
      });
  if (!done.ok())
    spdlog::error("orchestrator: vault cannot be read: {}", done.error);
  if (!x.version.empty())
    for (auto& y : ys)
      if (auto text = content(y.version); text && *text)
        y.json = **text;
  return ys;
}

} // namespace ftm
