#include "actors/supervisor/wanted.hpp"

namespace ftm {

wanted_record wanted_on_return(const std::optional<wanted_record>& file,
                               bool lives, const launch_exit& stop) {
  auto by_person = stop.requested && stop.why == person_reason;
  if (file) {
    auto y = *file;
    if (by_person)
      y = {false, {}, stop.who, y.at};
    return y;
  }
  // Who deletes wanted.json does not mean: stop trading.
  wanted_record y;
  y.wanted = lives && !stop.requested;
  return y;
}

} // namespace ftm
