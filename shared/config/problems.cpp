#include "shared/config/problems.hpp"

#include "shared/config/values.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <arpa/inet.h>

namespace ftm::config {

namespace {

using json = nlohmann::json;

std::optional<step_kind> step_named(const json& x) {
  if (!x.is_string())
    return {};
  for (auto i = 0; i <= static_cast<int>(step_kind::restart_trade); ++i)
    if (x.get_ref<const std::string&>() == to_string(static_cast<step_kind>(i)))
      return static_cast<step_kind>(i);
  return {};
}

void override_strategy(strategy_settings& x, const json& from,
                       const std::string& key,
                       std::vector<config_problem>& problems) {
  auto warn = [&](const std::string& where, std::string expected) {
    problems.push_back({false, 0, key + where, "something else", expected});
  };
  if (!from.is_object())
    return warn("", "an object");
  if (auto i = from.find("steps"); i != from.end()) {
    std::vector<step_kind> steps;
    if (!i->is_array())
      return warn(".steps", "an array of steps");
    for (auto& name : *i) {
      if (auto step = step_named(name))
        steps.push_back(*step);
      else
        warn(".steps", "names of steps");
    }
    std::sort(steps.begin(), steps.end());
    steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
    x.steps = std::move(steps);
  }
  if (auto i = from.find("scheduled"); i != from.end()) {
    if (i->is_boolean())
      x.schedule.enabled = i->get<bool>();
    else
      warn(".scheduled", "true or false");
  }
}

} // namespace

bool is_loopback(const std::string& host) {
  in_addr four{};
  in6_addr six{};
  if (lower(host) == "localhost")
    return true;
  if (inet_pton(AF_INET, host.c_str(), &four) == 1)
    return (ntohl(four.s_addr) >> 24) == 127;
  return inet_pton(AF_INET6, host.c_str(), &six) == 1
         && IN6_IS_ADDR_LOOPBACK(&six);
}

std::vector<config_problem> web_problems(const web_settings& x) {
  std::vector<config_problem> y;
  for (auto& [key, file] : {std::pair{"web.tls_certificate", x.tls_certificate},
                            std::pair{"web.tls_key", x.tls_key}})
    if (!file.empty())
      y.push_back({true, 0, key, '"' + file + '"',
                   "nothing, since this program does not speak TLS itself: let "
                   "a proxy do it and set behind_proxy: true"});
  if (is_loopback(x.host))
    return y;
  if (!x.login)
    y.push_back({true, 0, "web.login", "false",
                 "true, since others can reach " + x.host});
  if (!x.behind_proxy)
    y.push_back({true, 0, "web.host", '"' + x.host + '"',
                 "127.0.0.1; or behind_proxy: true, if a proxy encrypts what "
                 "comes from others"});
  return y;
}

void apply_overrides(settings& x, const std::string& overrides,
                     std::vector<config_problem>& problems) {
  if (overrides.empty())
    return;
  auto from = json::parse(overrides, nullptr, false);
  if (!from.is_object()) {
    problems.push_back({false, 0, "overrides", "no JSON object",
                        "the switches of the dashboard"});
    return;
  }
  auto all = from.find("strategies");
  if (all == from.end() || !all->is_object())
    return;
  for (auto& [name, value] : all->items()) {
    auto i = std::find_if(x.strategies.begin(), x.strategies.end(),
                          [&n = name](auto& s) { return s.name == n; });
    if (i == x.strategies.end())
      problems.push_back({false, 0, "overrides.strategies." + name,
                          "switches of a strategy that is not there",
                          "a strategy of config.yaml"});
    else
      override_strategy(*i, value, "overrides.strategies." + name, problems);
  }
}

std::string to_text(const config_problem& x, const std::string& file) {
  auto y = file;
  if (x.line > 0)
    y += ":" + std::to_string(x.line);
  y += x.fatal ? ": error: " : ": warning: ";
  if (!x.key.empty())
    y += x.key + ": ";
  if (x.expected.empty())
    return y + x.found;
  return y + "found " + x.found + ", expected " + x.expected;
}

} // namespace ftm::config
