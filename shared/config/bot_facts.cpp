#include "shared/config/bot_facts.hpp"

#include "shared/config/problems.hpp"
#include "shared/config/values.hpp"
#include "shared/util/hash.hpp"
#include "shared/util/text.hpp"

#include <algorithm>
#include <iterator>

namespace ftm::config {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr auto live_default = "sqlite:///tradesv3.sqlite";
constexpr auto dry_default = "sqlite:///tradesv3.dryrun.sqlite";
constexpr std::string_view sqlite = "sqlite:///";

// Of freqtrade's own examples, and what people try first.
constexpr std::string_view example_passwords[] = {"SuperSecurePassword",
                                                  "SuperSecret1!",
                                                  "SuperSecretPassword",
                                                  "freqtrade",
                                                  "freqtrader",
                                                  "password",
                                                  "12345678",
                                                  "changeme",
                                                  "your_password"};
constexpr std::string_view example_secrets[] = {
    "somethingrandom", "somethingRandom", "somethingRandomSomethingRandom123",
    "super-secret"};
constexpr size_t shortest_password = 8;

std::string text_at(const json& x, const char* key) {
  auto i = x.find(key);
  return i != x.end() && i->is_string() ? i->get<std::string>() : "";
}

bool true_at(const json& x, const char* key) {
  auto i = x.find(key);
  return i != x.end() && i->is_boolean() && i->get<bool>();
}

const json& object_at(const json& x, const char* key) {
  static const json none = json::object();
  auto i = x.find(key);
  return i != x.end() && i->is_object() ? *i : none;
}

template <class Texts>
bool is_one_of(const Texts& texts, const std::string& x) {
  return std::find(std::begin(texts), std::end(texts), x) != std::end(texts);
}

/// Its scheme, host and name: neither the user nor the options, which may hold
/// a password as well.
std::string shown_database(const std::string& url) {
  auto begin = url.find("://");
  if (begin == std::string::npos)
    return "(no URL)";
  begin += 3;
  auto options = url.find('?', begin);
  auto at = url.starts_with(sqlite) ? std::string::npos : url.rfind('@');
  if (at == std::string::npos || at < begin)
    return url.substr(0, options);
  if (options < at) // of the password, or the '@' is of an option
    return url.substr(0, begin) + "***";
  return url.substr(0, begin) + url.substr(at + 1, options - at - 1);
}

void read_database(const json& config, const fs::path& folder, bot_facts& out) {
  auto url = text_at(config, "db_url");
  auto dry = true_at(config, "dry_run");
  // A dry run never uses the database of real trades (configuration.py).
  if (url.empty() || (dry && url == live_default))
    url = dry ? dry_default : live_default;
  out.db_url = redact(shown_database(url));
  if (url == "sqlite://" || url.starts_with("sqlite:///:memory:"))
    return;
  out.database = url;
  if (url.starts_with(sqlite)) {
    auto file = url.substr(sqlite.size());
    file.erase(std::min(file.find('?'), file.size()));
    out.database = (folder / file).lexically_normal().string();
  }
}

void read_api(const json& api, bot_facts& out) {
  out.has_api = true_at(api, "enabled");
  if (!out.has_api)
    return;
  auto port = api.find("listen_port");
  out.port = port != api.end() && port->is_number() ? port->dump() : "8080";
  out.address = text_at(api, "listen_ip_address");
  if (out.address.empty())
    out.address = "127.0.0.1";
  out.everybody_reaches_api = !is_loopback(out.address);
  auto password = text_at(api, "password");
  out.weak_password = password.size() < shortest_password
                      || is_one_of(example_passwords, password);
  out.example_secret =
      is_one_of(example_secrets, text_at(api, "jwt_secret_key"));
}

} // namespace

bot_facts facts_of(const json& config, const fs::path& folder) {
  bot_facts y;
  read_database(config, folder, y);
  read_api(object_at(config, "api_server"), y);
  auto& exchange = object_at(config, "exchange");
  y.exchange = lower(text_at(exchange, "name")); // as freqtrade takes it
  if (auto key = text_at(exchange, "key"); !key.empty())
    y.key_digest = sha256_hex(key);
  y.initial_state = text_at(config, "initial_state");
  if (y.initial_state.empty())
    y.initial_state = "stopped";
  auto& internals = object_at(config, "internals");
  if (auto i = internals.find("heartbeat_interval");
      i != internals.end() && i->is_number())
    y.heartbeat_s = i->get<double>();
  return y;
}

} // namespace ftm::config
