#include "shared/json/untrusted.hpp"

#include "shared/util/text.hpp"

namespace ftm {

namespace {

constexpr size_t longest = 80;

} // namespace

bool nested_deeper(std::string_view x, size_t most) {
  size_t depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < x.size(); ++i) {
    auto c = x[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > most)
        return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

std::optional<json> parse_untrusted(std::string_view x) {
  if (nested_deeper(x, deepest_json))
    return {};
  auto y = json::parse(x, nullptr, false);
  if (y.is_discarded())
    return {};
  return y;
}

std::string shown(const json& x) {
  if (x.is_array())
    return "an array";
  if (x.is_object())
    return "an object";
  if (x.is_string() && x.get_ref<const std::string&>().size() > longest)
    return to_valid_utf8('"'
                         + x.get_ref<const std::string&>().substr(0, longest))
           + "…";
  return dump(x);
}

} // namespace ftm
