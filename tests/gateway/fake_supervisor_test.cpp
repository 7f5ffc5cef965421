// A supervisor with the output that a test says.

#include "tests/gateway/suite.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <cctype>

namespace ftm::test {

namespace {

output_chunk chunk_for(const owners& x, const output_range& q) {
  output_chunk y;
  y.launch = x.launch;
  auto size = static_cast<int64_t>(x.output.size());
  auto at = q.offset < 0 ? std::max<int64_t>(0, size + q.offset)
                         : std::min(q.offset, size);
  y.offset = static_cast<uint64_t>(at);
  y.bytes = x.output.substr(y.offset, q.limit);
  y.ended = x.ended && y.offset + y.bytes.size() == x.output.size();
  return y;
}

bool has_output(const owners& x, const output_range& q) {
  return x.ended || static_cast<int64_t>(x.output.size()) > q.offset;
}

bool same_letter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a))
         == std::tolower(static_cast<unsigned char>(b));
}

/// Every line that holds the text, whole.
output_matches matches_in(const owners& x, const output_search& q) {
  output_matches y;
  y.launch = x.launch;
  auto size = static_cast<int64_t>(x.output.size());
  auto at = static_cast<size_t>(
      q.offset < 0 ? std::max<int64_t>(0, size + q.offset) : q.offset);
  while (at < x.output.size() && y.matches.size() < q.limit) {
    auto end = std::min(x.output.find('\n', at), x.output.size());
    auto line = x.output.substr(at, end - at);
    if (std::search(line.begin(), line.end(), q.text.begin(), q.text.end(),
                    same_letter)
        != line.end())
      y.matches.push_back({at, line, x.output.substr(0, at)});
    at = end + 1;
  }
  y.scanned_to = std::min(at, x.output.size());
  y.complete = at >= x.output.size();
  return y;
}

} // namespace

supervisor_actor::behavior_type
fake_supervisor(supervisor_actor::stateful_pointer<owner_state> self,
                std::shared_ptr<owners> all) {
  self->state.all = std::move(all);
  return {
      [self](atom::read, const facts_after& q) { return read_facts(self, q); },
      [self](atom::get) { return self->state.me; },
      [](atom::log, const log_line&) {},
      [self](atom::tick) {
        auto& st = self->state;
        std::lock_guard guard{st.all->mutex};
        st.outputs.answer(
            self->clock().now(),
            [&](auto& q) { return has_output(*st.all, q); },
            [&](auto& q) { return chunk_for(*st.all, q); });
      },
      [](atom::start, const process_spec&) -> caf::result<process_status> {
        return make_error(ec::invalid, "not here");
      },
      [self](atom::control, const process_control& x) {
        std::lock_guard guard{self->state.all->mutex};
        self->state.all->controls.push_back(x);
        return a_process(x.id.strategy, x.id.kind, process_state::stopping,
                         x.launch);
      },
      [](atom::set, const configured_strategies&) { return part_status{}; },
      [self](atom::get, const stats_query& x) {
        std::lock_guard guard{self->state.all->mutex};
        auto y = self->state.all->history;
        y.launch = x.id.strategy + "'s";
        return y;
      },
      [self](atom::get, const output_search& q) -> caf::result<output_matches> {
        std::lock_guard guard{self->state.all->mutex};
        self->state.all->searches.push_back(q);
        if (self->state.all->launch.empty())
          return make_error(ec::not_found, "it was never started");
        return matches_in(*self->state.all, q);
      },
      [self](atom::get, const launches_query& x) {
        std::lock_guard guard{self->state.all->mutex};
        return std::vector<process_status>{a_process(x.id.strategy, x.id.kind,
                                                     process_state::running,
                                                     self->state.all->launch)};
      },
      [self](atom::read, const output_range& q) -> caf::result<output_chunk> {
        auto& st = self->state;
        std::lock_guard guard{st.all->mutex};
        ++st.all->output_reads;
        if (st.all->launch.empty())
          return make_error(ec::not_found, "it was never started");
        if (q.wait.count() == 0 || has_output(*st.all, q))
          return chunk_for(*st.all, q);
        auto rp = self->make_response_promise<output_chunk>();
        st.outputs.add(q, rp, self->clock().now() + q.wait);
        self->delayed_send(self, q.wait, atom::tick_v);
        return caf::delegated<output_chunk>{};
      },
  };
}

} // namespace ftm::test
