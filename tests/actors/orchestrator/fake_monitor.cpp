#include "tests/actors/orchestrator/fakes.hpp"

namespace ftm::test {

namespace {

using pointer = monitor_actor::stateful_pointer<fake_monitor_state>;

bool deaf(pointer self) {
  return self->state.deaf > 0 && self->state.deaf-- > 0;
}

caf::error down() {
  return make_error(ec::unavailable, "down");
}

} // namespace

monitor_actor::behavior_type fake_monitor(pointer self,
                                          fake_monitor_state** inside) {
  *inside = &self->state;
  report_health(self, "monitor-S", part_state::ready);
  return {
      [self](atom::read, const facts_after& x) { return read_facts(self, x); },
      [self](atom::get) { return self->state.me; },
      [](atom::log, const log_line&) {},
      [self](atom::tick) {
        answer_readers(self);
        for (auto& x : std::exchange(self->state.outside, {}))
          put_fact(self, x);
      },
      [](atom::read, const epoch_range&) { return epoch_page{}; },
      [self](atom::get, const question& q) -> caf::result<ranking> {
        if (deaf(self) || self->state.questions_unanswered)
          return down();
        auto& st = self->state;
        st.questions.push_back(q);
        auto i = st.rankings.find(q.source.file);
        if (i == st.rankings.end())
          return make_error(ec::not_found, "no such file");
        auto y = i->second;
        if (q.criteria)
          y.criteria = *q.criteria;
        return y;
      },
      [self](atom::get, const epoch_query& q) -> caf::result<epoch_record> {
        if (deaf(self))
          return down();
        auto i = self->state.epochs.find({q.source.file, q.line});
        if (i == self->state.epochs.end())
          return make_error(ec::not_found, "no such line");
        epoch_record y;
        y.file = q.source.file;
        y.row.line = q.line;
        y.row.epoch = q.line + 2;
        y.json = i->second;
        return y;
      },
      [self](atom::get,
             const files_query&) -> caf::result<std::vector<result_file>> {
        if (deaf(self))
          return down();
        return self->state.files;
      },
  };
}

} // namespace ftm::test
