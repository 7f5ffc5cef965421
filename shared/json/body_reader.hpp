#pragma once

#include "shared/json/bodies.hpp"
#include "shared/json/enums.hpp"

#include <functional>

namespace ftm {

/// Reads the fields of one JSON object and notes what is wrong, of much that is
/// wrong the first 20. A field that nobody asked for is wrong as well: call
/// `finish`.
class body_reader {
public:
  /// Parses a body; "" is an empty object.
  body_reader(std::string_view x, std::vector<bad_field>& problems);
  /// An object inside of a body; `path` ends in ".", or is "".
  body_reader(const json& x, std::string path,
              std::vector<bad_field>& problems);

  // Each returns whether the field is there and right; null counts as absent.
  bool get(const char* key, bool& y);
  bool get(const char* key, std::string& y);
  bool get(const char* key, uint64_t& y, uint64_t max);
  bool get(const char* key, uint32_t& y, uint32_t max);
  bool get(const char* key, real& y);
  bool get(const char* key, std::vector<std::string>& y);
  bool get(const char* key, std::vector<uint64_t>& y, size_t longest);

  template <class Enum>
  bool get_enums(const char* key, std::vector<Enum>& y) {
    return each(key, "an array of names", [&](const json& x, auto& at) {
      auto value = x.is_string() ? from_string<Enum>(x.get_ref<const S&>())
                                 : std::nullopt;
      if (value)
        y.push_back(*value);
      else
        bad(at, x, one_of(names_of<Enum>()));
    });
  }

  /// Calls `f` with each element of an array and its path. Returns whether
  /// there is such an array.
  bool each(const char* key, const char* expected,
            const std::function<void(const json&, const std::string&)>& f);

  bool has(const char* key);
  void require(const char* key, const char* expected);
  /// Whether all that was read was right and nothing else is there.
  bool finish();

  void bad(const std::string& path, const json& found, std::string expected);
  static std::string one_of(const std::vector<std::string>& names);

private:
  using S = std::string;
  const json* find(const char* key);
  bool full() const;
  void note(bad_field x);

  json whole_;
  const json* object_;
  std::string path_;
  std::vector<bad_field>& problems_;
  size_t problems_before_;
  std::vector<std::string> known_;
};

} // namespace ftm
