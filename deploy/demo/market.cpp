#include "deploy/demo/market.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ftm::sim {

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr int day_minutes = 1440;
constexpr double pi = 3.14159265358979323846;

/// Roughly normal, mean 0, deviation 1.
double gauss(std::uint64_t h) {
  double sum = 0;
  for (int i = 0; i < 4; ++i, h = mix(h, 7))
    sum += unit(h);
  return (sum - 2) * std::sqrt(3.0);
}

/// Smooth noise: random values every `period` minutes, joined by cosines.
double tide(std::uint64_t seed, std::int64_t minute, int period) {
  auto n = static_cast<std::uint64_t>(minute / period);
  auto x = static_cast<double>(minute % period) / period;
  auto a = unit(mix(seed, n)), b = unit(mix(seed, n + 1));
  return 2 * (a + (b - a) * (1 - std::cos(x * pi)) / 2) - 1;
}

/// Prices of one day's minutes: a bridge between the closes of a daily walk.
class walk {
public:
  walk(std::string_view pair, std::uint64_t seed) : seed_(seed) {
    for (char c : pair)
      seed_ = mix(seed_, static_cast<unsigned char>(c));
    base_ = pair.starts_with("BTC")   ? 64'000
            : pair.starts_with("ETH") ? 3'100
            : pair.starts_with("XRP") ? 0.6
                                      : 1 + 200 * unit(mix(seed_, 99));
  }

  const std::vector<double>& day(std::int64_t number) {
    if (number == current_)
      return prices_;
    current_ = number;
    auto d = static_cast<std::uint64_t>(number);
    auto start = level(number), end = level(number + 1);
    std::vector<double> steps(day_minutes + 1);
    for (int i = 0; i < day_minutes; ++i)
      steps[i + 1] =
          steps[i] + gauss(mix(seed_ + d, static_cast<std::uint64_t>(i)));
    prices_.resize(day_minutes + 1);
    for (int i = 0; i <= day_minutes; ++i) {
      auto x = static_cast<double>(i) / day_minutes;
      auto bridge = (steps[i] - steps[day_minutes] * x) * 0.012
                    / std::sqrt(double{day_minutes});
      auto minute = number * day_minutes + i;
      prices_[i] = base_
                   * std::exp(start + (end - start) * x + bridge
                              + 0.016 * tide(seed_ + 1, minute, 840)
                              + 0.009 * tide(seed_ + 2, minute, 260));
    }
    return prices_;
  }

private:
  /// The log price at a day's start: a walk that forgets slowly.
  double level(std::int64_t number) {
    double x = 0;
    for (auto i = std::max<std::int64_t>(0, number - 400); i < number; ++i)
      x = 0.99 * x + 0.018 * gauss(mix(seed_, static_cast<std::uint64_t>(i)));
    return x;
  }

  std::uint64_t seed_;
  double base_;
  std::int64_t current_ = -1;
  std::vector<double> prices_;
};

} // namespace

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  auto x = a + 0x9e3779b97f4a7c15ULL * (b + 1);
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

double unit(std::uint64_t hash) {
  return static_cast<double>(hash >> 11) * 0x1.0p-53;
}

candles make_candles(std::string_view pair, std::uint64_t seed, int minutes,
                     std::int64_t from_ms, std::int64_t to_ms) {
  candles result;
  if (minutes <= 0)
    return result;
  walk w{pair, seed};
  auto step = minutes * minute_ms;
  auto decimals = w.day(0)[0] > 100 ? 1e2 : 1e5;
  auto rounded = [&](double x) { return std::round(x * decimals) / decimals; };
  for (auto t = (from_ms + step - 1) / step * step; t < to_ms; t += step) {
    double first = 0, high = 0, low = 0, last = 0;
    for (auto m = t / minute_ms; m <= t / minute_ms + minutes; ++m) {
      auto p =
          w.day(m / day_minutes)[static_cast<std::size_t>(m % day_minutes)];
      if (first == 0)
        first = high = low = p;
      high = std::max(high, p);
      low = std::min(low, p);
      last = p;
    }
    result.time_ms.push_back(t);
    result.open.push_back(rounded(first));
    result.high.push_back(rounded(high));
    result.low.push_back(rounded(low));
    result.close.push_back(rounded(last));
    auto noise = unit(mix(seed, static_cast<std::uint64_t>(t)));
    result.volume.push_back(std::round(10 + 1000 * noise * noise));
  }
  return result;
}

int timeframe_minutes(std::string_view x) {
  int n = 0;
  auto [p, e] = std::from_chars(x.data(), x.data() + x.size(), n);
  if (e != std::errc{} || p + 1 != x.data() + x.size() || n <= 0)
    return 0;
  return *p == 'm'   ? n
         : *p == 'h' ? n * 60
         : *p == 'd' ? n * 1440
         : *p == 'w' ? n * 10080
                     : 0;
}

} // namespace ftm::sim
