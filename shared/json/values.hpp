#pragma once

#include "shared/protocol/base.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What all shapes of the public contract have in common.
namespace ftm {

using json = nlohmann::json;

/// UTF-8; bytes that are none become U+FFFD.
json text(std::string_view x);

/// As above; "" becomes null.
json text_or_null(std::string_view x);

std::vector<json> texts(const std::vector<std::string>& xs);

/// RFC 3339 with the machine's offset.
json time_json(timestamp x);

/// As above; absent becomes null.
json time_json(const std::optional<timestamp>& x);

template <class T>
json value_or_null(const std::optional<T>& x) {
  return x ? json(*x) : json(nullptr);
}

/// Sets y[key]; what JSON has no number for becomes null, and
/// `y["nonfinite"][key]` says "NaN", "Infinity" or "-Infinity".
void put_number(json& y, const char* key, double x);

/// As above; absent becomes null.
void put_number_or_null(json& y, const char* key, const std::optional<real>& x);

/// The name of a double that is not finite; "" if it is.
const char* nonfinite_name(double x);

/// 16 hexadecimal digits: 64-bit values that JavaScript's numbers cannot hold.
std::string to_hex(uint64_t x);

/// The inverse; exactly 16 digits, either case.
std::optional<uint64_t> from_hex(std::string_view x);

/// The text that leaves the house. Never throws, never holds a bare NaN.
std::string dump(const json& x);

/// An array of `to_json(x)` for each element.
template <class T>
json array_of(const std::vector<T>& xs) {
  auto y = json::array();
  y.get_ref<json::array_t&>().reserve(xs.size());
  for (auto& x : xs)
    y.push_back(to_json(x));
  return y;
}

} // namespace ftm
