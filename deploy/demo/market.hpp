#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace ftm::sim {

/// Candles of one pair; `time_ms` is the opening time since 1970.
struct candles {
  std::vector<std::int64_t> time_ms;
  std::vector<double> open, high, low, close, volume;

  std::size_t size() const {
    return time_ms.size();
  }
};

/// A random walk with tides: the same `seed` and `pair` give the same price at
/// the same minute, whatever the range and the timeframe. Candles that begin
/// in [from_ms, to_ms).
candles make_candles(std::string_view pair, std::uint64_t seed,
                     int timeframe_minutes, std::int64_t from_ms,
                     std::int64_t to_ms);

/// Minutes of `5m`, `1h`, `1d`; 0 if it is none.
int timeframe_minutes(std::string_view timeframe);

/// A well mixed hash of two numbers (splitmix64).
std::uint64_t mix(std::uint64_t a, std::uint64_t b);

/// The hash as a number in [0, 1).
double unit(std::uint64_t hash);

} // namespace ftm::sim
