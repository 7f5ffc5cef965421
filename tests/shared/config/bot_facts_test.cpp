#include "shared/config/bot_facts.hpp"

#include <gtest/gtest.h>

namespace ftm::config {
namespace {

bot_facts facts(const char* text) {
  return facts_of(nlohmann::json::parse(text), "/srv/ft");
}

TEST(bot_facts, the_default_database_is_freqtrade_s_of_that_folder) {
  EXPECT_EQ(facts("{\"dry_run\": true}").database,
            "/srv/ft/tradesv3.dryrun.sqlite");
  EXPECT_EQ(facts("{\"dry_run\": false}").database, "/srv/ft/tradesv3.sqlite");
  EXPECT_EQ(facts("{}").database, "/srv/ft/tradesv3.sqlite");
}

TEST(bot_facts, a_dry_run_never_uses_the_database_of_real_trades) {
  EXPECT_EQ(facts(R"({"dry_run": true, "db_url": "sqlite:///tradesv3.sqlite"})")
                .database,
            "/srv/ft/tradesv3.dryrun.sqlite");
}

TEST(bot_facts, several_ways_to_name_a_database_are_one) {
  for (auto x :
       {"sqlite:///user_data/a.sqlite", "sqlite:///./user_data/a.sqlite",
        "sqlite:////srv/ft/user_data/a.sqlite",
        "sqlite:///user_data/a.sqlite?timeout=10"})
    EXPECT_EQ(facts_of({{"db_url", x}}, "/srv/ft").database,
              "/srv/ft/user_data/a.sqlite")
        << x;
}

TEST(bot_facts, a_database_in_memory_is_shared_with_nobody) {
  EXPECT_EQ(facts(R"({"db_url": "sqlite://"})").database, "");
  EXPECT_EQ(facts(R"({"db_url": "sqlite:///:memory:"})").database, "");
}

TEST(bot_facts, people_see_of_a_database_its_scheme_host_and_name) {
  auto shown = [](const std::string& url) {
    return facts_of({{"db_url", url}}, "/srv/ft").db_url;
  };
  for (std::string user :
       {"", "me@", "me:hunter2@", "me:hunter2/3@", "me:hunter2@3@", "me:/@",
        "me:hunter2#3:4@", "me:hunter 2@", ":hunter2@"})
    for (std::string options : {"", "?password=hunter2", "?sslmode=a&b=c"})
      EXPECT_EQ(shown("postgresql://" + user + "db:5432/x" + options),
                "postgresql://db:5432/x")
          << user << options;
  for (auto x : {"postgresql://me:hunter2?a=b@db/x",
                 "postgresql://db/x?password=hun@ter2",
                 "postgresql://me:p@db/x?password=hun@ter2"})
    EXPECT_EQ(shown(x), "postgresql://***") << "nobody can tell which is which";
  EXPECT_EQ(shown("sqlite:////srv/a:b/me@home/t.sqlite?timeout=5"),
            "sqlite:////srv/a:b/me@home/t.sqlite");
  EXPECT_EQ(shown("sqlite://"), "sqlite://");
  EXPECT_EQ(shown("me:hunter2@db"), "(no URL)");
  EXPECT_EQ(shown("postgresql://me:hunter2"), "postgresql://me:***");
  EXPECT_EQ(facts(R"({"db_url": "postgresql://me:hunter2@db/x"})").database,
            "postgresql://me:hunter2@db/x");
}

TEST(bot_facts, an_api_counts_only_where_it_is_enabled) {
  EXPECT_FALSE(facts(R"({"api_server": {"listen_port": 8123}})").has_api);
  EXPECT_FALSE(facts(R"({"api_server": {"enabled": "yes"}})").has_api);
  auto x = facts(R"({"api_server": {"enabled": true, "listen_port": 8123,
    "listen_ip_address": "0.0.0.0", "password": "q7Vd-long-enough"}})");
  EXPECT_TRUE(x.has_api);
  EXPECT_EQ(x.port, "8123");
  EXPECT_TRUE(x.everybody_reaches_api);
  EXPECT_FALSE(x.weak_password);
  EXPECT_FALSE(x.example_secret);
}

TEST(bot_facts, passwords_of_examples_and_short_ones_are_weak) {
  for (auto x :
       {"", "short", "SuperSecurePassword", "freqtrader", "12345678"}) {
    auto f = facts_of({{"api_server", {{"enabled", true}, {"password", x}}}},
                      "/srv/ft");
    EXPECT_TRUE(f.weak_password) << x;
    EXPECT_FALSE(f.everybody_reaches_api);
  }
  EXPECT_TRUE(facts(R"({"api_server": {"enabled": true,
    "jwt_secret_key": "somethingrandom"}})")
                  .example_secret);
}

TEST(bot_facts, a_key_is_known_by_its_digest_alone) {
  auto a = facts(R"({"exchange": {"name": "binance", "key": "K3y"}})");
  EXPECT_EQ(a.exchange, "binance");
  EXPECT_EQ(a.key_digest.size(), 64u);
  EXPECT_EQ(a.key_digest.find("K3y"), std::string::npos);
  EXPECT_EQ(facts(R"({"exchange": {"name": "binance", "key": ""}})").key_digest,
            "");
}

TEST(bot_facts, odd_types_are_as_if_nothing_was_said) {
  auto x = facts(R"({"db_url": 5, "api_server": [1], "exchange": "binance",
    "internals": {"heartbeat_interval": "often"}})");
  EXPECT_EQ(x, facts("{}"));
  EXPECT_EQ(x.heartbeat_s, 60);
}

} // namespace
} // namespace ftm::config
