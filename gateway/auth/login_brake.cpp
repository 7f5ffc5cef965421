#include "gateway/auth/login_brake.hpp"

#include <algorithm>

namespace ftm {

login_brake::seconds login_brake::wait_for(const std::string& source,
                                           time_point now) const {
  auto i = sources_.find(source);
  if (i == sources_.end() || i->second.until <= now)
    return seconds{0};
  return std::chrono::ceil<seconds>(i->second.until - now);
}

void login_brake::wrong(const std::string& source, time_point now) {
  auto& x = sources_[source];
  // Whoever was quiet for long begins anew.
  if (x.wrong > 0 && now - x.last > 10 * longest)
    x.wrong = 0;
  x.last = now;
  if (++x.wrong > free_attempts) {
    auto doublings = std::min(x.wrong - free_attempts - 1, 10);
    x.until = now + std::min(longest, seconds{1 << doublings});
  }
  if (sources_.size() > most_sources)
    sources_.erase(std::min_element(
        sources_.begin(), sources_.end(),
        [](auto& a, auto& b) { return a.second.last < b.second.last; }));
}

} // namespace ftm
