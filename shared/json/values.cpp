#include "shared/json/values.hpp"

#include "shared/util/clock.hpp"
#include "shared/util/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ftm {

json text(std::string_view x) {
  // Nearly every text is plain ASCII, and then it is right as it is.
  auto plain =
      std::all_of(x.begin(), x.end(), [](signed char c) { return c > 0; });
  return plain ? json(std::string{x}) : json(to_valid_utf8(x));
}

json text_or_null(std::string_view x) {
  return x.empty() ? json(nullptr) : text(x);
}

std::vector<json> texts(const std::vector<std::string>& xs) {
  std::vector<json> y;
  y.reserve(xs.size());
  for (auto& x : xs)
    y.push_back(text(x));
  return y;
}

json time_json(timestamp x) {
  return to_rfc3339(x);
}

json time_json(const std::optional<timestamp>& x) {
  return x ? time_json(*x) : json(nullptr);
}

const char* nonfinite_name(double x) {
  if (std::isnan(x))
    return "NaN";
  if (std::isinf(x))
    return x > 0 ? "Infinity" : "-Infinity";
  return "";
}

void put_number(json& y, const char* key, double x) {
  if (std::isfinite(x)) {
    y[key] = x;
  } else {
    y[key] = nullptr;
    y["nonfinite"][key] = nonfinite_name(x);
  }
}

void put_number_or_null(json& y, const char* key,
                        const std::optional<real>& x) {
  if (x)
    put_number(y, key, x->value);
  else
    y[key] = nullptr;
}

std::string to_hex(uint64_t x) {
  constexpr char digits[] = "0123456789abcdef";
  std::string y(16, '0');
  for (size_t i = 16; i-- > 0; x >>= 4)
    y[i] = digits[x & 15];
  return y;
}

std::optional<uint64_t> from_hex(std::string_view x) {
  uint64_t y = 0;
  auto [end, error] = std::from_chars(x.data(), x.data() + x.size(), y, 16);
  if (x.size() != 16 || error != std::errc{} || end != x.data() + x.size())
    return {};
  return y;
}

std::string dump(const json& x) {
  // nlohmann writes a number that is not finite as null.
  return x.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace ftm
