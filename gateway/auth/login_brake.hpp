#pragma once

#include <chrono>
#include <map>
#include <string>

namespace ftm {

/// Slows down whoever guesses: after a few wrong logins a source must wait,
/// twice as long each time. Its memory is bounded; the source that was quiet
/// for longest is forgotten first. No clock, no lock.
class login_brake {
public:
  using time_point = std::chrono::steady_clock::time_point;
  using seconds = std::chrono::seconds;

  static constexpr int free_attempts = 3;
  static constexpr seconds longest{60};
  static constexpr size_t most_sources = 1024;

  /// How long this source still has to wait; 0 = it may try.
  seconds wait_for(const std::string& source, time_point now) const;
  void wrong(const std::string& source, time_point now);
  size_t size() const {
    return sources_.size();
  }

private:
  struct record {
    int wrong = 0;
    time_point last;
    time_point until;
  };
  std::map<std::string, record> sources_;
};

} // namespace ftm
