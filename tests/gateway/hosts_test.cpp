#include "gateway/auth/hosts.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

TEST(hosts, reads_names_addresses_and_ports) {
  EXPECT_EQ(parse_authority("Bot.Example.:8080"),
            (authority{"bot.example", 8080, false}));
  EXPECT_EQ(parse_authority("[::1]:8080"), (authority{"::1", 8080, true}));
  EXPECT_EQ(parse_authority("127.0.0.1"), (authority{"127.0.0.1", 0, false}));
}

TEST(hosts, refuses_what_is_no_authority) {
  for (auto* x : {"", ":80", "a b", "a:b", "a:0", "a:99999", "a:80:81", "[::1",
                  "[::1]x", "[a]", "user@host", "a/b", "a:80 "})
    EXPECT_FALSE(parse_authority(x)) << x;
}

TEST(hosts, mistake_16_a_strangers_name_that_points_here_is_refused) {
  host_rules rules{"127.0.0.1", {}};
  EXPECT_FALSE(host_allowed("evil.example:8080", rules));
  EXPECT_FALSE(host_allowed("localhost.evil.example:8080", rules));
  EXPECT_FALSE(host_allowed("127.0.0.1.evil.example", rules));
  EXPECT_FALSE(host_allowed("", rules));
}

TEST(hosts, loopback_passes_in_every_spelling_and_through_tunnels) {
  host_rules rules{"127.0.0.1", {}};
  for (auto* x : {"localhost:8080", "LOCALHOST:9000", "127.0.0.1:8080",
                  "127.1.2.3", "[::1]:8080", "localhost."})
    EXPECT_TRUE(host_allowed(x, rules)) << x;
}

TEST(hosts, addresses_pass_only_if_we_listen_on_more_than_loopback) {
  EXPECT_FALSE(host_allowed("192.168.1.5:8080", {"127.0.0.1", {}}));
  EXPECT_TRUE(host_allowed("192.168.1.5:8080", {"0.0.0.0", {}}));
  EXPECT_TRUE(host_allowed("[fe80::1]:8080", {"::", {}}));
  EXPECT_FALSE(host_allowed("bot.example:8080", {"0.0.0.0", {}}));
}

TEST(hosts, allowed_hosts_may_name_a_port) {
  host_rules rules{"127.0.0.1", {"bot.example", "other.example:8443"}};
  EXPECT_TRUE(host_allowed("BOT.example", rules));
  EXPECT_TRUE(host_allowed("bot.example:1234", rules));
  EXPECT_TRUE(host_allowed("other.example:8443", rules));
  EXPECT_FALSE(host_allowed("other.example:8444", rules));
}

TEST(hosts, an_origin_must_be_the_very_host_and_port_of_the_request) {
  EXPECT_TRUE(origin_allowed("http://localhost:8080", "localhost:8080"));
  EXPECT_TRUE(origin_allowed("http://[::1]:8080", "[::1]:8080"));
  EXPECT_TRUE(origin_allowed("HTTP://a", "a") == false); // schemes are lower
  EXPECT_TRUE(origin_allowed("https://bot.example", "bot.example"));
  EXPECT_TRUE(origin_allowed("http://bot.example:80", "bot.example"));
  EXPECT_FALSE(origin_allowed("http://localhost:3000", "localhost:8080"));
  EXPECT_FALSE(origin_allowed("http://127.0.0.1:8080", "localhost:8080"));
  EXPECT_FALSE(origin_allowed("https://evil.example", "localhost:8080"));
  EXPECT_FALSE(origin_allowed("null", "localhost:8080"));
  EXPECT_FALSE(origin_allowed("", "localhost:8080"));
  EXPECT_FALSE(origin_allowed("http://localhost:8080/x", "localhost:8080"));
}

} // namespace
} // namespace ftm
