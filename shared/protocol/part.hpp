#pragma once

#include "shared/protocol/actors.hpp"
#include "shared/protocol/ledger.hpp"
#include "shared/protocol/parked.hpp"

#include <random>
#include <string>
#include <unistd.h>

namespace ftm {

/// Not zero, so that it never equals the stamp of one who knows nothing.
inline uint64_t random_epoch() {
  std::random_device x;
  return (uint64_t{x()} << 32 | x()) | 1;
}

/// What every part's state has and does: its own health, its ledger, and the
/// reads that wait for it. An actor's state derives from it (and declares a
/// constructor of its own).
struct part_base {
  part_status me;
  ledger facts{random_epoch(), {}};
  parked_reads<facts_after, fact_page> readers;
};

/// Answers the parked reads of facts that are due or have news.
template <class Self>
void answer_readers(Self self) {
  auto& st = self->state;
  st.readers.answer(
      self->clock().now(), [&](auto& q) { return st.facts.news_for(q); },
      [&](auto& q) { return st.facts.after(q); });
}

/// Writes a fact down, and tells whoever waits if it is news.
template <class Self>
void put_fact(Self self, fact_body x) {
  if (self->state.facts.put({std::chrono::system_clock::now(), std::move(x)}))
    answer_readers(self);
}

/// Behaviour of `read facts_after` for every part.
template <class Self>
caf::result<fact_page> read_facts(Self self, const facts_after& q) {
  auto& st = self->state;
  if (q.wait.count() <= 0 || st.facts.news_for(q))
    return st.facts.after(q);
  auto rp = self->template make_response_promise<fact_page>();
  st.readers.add(q, rp, self->clock().now() + q.wait);
  self->delayed_send(self, q.wait, atom::tick_v);
  return caf::delegated<fact_page>{};
}

/// Says how this part is. Call it once at the start, and at each change.
template <class Self>
void report_health(Self self, const std::string& part, part_state state,
                   std::string note = {}) {
  auto& me = self->state.me;
  if (me.part.empty())
    me = {part,
          part,
          state,
          static_cast<int32_t>(::getpid()),
          0,
          std::chrono::system_clock::now(),
          std::move(note)};
  else if (me.state == state && me.note == note)
    return;
  else {
    me.state = state;
    me.note = std::move(note);
    me.since = std::chrono::system_clock::now();
  }
  put_fact(self, me);
}

} // namespace ftm
