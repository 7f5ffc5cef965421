#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/process_end.hpp"

namespace ftm {

using namespace std::chrono_literals;

namespace {

/// Shorter than others' reads: with each page the limits of runs are looked at
/// (a machine that slept has no other clock to wake it), and the bots' configs.
constexpr milliseconds pulse{10'000};

milliseconds longer(milliseconds x) {
  return std::min<milliseconds>(2 * x, 2s);
}

} // namespace

void conductor::read_supervisor(milliseconds pause) {
  self_
      ->request(supervisor_, pulse + 2s, atom::read_v,
                facts_after{processes_upto_, "", pulse})
      .then(
          [this](fact_page& x) {
            // A supervisor that has just come knows of no config.
            if (x.upto.epoch != processes_upto_.epoch)
              tell_supervisor();
            if (x.whole)
              processes_.clear();
            for (auto& f : x.facts)
              if (auto p = caf::get_if<process_status>(&f.body))
                processes_[p->id] = std::move(*p);
            processes_upto_ = x.upto;
            processes_known_ = true;
            if (x.whole)
              end_orphan_holds();
            if (x.whole || !x.facts.empty())
              look_at_runs();
            note_live();
            look_at_deadlines();
            read_supervisor(50ms);
          },
          [this, pause](caf::error&) {
            after(pause, [this, pause] { read_supervisor(longer(pause)); });
          });
}

void conductor::read_monitor(const run_ptr& r, stamp upto, milliseconds pause) {
  auto wanted = still(r);
  self_
      ->request(monitors_, parked_timeout, atom::read_v,
                facts_after{upto, r->machine.status().strategy, parked_wait})
      .then(
          [this, r, wanted](fact_page& x) {
            if (!wanted())
              return;
            auto step = r->machine.current();
            for (auto& f : x.facts)
              if (auto h = caf::get_if<hyperopt_status>(&f.body);
                  h && step && h->strategy == r->machine.status().strategy
                  && is_launch(h->launch, step->launch)) {
                step->done = h->epochs;
                step->total = h->wanted;
                publish(r);
                note_winner(r, *h);
              }
            read_monitor(r, x.upto, 50ms);
          },
          [this, r, wanted, upto, pause](caf::error&) {
            after(pause, [this, r, wanted, upto, pause] {
              if (wanted())
                read_monitor(r, upto, longer(pause));
            });
          });
}

void conductor::look_at_runs() {
  std::vector<run_ptr> all;
  for (auto& [id, r] : runs_)
    all.push_back(r);
  for (auto& r : all) {
    if (auto look = r->look)
      look();
    if (auto look = r->best_look)
      look();
  }
}

const process_status* conductor::process(const process_id& x) const {
  auto i = processes_.find(x);
  return i == processes_.end() ? nullptr : &i->second;
}

const process_status*
conductor::rival(const std::string& strategy,
                 const std::filesystem::path& user_data) const {
  for (auto& [name, view] : strategies_)
    if (name != strategy && view.places.user_data == user_data)
      if (auto x = process({name, process_kind::hyperopt});
          x && still_lives(x->state))
        return x;
  return nullptr;
}

} // namespace ftm
