#include "gateway/auth/gatekeeper.hpp"
#include "gateway/auth/token_file.hpp"
#include "shared/util/file.hpp"
#include "shared/util/hash.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace ftm {
namespace {

using namespace std::chrono_literals;

const gatekeeper::time_point start{std::chrono::hours{1000}};

TEST(login_brake, a_few_mistakes_cost_nothing) {
  login_brake x;
  for (int i = 0; i < login_brake::free_attempts; ++i)
    x.wrong("a", start);
  EXPECT_EQ(x.wait_for("a", start), 0s);
}

TEST(login_brake, each_further_mistake_doubles_the_wait_up_to_a_minute) {
  login_brake x;
  for (int i = 0; i < login_brake::free_attempts; ++i)
    x.wrong("a", start);
  for (auto expected : {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
    x.wrong("a", start);
    EXPECT_EQ(x.wait_for("a", start), std::chrono::seconds{expected});
  }
  EXPECT_EQ(x.wait_for("a", start + 60s), 0s);
}

TEST(login_brake, sources_do_not_slow_each_other) {
  login_brake x;
  for (int i = 0; i < 20; ++i)
    x.wrong("a", start);
  EXPECT_EQ(x.wait_for("b", start), 0s);
}

TEST(login_brake, whoever_was_quiet_for_long_begins_anew) {
  login_brake x;
  for (int i = 0; i < 20; ++i)
    x.wrong("a", start);
  x.wrong("a", start + 11min);
  EXPECT_EQ(x.wait_for("a", start + 11min), 0s);
}

TEST(login_brake, its_memory_is_bounded_and_forgets_the_quietest) {
  login_brake x;
  for (size_t i = 0; i < 2 * login_brake::most_sources; ++i)
    x.wrong(std::to_string(i), start + std::chrono::milliseconds{i});
  EXPECT_EQ(x.size(), login_brake::most_sources);
}

TEST(gatekeeper, lets_the_token_in_as_admin_and_nothing_else) {
  gatekeeper x{"secret", true};
  EXPECT_EQ(x.by_token("secret", "a", start).who,
            (identity{role::admin, "token"}));
  EXPECT_FALSE(x.by_token("secreT", "a", start).who);
  EXPECT_FALSE(x.by_token("", "a", start).who);
}

TEST(gatekeeper, trades_the_token_for_a_session_that_can_be_ended) {
  gatekeeper x{"secret", true};
  auto id = x.login("secret", "a", start).session;
  ASSERT_TRUE(id);
  EXPECT_EQ(id->size(), 64u);
  EXPECT_TRUE(x.by_session(*id, start));
  EXPECT_FALSE(x.by_session(*id + "0", start));
  x.logout(*id);
  EXPECT_FALSE(x.by_session(*id, start));
}

TEST(gatekeeper, a_session_that_is_not_used_ends) {
  gatekeeper x{"secret", true};
  auto id = x.login("secret", "a", start).session;
  ASSERT_TRUE(id);
  EXPECT_TRUE(x.by_session(*id, start + gatekeeper::session_idle));
  EXPECT_FALSE(x.by_session(*id, start + 2 * gatekeeper::session_idle + 1s));
}

TEST(gatekeeper, does_not_even_look_at_tokens_of_a_source_that_must_wait) {
  gatekeeper x{"secret", true};
  for (int i = 0; i < 10; ++i)
    x.login("wrong", "a", start);
  EXPECT_FALSE(x.login("secret", "a", start).session);
  EXPECT_GT(x.login("secret", "a", start).retry_after, 0s);
  EXPECT_TRUE(x.login("secret", "b", start).session);
  EXPECT_TRUE(x.login("secret", "a", start + 2min).session);
}

class token_file : public ::testing::Test {
protected:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("ftm-token-" + random_hex(8));
  ~token_file() override {
    std::filesystem::remove_all(folder_);
  }
};

TEST_F(token_file, is_made_once_and_for_its_owner_only) {
  std::string why;
  auto x = load_or_make_token(folder_ / "state", why);
  ASSERT_TRUE(x) << why;
  EXPECT_EQ(x->size(), 64u);
  EXPECT_EQ(load_or_make_token(folder_ / "state", why), x);
  EXPECT_EQ(load_token(folder_ / "state"), x);
  struct stat s {};
  ASSERT_EQ(::stat(token_path(folder_ / "state").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0600u);
}

TEST_F(token_file, a_broken_one_is_told_and_not_replaced) {
  std::filesystem::create_directories(folder_);
  ASSERT_FALSE(write_file_durably(token_path(folder_), "short\n"));
  std::string why;
  EXPECT_FALSE(load_or_make_token(folder_, why));
  EXPECT_NE(why.find("64 hexadecimal digits"), std::string::npos);
  EXPECT_EQ(read_file(token_path(folder_)), "short\n");
}

} // namespace
} // namespace ftm
