#pragma once

#include "gateway/picture/payload.hpp"
#include "shared/protocol/facts.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>

namespace ftm {

/// One numbered event as WebSocket clients get it.
struct picture_event {
  uint64_t number = 0;
  bool line = false; ///< topic log, else topic state
  payload frame;
};

/// The gateway's copy of the broadcaster's facts: the snapshot, the events of
/// late, each rendered once. No I/O, no clock, no actor. `apply` is for one
/// thread, which alone may use the facts; the bodies may be asked for by any.
class picture {
public:
  static constexpr size_t most_events = 10'000;
  static constexpr size_t most_lines = 1000;

  struct numbered_line {
    uint64_t number; ///< counted here; grows
    timestamp at;
    log_line line;
  };

  /// Takes over a page. Nothing: it was a whole one, so clients need a new
  /// snapshot; else the events, in order.
  std::optional<std::vector<picture_event>> apply(const fact_page& x);

  /// How far it is; {} before the first page.
  stamp at() const {
    return at_;
  }

  /// The fact with this key (see key_of), or nullptr.
  template <class T>
  const T* find(const std::string& key) const {
    auto i = facts_.find(key);
    return i == facts_.end() ? nullptr : caf::get_if<T>(&i->second.value.body);
  }

  /// Every fact of a type, in order of its keys.
  template <class T>
  std::vector<const T*> all() const {
    std::vector<const T*> y;
    for (auto& [key, x] : facts_)
      if (auto* p = caf::get_if<T>(&x.value.body))
        y.push_back(p);
    return y;
  }

  /// Newest last.
  const std::deque<numbered_line>& lines() const {
    return lines_;
  }

  /// GET state, and the ETag that names it.
  struct body {
    payload text;
    std::string etag;
  };
  body state_body() const;

  /// A snapshot frame of topic "state" or "log".
  payload snapshot(bool lines) const;

  /// The events of a topic after an offset; nothing if the ring does not reach
  /// back that far or the epoch is another.
  std::optional<std::vector<payload>> since(bool lines, uint64_t epoch,
                                            uint64_t offset) const;

  /// Frames of a topic for a page that the broadcaster answered to a question
  /// after `offset`; it must not be whole.
  std::vector<payload> render(bool lines, const fact_page& x,
                              uint64_t offset) const;

private:
  struct entry {
    fact value;
    std::string json; ///< its shape
  };

  void put(const fact& x);
  std::string shape(const fact& x) const;
  payload frame(const fact& x, const std::string& shape_text, uint64_t number,
                uint64_t after) const;
  std::string data(bool facts, bool lines) const;

  mutable std::mutex mutex_; ///< between `apply` and the bodies
  stamp at_;
  std::map<std::string, entry> facts_;
  std::deque<numbered_line> lines_;
  std::deque<std::string> line_shapes_; ///< beside lines_
  uint64_t line_count_ = 0;
  std::deque<picture_event> ring_;
  uint64_t floor_ = 0; ///< the ring has every event after it
  uint64_t last_state_ = 0, last_line_ = 0;
  mutable body cached_;
  mutable payload snapshots_[2];
};

} // namespace ftm
