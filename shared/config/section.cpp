#include "shared/config/section.hpp"

#include "shared/config/values.hpp"
#include "shared/util/text.hpp"

#include <algorithm>
#include <cstdlib>

namespace ftm::config {

namespace fs = std::filesystem;

namespace {

/// "strategies[3].name" -> "strategies[].name"
std::string without_indices(const std::string& x) {
  std::string y;
  for (size_t i = 0; i < x.size(); ++i) {
    y += x[i];
    if (x[i] == '[')
      i = std::min(x.find(']', i), x.size()) - 1;
  }
  return y;
}

std::string joined(const std::vector<std::string>& x) {
  std::string y;
  for (auto& i : x)
    y += (y.empty() ? "" : ", ") + i;
  return y;
}

} // namespace

bool has_control_characters(const std::string& x) {
  return std::any_of(x.begin(), x.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::string describe(const node& x) {
  switch (x.kind) {
  case node_kind::null:
    return "nothing";
  case node_kind::list:
    return x.list.empty() ? "an empty list" : "a list";
  case node_kind::map:
    return "a mapping";
  case node_kind::scalar:
    break;
  }
  auto text = redact(x.text);
  std::replace_if(
      text.begin(), text.end(),
      [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  if (text.size() > 80)
    text = to_valid_utf8(text.substr(0, 77)) + "...";
  return '"' + text + '"';
}

section::section(findings& out, node_ptr x, std::string path, uint32_t line)
    : out_(out), node_(std::move(x)), path_(std::move(path)),
      line_(line != 0 || !node_ ? line : node_->line) {
  if (node_ && node_->kind != node_kind::map) {
    if (node_->kind != node_kind::null)
      out_.problems.push_back(
          {true, line_, path_, describe(*node_), "a mapping (key: value)"});
    node_ = nullptr;
  }
}

section::~section() {
  if (!node_)
    return;
  std::vector<std::string> known;
  for (auto& x : node_->map) {
    // As in Compose files: keys that begin with "x-" are the user's own.
    if (asked_.contains(x.key) || x.key.starts_with("x-"))
      continue;
    if (known.empty())
      known.assign(asked_.begin(), asked_.end());
    auto near = nearest(lower(x.key), known);
    auto name = x.key.size() > 60 || has_control_characters(x.key)
                    ? std::string{"?"}
                    : x.key;
    out_.problems.push_back({false, x.line, key_path(name), "an unknown key",
                             near.empty() ? "one of " + joined(known) : near});
  }
}

std::string section::key_path(const std::string& key) const {
  return path_.empty() ? key : path_ + "." + key;
}

section section::child(const std::string& key) {
  auto x = get(key);
  return section{out_, x == nullptr ? nullptr : x->value, key_path(key),
                 x == nullptr ? line_ : x->line};
}

section section::item(const std::string& key, size_t i, node_ptr x) {
  auto line = x->line;
  auto place = key_path(key) + "[" + std::to_string(i) + "]";
  if (x->kind != node_kind::map)
    wrong(*x, line, key + "[" + std::to_string(i) + "]",
          "a mapping (key: value)");
  out_.lines.emplace(place, line);
  return section{out_, x->kind == node_kind::map ? std::move(x) : nullptr,
                 place, line};
}

const entry* section::get(const std::string& key, bool fixed) {
  asked_.insert(key);
  if (fixed)
    out_.known.insert(without_indices(key_path(key)));
  auto x = node_ ? node_->find(key) : nullptr;
  if (x == nullptr || x->value->kind == node_kind::null)
    return nullptr;
  out_.lines.emplace(key_path(key), x->line);
  return x;
}

bool section::has(const std::string& key) const {
  auto x = node_ ? node_->find(key) : nullptr;
  return x != nullptr && x->value->kind != node_kind::null;
}

size_t section::errors() const {
  return static_cast<size_t>(std::count_if(out_.problems.begin(),
                                           out_.problems.end(),
                                           [](auto& x) { return x.fatal; }));
}

void section::problem(const std::string& key, std::string found,
                      std::string expected, bool fatal) {
  auto x = node_ ? node_->find(key) : nullptr;
  out_.problems.push_back({fatal, x == nullptr ? line_ : x->line, key_path(key),
                           std::move(found), std::move(expected)});
}

void section::wrong(const entry& x, std::string expected, bool fatal) {
  wrong(*x.value, x.line, x.key, std::move(expected), fatal);
}

void section::wrong(const node& x, uint32_t line, const std::string& key,
                    std::string expected, bool fatal) {
  out_.problems.push_back(
      {fatal, line, key_path(key), describe(x), std::move(expected)});
}

const entry* section::scalar(const std::string& key,
                             const std::string& expected) {
  auto x = get(key);
  if (x == nullptr)
    return nullptr;
  if (x->value->kind != node_kind::scalar
      || has_control_characters(x->value->text)) {
    wrong(*x, expected);
    return nullptr;
  }
  return x;
}

void section::flag(const std::string& key, bool& out) {
  auto x = get(key);
  if (x == nullptr)
    return;
  auto y = x->value->kind == node_kind::scalar && x->value->plain
               ? to_bool(x->value->text)
               : std::nullopt;
  if (y)
    out = *y;
  else
    wrong(*x, "true or false, without quotes");
}

void section::text(const std::string& key, std::string& out) {
  if (auto x = scalar(key, "a text on one line"))
    out = x->value->text;
}

void section::word(const std::string& key, std::string& out) {
  auto x = scalar(key, "a text on one line");
  if (x == nullptr)
    return;
  auto y = std::string{trim(x->value->text)};
  if (y.empty() || y[0] == '-')
    wrong(*x, "a text that is not empty and does not begin with \"-\"");
  else
    out = std::move(y);
}

void section::path(const std::string& key, const fs::path& base,
                   fs::path& out) {
  auto x = scalar(key, "a path");
  if (x == nullptr)
    return;
  auto text = std::string{trim(x->value->text)};
  if (text.empty())
    return;
  auto home = std::getenv("HOME");
  if ((text == "~" || text.starts_with("~/")) && home != nullptr)
    text.replace(0, 1, home);
  out = (base / text).lexically_normal();
  if (!out.has_filename() && out.has_relative_path())
    out = out.parent_path(); // "folder/" is the folder
}

void section::optional_word(
    const std::string& key, const std::string& expected,
    const std::function<bool(const std::string&)>& check, std::string& out) {
  auto x = scalar(key, expected);
  if (x == nullptr) {
    if (node_ && node_->find(key) != nullptr && !has(key))
      out.clear();
  } else if (auto y = std::string{trim(x->value->text)};
             y.empty() || check(y)) {
    out = std::move(y);
  } else {
    wrong(*x, expected);
  }
}

bool section::choice(const std::string& key,
                     const std::vector<std::string>& choices, size_t& out) {
  auto expected = "one of " + joined(choices);
  auto x = scalar(key, expected);
  if (x == nullptr)
    return false;
  auto i = std::find(choices.begin(), choices.end(), lower(x->value->text));
  if (i == choices.end()) {
    auto near = nearest(lower(x->value->text), choices);
    wrong(*x, near.empty() ? expected : expected + " (perhaps " + near + ")");
  } else {
    out = static_cast<size_t>(i - choices.begin());
    return true;
  }
  return false;
}

} // namespace ftm::config
