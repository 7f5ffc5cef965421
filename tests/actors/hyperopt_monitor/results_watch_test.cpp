#include "actors/hyperopt_monitor/results_watch.hpp"

#include "tests/actors/hyperopt_monitor/nobody.hpp"
#include "tests/actors/hyperopt_monitor/scratch.hpp"

#include <gtest/gtest.h>

#include <semaphore>

namespace ftm {
namespace {

using test::scratch;

/// inotify queues an event before the call that made it returns, so a test
/// needs no patience.
TEST(results_watch, tells_which_files_were_written) {
  scratch x;
  results_watch watch{[] {}};
  watch.follow(x.path(), "S");
  EXPECT_FALSE(watch.drain().listing);
  x.add("strategy_S.fthypt", "1");
  auto news = watch.drain();
  EXPECT_TRUE(news.listing);
  EXPECT_EQ(news.touched, std::set<std::string>{"strategy_S.fthypt"});
  x.append("strategy_S.fthypt", "2");
  news = watch.drain();
  EXPECT_FALSE(news.listing);
  x.add(".last_result.json", "{}");
  x.add("strategy_SX.fthypt", "another strategy's");
  news = watch.drain();
  EXPECT_FALSE(news.listing);
  EXPECT_TRUE(news.touched.empty());
}

TEST(results_watch, waits_for_a_folder_that_does_not_exist_yet) {
  scratch x;
  results_watch watch{[] {}};
  watch.follow(x.path() / "user_data/hyperopt_results", "S");
  EXPECT_FALSE(watch.watching());
  std::filesystem::create_directory(x.path() / "user_data");
  EXPECT_TRUE(watch.drain().listing);
  EXPECT_FALSE(watch.watching());
  x.add("user_data/hyperopt_results/strategy_S.fthypt", "1");
  EXPECT_TRUE(watch.drain().listing);
  EXPECT_TRUE(watch.watching());
  x.append("user_data/hyperopt_results/strategy_S.fthypt", "1");
  EXPECT_EQ(watch.drain().touched, std::set<std::string>{"strategy_S.fthypt"});
}

TEST(results_watch, finds_a_folder_again_that_was_removed) {
  scratch x;
  auto folder = x.path() / "hyperopt_results";
  std::filesystem::create_directory(folder);
  results_watch watch{[] {}};
  watch.follow(folder, "S");
  EXPECT_TRUE(watch.watching());
  std::filesystem::remove(folder);
  EXPECT_TRUE(watch.drain().listing);
  std::filesystem::create_directory(folder);
  watch.drain();
  EXPECT_TRUE(watch.watching());
  x.add("hyperopt_results/strategy_S.fthypt", "1");
  EXPECT_TRUE(watch.drain().listing);
}

TEST(results_watch, finds_what_its_path_leads_to_now) {
  scratch x;
  std::filesystem::create_directory(x.path() / "a");
  std::filesystem::create_directory(x.path() / "b");
  std::filesystem::create_symlink("a", x.path() / "results");
  results_watch watch{[] {}};
  watch.follow(x.path() / "results", "S");
  std::filesystem::remove(x.path() / "results");
  std::filesystem::create_symlink("b", x.path() / "results");
  x.add("b/strategy_S.fthypt", "1");
  EXPECT_FALSE(watch.drain().listing) << "nothing happened in a";
  watch.renew();
  x.append("b/strategy_S.fthypt", "2");
  EXPECT_EQ(watch.drain().touched, std::set<std::string>{"strategy_S.fthypt"});
}

TEST(results_watch, waits_until_a_folder_may_be_read) {
  namespace fs = std::filesystem;
  scratch x;
  auto folder = x.path() / "hyperopt_results";
  fs::create_directory(folder);
  fs::permissions(x.path(), fs::perms{0755});
  fs::permissions(folder, fs::perms{0});
  {
    test::nobody rights;
    if (!rights.ok())
      GTEST_SKIP() << "root's rights cannot be laid down here";
    results_watch watch{[] {}};
    watch.follow(folder, "S");
    EXPECT_FALSE(watch.watching());
    EXPECT_FALSE(watch.drain().listing);
    rights.give_back();
    fs::permissions(folder, fs::perms{0755});
    rights.take_away();
    EXPECT_TRUE(watch.drain().listing);
    EXPECT_TRUE(watch.watching());
  }
}

TEST(results_watch, calls_back_once_until_it_is_drained) {
  scratch x;
  std::counting_semaphore<> calls{0};
  results_watch watch{[&] { calls.release(); }};
  watch.follow(x.path(), "S");
  x.add("strategy_S.fthypt", "1");
  calls.acquire();
  watch.drain();
  x.append("strategy_S.fthypt", "2");
  calls.acquire();
}

} // namespace
} // namespace ftm
