#include "actors/orchestrator/journal.hpp"

#include "shared/json/decision.hpp"
#include "shared/json/enums.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace ftm {

using storage::outcome;
using storage::row;
using storage::value;

int64_t to_ns(timestamp x) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             x.time_since_epoch())
      .count();
}

timestamp from_ns(int64_t x) {
  return timestamp{std::chrono::duration_cast<timestamp::duration>(
      std::chrono::nanoseconds{x})};
}

namespace {

value time_value(const std::optional<timestamp>& x) {
  return x ? value{to_ns(*x)} : value{nullptr};
}

std::optional<timestamp> time_at(const row& x, int column) {
  if (x.is_null(column))
    return {};
  return from_ns(x.integer(column));
}

template <class Enum>
Enum enum_at(const row& x, int column) {
  return from_string<Enum>(x.text(column)).value_or(Enum{});
}

void complain(const outcome& x) {
  if (!x.ok())
    spdlog::error("orchestrator: journal cannot be read: {}", x.error);
}

outcome save_step(storage::database& db, const std::string& run, size_t i,
                  const step_status& x) {
  return db.run("INSERT OR REPLACE INTO steps(run, position, kind, state, "
                "started_at, ended_at, attempts, launch, error, note, done, "
                "total) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
                {run, static_cast<int64_t>(i), std::string{to_string(x.kind)},
                 std::string{to_string(x.state)}, time_value(x.started_at),
                 time_value(x.ended_at), int64_t{x.attempts}, x.launch, x.error,
                 x.note, static_cast<int64_t>(x.done),
                 static_cast<int64_t>(x.total)});
}

} // namespace

std::string journal::save(const run_record& x) {
  auto& s = x.status;
  auto y = db_.transact([&]() -> outcome {
    auto written = db_.run(
        "INSERT INTO runs(id, strategy, trigger, asked_by, state, started_at, "
        "ended_at, reason, outcome, memory) VALUES(?,?,?,?,?,?,?,?,?,?) "
        "ON CONFLICT(id) DO UPDATE SET state=excluded.state, "
        "ended_at=excluded.ended_at, reason=excluded.reason, "
        "outcome=excluded.outcome, memory=excluded.memory",
        {s.id, s.strategy, std::string{to_string(s.trigger)}, s.by,
         std::string{to_string(s.state)}, to_ns(s.started_at),
         time_value(s.ended_at), s.reason, s.outcome, encode_memory(x.memory)});
    for (size_t i = 0; written.ok() && i < s.steps.size(); ++i)
      written = save_step(db_, s.id, i, s.steps[i]);
    return written;
  });
  return y.error;
}

std::string journal::save_decision(const std::string& run, const ranking& x) {
  return db_
      .run("INSERT OR REPLACE INTO decisions(run, ranking) VALUES(?,?)",
           {run, encode_ranking(x)})
      .error;
}

std::vector<step_status> journal::steps(const std::string& run) {
  std::vector<step_status> ys;
  complain(db_.query(
      "SELECT kind, state, started_at, ended_at, attempts, launch, error, "
      "note, done, total FROM steps WHERE run=? ORDER BY position",
      {run}, [&](const row& x) {
        step_status y;
        y.kind = enum_at<step_kind>(x, 0);
        y.state = enum_at<step_state>(x, 1);
        y.started_at = time_at(x, 2);
        y.ended_at = time_at(x, 3);
        y.attempts = static_cast<uint32_t>(x.integer(4));
        y.launch = x.text(5);
        y.error = x.text(6);
        y.note = x.text(7);
        y.done = static_cast<uint64_t>(x.integer(8));
        y.total = static_cast<uint64_t>(x.integer(9));
        ys.push_back(std::move(y));
      }));
  return ys;
}

std::vector<run_record> journal::select(const std::string& where,
                                        const std::vector<value>& values) {
  std::vector<run_record> ys;
  complain(db_.query("SELECT id, strategy, trigger, asked_by, state, "
                     "started_at, ended_at, reason, outcome, memory FROM runs "
                         + where,
                     values, [&](const row& x) {
                       run_record y;
                       y.status.id = x.text(0);
                       y.status.strategy = x.text(1);
                       y.status.trigger = enum_at<run_trigger>(x, 2);
                       y.status.by = x.text(3);
                       y.status.state = enum_at<run_state>(x, 4);
                       y.status.started_at = from_ns(x.integer(5));
                       y.status.ended_at = time_at(x, 6);
                       y.status.reason = x.text(7);
                       y.status.outcome = x.text(8);
                       if (auto m = decode_memory(x.text(9)))
                         y.memory = std::move(*m);
                       ys.push_back(std::move(y));
                     }));
  for (auto& y : ys)
    y.status.steps = steps(y.status.id);
  return ys;
}

std::optional<run_record> journal::find(const std::string& run) {
  auto ys = select("WHERE id=?", {run});
  return ys.empty() ? std::nullopt : std::optional{std::move(ys.front())};
}

std::optional<ranking> journal::decision(const std::string& run) {
  std::optional<ranking> y;
  complain(db_.query("SELECT ranking FROM decisions WHERE run=?", {run},
                     [&](const row& x) { y = decode_ranking(x.text(0)); }));
  return y;
}

std::vector<run_status> journal::list(const runs_query& x) {
  std::string where = "WHERE 1";
  std::vector<value> values;
  if (!x.strategy.empty()) {
    where += " AND strategy=?";
    values.emplace_back(x.strategy);
  }
  if (!x.run.empty()) {
    where += " AND id=?";
    values.emplace_back(x.run);
  }
  if (!x.before.empty()) {
    where += " AND seq<(SELECT seq FROM runs WHERE id=?)";
    values.emplace_back(x.before);
  }
  values.emplace_back(int64_t{std::clamp(x.limit, 1u, 1000u)});
  std::vector<run_status> ys;
  for (auto& y : select(where + " ORDER BY seq DESC LIMIT ?", values))
    ys.push_back(std::move(y.status));
  return ys;
}

std::vector<run_record> journal::unfinished() {
  return select("WHERE ended_at IS NULL ORDER BY seq", {});
}

std::optional<run_record> journal::last(const std::string& strategy) {
  auto ys = select("WHERE strategy=? ORDER BY seq DESC LIMIT 1", {strategy});
  return ys.empty() ? std::nullopt : std::optional{std::move(ys.front())};
}

} // namespace ftm
