#include "shared/config/freqtrade_version.hpp"

#include <cctype>

namespace ftm::config {

namespace {

bool is_digit(char x) {
  return std::isdigit(static_cast<unsigned char>(x)) != 0;
}

bool is_part(char x) {
  return std::isalnum(static_cast<unsigned char>(x)) != 0 || x == '.'
         || x == '-' || x == '_' || x == '+';
}

} // namespace

std::optional<std::string> parse_freqtrade_version(std::string_view x) {
  constexpr std::string_view name = "freqtrade ";
  constexpr size_t longest = 40;
  for (size_t i = 0; (i = x.find(name, i)) != std::string_view::npos;) {
    i += name.size();
    auto end = i;
    while (end < x.size() && is_part(x[end]) && end - i < longest)
      ++end;
    if (end > i && is_digit(x[i])
        && x.substr(i, end - i).find('.') != std::string_view::npos)
      return std::string{x.substr(i, end - i)};
  }
  return {};
}

bool is_known_freqtrade(std::string_view x) {
  for (std::string_view year : {"2023.", "2024."})
    if (x.starts_with(year) && x.size() > year.size()
        && is_digit(x[year.size()]))
      return true;
  return false;
}

} // namespace ftm::config
