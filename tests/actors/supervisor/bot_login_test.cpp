#include "actors/supervisor/bot_login.hpp"

#include "tests/actors/supervisor/harness.hpp"

#include <nlohmann/json.hpp>

namespace ftm::test {
namespace {

bot_access read(const char* api, std::vector<std::string> own = {}) {
  return read_access({{"api_server", nlohmann::json::parse(api)}}, own);
}

TEST(bot_login, is_what_the_config_says) {
  auto x = read(R"({"enabled": true, "listen_ip_address": "127.0.0.1",
    "listen_port": 8081, "username": "u", "password": "pass word"})");
  ASSERT_TRUE(x.login) << x.error;
  EXPECT_EQ(x.login->place(), "127.0.0.1:8081");
  EXPECT_EQ(x.login->authorization, "Basic dTpwYXNzIHdvcmQ=");
}

TEST(bot_login, is_base64_of_any_length) {
  auto of = [](const char* password) {
    auto x = read_access(
        {{"api_server",
          {{"enabled", true}, {"username", "u"}, {"password", password}}}},
        {});
    return x.login->authorization;
  };
  EXPECT_EQ(of(""), "Basic dTo=");
  EXPECT_EQ(of("a"), "Basic dTph");
  EXPECT_EQ(of("ab"), "Basic dTphYg==");
  EXPECT_EQ(of("abc"), "Basic dTphYmM=");
}

TEST(bot_login, is_off_unless_it_is_on) {
  EXPECT_EQ(read(R"({"enabled": false, "username": "u"})"), bot_access{});
  EXPECT_EQ(read(R"({"username": "u"})"), bot_access{});
  EXPECT_EQ(read(R"({"enabled": "yes"})"), bot_access{});
  EXPECT_EQ(read("[]"), bot_access{});
  EXPECT_EQ(read_access(nlohmann::json::object(), {}), bot_access{});
}

struct address_row {
  const char* listens;
  const char* called; ///< "" = not at all
};

class addresses : public ::testing::TestWithParam<address_row> {};

TEST_P(addresses, are_called_only_on_this_machine) {
  auto& r = GetParam();
  auto x = read_access({{"api_server",
                         {{"enabled", true},
                          {"listen_ip_address", r.listens},
                          {"username", "u"},
                          {"password", "p"}}}},
                       {"10.1.2.3", "fe80::1"});
  EXPECT_EQ(x.login ? x.login->address : "", r.called);
  EXPECT_EQ(x.error.empty(), x.login.has_value());
  if (!x.login) {
    EXPECT_NE(x.error.find("not called"), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(
    rows, addresses,
    ::testing::Values(address_row{"0.0.0.0", "127.0.0.1"},
                      address_row{"::", "::1"},
                      address_row{"localhost", "127.0.0.1"},
                      address_row{"127.0.0.5", "127.0.0.5"},
                      address_row{"10.1.2.3", "10.1.2.3"},
                      address_row{"10.1.2.4", ""}, address_row{"8.8.8.8", ""},
                      address_row{"bot.example", ""},
                      address_row{"127.0.0.1.example", ""}));

TEST(bot_login, with_odd_values_is_not_used) {
  EXPECT_NE(read(R"({"enabled": true, "listen_port": 0, "username": "u"})")
                .error.find("is no port"),
            std::string::npos);
  EXPECT_NE(read(R"({"enabled": true, "listen_port": "x", "username": "u"})")
                .error.find("is no port"),
            std::string::npos);
  EXPECT_NE(read(R"({"enabled": true})").error.find("no username"),
            std::string::npos);
}

TEST(bot_login, merges_all_configs_of_the_command_and_its_environment) {
  temporary_folder folder;
  auto write = [&](const char* name, const char* text) {
    ASSERT_FALSE(write_file_durably(folder.path() / name, text));
  };
  write("config.json", R"({"add_config_files": ["more.json"], // comment
    "api_server": {"enabled": true, "listen_port": 8081}})");
  write("more.json", R"({"api_server": {"listen_ip_address": "0.0.0.0",
    "username": "u", "listen_port": 1}})");
  write("secret.json", R"({"api_server": {"password": "p"}})");
  process_spec spec;
  spec.command = {"freqtrade",   "trade", "--config",
                  "config.json", "-c",    "secret.json"};
  spec.folder = folder.path().string();
  auto x = access_of(spec);
  ASSERT_TRUE(x.login) << x.error;
  EXPECT_EQ(x.login->place(), "127.0.0.1:8081");
  EXPECT_EQ(x.login->authorization, "Basic dTpw");
  spec.environment["FREQTRADE__API_SERVER__LISTEN_PORT"] = "8099";
  spec.environment["FREQTRADE__API_SERVER__PASSWORD"] = "1234";
  x = access_of(spec);
  ASSERT_TRUE(x.login) << x.error;
  EXPECT_EQ(x.login->port, 8099);
  EXPECT_EQ(x.login->authorization, "Basic dToxMjM0");
  spec.environment["FREQTRADE__API_SERVER__ENABLED"] = "false";
  EXPECT_EQ(access_of(spec), bot_access{});
  spec.command.back() = "missing.json";
  EXPECT_NE(access_of(spec).error, "");
}

} // namespace
} // namespace ftm::test
