#include "actors/supervisor/foreign_processes.hpp"
#include "actors/supervisor/freqtrade_arguments.hpp"
#include "tests/actors/supervisor/supervised.hpp"

namespace ftm::test {
namespace {

using words = std::vector<std::string>;

freqtrade_arguments read(words x) {
  x.insert(x.begin(), "/ft/.venv/bin/freqtrade");
  auto y = parse_freqtrade(x, "");
  return y ? *y : freqtrade_arguments{};
}

TEST(freqtrade_arguments, are_read_as_argparse_reads_them) {
  for (auto& x : {words{"trade", "-s", "A"},
                  {"trade", "-sA"},
                  {"trade", "-s=A"},
                  {"trade", "-vs", "A"},
                  {"trade", "-vvsA"},
                  {"trade", "--strategy", "A"},
                  {"trade", "--strategy=A"},
                  {"-v", "trade", "-s", "A"},
                  {"trade", "-s", "B", "-s", "A"}})
    EXPECT_EQ(read(x), (freqtrade_arguments{"trade", "A", {}, ""}));
  EXPECT_EQ(
      read({"trade", "-ca.json", "-c", "b.json", "--config=c.json"}),
      (freqtrade_arguments{"trade", "", {"a.json", "b.json", "c.json"}, ""}));
  EXPECT_EQ(read({"trade", "--strategy-path", "x", "--userdir", "u"}),
            (freqtrade_arguments{"trade", "", {}, "u"}));
  EXPECT_EQ(read({"trade", "-s"}), (freqtrade_arguments{"trade", "", {}, ""}));
}

TEST(freqtrade_arguments, begin_behind_the_program) {
  EXPECT_TRUE(parse_freqtrade({"python3", "/v/bin/freqtrade", "trade"}, ""));
  EXPECT_TRUE(parse_freqtrade({"python3", "-m", "freqtrade", "trade"}, ""));
  EXPECT_TRUE(parse_freqtrade({"/v/bin/ft", "trade"}, "ft"));
  EXPECT_FALSE(parse_freqtrade({"vim", "freqtrade.txt"}, ""));
  EXPECT_FALSE(parse_freqtrade({"freqtrade"}, ""));
  EXPECT_FALSE(parse_freqtrade({"freqtrade", "--version"}, ""));
  EXPECT_FALSE(parse_freqtrade({}, ""));
}

class foreign_processes : public ::testing::Test {
protected:
  void SetUp() override {
    spec_.id.kind = process_kind::trade;
    spec_.folder = t_.path().string();
    spec_.command = {
        "/v/bin/freqtrade", "trade", "--strategy", "A", "-c", "c.json"};
    write("c.json", "{}");
  }
  void write(const char* name, const std::string& text) {
    fs::create_directories((t_.path() / name).parent_path());
    EXPECT_FALSE(write_file_durably(t_.path() / name, text));
  }
  bool same(words command, const fs::path& folder = {}) {
    return is_same_work(
        {1, std::move(command), (t_.path() / folder).string(), "", ""}, spec_);
  }
  temporary_folder t_;
  process_spec spec_;
};

TEST_F(foreign_processes, are_told_by_folder_subcommand_and_strategy) {
  EXPECT_TRUE(same({"python3", "/v/bin/freqtrade", "trade", "--strategy=A"}));
  EXPECT_TRUE(same({"freqtrade", "trade", "-sA", "--config", "other.json"}));
  EXPECT_FALSE(same({"freqtrade", "trade", "--strategy=B"}));
  EXPECT_FALSE(same({"freqtrade", "hyperopt", "-s", "A"}));
  EXPECT_FALSE(same({"freqtrade", "trade", "-s", "A"}, "elsewhere"));
  EXPECT_FALSE(same({"vim", "freqtrade.txt"}));
}

TEST_F(foreign_processes, are_told_by_a_config_in_common_wherever_they_run) {
  EXPECT_TRUE(same({"freqtrade", "trade", "-sA", "-c../c.json"}, "elsewhere"));
  EXPECT_TRUE(same(
      {"freqtrade", "trade", "-s", "A", "-c", (t_.path() / "c.json").string()},
      "elsewhere"));
  EXPECT_FALSE(same({"freqtrade", "trade", "-sB", "-c../c.json"}, "elsewhere"));
}

/// Another user's folder cannot be read.
TEST_F(foreign_processes, of_another_user_are_told_by_what_their_command_says) {
  auto hidden = [&](words command) {
    return is_same_work({1, std::move(command), "", "", ""}, spec_);
  };
  auto config = (t_.path() / "c.json").string();
  EXPECT_TRUE(hidden({"freqtrade", "trade", "-s", "A", "-c", config}));
  EXPECT_TRUE(hidden({"freqtrade", "trade", "-c", config}));
  EXPECT_FALSE(hidden({"freqtrade", "trade", "-s", "B", "-c", config}));
  EXPECT_FALSE(hidden({"freqtrade", "trade", "-s", "A", "-c", "c.json"}))
      << "whose c.json that is cannot be told";
  EXPECT_FALSE(hidden({"freqtrade", "trade", "-s", "A"}));
}

TEST_F(foreign_processes, may_name_their_strategy_in_the_config) {
  write("theirs.json", "{\"strategy\": \"A\", // by hand\n}");
  EXPECT_TRUE(same({"freqtrade", "trade", "-c", "theirs.json"}));
  write("theirs.json", "{\"strategy\": \"B\"}");
  EXPECT_FALSE(same({"freqtrade", "trade", "-c", "theirs.json"}));
  EXPECT_TRUE(same({"freqtrade", "trade", "-c", "theirs.json", "-s", "A"}));
  EXPECT_TRUE(same({"freqtrade", "trade", "-c", "./c.json"}))
      << "which strategy it is cannot be told, but the config is the same";
  EXPECT_FALSE(same({"freqtrade", "trade", "-c", "nowhere.json"}));
}

TEST_F(foreign_processes, use_the_config_that_freqtrade_uses_if_none_is_named) {
  EXPECT_FALSE(same({"freqtrade", "trade"}));
  write("config.json", "{\"strategy\": \"A\"}");
  EXPECT_TRUE(same({"freqtrade", "trade"}));
  write("user_data/config.json", "{\"strategy\": \"B\"}");
  EXPECT_FALSE(same({"freqtrade", "trade"}));
  EXPECT_TRUE(same({"freqtrade", "trade", "--userdir", "nowhere"}));
  spec_.command.resize(4);
  EXPECT_TRUE(same({"freqtrade", "trade", "--strategy", "A"}, "."));
}

TEST_F(with_freqtrade, a_bot_whose_run_folder_was_deleted_gets_none_beside_it) {
  auto spec = trade("one");
  int32_t pid = 0;
  {
    harness h{state_, 1};
    auto x = h.start(spec);
    ASSERT_TRUE(x);
    pid = *x->pid;
  }
  fs::remove_all(state_ / "run");
  harness h{state_, 2};
  h.supervised.open();
  auto x = h.start(trade("two"));
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::foreign_process);
  auto text = message_of(x.error());
  EXPECT_NE(text.find("Process " + std::to_string(pid)), std::string::npos);
  EXPECT_NE(text.find("launch one has left behind"), std::string::npos) << text;
  EXPECT_NE(text.find("trade --strategy Toy"), std::string::npos) << text;
  EXPECT_TRUE(runs(pid));
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  ASSERT_TRUE(h.until([&] { return !runs(pid); }));
}

} // namespace
} // namespace ftm::test
