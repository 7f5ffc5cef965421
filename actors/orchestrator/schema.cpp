#include "actors/orchestrator/schema.hpp"

namespace ftm {

const std::vector<std::string_view>& orchestrator_schema() {
  static const std::vector<std::string_view> y{
      // 1: runs, decisions, params, configs
      R"(
CREATE TABLE runs(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  strategy TEXT NOT NULL,
  trigger TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  reason TEXT NOT NULL,
  outcome TEXT NOT NULL,
  memory TEXT NOT NULL);
CREATE INDEX runs_of_strategy ON runs(strategy, seq);
CREATE INDEX unfinished_runs ON runs(seq) WHERE ended_at IS NULL;
CREATE TABLE steps(
  run TEXT NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  attempts INTEGER NOT NULL,
  launch TEXT NOT NULL,
  error TEXT NOT NULL,
  note TEXT NOT NULL,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  PRIMARY KEY(run, position)) WITHOUT ROWID;
CREATE TABLE decisions(
  run TEXT PRIMARY KEY,
  ranking TEXT NOT NULL);
CREATE TABLE params(
  version TEXT PRIMARY KEY,
  content BLOB NOT NULL);
CREATE TABLE params_history(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  strategy TEXT NOT NULL,
  version TEXT NOT NULL,
  at INTEGER NOT NULL,
  run TEXT NOT NULL,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  source_version TEXT NOT NULL);
CREATE INDEX params_of_strategy ON params_history(strategy, seq);
CREATE TABLE configs(
  revision INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  path TEXT NOT NULL,
  yaml TEXT NOT NULL,
  overrides TEXT NOT NULL);
)",
  };
  return y;
}

} // namespace ftm
