#include "shared/util/names.hpp"

#include "shared/util/hash.hpp"

#include <algorithm>

namespace ftm {

namespace {

bool plain(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
         || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

int digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

} // namespace

std::string slot_name(std::string_view strategy) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string y;
  for (char c : strategy) {
    if (plain(c)) {
      y += c;
    } else {
      auto b = static_cast<unsigned char>(c);
      y += '%';
      y += digits[b >> 4];
      y += digits[b & 15];
    }
  }
  return y;
}

std::string strategy_of_slot(std::string_view slot) {
  std::string y;
  for (size_t i = 0; i < slot.size(); ++i) {
    if (slot[i] == '%' && i + 2 < slot.size() && digit(slot[i + 1]) >= 0
        && digit(slot[i + 2]) >= 0) {
      y += static_cast<char>(digit(slot[i + 1]) * 16 + digit(slot[i + 2]));
      i += 2;
    } else {
      y += slot[i];
    }
  }
  return y;
}

std::string name_in_ids(std::string_view strategy) {
  if (!strategy.empty() && strategy.size() <= 31
      && std::all_of(strategy.begin(), strategy.end(), plain))
    return std::string{strategy};
  return sha256_hex(strategy).substr(0, 16);
}

bool is_id(std::string_view x, size_t longest) {
  return !x.empty() && x.size() <= longest && x.front() != '.'
         && std::all_of(x.begin(), x.end(),
                        [](char c) { return plain(c) || c == '.'; });
}

} // namespace ftm
