#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace ftm {

/// SHA-256 as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view x);

/// HMAC-SHA-256 as 64 lower-case hexadecimal digits.
std::string hmac_sha256_hex(std::string_view key, std::string_view x);

/// SHA-256 of what comes in pieces.
class sha256_stream {
public:
  sha256_stream();
  ~sha256_stream();
  sha256_stream(const sha256_stream&) = delete;
  sha256_stream& operator=(const sha256_stream&) = delete;

  void add(std::string_view x);
  /// 64 hexadecimal digits; nothing may be added afterwards.
  std::string finish();

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

/// `bytes` bytes from the system's random source, as 2 × `bytes` hexadecimal
/// digits. Throws std::runtime_error if there is no randomness.
std::string random_hex(size_t bytes);

} // namespace ftm
