#include "actors/supervisor/bot_login.hpp"

#include "actors/supervisor/shim_launcher.hpp"
#include "shared/config/bot_config.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <nlohmann/json.hpp>

namespace ftm {

namespace {

using nlohmann::json;

constexpr int64_t usual_port = 8080;

std::string base64(std::string_view x) {
  static constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string y;
  for (size_t i = 0; i < x.size(); i += 3) {
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; ++k)
      bits = bits << 8
             | (i + k < x.size() ? static_cast<unsigned char>(x[i + k]) : 0U);
    for (size_t k = 0; k < 4; ++k)
      y += k < 2 || i + k - 1 < x.size() ? letters[bits >> (18 - 6 * k) & 63]
                                         : '=';
  }
  return y;
}

/// A name or password; the environment may have made a number of it.
std::string word(const json& api, const char* key) {
  auto i = api.find(key);
  if (i == api.end() || i->is_null())
    return {};
  return i->is_string() ? i->get<std::string>() : i->dump();
}

bool is_numeric(const std::string& x) {
  in6_addr ignored;
  return ::inet_pton(AF_INET, x.c_str(), &ignored) == 1
         || ::inet_pton(AF_INET6, x.c_str(), &ignored) == 1;
}

/// An address to connect to for one to listen on.
std::string callable(const std::string& x) {
  if (x == "0.0.0.0" || x == "localhost" || x.empty())
    return "127.0.0.1";
  return x == "::" ? "::1" : x;
}

} // namespace

std::string bot_login::place() const {
  auto six = address.find(':') != std::string::npos;
  return (six ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

bot_access read_access(const json& config,
                       const std::vector<std::string>& own) {
  auto api = config.find("api_server");
  if (api == config.end() || !api->is_object())
    return {};
  auto enabled = api->find("enabled");
  if (enabled == api->end() || !enabled->is_boolean() || !enabled->get<bool>())
    return {};
  auto refuse = [](std::string why) { return bot_access{{}, std::move(why)}; };
  auto listens = word(*api, "listen_ip_address");
  bot_login y;
  y.address = callable(listens);
  if (!is_numeric(y.address))
    return refuse("api_server.listen_ip_address of its config is no numeric "
                  "address, so its REST is not called");
  auto loopback = y.address.starts_with("127.") || y.address == "::1";
  if (!loopback && std::find(own.begin(), own.end(), y.address) == own.end())
    return refuse("api_server.listen_ip_address of its config, " + y.address
                  + ", is no address of this machine, so its REST is not "
                    "called");
  auto port = api->find("listen_port");
  auto number = port == api->end()          ? usual_port
                : port->is_number_integer() ? port->get<int64_t>()
                                            : 0;
  if (number < 1 || number > 65'535)
    return refuse("api_server.listen_port of its config is no port, so its "
                  "REST is not called");
  y.port = static_cast<uint16_t>(number);
  auto user = word(*api, "username");
  auto password = word(*api, "password");
  if (user.empty() && password.empty())
    return refuse("api_server of its config has no username and password, so "
                  "its REST is not called");
  y.authorization = "Basic " + base64(user + ":" + password);
  return {y, {}};
}

std::vector<std::string> own_addresses() {
  std::vector<std::string> y;
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0)
    return y;
  for (auto i = all; i != nullptr; i = i->ifa_next) {
    if (i->ifa_addr == nullptr)
      continue;
    char text[INET6_ADDRSTRLEN] = {};
    auto family = i->ifa_addr->sa_family;
    if (family == AF_INET)
      ::inet_ntop(family,
                  &reinterpret_cast<sockaddr_in*>(i->ifa_addr)->sin_addr, text,
                  sizeof text);
    else if (family == AF_INET6)
      ::inet_ntop(family,
                  &reinterpret_cast<sockaddr_in6*>(i->ifa_addr)->sin6_addr,
                  text, sizeof text);
    if (text[0] != '\0')
      y.emplace_back(text);
  }
  ::freeifaddrs(all);
  return y;
}

bot_access access_of(const process_spec& spec) {
  std::string error;
  auto config = config::command_config(
      spec.command, spec.folder, child_environment(spec.environment), error);
  if (!config)
    return {{}, "its config cannot be read, so its REST is not called"};
  return read_access(*config, own_addresses());
}

} // namespace ftm
