#include "shared/json/body_reader.hpp"

#include "shared/json/untrusted.hpp"
#include "shared/util/text.hpp"

#include <algorithm>
#include <limits>

namespace ftm {

namespace {

const json nothing = json::object();

/// Whoever sends nonsense is told some of it, not megabytes.
constexpr size_t most_problems = 20;
constexpr size_t longest_name = 120;

std::string short_name(std::string x) {
  if (x.size() > longest_name) {
    x.resize(longest_name);
    x += "…";
  }
  return to_valid_utf8(x);
}

} // namespace

body_reader::body_reader(std::string_view x, std::vector<bad_field>& problems)
    : object_(&nothing), problems_(problems),
      problems_before_(problems.size()) {
  if (trim(x).empty())
    return;
  if (nested_deeper(x, deepest_json)) {
    note({"", "too many brackets inside of each other",
          "a JSON object of at most " + std::to_string(deepest_json)
              + " levels"});
    return;
  }
  auto parsed = parse_untrusted(x);
  if (!parsed) {
    note({"", "no JSON", "a JSON object"});
    return;
  }
  whole_ = std::move(*parsed);
  if (whole_.is_object())
    object_ = &whole_;
  else
    bad("", whole_, "a JSON object");
}

body_reader::body_reader(const json& x, std::string path,
                         std::vector<bad_field>& problems)
    : object_(&nothing), path_(std::move(path)), problems_(problems),
      problems_before_(problems.size()) {
  if (x.is_object())
    object_ = &x;
  else
    bad(path_.substr(0, path_.size() - 1), x, "an object");
}

const json* body_reader::find(const char* key) {
  known_.push_back(key);
  auto i = object_->find(key);
  return i == object_->end() || i->is_null() ? nullptr : &*i;
}

bool body_reader::has(const char* key) {
  auto i = object_->find(key);
  return i != object_->end() && !i->is_null();
}

bool body_reader::get(const char* key, bool& y) {
  auto* x = find(key);
  if (x && x->is_boolean())
    y = x->get<bool>();
  else if (x)
    bad(path_ + key, *x, "true or false");
  return x && x->is_boolean();
}

bool body_reader::get(const char* key, std::string& y) {
  auto* x = find(key);
  if (x && x->is_string())
    y = x->get<std::string>();
  else if (x)
    bad(path_ + key, *x, "a text");
  return x && x->is_string();
}

bool body_reader::get(const char* key, uint64_t& y, uint64_t max) {
  auto* x = find(key);
  if (!x)
    return false;
  if (x->is_number_unsigned() && x->get<uint64_t>() <= max) {
    y = x->get<uint64_t>();
    return true;
  }
  bad(path_ + key, *x, "a whole number from 0 to " + std::to_string(max));
  return false;
}

bool body_reader::get(const char* key, uint32_t& y, uint32_t max) {
  uint64_t wide = 0;
  if (!get(key, wide, uint64_t{max}))
    return false;
  y = static_cast<uint32_t>(wide);
  return true;
}

bool body_reader::get(const char* key, real& y) {
  auto* x = find(key);
  if (!x)
    return false;
  if (x->is_number()) {
    y = x->get<double>();
    return true;
  }
  bad(path_ + key, *x, "a number");
  return false;
}

bool body_reader::get(const char* key, std::vector<std::string>& y) {
  return each(key, "an array of texts",
              [&](const json& x, const std::string& at) {
                if (x.is_string())
                  y.push_back(x.get<std::string>());
                else
                  bad(at, x, "a text");
              });
}

bool body_reader::get(const char* key, std::vector<uint64_t>& y,
                      size_t longest) {
  auto here =
      each(key, "an array of lines", [&](const json& x, const std::string& at) {
        if (x.is_number_unsigned() && x.get<uint64_t>() > 0)
          y.push_back(x.get<uint64_t>());
        else
          bad(at, x, "a line, from 1");
      });
  if (y.size() > longest)
    note({path_ + key, std::to_string(y.size()) + " lines",
          "at most " + std::to_string(longest)});
  return here;
}

bool body_reader::each(
    const char* key, const char* expected,
    const std::function<void(const json&, const std::string&)>& f) {
  auto* x = find(key);
  if (!x)
    return false;
  if (!x->is_array()) {
    bad(path_ + key, *x, expected);
    return false;
  }
  for (size_t i = 0; i < x->size() && !full(); ++i)
    f((*x)[i], path_ + key + "[" + std::to_string(i) + "]");
  return true;
}

void body_reader::require(const char* key, const char* expected) {
  // A body that could not be read at all is told once.
  if (!has(key) && problems_.size() == problems_before_)
    note({path_ + key, "nothing", expected});
}

bool body_reader::finish() {
  for (auto& [key, value] : object_->items()) {
    if (std::find(known_.begin(), known_.end(), key) != known_.end())
      continue;
    if (full())
      break;
    auto near = key.size() > longest_name ? "" : nearest(key, known_);
    bad(path_ + key, value,
        known_.empty() ? "no fields"
        : near.empty() ? one_of(known_)
                       : "no such field; did you mean " + near + "?");
  }
  return problems_.size() == problems_before_;
}

void body_reader::bad(const std::string& path, const json& found,
                      std::string expected) {
  if (!full())
    note({short_name(path), shown(found), std::move(expected)});
}

bool body_reader::full() const {
  return problems_.size() >= most_problems;
}

void body_reader::note(bad_field x) {
  if (!full())
    problems_.push_back(std::move(x));
}

std::string body_reader::one_of(const std::vector<std::string>& names) {
  std::string y = "one of";
  for (auto& x : names)
    y += (y.size() > 6 ? ", " : " ") + x;
  return y;
}

} // namespace ftm
