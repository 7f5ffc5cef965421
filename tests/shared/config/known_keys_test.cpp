#include "shared/config/problems.hpp"
#include "shared/config/settings.hpp"
#include "shared/protocol/epoch_fields.hpp"
#include "shared/util/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>

using namespace ftm;
using namespace ftm::config;
using nlohmann::json;

namespace {

const std::filesystem::path folder =
    std::filesystem::path{FTM_FIXTURES} / "../../deploy/config";

json schema() {
  return json::parse(read_file(folder / "config.schema.json").value_or(""));
}

/// Every key that a schema has, as known_keys() writes them.
void collect(const json& root, json x, const std::string& path,
             std::set<std::string>& out) {
  if (x.contains("$ref")) {
    auto name = x["$ref"].get<std::string>();
    x = root["definitions"][name.substr(name.rfind('/') + 1)];
  }
  if (!path.empty())
    out.insert(path);
  if (x.contains("items"))
    collect(root, x["items"], path + "[]", out);
  if (x.contains("properties"))
    for (auto& [key, value] : x["properties"].items())
      collect(root, value, path.empty() ? key : path + "." + key, out);
}

} // namespace

TEST(known_keys, are_those_of_the_schema) {
  std::set<std::string> of_schema;
  auto root = schema();
  collect(root, root, "", of_schema);
  std::erase_if(of_schema, [](auto& x) { return x.ends_with("]"); });
  std::set<std::string> of_parser{known_keys().begin(), known_keys().end()};
  EXPECT_EQ(of_parser, of_schema);
  EXPECT_GT(of_parser.size(), 100u);
}

TEST(known_keys, are_all_in_the_documentation) {
  auto text = read_file(folder / "../../docs/CONFIGURATION.md").value_or("");
  for (auto& x : known_keys()) {
    auto last = x.substr(x.find_last_of('.') + 1);
    EXPECT_NE(text.find("`" + last + "`"), std::string::npos) << x;
  }
}

TEST(known_keys, of_the_schema_have_the_defaults_of_the_parser) {
  auto root = schema();
  auto& d = root["definitions"];
  hyperopt_settings h;
  auto p = d["hyperopt"]["properties"];
  EXPECT_EQ(p["epochs"]["default"], h.epochs);
  EXPECT_EQ(p["jobs"]["default"], h.jobs);
  EXPECT_EQ(p["spaces"]["default"], json(h.spaces));
  EXPECT_EQ(p["min_trades"]["default"], h.min_trades);
  EXPECT_EQ(p["timeframe_detail"]["default"], h.timeframe_detail);
  EXPECT_EQ(p["timeout_minutes"]["default"], h.timeout_minutes);
  EXPECT_EQ(p["loss_function"]["default"], h.loss_function);
  download_settings l;
  p = d["download_data"]["properties"];
  EXPECT_EQ(p["timeframes"]["default"], json(l.timeframes));
  EXPECT_EQ(p["days_back"]["default"], l.days_back);
  schedule_settings s;
  p = d["schedule"]["properties"];
  EXPECT_EQ(p["cron"]["default"], s.cron);
  EXPECT_EQ(p["cleanup_days"]["default"], s.cleanup_days);
  restart_policy r;
  p = d["restart_policy"]["properties"];
  EXPECT_EQ(p["intensity"]["default"], r.intensity);
  EXPECT_EQ(p["period_s"]["default"], r.period.count());
  EXPECT_EQ(p["backoff_ms"]["default"], r.backoff.count());
  EXPECT_EQ(p["backoff_max_ms"]["default"], r.backoff_max.count());
  EXPECT_EQ(p["stable_s"]["default"], r.stable.count());
  strategy_settings x;
  EXPECT_EQ(p["mode"]["default"], to_string(x.trade_restart.mode));
  p = d["health"]["properties"];
  EXPECT_EQ(p["hung_after"]["default"], x.health.hung_after.count());
  EXPECT_EQ(p["restart_hung"]["default"], x.health.restart_hung);
  EXPECT_EQ(p["rest"]["default"], x.health.rest);
  EXPECT_EQ(p["poll_interval"]["default"].get<int64_t>() * 1000,
            x.health.poll_interval.count());
  EXPECT_EQ(d["output"]["properties"]["max_mb"]["default"].get<uint64_t>()
                << 20,
            x.log_limit);
}

TEST(known_keys, of_priorities_have_the_defaults_of_the_parser) {
  auto d = schema()["definitions"];
  for (auto kind : {process_kind::trade, process_kind::download_data,
                    process_kind::backtest, process_kind::hyperopt,
                    process_kind::hyperopt_show}) {
    auto ref =
        d["priority"]["properties"][to_string(kind)]["$ref"].get<std::string>();
    auto p = d[ref.substr(ref.rfind('/') + 1)]["properties"];
    auto x = priority({}, kind);
    EXPECT_EQ(p["nice"]["default"], x.nice);
    EXPECT_EQ(p["io"]["default"], x.io_class == 2 ? "best_effort" : "inherit");
    EXPECT_EQ(p["io_level"]["default"], x.io_level);
    EXPECT_EQ(p["oom_score_adj"]["default"], x.oom_score_adj);
  }
}

/// Where the value of a key goes, if its name does not say so: a member of the
/// settings. Those that `steps` is made of are read through it.
const std::map<std::string, std::string> members{
    {"config", "trade_config"},
    {"strategies[].config", "trade_config"},
    {"freqtrade.directory", "directory"},
    {"freqtrade.venv_path", "executable"},
    {"download_data.enabled", "steps"},
    {"backtest.enabled", "steps"},
    {"hyperopt.enabled", "steps"},
    {"extract.enabled", "steps"},
    {"extract.on_new_best", "extract_on_new_best"},
    {"restart.enabled", "steps"},
    {"timerange_start_days_ago", "start_days_ago"},
    {"timerange_end_days_ago", "end_days_ago"},
    {"stop", "stop_ladder"},
    {"restart_policy", "trade_restart"},
    {"epoch_criteria", "criteria"},
    {"stable_s", "stable"},
    {"io", "io_class"},
    {"output.max_mb", "log_limit"},
    {"monitoring.poll_interval", "poll_interval_s"},
    {"period_s", "period"},
    {"backoff_ms", "backoff"},
    {"backoff_max_ms", "backoff_max"},
    {"operator", "op"}};

/// Whether a source that is not of this room or of its tests reads `member`.
bool is_read(const std::string& member) {
  static const auto sources = [] {
    std::string y;
    for (auto room : {"actors", "gateway", "deploy/ftmanager"})
      for (auto& x : std::filesystem::recursive_directory_iterator{
               folder / "../.." / room})
        if (x.path().extension() == ".cpp" || x.path().extension() == ".hpp")
          y += read_file(x.path()).value_or("");
    return y;
  }();
  for (size_t at = 0; (at = sources.find(member, at)) != std::string::npos;) {
    auto before = at == 0 ? ' ' : sources[at - 1];
    auto after = sources[std::min(at + member.size(), sources.size() - 1)];
    auto word = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
    };
    at += member.size();
    if (!word(before) && !word(after))
      return true;
  }
  return false;
}

TEST(known_keys, have_an_effect_or_a_warning) {
  std::string warned;
  for (auto& p : parse("monitoring: {max_errors: 3}\n"
                       "strategies: [{name: A, freqtrade: {directory: /ft}}]\n",
                       "/srv/config.yaml")
                     .problems)
    if (p.found.starts_with("has no effect here: "))
      warned += p.key + "\n";
  EXPECT_EQ(warned, "monitoring.max_errors\n");
  auto& keys = known_keys();
  for (auto& key : keys) {
    auto holds_others = [&](auto& x) {
      return x.starts_with(key + ".") || x.starts_with(key + "[].");
    };
    if (warned.find(key + "\n") != std::string::npos
        || std::any_of(keys.begin(), keys.end(), holds_others))
      continue;
    auto member = key.substr(key.find_last_of('.') + 1);
    auto section = key.substr(0, key.size() - member.size());
    for (auto& [name, value] : members)
      if (key == name || key.ends_with("." + name))
        member = value;
    if (section.ends_with("stop."))
      member = "stop_ladder";
    EXPECT_TRUE(is_read(member)) << key << " (" << member << ")";
  }
}

TEST(judged_fields, are_those_of_the_schema) {
  auto field = schema()["definitions"]["criterion"]["properties"]["field"];
  EXPECT_EQ(field["anyOf"][0]["enum"].get<std::vector<std::string>>(),
            judged_fields());
}

TEST(judged_fields, stand_in_the_documentation_with_what_is_better) {
  auto text = read_file(folder / "../../docs/CONFIGURATION.md").value_or("");
  auto table = text.substr(text.find("| field | unit | better |"));
  table = table.substr(0, table.find("\n\n"));
  size_t found = 0;
  for (auto& name : judged_fields()) {
    auto at = table.find("`" + name + "`");
    ASSERT_NE(at, std::string::npos) << name;
    auto row = table.substr(at, table.find('\n', at) - at);
    auto larger =
        info(epoch_column_of(name)->field).direction == better::larger;
    EXPECT_TRUE(row.ends_with(larger ? "| more |" : "| less |")) << row;
    ++found;
  }
  EXPECT_EQ(found, 20u);
}

TEST(example, has_no_problem_at_all) {
  auto text = read_file(folder / "config.example.yaml").value_or("");
  auto x = parse(text, "/srv/manager/config.yaml");
  std::string problems;
  for (auto& p : x.problems)
    problems += to_text(p, "config.example.yaml") + "\n";
  EXPECT_EQ(problems, "");
  ASSERT_TRUE(x.value);
  EXPECT_EQ(x.value->strategies.size(), 2u);
  EXPECT_EQ(x.value->strategies[0].directory, "/srv/freqtrade");
  EXPECT_EQ(x.value->strategies[1].criteria.at(0).sort, sorting::ascending);
}
