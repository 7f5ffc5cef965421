#include "shared/config/bot_config.hpp"
#include "shared/config/places.hpp"
#include "shared/util/file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <sys/stat.h>

using namespace ftm;
using namespace ftm::config;
namespace fs = std::filesystem;

namespace {

/// A freqtrade folder with configs.
class bot_config : public ::testing::Test {
protected:
  bot_config() {
    std::string name = (fs::temp_directory_path() / "ftm-XXXXXX").string();
    folder_ = fs::canonical(::mkdtemp(name.data()));
    spec_.folder = folder_.string();
    spec_.command = {"freqtrade", "trade", "-c", "c.json", "--strategy", "S"};
    settings_.directory = folder_;
    settings_.trade_config = settings_.hyperopt_config = "c.json";
  }

  ~bot_config() override {
    fs::remove_all(folder_);
  }

  void write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    EXPECT_FALSE(write_file_durably(folder_ / name, text));
  }

  std::optional<bool> live(const std::string& text) {
    write("c.json", text);
    return is_live(spec_);
  }

  std::optional<bool> live_with(const std::vector<std::string>& extra) {
    settings_.trade_extra_args = extra;
    auto x = spec_;
    x.command.insert(x.command.end(), extra.begin(), extra.end());
    EXPECT_EQ(is_live(settings_), is_live(x)) << "checked and started alike";
    return is_live(x);
  }

  fs::path folder_;
  process_spec spec_;
  strategy_settings settings_;
};

} // namespace

TEST_F(bot_config, says_whether_real_money_is_used) {
  EXPECT_EQ(live("{\"dry_run\": false}"), true);
  EXPECT_EQ(live("{\"dry_run\": true}"), false);
  EXPECT_EQ(live("{ // no \"dry_run\": true\n \"dry_run\": false, /* x */ }"),
            true);
}

TEST_F(bot_config, never_says_dry_of_what_is_not_known) {
  EXPECT_EQ(live("{}"), std::nullopt) << "freqtrade wants it said";
  EXPECT_EQ(live("not json"), std::nullopt);
  EXPECT_EQ(live("{\"dry_run\": \"true\"}"), std::nullopt);
  spec_.environment["FREQTRADE__DRY_RUN"] = "1";
  EXPECT_EQ(live("{\"dry_run\": true}"), std::nullopt) << "a number is none";
  spec_.environment.clear();
  spec_.command[3] = "missing.json";
  EXPECT_EQ(live("{\"dry_run\": true}"), std::nullopt);
}

TEST_F(bot_config, follows_added_files_and_options) {
  write("more.json", "{\"dry_run\": false}");
  EXPECT_EQ(live("{\"add_config_files\": [\"more.json\"]}"), true);
  spec_.environment["FREQTRADE__DRY_RUN"] = "true";
  EXPECT_EQ(live("{\"dry_run\": false}"), false);
  spec_.environment.clear();
  spec_.command.emplace_back("--dry-run");
  EXPECT_EQ(live("{\"dry_run\": false}"), false);
}

TEST_F(bot_config, sees_real_money_in_every_form_of_the_option) {
  write("c.json", "{\"dry_run\": true}");
  write("live.json", "{\"dry_run\": false}");
  EXPECT_EQ(live_with({}), false);
  for (const std::vector<std::string>& x :
       {std::vector<std::string>{"-clive.json"},
        {"-c=live.json"},
        {"--conf", "live.json"},
        {"--confi=live.json"},
        {"-vclive.json"}})
    EXPECT_EQ(live_with(x), true) << x.front();
  EXPECT_EQ(live_with({"--c", "live.json"}), std::nullopt);
  EXPECT_EQ(live_with({"--conf", "live.json", "-c", "c.json"}), false)
      << "the last one counts";
}

TEST_F(bot_config, without_an_option_the_usual_files_count) {
  spec_.command = {"freqtrade", "trade"};
  write("config.json", "{\"dry_run\": true}");
  EXPECT_EQ(is_live(spec_), false);
  write("user_data/config.json", "{\"dry_run\": false}");
  EXPECT_EQ(is_live(spec_), true);
}

TEST_F(bot_config, added_files_lie_beside_the_real_file) {
  write("real/c.json", "{\"add_config_files\": [\"more.json\"]}");
  write("real/more.json", "{\"dry_run\": false}");
  fs::create_symlink(folder_ / "real/c.json", folder_ / "c.json");
  EXPECT_EQ(is_live(spec_), true);
}

TEST_F(bot_config, refuses_what_no_config_can_be) {
  constexpr size_t depth = 200'000;
  std::string error;
  EXPECT_FALSE(parse_bot_config("{\"x\":" + std::string(depth, '[')
                                    + std::string(depth, ']') + "}",
                                error));
  EXPECT_EQ(error, "nested too deep");
  EXPECT_FALSE(read_bot_config("/dev/zero", error));
  EXPECT_NE(error.find("no regular file"), std::string::npos) << error;
  ASSERT_EQ(::mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  EXPECT_FALSE(read_bot_config(folder_ / "fifo", error));
}

TEST_F(bot_config, places_are_those_that_freqtrade_would_take) {
  EXPECT_EQ(places_of(settings_).user_data, folder_ / "user_data")
      << "no config, no answer";
  write("c.json", "{\"add_config_files\": [\"more.json\"],}");
  write("more.json", "{\"user_data_dir\": \"added\", /* , */ }");
  EXPECT_EQ(places_of(settings_).results, folder_ / "added/hyperopt_results");
  EXPECT_EQ(places_of(settings_).strategies,
            std::vector{folder_ / "added/strategies"});
  write("third.json", "{\"user_data_dir\": \"third\"}");
  settings_.hyperopt.extra_args = {"-cthird.json"};
  EXPECT_EQ(places_of(settings_).user_data, folder_ / "third");
  settings_.environment["FREQTRADE__USER_DATA_DIR"] = "variable";
  EXPECT_EQ(places_of(settings_).user_data, folder_ / "variable");
  settings_.hyperopt.extra_args = {"--userdir", "word"};
  EXPECT_EQ(places_of(settings_).user_data, folder_ / "word");
  write("c.json", "{");
  EXPECT_EQ(places_of(settings_).user_data, folder_ / "word");
}
