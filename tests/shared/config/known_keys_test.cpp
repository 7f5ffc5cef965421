#include "shared/config/problems.hpp"
#include "shared/config/settings.hpp"
#include "shared/util/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

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
