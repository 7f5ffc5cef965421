#include "deploy/demo/arguments.hpp"

#include <charconv>

namespace ftm::sim {

namespace {

constexpr std::string_view program_usage =
    "usage: freqtrade [-h] [-V]\n"
    "                 {trade,create-userdir,new-config,new-strategy,"
    "download-data,convert-data,convert-trade-data,trades-to-ohlcv,list-data,"
    "backtesting,backtesting-show,backtesting-analysis,edge,hyperopt,"
    "hyperopt-list,hyperopt-show,list-exchanges,list-markets,list-pairs,"
    "list-strategies,list-freqaimodels,list-timeframes,show-trades,"
    "test-pairlist,install-ui,plot-dataframe,plot-profit,webserver}\n"
    "                 ...\n";

std::string dest(std::string_view flags) {
  auto slash = flags.rfind("--");
  return std::string{flags.substr(slash == flags.npos ? 1 : slash + 2)};
}

bool matches(const option& o, std::string_view word) {
  std::string_view rest = o.flags;
  while (!rest.empty()) {
    auto end = rest.find('/');
    if (rest.substr(0, end) == word)
      return true;
    rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
  }
  return false;
}

const option* find_option(const std::vector<option>& options,
                          std::string_view word) {
  for (auto& o : options)
    if (matches(o, word))
      return &o;
  // argparse takes unambiguous beginnings of long options.
  const option* found = nullptr;
  if (word.size() > 2 && word.starts_with("--"))
    for (auto& o : options)
      if (("--" + dest(o.flags)).starts_with(word)) {
        if (found != nullptr)
          return nullptr;
        found = &o;
      }
  return found;
}

std::optional<long> to_int(const std::string& x) {
  long value = 0;
  auto end = x.data() + x.size();
  auto [p, e] = std::from_chars(x.data(), end, value);
  return e == std::errc{} && p == end ? std::optional{value} : std::nullopt;
}

/// Looks like an option to argparse: negative numbers do not.
bool is_option(const std::string& x) {
  return x.size() > 1 && x[0] == '-' && !to_int(x);
}

std::string quoted_choices(std::string_view choices) {
  std::string result;
  while (!choices.empty()) {
    auto end = choices.find(',');
    result += (result.empty() ? "'" : ", '")
              + std::string{choices.substr(0, end)} + "'";
    choices = end == choices.npos ? "" : choices.substr(end + 1);
  }
  return result;
}

/// "" or what is wrong with `value`.
std::string complaint(const option& o, const std::string& value) {
  if (o.check.empty())
    return {};
  auto number = to_int(value);
  if (o.check == "int")
    return number ? "" : "invalid int value: '" + value + "'";
  if (o.check == "positive")
    return number && *number > 0 ? ""
                                 : value
                                       + " is invalid for this parameter, "
                                         "should be a positive integer value";
  if (o.check == "nonzero")
    return number && *number != 0 ? ""
                                  : value
                                        + " is invalid for this parameter, "
                                          "should be a non-zero integer value";
  auto list = "," + std::string{o.check} + ",";
  if (list.find("," + value + ",") != list.npos)
    return {};
  return "invalid choice: '" + value + "' (choose from "
         + quoted_choices(o.check) + ")";
}

std::string usage_item(const option& o) {
  auto flag = std::string{o.flags.substr(0, o.flags.find('/'))};
  if (o.takes == option::arity::none)
    return "[" + flag + "]";
  auto value = o.check.find(',') == o.check.npos
                   ? std::string{o.metavar}
                   : "{" + std::string{o.check} + "}";
  if (o.takes == option::arity::one)
    return "[" + flag + " " + value + "]";
  return "[" + flag + " " + value + " [" + value + " ...]]";
}

parse_result fail(std::string text) {
  return {std::nullopt, std::move(text), 2};
}

parse_result bad_value(const std::string& sub, const std::string& what) {
  return fail(usage_of(sub) + "freqtrade " + sub + ": error: " + what + "\n");
}

} // namespace

bool arguments::has(const std::string& name) const {
  return values.contains(name);
}

std::string arguments::get(const std::string& name,
                           const std::string& otherwise) const {
  auto i = values.find(name);
  return i == values.end() || i->second.empty() ? otherwise : i->second.back();
}

std::vector<std::string> arguments::all(const std::string& name) const {
  auto i = values.find(name);
  return i == values.end() ? std::vector<std::string>{} : i->second;
}

std::string usage_of(std::string_view sub) {
  auto start = "usage: freqtrade " + std::string{sub};
  std::string result, line = start;
  for (auto& o : options_of(sub)) {
    auto item = usage_item(o);
    if (line.size() + 1 + item.size() > 78 && line.size() > start.size()) {
      result += line + "\n";
      line = std::string(start.size(), ' ');
    }
    line += " " + item;
  }
  return result + line + "\n";
}

parse_result parse_arguments(const std::vector<std::string>& words) {
  if (words.empty())
    return {arguments{}, {}, 0};
  auto& sub = words[0];
  if (sub == "-V" || sub == "--version")
    return {std::nullopt, "freqtrade 2023.2\n", 0};
  if (sub == "-h" || sub == "--help")
    return {std::nullopt, std::string{program_usage}, 0};
  auto& options = options_of(sub);
  if (options.empty())
    return fail(
        std::string{program_usage}
        + (is_option(sub)
               ? "freqtrade: error: unrecognized arguments: " + sub
               : "freqtrade: error: argument command: invalid choice: '" + sub
                     + "' (the simulator knows trade, download-data, "
                       "backtesting, hyperopt, hyperopt-list, hyperopt-show)")
        + "\n");
  arguments result{sub, {}};
  std::string unknown;
  for (std::size_t i = 1; i < words.size();) {
    auto word = words[i++];
    std::optional<std::string> attached;
    if (auto eq = word.find('=');
        word.starts_with("--") && eq != std::string::npos) {
      attached = word.substr(eq + 1);
      word.resize(eq);
    }
    auto o = is_option(word) ? find_option(options, word) : nullptr;
    // `-j2` is `-j 2`.
    if (o == nullptr && word.size() > 2 && word[0] == '-' && word[1] != '-') {
      o = find_option(options, word.substr(0, 2));
      if (o != nullptr && o->takes != option::arity::none)
        attached = word.substr(2);
      else
        o = nullptr;
    }
    if (o == nullptr) {
      unknown += " " + words[i - 1];
      continue;
    }
    auto name = "argument " + std::string{o->flags} + ": ";
    auto& values = result.values[dest(o->flags)];
    if (o->takes == option::arity::none) {
      if (dest(o->flags) == "help")
        return {std::nullopt, usage_of(sub), 0};
      continue;
    }
    std::vector<std::string> given;
    if (attached)
      given.push_back(*attached);
    else
      while (i < words.size() && !is_option(words[i])
             && (given.empty() || o->takes == option::arity::many))
        given.push_back(words[i++]);
    if (given.empty())
      return bad_value(sub, name
                                + (o->takes == option::arity::many
                                       ? "expected at least one argument"
                                       : "expected one argument"));
    for (auto& x : given)
      if (auto wrong = complaint(*o, x); !wrong.empty())
        return bad_value(sub, name + wrong);
    if (o->takes == option::arity::many)
      values.clear();
    values.insert(values.end(), given.begin(), given.end());
  }
  if (!unknown.empty())
    return fail(std::string{program_usage}
                + "freqtrade: error: unrecognized arguments:" + unknown + "\n");
  return {std::move(result), {}, 0};
}

} // namespace ftm::sim
