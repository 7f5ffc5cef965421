#include "shared/json/body_reader.hpp"

#include "shared/util/text.hpp"

#include <algorithm>
#include <limits>

namespace ftm {

namespace {

const json nothing = json::object();

/// What stands in a body, short enough for a sentence.
std::string shown(const json& x) {
  auto y = dump(x);
  constexpr size_t longest = 80;
  if (y.size() <= longest)
    return y;
  y.resize(longest);
  return to_valid_utf8(y) + "…";
}

} // namespace

body_reader::body_reader(std::string_view x, std::vector<bad_field>& problems)
    : object_(&nothing), problems_(problems),
      problems_before_(problems.size()) {
  if (trim(x).empty())
    return;
  whole_ = json::parse(x, nullptr, false);
  if (whole_.is_object())
    object_ = &whole_;
  else if (whole_.is_discarded())
    problems_.push_back({"", "no JSON", "a JSON object"});
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
    problems_.push_back({path_ + key, std::to_string(y.size()) + " lines",
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
  for (size_t i = 0; i < x->size(); ++i)
    f((*x)[i], path_ + key + "[" + std::to_string(i) + "]");
  return true;
}

void body_reader::require(const char* key, const char* expected) {
  // A body that could not be read at all is told once.
  if (!has(key) && problems_.size() == problems_before_)
    problems_.push_back({path_ + key, "nothing", expected});
}

bool body_reader::finish() {
  for (auto& [key, value] : object_->items()) {
    if (std::find(known_.begin(), known_.end(), key) != known_.end())
      continue;
    auto near = nearest(key, known_);
    problems_.push_back({to_valid_utf8(path_ + key), shown(value),
                         known_.empty() ? "no fields"
                         : near.empty()
                             ? one_of(known_)
                             : "no such field; did you mean " + near + "?"});
  }
  return problems_.size() == problems_before_;
}

void body_reader::bad(const std::string& path, const json& found,
                      std::string expected) {
  problems_.push_back({to_valid_utf8(path), shown(found), std::move(expected)});
}

std::string body_reader::one_of(const std::vector<std::string>& names) {
  std::string y = "one of";
  for (auto& x : names)
    y += (y.size() > 6 ? ", " : " ") + x;
  return y;
}

} // namespace ftm
