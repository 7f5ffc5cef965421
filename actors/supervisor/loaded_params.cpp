#include "actors/supervisor/loaded_params.hpp"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace ftm {

namespace {

using nlohmann::json;

/// Whether Python prints that value like this.
bool is_printed(const json& x, const std::string& text) {
  if (x.is_string())
    return x.get_ref<const std::string&>() == text;
  if (x.is_boolean())
    return text == (x.get<bool>() ? "True" : "False");
  if (x.is_null())
    return text == "None";
  if (!x.is_number())
    return true; // lists and the like: not compared
  double y = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), y);
  return error == std::errc{} && end == text.data() + text.size()
         && std::abs(y - x.get<double>()) <= 1e-9 * std::max(1.0, std::abs(y));
}

} // namespace

std::string not_loaded(const std::string& params, const trade_console& x) {
  auto file = json::parse(params, nullptr, false);
  auto spaces = file.is_object() ? file.find("params") : file.end();
  if (!file.is_object() || spaces == file.end() || !spaces->is_object())
    return "the params file cannot be read";
  // Only these are printed; roi, stoploss and trailing are no parameters.
  for (auto space : {"buy", "sell", "protection"}) {
    auto values = spaces->find(space);
    if (values == spaces->end() || !values->is_object())
      continue;
    for (auto& [name, value] : values->items()) {
      if (x.defaults().contains(name))
        return name + " has kept its default";
      auto said = x.params().find(name);
      if (said != x.params().end() && !is_printed(value, said->second))
        return name + " is " + said->second + " instead of " + value.dump();
    }
  }
  return {};
}

} // namespace ftm
