#include "actors/supervisor/freqtrade_arguments.hpp"

#include <algorithm>
#include <filesystem>

namespace ftm {

namespace {

using words = std::vector<std::string>;

/// Where the arguments begin: behind the program, which Python shows as
/// `python …/freqtrade trade` or `python -m freqtrade trade`.
std::optional<size_t> arguments_of(const words& x, const std::string& program) {
  for (size_t i = 0; i < std::min<size_t>(x.size(), 5); ++i) {
    auto name = std::filesystem::path{x[i]}.filename().string();
    if (name == "freqtrade" || (!program.empty() && name == program))
      return i + 1;
  }
  return {};
}

/// The value of an option at x[i], and moves `i` onto its last word.
std::optional<std::string> value_at(const words& x, size_t& i, char letter,
                                    const std::string& name) {
  auto& w = x[i];
  std::optional<std::string> y;
  if (w.starts_with("--")) {
    if (w.starts_with(name + "="))
      return w.substr(name.size() + 1);
    if (w != name)
      return {};
  } else {
    // `-v` may stand before it in the same word, any number of times.
    auto at = w.find_first_not_of('v', 1);
    if (letter == '\0' || w[0] != '-' || at == std::string::npos
        || w[at] != letter)
      return {};
    if (auto rest = w.substr(at + 1); !rest.empty())
      return rest[0] == '=' ? rest.substr(1) : rest;
  }
  return i + 1 < x.size() ? std::optional{x[++i]} : std::nullopt;
}

} // namespace

std::optional<freqtrade_arguments> parse_freqtrade(const words& x,
                                                   const std::string& program) {
  auto begin = arguments_of(x, program);
  if (!begin)
    return {};
  freqtrade_arguments y;
  for (auto i = *begin; i < x.size(); ++i) {
    if (auto s = value_at(x, i, 's', "--strategy"))
      y.strategy = *s; // the last one counts
    else if (auto c = value_at(x, i, 'c', "--config"))
      y.configs.push_back(*c);
    else if (auto u = value_at(x, i, '\0', "--userdir"))
      y.user_data = *u;
    else if (auto v = value_at(x, i, '\0', "--user-data-dir"))
      y.user_data = *v;
    else if (y.subcommand.empty() && !x[i].empty() && x[i][0] != '-')
      y.subcommand = x[i];
  }
  return y.subcommand.empty() ? std::nullopt : std::optional{y};
}

} // namespace ftm
