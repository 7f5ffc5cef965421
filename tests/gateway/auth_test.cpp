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
const gatekeeper::wall_time today{std::chrono::hours{500'000}};

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
  auto cookie = x.login("secret", "a", start, today).session;
  ASSERT_TRUE(cookie);
  EXPECT_EQ(x.by_session(*cookie, today), (identity{role::admin, "token"}));
  EXPECT_FALSE(x.by_session(*cookie + "0", today));
  EXPECT_FALSE(x.logout(*cookie, today));
  EXPECT_FALSE(x.by_session(*cookie, today));
}

TEST(gatekeeper, a_session_ends_after_its_time) {
  gatekeeper x{"secret", true};
  auto cookie = x.login("secret", "a", start, today).session;
  ASSERT_TRUE(cookie);
  EXPECT_TRUE(x.by_session(*cookie, today + gatekeeper::session_lasts - 1s));
  EXPECT_FALSE(x.by_session(*cookie, today + gatekeeper::session_lasts));
}

TEST(gatekeeper, wrong_tokens_of_a_source_do_not_keep_the_right_one_out) {
  gatekeeper x{"secret", true};
  for (int i = 0; i < 10; ++i)
    x.login("wrong", "a", start, today);
  EXPECT_GT(x.login("wrong", "a", start, today).retry_after, 0s);
  EXPECT_GT(x.by_token("wrong", "a", start).retry_after, 0s);
  EXPECT_TRUE(x.login("secret", "a", start, today).session);
  EXPECT_TRUE(x.by_token("secret", "a", start).who);
  EXPECT_GT(x.login("wrong", "a", start, today).retry_after, 0s)
      << "the right one is no help for those who guess";
  EXPECT_EQ(x.login("wrong", "a", start + 2min, today).retry_after, 0s);
}

TEST(session_seal, opens_only_what_it_closed) {
  session_seal x{"token"};
  session s{
      "00112233445566778899aabbccddeeff", today, {role::operator_, "token"}};
  auto cookie = x.close(s);
  EXPECT_EQ(x.open(cookie), s);
  for (size_t i = 0; i < cookie.size(); ++i) {
    auto other = cookie;
    other[i] = other[i] == '1' ? '2' : '1';
    EXPECT_FALSE(x.open(other)) << other;
    EXPECT_FALSE(x.open(cookie.substr(0, i)));
  }
  EXPECT_FALSE(x.open(cookie + "."));
  EXPECT_FALSE(session_seal{"other token"}.open(cookie));
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

using sessions = token_file;

TEST_F(sessions, outlive_the_process_but_not_the_token) {
  std::string cookie;
  {
    gatekeeper x{"secret", true, folder_ / "ended"};
    cookie = x.login("secret", "a", start, today).session.value();
  }
  gatekeeper same{"secret", true, folder_ / "ended"};
  EXPECT_TRUE(same.by_session(cookie, today));
  gatekeeper other{"another secret", true, folder_ / "ended"};
  EXPECT_FALSE(other.by_session(cookie, today));
}

TEST_F(sessions, that_were_ended_stay_so_in_the_next_process) {
  ASSERT_FALSE(make_private_folder(folder_));
  std::string ended, open;
  {
    gatekeeper x{"secret", true, folder_ / "ended"};
    ended = x.login("secret", "a", start, today).session.value();
    open = x.login("secret", "a", start, today).session.value();
    EXPECT_FALSE(x.logout(ended, today));
  }
  gatekeeper x{"secret", true, folder_ / "ended"};
  EXPECT_FALSE(x.by_session(ended, today));
  EXPECT_TRUE(x.by_session(open, today));
  struct stat s {};
  ASSERT_EQ(::stat((folder_ / "ended").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0600u);
  EXPECT_EQ(read_file(folder_ / "ended")->find(ended), std::string::npos)
      << "what is kept lets nobody in";
}

TEST_F(sessions, that_have_run_out_are_not_remembered_for_ever) {
  ASSERT_FALSE(make_private_folder(folder_));
  ended_sessions x{folder_ / "ended"};
  EXPECT_FALSE(x.add("a", today + 1h, today));
  EXPECT_FALSE(x.add("b", today + 240h, today));
  EXPECT_EQ(x.size(), 2u);
  EXPECT_FALSE(x.add("c", today + 240h, today + 48h));
  EXPECT_EQ(x.size(), 2u);
  EXPECT_FALSE(x.contains("a"));
  EXPECT_EQ(ended_sessions{folder_ / "ended"}.size(), 2u);
}

TEST_F(sessions, a_logout_that_cannot_be_kept_is_said_and_done) {
  gatekeeper x{"secret", true, folder_ / "no" / "such" / "folder"};
  auto cookie = x.login("secret", "a", start, today).session.value();
  EXPECT_TRUE(x.logout(cookie, today));
  EXPECT_FALSE(x.by_session(cookie, today));
}

} // namespace
} // namespace ftm
