#include "deploy/demo/base64.hpp"

#include <cstdint>

namespace ftm::sim {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

} // namespace

std::string base64_encoded(std::string_view x) {
  std::string y;
  std::uint32_t bits = 0;
  int have = 0;
  for (unsigned char c : x) {
    bits = bits << 8 | c;
    for (have += 8; have >= 6; have -= 6)
      y += alphabet[bits >> (have - 6) & 63];
  }
  if (have > 0)
    y += alphabet[bits << (6 - have) & 63];
  return y;
}

std::string base64_decoded(std::string_view x) {
  std::string y;
  std::uint32_t bits = 0;
  int have = 0;
  for (char c : x) {
    auto at = alphabet.find(c == '+' ? '-' : c == '/' ? '_' : c);
    if (at == alphabet.npos)
      break;
    bits = bits << 6 | static_cast<std::uint32_t>(at);
    have += 6;
    if (have >= 8) {
      have -= 8;
      y += static_cast<char>(bits >> have & 255);
    }
  }
  return y;
}

} // namespace ftm::sim
