#pragma once

#include "actors/supervisor/process_lifecycle.hpp"

#include <list>
#include <map>
#include <utility>

namespace ftm {

using verdict_key = std::pair<process_id, std::string>; ///< and the launch

/// How launches have ended, which never changes: those asked for last, in
/// bounded memory.
class verdict_cache {
public:
  explicit verdict_cache(size_t most) : most_(most) {}

  /// Nothing if it is not known any longer. Valid until the next call.
  const launch_verdict* find(const verdict_key& x) {
    auto i = places_.find(x);
    if (i == places_.end())
      return nullptr;
    order_.splice(order_.begin(), order_, i->second);
    return &i->second->second;
  }

  void put(const verdict_key& x, launch_verdict v) {
    forget(x);
    order_.emplace_front(x, std::move(v));
    places_[x] = order_.begin();
    if (order_.size() > most_)
      forget(verdict_key{order_.back().first});
  }

  void forget(const verdict_key& x) {
    auto i = places_.find(x);
    if (i == places_.end())
      return;
    order_.erase(i->second);
    places_.erase(i);
  }

private:
  using list = std::list<std::pair<verdict_key, launch_verdict>>;
  size_t most_;
  list order_; ///< the one asked for last is the first
  std::map<verdict_key, list::iterator> places_;
};

} // namespace ftm
