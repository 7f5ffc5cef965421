#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/commands.hpp"
#include "actors/orchestrator/process_end.hpp"
#include "shared/util/names.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

/// Runs that the last orchestrator left half done are restored: what they
/// began, nobody else will finish.
void conductor::recover_runs() {
  for (auto& [name, view] : strategies_)
    if (auto x = journal_.last(name); x && x->status.ended_at) {
      last_fact_[name] = x->status.id;
      put_fact(self_, x->status);
    }
  std::vector<run_ptr> found;
  for (auto& x : journal_.unfinished()) {
    auto r = std::make_shared<active_run>(x.status);
    r->memory = x.memory;
    auto& name = x.status.strategy;
    r->configured = false;
    if (auto text = configs_.find(x.memory.revision)) {
      auto y = config::parse(text->yaml, text->path, text->overrides);
      if (auto s = y.value ? y.value->find(name) : nullptr) {
        r->settings = *s;
        r->places = places_of(*s);
        r->configured = true;
      }
    }
    if (auto i = strategies_.find(name);
        !r->configured && i != strategies_.end()) {
      r->settings = i->second.settings;
      r->places = i->second.places;
      r->configured = true;
    }
    spdlog::warn("orchestrator: {} was half done and is restored", named(r));
    runs_.emplace(x.status.id, r);
    found.push_back(r);
  }
  // Until the old params are back, nobody else may change the file.
  for (auto& r : found)
    if (!r->memory.params_before.empty())
      turns_.claim("params:" + r->memory.params_file, r->id());
  for (auto& r : found)
    happen(r, run_event::found);
}

caf::result<std::vector<run_status>> conductor::list_runs(const runs_query& x) {
  if (!db_.is_open())
    return make_error(ec::storage, db_error_);
  auto y = journal_.list(x);
  if (!x.run.empty() && y.empty())
    return make_error(ec::not_found, "there is no run " + x.run);
  for (auto& s : y) // progress is not journaled
    if (auto i = runs_.find(s.id); i != runs_.end())
      s = told_status(i->second);
  return y;
}

caf::result<ranking> conductor::decision(const decision_query& x) {
  if (!db_.is_open())
    return make_error(ec::storage, db_error_);
  auto y = journal_.decision(x.run);
  if (y)
    return std::move(*y);
  return make_error(ec::not_found,
                    journal_.find(x.run)
                        ? "run " + x.run + " has made no decision"
                        : "there is no run " + x.run);
}

caf::result<std::vector<params_version>>
conductor::list_params(const params_query& x) {
  if (!db_.is_open())
    return make_error(ec::storage, db_error_);
  auto i = strategies_.find(x.strategy);
  if (i == strategies_.end())
    return make_error(ec::not_found, "there is no strategy " + x.strategy);
  note_params(x.strategy);
  std::string error;
  auto live = i->second.params.empty()
                  ? no_params
                  : version_of(read_params(i->second.params, error));
  auto y = vault_.list(x, live);
  if (!x.version.empty() && y.empty())
    return make_error(ec::not_found, "there is no version " + x.version
                                         + " of the params of " + x.strategy);
  return y;
}

caf::result<process_status> conductor::start_single(const process_request& x) {
  auto i = strategies_.find(x.id.strategy);
  if (i == strategies_.end())
    return make_error(ec::not_found, "there is no strategy " + x.id.strategy);
  auto& v = i->second;
  if (static_cast<uint8_t>(x.id.kind)
      >= static_cast<uint8_t>(process_kind::hyperopt_show))
    return make_error(ec::invalid, std::string{to_string(x.id.kind)}
                                       + " cannot be started by itself: "
                                         "extract an epoch instead");
  if (!is_id(x.launch))
    return make_error(ec::invalid, "the launch's id must be 1 to 80 of "
                                   "[A-Za-z0-9._-], not "
                                       + x.launch);
  if (!v.settings.enabled)
    return make_error(ec::conflict,
                      x.id.strategy + " is not enabled in config.yaml");
  if (x.id.kind == process_kind::hyperopt) {
    // freqtrade would end the second one at once, with exit code 0.
    auto holder = turns_.holder("hyperopt:" + v.places.user_data.string());
    auto other = rival(x.id.strategy, v.places.user_data);
    if (other)
      return make_error(ec::conflict, "the hyperopt of " + other->id.strategy
                                          + " runs in the same user_data "
                                            "folder");
    if (auto r = runs_.find(holder);
        r != runs_.end()
        && r->second->machine.status().strategy != x.id.strategy)
      return make_error(ec::conflict, "run " + holder
                                          + " has its hyperopt in the same "
                                            "user_data folder");
  }
  auto spec = spec_of(v.settings, x.id.kind, local_date(now()));
  spec.launch = x.launch;
  spec.by = x.by;
  spec.force = x.force;
  return self_->delegate(supervisor_, atom::start_v, std::move(spec));
}

} // namespace ftm
