#include "shared/config/bot_config.hpp"
#include "shared/config/init.hpp"
#include "shared/config/verify.hpp"
#include "shared/util/clock.hpp"
#include "tests/shared/config/parse_support.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

using namespace ftm;
using namespace ftm::config;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

namespace {

/// A folder with a freqtrade in ft/.
class disk : public ::testing::Test {
protected:
  disk() {
    std::string name = (fs::temp_directory_path() / "ftm-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    executable("ft/.venv/bin/freqtrade");
    write("ft/config.json", R"({"dry_run": true, "stake_currency": "USDT",
                               "initial_state": "running"})");
  }

  ~disk() override {
    fs::remove_all(folder_);
  }

  void write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream{folder_ / name} << text;
  }

  void executable(const std::string& name) {
    write(name, "#!/bin/sh\n");
    fs::permissions(folder_ / name, fs::perms::owner_all);
  }

  loaded read(const std::string& more) {
    auto x = parse("strategies:\n  - name: A\n    freqtrade: {directory: ft}\n"
                       + more,
                   folder_ / "config.yaml");
    EXPECT_TRUE(x.value);
    return x;
  }

  verification look(const std::string& more) {
    return verify(read(more), *from_rfc3339("2026-11-23T12:00:00Z"));
  }

  std::string told(const std::string& more) {
    std::string y;
    for (auto& x : look(more).problems)
      y += to_text(x, "config.yaml") + "\n";
    auto here = folder_.string() + "/";
    for (size_t i; (i = y.find(here)) != std::string::npos;)
      y.erase(i, here.size());
    return y;
  }

  static std::string told_of(const verification& x) {
    std::string y;
    for (auto& p : x.problems)
      y += to_text(p, "config.yaml") + "\n";
    return y;
  }

  std::optional<bool> live(const std::string& more) {
    return is_live(read(more).value->strategies[0]);
  }

  fs::path folder_;
};

} // namespace

TEST_F(disk, verifies_a_good_config_without_a_word) {
  auto x = look("    schedule: {time_zone: UTC}\n");
  EXPECT_TRUE(x.problems.empty());
  ASSERT_EQ(x.strategies.size(), 1u);
  EXPECT_TRUE(x.strategies[0].executable_found);
  EXPECT_EQ(x.strategies[0].live, false);
  EXPECT_THAT(x.strategies[0].next_text,
              ElementsAre("2026-11-24 02:00 UTC", "2026-11-25 02:00 UTC",
                          "2026-11-26 02:00 UTC"));
}

TEST_F(disk, tells_what_is_not_there_with_the_line_that_names_it) {
  EXPECT_EQ(told("    config: live.json\n"),
            "config.yaml:4: error: strategies[0].config: config not found: "
            "ft/live.json (No such file or directory)\n");
  fs::remove(folder_ / "ft/.venv/bin/freqtrade");
  EXPECT_EQ(told(""), "config.yaml:2: error: "
                      "strategies[0].freqtrade.venv_path: FreqTrade "
                      "executable not found: ft/.venv/bin/freqtrade\n");
  write("ft/.venv/bin/freqtrade", "");
  EXPECT_THAT(told(""), HasSubstr("may not be executed"));
  fs::remove_all(folder_ / "ft");
  EXPECT_EQ(told(""), "config.yaml:3: error: "
                      "strategies[0].freqtrade.directory: freqtrade's folder "
                      "not found: ft\n");
}

TEST_F(disk, only_warns_of_strategies_that_are_not_enabled) {
  EXPECT_THAT(told("    enabled: false\n    config: live.json\n"),
              HasSubstr("warning: strategies[0].config"));
}

TEST_F(disk, reads_configs_as_freqtrade_does) {
  write("ft/config.json",
        "{ // a \"comment\"\n \"dry_run\": false, /* , */\n"
        " \"initial_state\": \"running\",\n"
        " \"url\": \"http://x//y, }\", \"list\": [1, 2, ],\n}\n");
  EXPECT_EQ(told(""), "");
  EXPECT_EQ(live(""), true);
  write("ft/config.json", "{\n \"exchange\": {\"key\": \"s3cret\" oops}}");
  auto x = told("");
  EXPECT_THAT(x, HasSubstr("ft/config.json: parse error at line 2"));
  EXPECT_THAT(x, Not(HasSubstr("s3cret")));
  write("ft/config.json", "[]");
  EXPECT_THAT(told(""), HasSubstr("no JSON object"));
}

TEST_F(disk, knows_whether_trade_is_live) {
  EXPECT_EQ(live(""), false);
  EXPECT_EQ(live("    environment: {FREQTRADE__DRY_RUN: 'false'}\n"), true);
  write("ft/live.json", R"({"dry_run": false})");
  EXPECT_EQ(live("    trade_config: live.json\n"), true);
  EXPECT_EQ(live("    trade_config: live.json\n"
                 "    trade_extra_args: --dry-run\n"),
            false);
  EXPECT_EQ(live("    trade_extra_args: -c live.json\n"), true);
  EXPECT_EQ(live("    trade_extra_args: --config=live.json\n"), true);
  EXPECT_EQ(live("    config: missing.json\n"), std::nullopt);
  write("ft/silent.json", "{}");
  EXPECT_EQ(live("    config: silent.json\n"), std::nullopt);
}

TEST_F(disk, a_config_outranks_the_files_it_adds) {
  write("ft/sub/base.json", R"({"dry_run": true, "a": {"x": 1, "y": 1}})");
  write("ft/config.json", R"({"add_config_files": ["sub/base.json"],
                              "dry_run": false, "a": {"y": 2}})");
  EXPECT_EQ(live(""), true);
  std::string error;
  auto x = read_bot_config(folder_ / "ft/config.json", error);
  ASSERT_TRUE(x) << error;
  EXPECT_EQ((*x)["a"].dump(), R"({"x":1,"y":2})");
  write("ft/sub/base.json", R"({"add_config_files": ["base.json"]})");
  EXPECT_THAT(told(""), HasSubstr("more than 5 levels"));
}

TEST_F(disk, warns_of_what_two_strategies_share) {
  const std::string second = "  - {name: B, freqtrade: {directory: ft}";
  EXPECT_THAT(told(second + "}\n"),
              HasSubstr("the database sqlite:///tradesv3.dryrun.sqlite, which "
                        "is also that of the strategy A"));
  EXPECT_EQ(told(second + ", trade_extra_args: --db-url sqlite:///b.sqlite}\n"),
            "");
  EXPECT_EQ(told(second + ", enabled: false}\n"), "");
  write("ft/config.json", R"({"dry_run": true,
    "db_url": "postgresql://me:hunter2@db/x",
    "api_server": {"enabled": true, "listen_port": 8123}})");
  auto x = told(second + "}\n");
  EXPECT_THAT(x, HasSubstr("the port 8123 of the bot's API"));
  EXPECT_THAT(x, HasSubstr("postgresql://db/x"));
  EXPECT_THAT(told("web: {port: 8123}\n"), HasSubstr("error: web.port"));
}

TEST_F(disk, two_ways_to_one_database_are_one) {
  fs::create_directory_symlink("ft", folder_ / "link");
  const std::string second =
      "  - {name: B, strategy_name: Other, freqtrade: {directory: link}}\n";
  EXPECT_THAT(told(second), HasSubstr("the database sqlite:///tradesv3"));
  EXPECT_THAT(told("    environment: {FREQTRADE__DB_URL: sqlite:////x.db}\n"
                   "  - {name: B, freqtrade: {directory: link},\n"
                   "     trade_extra_args: --db-url sqlite:////x.db}\n"),
              HasSubstr("config.yaml:6: warning: "
                        "strategies[1].trade_extra_args: found the database"));
}

TEST_F(disk, warnings_of_a_bot_name_the_config_that_they_come_from) {
  write("ft/config.json", R"({"dry_run": true, "api_server": {"enabled": true,
    "listen_ip_address": "0.0.0.0", "password": "hunter2"}})");
  auto x = told("    trade_config: config.json\n");
  EXPECT_THAT(x,
              HasSubstr("config.yaml:4: warning: strategies[0].trade_config: "
                        "found the bot's API on 0.0.0.0"));
  EXPECT_THAT(x, HasSubstr("easy to guess"));
  EXPECT_THAT(x, Not(HasSubstr("hunter2")));
  EXPECT_EQ(told("    enabled: false\n"), "");
}

TEST_F(disk, init_finds_what_a_freqtrade_folder_holds) {
  write("ft/user_data/strategies/a.py",
        "class Base(\n    IStrategy, Mixin\n):\n    pass\n"
        "class Helper(object): pass\n# class No(IStrategy)\n");
  write("ft/user_data/strategies/sub/b.py", "class Child(a.Base): pass\n");
  write("ft/user_data/strategies/__pycache__/c.py", "class C(IStrategy): 1\n");
  write("ft/user_data/live.json", R"({"dry_run": false,})");
  write("ft/user_data/broken.json", "{");
  write("ft/user_data/list.json", "[]");
  write("ft/package.json", "{\"name\": \"x\"}");
  auto x = look_through(folder_ / "ft/");
  EXPECT_EQ(x.venv, ".venv");
  ASSERT_EQ(x.strategies.size(), 2u);
  EXPECT_EQ(x.strategies[0].name, "Base");
  EXPECT_EQ(x.strategies[1].name, "Child");
  EXPECT_EQ(x.strategies[1].file, "user_data/strategies/sub/b.py");
  EXPECT_THAT(x.configs, ElementsAre("config.json", "user_data/live.json"));
}

TEST_F(disk, init_writes_what_parse_and_verify_accept) {
  write("ft/user_data/strategies/a.py", "class Yes(IStrategy): pass\n"
                                        "class Two(IStrategy): pass\n");
  auto target = folder_ / "config.yaml";
  auto text = make_config(look_through(folder_ / "ft"), target);
  auto x = parse(text, target);
  EXPECT_EQ(test::all_problems(x), "");
  ASSERT_TRUE(x.value);
  EXPECT_EQ(x.value->strategies[0].name, "Yes");
  EXPECT_EQ(x.value->strategies[0].directory, folder_ / "ft");
  EXPECT_FALSE(x.value->strategies[0].schedule.enabled);
  EXPECT_TRUE(x.value->strategies[0].enabled);
  EXPECT_FALSE(x.value->strategies[1].enabled);
  EXPECT_TRUE(verify(x, std::chrono::system_clock::now()).problems.empty());
}

TEST_F(disk, init_leaves_the_ports_of_the_bots_alone) {
  auto target = folder_ / "config.yaml";
  auto port = [&] {
    auto x = parse(make_config(look_through(folder_ / "ft"), target), target);
    EXPECT_EQ(test::all_problems(x), "");
    EXPECT_EQ(told_of(verify(x, std::chrono::system_clock::now())), "");
    return x.value ? x.value->web.port : 0;
  };
  write("ft/user_data/strategies/a.py", "class Yes(IStrategy): pass\n");
  EXPECT_EQ(port(), 8080);
  write("ft/config.json",
        R"({"dry_run": true, "initial_state": "running",
            "api_server": {"enabled": true,
            "password": "a-long-random-one"}})");
  EXPECT_EQ(port(), 8081) << "freqtrade's own default is 8080";
  write("ft/user_data/other.json", R"({"dry_run": true, "api_server":
    {"enabled": false, "listen_port": 8081}})");
  EXPECT_EQ(port(), 8082);
}

TEST_F(disk, verifies_what_is_sound_beside_what_is_not) {
  auto x = parse("process_stats_interval: never\n"
                 "strategies:\n"
                 "  - {name: A, hyperopt: {epochs: many}}\n"
                 "  - name: B\n"
                 "    freqtrade: {directory: nowhere}\n",
                 folder_ / "config.yaml");
  EXPECT_FALSE(x.value);
  auto y = verify(x, *from_rfc3339("2026-11-23T12:00:00Z"));
  ASSERT_EQ(y.strategies.size(), 1u);
  EXPECT_EQ(y.strategies[0].name, "B");
  EXPECT_THAT(told_of(y), HasSubstr("config.yaml:5: error: "
                                    "strategies[1].freqtrade.directory"));
}

TEST_F(disk, warns_where_it_cannot_know_about_real_money) {
  auto x = told("    trade_extra_args: --c live.json\n");
  EXPECT_THAT(x, HasSubstr("warning: strategies[0].trade_extra_args: "
                           "\"--c\" cannot be told for sure"));
}

TEST_F(disk, init_writes_a_valid_file_for_an_empty_or_odd_folder) {
  for (std::string name :
       {"empty", "with \"quotes\" and \\", "colon: # hash", "\xC3\xA9\n2"}) {
    fs::create_directories(folder_ / name);
    write(name + "/user_data/an: odd \"name\".json", "{\"dry_run\": true}");
    auto target = folder_ / "config.yaml";
    auto x = parse(make_config(look_through(folder_ / name), target), target);
    if (name.back() == '2') { // a path with a newline is refused, not misread
      EXPECT_FALSE(x.value);
      continue;
    }
    EXPECT_EQ(test::all_problems(x), "") << name;
    ASSERT_TRUE(x.value);
    EXPECT_EQ(x.value->strategies[0].directory, folder_ / name);
  }
}
