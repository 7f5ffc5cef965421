#include "shared/config/section.hpp"

#include "shared/config/values.hpp"
#include "shared/util/text.hpp"

#include <algorithm>

namespace ftm::config {

namespace {

std::string range(const std::string& what, const std::string& least,
                  const std::string& most) {
  return what + " from " + least + " to " + most;
}

std::string shortened(double x) {
  auto y = std::to_string(x);
  y.erase(y.find_last_not_of('0') + 1);
  if (y.ends_with('.'))
    y.pop_back();
  return y;
}

} // namespace

bool section::integer(const std::string& key, int64_t least, int64_t most,
                      int64_t& out) {
  auto x = get(key);
  if (x == nullptr)
    return false;
  auto y = x->value->kind == node_kind::scalar ? to_integer(x->value->text)
                                               : std::nullopt;
  if (!y || *y < least || *y > most) {
    wrong(*x,
          range("a whole number", std::to_string(least), std::to_string(most)));
    return false;
  }
  out = *y;
  return true;
}

void section::number(const std::string& key, double least, double most,
                     double& out) {
  auto x = get(key);
  if (x == nullptr)
    return;
  auto y = x->value->kind == node_kind::scalar ? to_number(x->value->text)
                                               : std::nullopt;
  if (!y || *y < least || *y > most)
    wrong(*x, range("a number", shortened(least), shortened(most)));
  else
    out = *y;
}

void section::duration(const std::string& key, milliseconds unit,
                       milliseconds least, milliseconds most,
                       milliseconds& out) {
  auto x = get(key);
  if (x == nullptr)
    return;
  auto y = x->value->kind == node_kind::scalar
               ? to_duration(trim(x->value->text), unit)
               : std::nullopt;
  if (y && *y >= least && *y <= most) {
    out = *y;
    return;
  }
  auto name = unit == std::chrono::hours{1} ? "hours" : "seconds";
  auto of = [&](milliseconds d) {
    return shortened(static_cast<double>(d.count())
                     / static_cast<double>(unit.count()));
  };
  wrong(*x, range(std::string{"a number of "} + name, of(least), of(most))
                + ", or a text such as 90m");
}

void section::words(const std::string& key, std::vector<std::string>& out) {
  auto x = get(key);
  if (x == nullptr)
    return;
  constexpr auto expected =
      "the words of a command: a text with closed quotes, or a list of texts";
  std::optional<std::vector<std::string>> y;
  if (x->value->kind == node_kind::scalar) {
    y = split_words(x->value->text);
  } else if (x->value->kind == node_kind::list) {
    y.emplace();
    for (auto& i : x->value->list) {
      if (i->kind != node_kind::scalar) {
        wrong(*i, i->line, key, expected);
        return;
      }
      y->push_back(i->text);
    }
  }
  auto nul = [](auto& i) { return i.find('\0') != std::string::npos; };
  if (!y || std::any_of(y->begin(), y->end(), nul))
    wrong(*x, expected);
  else
    out = std::move(*y);
}

void section::list(const std::string& key, const std::string& expected,
                   const std::function<bool(const std::string&)>& check,
                   std::vector<std::string>& out, bool may_be_empty) {
  auto x = get(key);
  if (x == nullptr)
    return;
  std::vector<std::string> y;
  if (x->value->kind == node_kind::scalar)
    y = to_list(x->value->text);
  else if (x->value->kind == node_kind::list)
    for (auto& i : x->value->list)
      y.push_back(i->kind == node_kind::scalar ? i->text : std::string{});
  bool fine = may_be_empty || !y.empty();
  for (size_t i = 0; i < y.size(); ++i) {
    if (check(y[i]) && !has_control_characters(y[i]))
      continue;
    fine = false;
    auto& item =
        x->value->kind == node_kind::list ? *x->value->list[i] : *x->value;
    wrong(item, x->value->kind == node_kind::list ? item.line : x->line, key,
          expected);
  }
  if (y.empty() && (!may_be_empty || x->value->kind == node_kind::map))
    wrong(*x, expected);
  if (fine)
    out = std::move(y);
}

} // namespace ftm::config
