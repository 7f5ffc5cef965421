#include "deploy/demo/strategy_file.hpp"
#include "deploy/demo/interrupts.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace ftm::sim {

namespace {

std::string trimmed(std::string_view x) {
  auto first = x.find_first_not_of(" \t\r\n");
  if (first == x.npos)
    return {};
  return std::string{
      x.substr(first, x.find_last_not_of(" \t\r\n") - first + 1)};
}

/// The text from `open` (a bracket) to its closing one, both included.
std::string_view bracketed(std::string_view x, std::size_t open) {
  int depth = 0;
  char quote = 0;
  for (auto i = open; i < x.size(); ++i) {
    char c = x[i];
    if (quote != 0) {
      quote = c == quote ? '\0' : quote;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if ((c == ')' || c == ']' || c == '}') && --depth == 0) {
      return x.substr(open, i - open + 1);
    }
  }
  return {};
}

std::vector<std::string> split_top(std::string_view x) {
  std::vector<std::string> result;
  int depth = 0;
  char quote = 0;
  std::string item;
  for (char c : x) {
    if (quote != 0)
      quote = c == quote ? '\0' : quote;
    else if (c == '\'' || c == '"')
      quote = c;
    else if (c == '(' || c == '[' || c == '{')
      ++depth;
    else if (c == ')' || c == ']' || c == '}')
      --depth;
    if (c == ',' && depth == 0 && quote == 0) {
      result.push_back(trimmed(item));
      item.clear();
    } else {
      item += c;
    }
  }
  if (!trimmed(item).empty())
    result.push_back(trimmed(item));
  return result;
}

std::string without_comments(std::string_view source) {
  std::string result;
  std::istringstream in{std::string{source}};
  for (std::string line; std::getline(in, line);) {
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (quote != 0)
        quote = line[i] == quote ? '\0' : quote;
      else if (line[i] == '\'' || line[i] == '"')
        quote = line[i];
      else if (line[i] == '#')
        line.resize(i);
    }
    result += line + "\n";
  }
  return result;
}

/// The class body, from its name to the next class or the end.
std::string_view class_body(std::string_view source, const std::string& name) {
  for (auto at = source.find("class " + name); at != source.npos;
       at = source.find("class " + name, at + 1)) {
    auto after = at + 6 + name.size();
    if ((at != 0 && source[at - 1] != '\n') || after >= source.size()
        || (source[after] != '(' && source[after] != ':'))
      continue;
    return source.substr(at, source.find("\nclass ", after) - at);
  }
  return {};
}

/// The text after `name =` or `name: type =` at the start of a line.
std::optional<std::string_view> assigned(std::string_view line,
                                         std::string_view name) {
  if (!line.starts_with(name))
    return {};
  line.remove_prefix(name.size());
  auto eq = line.find('=');
  auto between = trimmed(line.substr(0, eq));
  if (eq == line.npos || (!between.empty() && between[0] != ':'))
    return {};
  return line.substr(eq + 1);
}

std::optional<parameter> parse_parameter(const std::string& name,
                                         std::string_view type,
                                         std::string_view call) {
  parameter p;
  p.name = name;
  p.space = name.starts_with("sell")  ? "sell"
            : name.starts_with("buy") ? "buy"
                                      : "protection";
  auto args = split_top(call.substr(1, call.size() - 2));
  std::vector<json> positional;
  json fallback;
  for (auto& a : args) {
    auto eq = a.find('=');
    auto key = eq == a.npos ? std::string{} : trimmed(a.substr(0, eq));
    auto value = parse_literal(eq == a.npos ? a : a.substr(eq + 1));
    if (key.empty())
      positional.push_back(value);
    else if (key == "default")
      fallback = value;
    else if (key == "space" && value.is_string())
      p.space = value.get<std::string>();
    else if (key == "decimals" && value.is_number())
      p.decimals = value.get<int>();
    else if (key == "low" || key == "categories")
      positional.insert(positional.begin(), value);
    else if (key == "high")
      positional.push_back(value);
  }
  if (type == "BooleanParameter") {
    p.type = parameter::kind::categorical;
    p.choices = {true, false};
  } else if (type == "CategoricalParameter") {
    if (positional.empty() || !positional[0].is_array()
        || positional[0].empty())
      return {};
    p.type = parameter::kind::categorical;
    p.choices = positional[0];
  } else {
    if (positional.size() == 1 && positional[0].is_array())
      positional = positional[0].get<std::vector<json>>();
    if (positional.size() < 2 || !positional[0].is_number()
        || !positional[1].is_number())
      return {};
    p.type = type == "IntParameter" ? parameter::kind::integer
                                    : parameter::kind::decimal;
    p.low = positional[0];
    p.high = positional[1];
    if (type == "RealParameter")
      p.decimals = 10;
  }
  p.value = !fallback.is_null() ? fallback
            : p.type == parameter::kind::categorical
                ? p.choices[0]
                : json((p.low + p.high) / 2);
  return p;
}

} // namespace

json strategy::values_of(std::string_view space) const {
  json result = json::object();
  for (auto& p : parameters)
    if (p.space == space)
      result[p.name] = p.value;
  return result;
}

std::optional<strategy> parse_strategy(std::string_view source,
                                       const std::string& name) {
  auto clean = without_comments(source);
  auto body = class_body(clean, name);
  if (body.empty())
    return {};
  strategy s;
  s.name = name;
  auto literal = [](std::string_view rest) {
    auto x = trimmed(rest);
    if (!x.empty() && (x[0] == '{' || x[0] == '['))
      return parse_literal(bracketed(rest, rest.find(x[0])));
    return parse_literal(x.substr(0, x.find('\n')));
  };
  for (std::size_t at = 0; at < body.size();) {
    auto end = std::min(body.find('\n', at), body.size());
    auto indent = body.find_first_not_of(" \t", at);
    auto rest = indent < end ? body.substr(indent) : std::string_view{};
    at = end + 1;
    if (rest.empty())
      continue;
    if (auto x = assigned(rest, "timeframe"); x && literal(*x).is_string())
      s.timeframe = literal(*x);
    else if (x = assigned(rest, "stoploss"); x && literal(*x).is_number())
      s.stoploss = literal(*x);
    else if (x = assigned(rest, "minimal_roi"); x && literal(*x).is_object())
      s.minimal_roi = literal(*x);
    else if (x = assigned(rest, "startup_candle_count");
             x && literal(*x).is_number())
      s.startup_candles = literal(*x);
    for (auto& [key, value] : s.trailing.items())
      if (auto x = assigned(rest, key))
        value = literal(*x);
    auto line = rest.substr(0, rest.find('\n'));
    auto eq = line.find('=');
    auto open = line.find("Parameter(");
    if (eq == line.npos || open == line.npos || open < eq)
      continue;
    auto type = trimmed(rest.substr(eq + 1, open + 9 - eq - 1));
    if (auto p = parse_parameter(trimmed(line.substr(0, eq)), type,
                                 bracketed(rest, open + 9)))
      s.parameters.push_back(*p);
  }
  // freqtrade lists them in alphabetical order (dir()).
  std::sort(s.parameters.begin(), s.parameters.end(),
            [](auto& a, auto& b) { return a.name < b.name; });
  return s;
}

std::optional<strategy> find_strategy(const std::filesystem::path& folder,
                                      const std::string& name, bool recursive) {
  std::vector<std::filesystem::path> files, folders;
  std::error_code e;
  using walker = std::filesystem::directory_iterator;
  for (walker i{folder, e}, end; !e && i != end; i.increment(e))
    if (i->path().extension() == ".py")
      files.push_back(i->path());
    else if (recursive && i->is_directory()
             && !i->path().filename().string().starts_with("__"))
      folders.push_back(i->path());
  std::sort(files.begin(), files.end());
  std::sort(folders.begin(), folders.end());
  for (auto& file : files) {
    std::ifstream in{file};
    std::ostringstream text;
    text << in.rdbuf();
    if (auto s = parse_strategy(text.str(), name)) {
      s->file = file;
      return s;
    }
  }
  for (auto& x : folders)
    if (auto s = find_strategy(x, name, recursive))
      return s;
  return {};
}

void apply_params(strategy& s, const json& file) {
  auto name = file.value("strategy_name", json{});
  if (name != s.name)
    throw operational_error{"Invalid parameter file provided."};
  s.has_params_file = true;
  auto params = file.value("params", json::object());
  for (auto& p : s.parameters)
    if (auto space = params.find(p.space);
        space != params.end() && space->contains(p.name))
      p.value = (*space)[p.name];
  if (params.contains("roi"))
    s.minimal_roi = params["roi"];
  if (params.contains("stoploss"))
    s.stoploss = params["stoploss"].value("stoploss", s.stoploss);
  if (params.contains("trailing"))
    for (auto& [key, value] : s.trailing.items())
      value = params["trailing"].value(key, json{});
}

} // namespace ftm::sim
