#include "actors/orchestrator/conductor.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

namespace fs = std::filesystem;

namespace {

/// The same file by every name that leads to it.
fs::path real_path(const fs::path& x) {
  std::error_code e;
  auto y = fs::weakly_canonical(x, e);
  return e ? x : y;
}

std::string by_hand(const std::string& version) {
  return version == no_params
             ? "the params file was removed by hand meanwhile"
             : "the params were changed by hand meanwhile (version "
                   + version.substr(0, 12) + " is kept)";
}

} // namespace

/// Which file the run's params stand in.
std::string conductor::find_params(const run_ptr& r) {
  auto json = find_strategy(r->places, r->settings.strategy_name);
  if (json.empty()) {
    std::string folders;
    for (auto& x : r->places.strategies)
      folders += (folders.empty() ? "" : " or ") + x.string();
    return "no .py in " + folders + " defines the class "
           + r->settings.strategy_name;
  }
  json.replace_extension(".json");
  r->memory.params_file = real_path(json).string();
  if (auto i = strategies_.find(r->settings.name); i != strategies_.end())
    i->second.params = json;
  return {};
}

/// Finds the params file and goes on when no other run uses it.
void conductor::with_params(const run_ptr& r, next then) {
  if (r->memory.params_file.empty()) {
    if (auto error = find_params(r); !error.empty())
      return step_fails(r, error);
  }
  with_turn(r, "params:" + r->memory.params_file,
            "waiting for the params file " + r->memory.params_file,
            std::move(then));
}

/// Call it before each change: keeps what is there, and remembers it as what
/// is to be put back.
std::string conductor::before_change(const run_ptr& r) {
  auto& m = r->memory;
  std::string error;
  auto x = read_params(m.params_file, error);
  if (!error.empty())
    return error;
  auto version = version_of(x);
  auto known = m.params_before.empty() ? "" : m.params_after;
  if (version == m.params_before || (!known.empty() && version == known))
    return {};
  if (m.params_touched && exported_since(x, *m.params_touched))
    return {}; // freqtrade's, of an earlier attempt
  error = vault_.keep(r->settings.name, x, "", {}, now());
  if (!error.empty())
    return "the params cannot be kept: " + error;
  if (!m.params_before.empty())
    r->machine.remark(by_hand(version));
  else if (auto trade = process(r->process(process_kind::trade)))
    m.loaded_before = trade->loaded_at;
  m.params_before = version;
  m.params_after.clear();
  return save(r) ? "" : "the journal cannot be written, so the params stay";
}

std::string conductor::delete_params(const run_ptr& r) {
  if (auto error = before_change(r); !error.empty())
    return error;
  r->memory.params_after = no_params;
  if (!save(r))
    return "the journal cannot be written, so the params stay";
  auto error = write_params(r->memory.params_file, {});
  if (error.empty())
    error = vault_.keep(r->settings.name, {}, r->id(), {}, now());
  return error;
}

/// Call it when a process that may have written the file is over.
std::string conductor::after_process(const run_ptr& r,
                                     const params_source& origin) {
  auto& m = r->memory;
  auto since = m.params_touched;
  m.params_touched.reset();
  std::string error;
  auto x = read_params(m.params_file, error);
  if (!error.empty() || !since)
    return error;
  auto version = version_of(x);
  if (version == m.params_before || version == m.params_after)
    return {};
  if (!exported_since(x, *since))
    return {}; // a person's; seen by the next one who looks
  m.params_after = version;
  error = vault_.keep(r->settings.name, x, r->id(), origin, now());
  save(r);
  return error;
}

/// Whether the params file holds, or has held, what the run brought.
bool conductor::has_changed_params(const run_ptr& r) {
  auto& m = r->memory;
  if (m.params_before.empty())
    return false;
  std::string error;
  return !m.params_after.empty()
         || version_of(read_params(m.params_file, error)) != m.params_before
         || !error.empty();
}

/// Puts back what the run found, unless a person's hand was there later.
std::string conductor::restore_params(const run_ptr& r) {
  auto& m = r->memory;
  if (m.params_before.empty())
    return {};
  std::string error;
  auto x = read_params(m.params_file, error);
  if (!error.empty())
    return error;
  auto version = version_of(x);
  if (version == m.params_before)
    return {};
  auto ours = version == m.params_after
              || (m.params_touched && exported_since(x, *m.params_touched));
  auto& strategy = r->machine.status().strategy;
  if (!ours) {
    error = vault_.keep(strategy, x, "", {}, now());
    if (!error.empty())
      return error;
    r->machine.remark(by_hand(version) + "; they stay as they are");
    return {};
  }
  auto old = vault_.content(m.params_before);
  if (!old)
    return "the vault has lost version " + m.params_before;
  error = write_params(m.params_file, *old);
  if (error.empty()
      && version_of(read_params(m.params_file, error)) != m.params_before)
    error = m.params_file + " does not hold what was put back";
  if (!error.empty())
    return error;
  r->machine.remark("the old params are back");
  spdlog::info("orchestrator: {} put back {} (version {})", named(r),
               m.params_file, m.params_before.substr(0, 12));
  return vault_.keep(strategy, *old, r->id(), {"", 0, m.params_before}, now());
}

} // namespace ftm
