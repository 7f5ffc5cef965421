#include "actors/orchestrator/config_store.hpp"
#include "actors/orchestrator/journal.hpp"
#include "actors/orchestrator/params_file.hpp"
#include "actors/orchestrator/schema.hpp"
#include "actors/orchestrator/vault.hpp"
#include "shared/util/file.hpp"
#include "shared/util/hash.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

namespace ftm {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

const std::string epoch = R"({"params_dict":{"buy_fast":18,"buy_dev":1.37},
  "params_details":{"buy":{"buy_fast":18,"buy_dev":1.37,"buy_mode":"both"},
                    "roi":{"0":0.149,"35":0}}})";

std::string file(const std::string& buy, const std::string& roi) {
  return R"({"strategy_name":"S","params":{"trailing":{"a":null},"buy":)" + buy
         + R"(,"roi":)" + roi + R"(},"ft_stratparam_v":1,)"
         + R"("export_time":"2026-11-22 13:29:17.280763+00:00"})";
}

class on_disk : public ::testing::Test {
protected:
  fs::path folder_ = fs::temp_directory_path() / ("ftm-" + random_hex(8));
  storage::database db_;

  on_disk() {
    fs::create_directories(folder_);
    EXPECT_TRUE(db_.open(folder_ / "x.sqlite", orchestrator_schema()).ok());
  }
  ~on_disk() override {
    fs::remove_all(folder_);
  }
};

class vault : public on_disk {};
class the_journal : public on_disk {};

const timestamp now{std::chrono::seconds{1'700'000'000}};

} // namespace

TEST(params_file, holds_the_epoch_if_every_param_is_equal) {
  auto good = R"({"buy_fast":18.0,"buy_dev":1.37,"buy_mode":"both","x":1})";
  auto roi = R"({"0":0.149,"35":0.0})";
  EXPECT_EQ(params_mismatch(file(good, roi), epoch, "S"), "");
  EXPECT_THAT(params_mismatch(file(R"({"buy_fast":18,"buy_dev":1.37})", roi),
                              epoch, "S"),
              HasSubstr("buy.buy_mode is missing"));
  EXPECT_THAT(params_mismatch(file(R"({"buy_fast":19,"buy_dev":1.37,
                                "buy_mode":"both"})",
                                   roi),
                              epoch, "S"),
              HasSubstr("buy.buy_fast is 19 in the params file, but 18"));
  // A step of the old table that stayed would be traded with.
  EXPECT_THAT(
      params_mismatch(file(good, R"({"0":0.149,"35":0,"70":0.1})"), epoch, "S"),
      HasSubstr("roi is"));
  EXPECT_THAT(params_mismatch(file(good, roi), epoch, "T"),
              HasSubstr("strategy"));
  EXPECT_THAT(params_mismatch({}, epoch, "S"), HasSubstr("no params file"));
  EXPECT_THAT(params_mismatch("half {", epoch, "S"), HasSubstr("no JSON"));
  EXPECT_THAT(params_mismatch(file(good, roi), "{}", "S"),
              HasSubstr("no params"));
}

TEST(params_file, is_compared_with_the_flat_params_where_there_are_no_others) {
  auto flat = R"({"params_dict":{"buy_fast":18}})";
  EXPECT_EQ(params_mismatch(file(R"({"buy_fast":18})", "{}"), flat, "S"), "");
  EXPECT_NE(params_mismatch(file(R"({"buy_fast":17})", "{}"), flat, "S"), "");
}

TEST(params_file, tells_when_freqtrade_exported_it) {
  auto x = file("{}", "{}");
  timestamp at{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 13h
               + 29min + 17s};
  EXPECT_TRUE(exported_since(x, at));
  EXPECT_FALSE(exported_since(x, at + 1s));
  EXPECT_FALSE(exported_since("by hand", at));
  EXPECT_FALSE(exported_since({}, at));
}

TEST_F(on_disk, params_keep_their_permissions_and_links) {
  std::string error;
  auto real = folder_ / "real.json";
  EXPECT_EQ(write_params(real, "a"), "");
  ::chmod(real.c_str(), 0664);
  fs::create_symlink(real, folder_ / "link.json");
  EXPECT_EQ(write_params(folder_ / "link.json", "b"), "");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link.json"));
  EXPECT_EQ(read_params(real, error), "b");
  struct stat s {};
  ::stat(real.c_str(), &s);
  EXPECT_EQ(s.st_mode & 0777, 0664u);
  EXPECT_EQ(write_params(real, {}), "");
  EXPECT_EQ(write_params(real, {}), "");
  EXPECT_EQ(read_params(real, error), std::nullopt);
  EXPECT_EQ(error, "");
  read_params(folder_, error);
  EXPECT_NE(error, "");
}

TEST_F(vault, keeps_every_version_byte_for_byte) {
  params_vault x{db_};
  std::string bytes{"\0\xff\n\n", 4};
  EXPECT_EQ(x.keep("S", bytes, "", {}, now), "");
  EXPECT_EQ(x.keep("S", bytes, "R1", {}, now), ""); // nothing new
  EXPECT_EQ(x.keep("S", {}, "R1", {"f", 3, ""}, now), "");
  EXPECT_EQ(x.keep("T", "other", "", {}, now), "");
  auto ys = x.list({"S", "", 50}, version_of(bytes));
  ASSERT_EQ(ys.size(), 2u);
  EXPECT_EQ(ys[0].version, no_params);
  EXPECT_EQ(ys[0].run, "R1");
  EXPECT_EQ(ys[0].origin, (params_source{"f", 3, ""}));
  EXPECT_FALSE(ys[0].live);
  EXPECT_TRUE(ys[1].live);
  EXPECT_EQ(ys[1].json, "");
  EXPECT_EQ(x.content(version_of(bytes)), params_content{bytes});
  ASSERT_TRUE(x.content(no_params));
  EXPECT_EQ(*x.content(no_params), std::nullopt);
  EXPECT_FALSE(x.content(std::string(64, '0')));
}

TEST_F(the_journal, gives_back_the_whole_run) {
  run_record x;
  x.status.id = "R1";
  x.status.strategy = "S";
  x.status.trigger = run_trigger::schedule;
  x.status.by = "scheduler";
  x.status.state = run_state::restoring;
  x.status.started_at = now;
  x.status.outcome = "…";
  x.status.steps.resize(2);
  x.status.steps[1].kind = step_kind::extract;
  x.status.steps[1].launch = "R1.extract.2";
  x.status.steps[1].attempts = 2;
  x.status.steps[1].started_at = now;
  x.memory.params = params_source{"f", 7, "v"};
  x.memory.trade_ran = true;
  x.memory.hold = true;
  x.memory.params_before = no_params;
  x.memory.params_touched = now;
  x.memory.files_before = {"a", "b"};
  x.memory.inode = ~uint64_t{0};
  x.memory.new_bests = 3;
  x.memory.new_best_launch = "R1.new_best.3";
  journal j{db_};
  EXPECT_EQ(j.save(x), "");
  EXPECT_EQ(j.save(x), "");
  auto y = j.find("R1");
  ASSERT_TRUE(y);
  EXPECT_EQ(y->status, x.status);
  EXPECT_EQ(y->memory, x.memory);
  EXPECT_EQ(j.unfinished().size(), 1u);
  x.status.ended_at = now;
  EXPECT_EQ(j.save(x), "");
  EXPECT_TRUE(j.unfinished().empty());
  EXPECT_EQ(j.last("S")->status.id, "R1");
  EXPECT_FALSE(j.last("T"));
}

TEST_F(the_journal, keeps_the_newest_configs_and_those_in_use) {
  config_store c{db_};
  EXPECT_FALSE(c.newest());
  for (uint64_t i = 1; i <= 40; ++i)
    EXPECT_EQ(c.save({i, "/c", "yaml", "{}"}, std::min<uint64_t>(i, 15), now),
              "");
  EXPECT_EQ(c.newest()->revision, 40u);
  EXPECT_TRUE(c.find(15));
  EXPECT_FALSE(c.find(14));
  EXPECT_EQ(c.save({41, "/c", "yaml", "{}"}, 41, now), "");
  EXPECT_FALSE(c.find(20));
  EXPECT_TRUE(c.find(21));
}

TEST(overrides, take_over_only_what_is_set) {
  switches x;
  x.strategy = "S";
  x.scheduled = false;
  auto y = with_switches("{}", x);
  x.scheduled.reset();
  x.steps = std::vector{step_kind::extract, step_kind::backtest};
  EXPECT_EQ(with_switches(y, x), R"({"strategies":{"S":{"scheduled":false,)"
                                 R"("steps":["backtest","extract"]}}})");
  EXPECT_EQ(with_switches("broken", x),
            R"({"strategies":{"S":{"steps":["backtest","extract"]}}})");
}

} // namespace ftm
