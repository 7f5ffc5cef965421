#include "shared/config/bot_warnings.hpp"

#include <gmock/gmock.h>

namespace ftm::config {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

checked_bot bot(size_t index, const char* name, const char* config) {
  auto folder = "/srv/" + std::string{name};
  return {index,
          name,
          folder,
          name,
          facts_of(nlohmann::json::parse(config), folder),
          "trade_config",
          "trade_config"};
}

std::string told(const std::vector<bot_warning>& x) {
  std::string y;
  for (auto& w : x)
    y += std::to_string(w.index) + " " + w.key + ": " + w.found + " -> "
         + w.expected + "\n";
  return y;
}

TEST(clashes, two_bots_with_all_of_their_own_have_none) {
  EXPECT_EQ(
      told(clashes({bot(0, "A", R"({"exchange": {"name": "binance", "key": "1"},
                   "api_server": {"enabled": true, "listen_port": 8001}})"),
                    bot(1, "B", R"({"exchange": {"name": "binance", "key": "2"},
                   "api_server": {"enabled": true, "listen_port": 8002}})")})),
      "");
}

TEST(clashes, a_database_is_one_bot_s) {
  auto a = bot(0, "A", R"({"db_url": "sqlite:////var/trades.sqlite"})");
  auto b = bot(1, "B", R"({"db_url": "sqlite:////var/trades.sqlite"})");
  b.database_key = "trade_extra_args";
  EXPECT_THAT(told(clashes({a, b})),
              HasSubstr("1 trade_extra_args: the database "
                        "sqlite:////var/trades.sqlite, which is also that of "
                        "the strategy A -> one for each bot: say db_url"));
}

TEST(clashes, a_port_is_one_bot_s_where_their_addresses_meet) {
  auto api = [](size_t i, const char* name, const std::string& address) {
    return bot(i, name,
               (R"({"api_server": {"enabled": true, "listen_port": 8001,
                 "listen_ip_address": ")"
                + address + "\"}}")
                   .c_str());
  };
  EXPECT_THAT(
      told(clashes({api(0, "A", "127.0.0.1"), api(1, "B", "127.0.0.1")})),
      HasSubstr("the port 8001 of the bot's API"));
  EXPECT_THAT(told(clashes({api(0, "A", "0.0.0.0"), api(1, "B", "127.0.0.1")})),
              HasSubstr("the port 8001"));
  EXPECT_EQ(told(clashes({api(0, "A", "127.0.0.2"), api(1, "B", "127.0.0.1")})),
            "");
}

TEST(clashes, an_exchange_key_is_one_bot_s_and_never_told) {
  auto a = bot(0, "A", R"({"exchange": {"name": "binance", "key": "K3y"}})");
  auto b = bot(1, "B", R"({"exchange": {"name": "binance", "key": "K3y"}})");
  auto c = bot(2, "C", R"({"exchange": {"name": "kraken", "key": "K3y"}})");
  auto x = told(clashes({a, b, c}));
  EXPECT_THAT(x, HasSubstr("1 trade_config: the key of the exchange binance"));
  EXPECT_THAT(x, Not(HasSubstr("2 ")));
  EXPECT_THAT(x, Not(HasSubstr("K3y")));
  EXPECT_THAT(x, Not(HasSubstr(a.facts.key_digest)));
}

TEST(clashes, an_exchange_is_the_same_however_it_is_written) {
  auto a = bot(0, "A", R"({"exchange": {"name": "binance", "key": "K3y"}})");
  auto b = bot(1, "B", R"({"exchange": {"name": "Binance", "key": "K3y"}})");
  EXPECT_THAT(told(clashes({a, b})),
              HasSubstr("1 trade_config: the key of the exchange binance"));
}

TEST(clashes, of_a_database_tell_no_password) {
  auto url = R"({"db_url": "postgresql://me:hun/t@er2@db/x"})";
  auto x = told(clashes({bot(0, "A", url), bot(1, "B", url)}));
  EXPECT_THAT(x, HasSubstr("the database postgresql://db/x, which is also"));
  EXPECT_THAT(x, Not(HasSubstr("er2")));
}

TEST(clashes, a_class_is_traded_once_in_a_folder) {
  auto a = bot(0, "A", R"({"db_url": "sqlite://"})");
  auto b = a;
  b.index = 1;
  b.name = "B";
  EXPECT_THAT(told(clashes({a, b})),
              HasSubstr("1 strategy_name: the class A in /srv/A, which is also "
                        "that of the strategy A"));
  b.strategy = "Other";
  EXPECT_EQ(told(clashes({a, b})), "");
}

TEST(clashes, of_many_that_share_one_thing_each_is_told_of_once) {
  std::vector<checked_bot> bots;
  for (size_t i = 0; i < 4; ++i)
    bots.push_back(bot(i, std::string(1, static_cast<char>('A' + i)).c_str(),
                       R"({"db_url": "postgresql://db/x"})"));
  EXPECT_EQ(clashes(bots).size(), 3u);
}

std::string own(const char* config, health_settings health = {}) {
  auto x = bot(0, "A", config);
  x.facts.initial_state = "running";
  return told(warnings_of(x, health));
}

TEST(bot_warnings, trade_that_comes_up_and_does_not_trade) {
  auto x = told(warnings_of(bot(0, "A", "{}"), {}));
  EXPECT_THAT(x, HasSubstr("initial_state stopped"));
  auto of = [](const char* config) {
    return told(warnings_of(bot(0, "A", config), {}));
  };
  EXPECT_EQ(of(R"({"initial_state": "stopped"})"), x);
  EXPECT_EQ(of(R"({"initial_state": "running"})"), "");
  EXPECT_EQ(of(R"({"initial_state": "paused"})"), "");
}

TEST(bot_warnings, a_good_config_has_none) {
  EXPECT_EQ(own("{}"), "");
  EXPECT_EQ(own(R"({"api_server": {"enabled": true,
    "listen_ip_address": "127.0.0.1", "password": "q7Vd-long-enough"}})"),
            "");
}

TEST(bot_warnings, an_unsafe_api_is_told_without_its_password) {
  auto x = own(R"({"api_server": {"enabled": true, "password": "freqtrader",
    "listen_ip_address": "0.0.0.0", "jwt_secret_key": "somethingrandom"}})");
  EXPECT_THAT(x, HasSubstr("the bot's API on 0.0.0.0"));
  EXPECT_THAT(x, HasSubstr("password is easy to guess"));
  EXPECT_THAT(x, HasSubstr("jwt_secret_key is an example's"));
  EXPECT_THAT(x, Not(HasSubstr("freqtrader")));
  EXPECT_THAT(x, Not(HasSubstr("somethingrandom")));
}

TEST(bot_warnings, without_heartbeat_and_rest_nobody_can_tell_that_it_hangs) {
  auto silent = R"({"internals": {"heartbeat_interval": 0}})";
  EXPECT_THAT(own(silent), HasSubstr("heartbeat_interval of 0, and no API"));
  EXPECT_EQ(own(silent, {.hung_after = std::chrono::seconds{0}}), "");
  auto asked = R"({"internals": {"heartbeat_interval": 0}, "api_server":
    {"enabled": true, "password": "q7Vd-long-enough"}})";
  EXPECT_EQ(own(asked), "");
  EXPECT_THAT(own(asked, {.rest = false}), HasSubstr("no API that is asked"));
}

TEST(bot_warnings, a_heartbeat_that_is_too_slow_looks_like_a_bot_that_hangs) {
  EXPECT_THAT(own(R"({"internals": {"heartbeat_interval": 600}})"),
              HasSubstr("heartbeat_interval of 600 s -> less than "
                        "health.hung_after (300 s)"));
}

} // namespace
} // namespace ftm::config
