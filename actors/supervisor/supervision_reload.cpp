#include "actors/supervisor/loaded_params.hpp"
#include "actors/supervisor/output_reader.hpp"
#include "actors/supervisor/supervision.hpp"
#include "shared/config/values.hpp"
#include "shared/util/file.hpp"
#include "shared/util/text.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

namespace {

constexpr int64_t reload_patience_ms = 120'000;
constexpr size_t most_params = 1'048'576;

namespace fs = std::filesystem;

/// Without links, as far as it exists.
fs::path real_path(const fs::path& x) {
  std::error_code e;
  auto y = fs::weakly_canonical(x, e);
  return e ? x.lexically_normal() : y;
}

} // namespace

// A reload is done when it is proved: the worker is back in RUNNING, and says
// that it has loaded what the params file holds. Who names no params file, as a
// person does, is content with RUNNING, and told that nothing more is proved.

caf::expected<process_status> supervision::reload(entry& x,
                                                  const process_control& c) {
  auto& id = c.reload_id;
  auto conflict = [](const std::string& why) {
    return make_error(ec::conflict, why);
  };
  if (!x.live || x.status.state == process_state::stopping)
    return conflict("It does not run; it is "
                    + std::string{to_string(x.status.state)} + ".");
  auto running = x.live->reload.running;
  if (id.empty() ? running : id == x.status.reload_id)
    return x.status;
  if (running)
    return conflict("It is just being reloaded (" + x.status.reload_id + ").");
  // What the console has shown until now is no answer.
  for (auto end = output_size(x.slot.log(x.live->record.spec.launch));
       x.live->scanned < end;) {
    auto before = x.live->scanned;
    scan(x);
    if (x.live->scanned == before)
      break;
  }
  if (x.status.state == process_state::stopping)
    return conflict("It is just being stopped.");
  auto& l = *x.live;
  auto& spec = l.record.spec;
  auto now = shim::boottime_ms();
  tend_bot(x, now);
  auto& client = l.bot.client;
  if (client)
    client->begin_anew(now); // what its config says now
  auto by_rest = client && client->can_be_asked();
  if (!by_rest && spec.reload_command.empty())
    return conflict("It cannot be reloaded: its config turns no REST on that "
                    "may be called, and there is no reload_client_config; stop "
                    "and start it.");
  x.status.reload_id = id.empty() ? "reload-" + std::to_string(now) : id;
  x.status.reload = reload_state::running;
  x.status.reload_note.clear();
  auto& t = l.console.trade();
  l.reload = {true,
              false,
              false,
              c.params_file,
              now + reload_patience_ms,
              t.reloads(),
              0,
              x.status.worker_state};
  spdlog::info("supervisor: [{}] reloads {} by {} ({})", spec.id.strategy,
               to_string(spec.id.kind),
               by_rest ? "its REST" : spec.reload_command[0],
               x.status.reload_id);
  if (by_rest) {
    client->order_reload(now);
  } else {
    run_reload_command(x);
  }
  look_at_reload(x, now);
  publish(x);
  return x.status;
}

void supervision::look_at_reload(entry& x, int64_t now) {
  auto& l = *x.live;
  auto& r = l.reload;
  if (!r.running)
    return;
  auto& t = l.console.trade();
  auto client = l.bot.client.get();
  if (!r.by_command && client) {
    auto order = client->reload();
    if (order == bot_client::order::failed) {
      if (l.record.spec.reload_command.empty())
        return finish_reload(x, reload_state::failed, client->reload_error());
      spdlog::warn("supervisor: [{}] {}; runs the reload command instead",
                   x.slot.id().strategy, client->reload_error());
      run_reload_command(x);
    } else if (order == bot_client::order::taken && !r.taken) {
      r.taken = true;
      r.loops = client->poll().loops();
    }
  }
  if (!r.running)
    return;
  if (t.reloads() > r.reloads) {
    if (!t.loads())
      look_at_return(x);
  } else if (r.taken && client && client->poll().loops() > r.loops
             && client->poll().status().state == "running") {
    scan(x); // what its console has said up to now
    if (r.running && t.reloads() == r.reloads) // it is mute, or goes elsewhere
      prove_reload(x);
  }
  if (r.running && now >= r.deadline)
    finish_reload(x, reload_state::failed,
                  "it was not back in RUNNING within "
                      + std::to_string(reload_patience_ms / 1000) + " s");
}

/// It is back: does it trade, if it did?
void supervision::look_at_return(entry& x) {
  auto state = config::lower(x.live->console.trade().state());
  auto& before = x.live->reload.worker_state;
  if (state == "running" || state == "paused" || state == before)
    return prove_reload(x);
  finish_reload(x, reload_state::failed,
                "it has come back " + state
                    + " and does not trade: so says initial_state of its "
                      "config");
}

/// It is back: with which params?
void supervision::prove_reload(entry& x) {
  auto& l = *x.live;
  auto& t = l.console.trade();
  auto told = t.reloads() > l.reload.reloads && t.params_told();
  std::string how =
      l.reload.by_command ? "by the reload command" : "by its REST";
  auto unproved = [&](const std::string& why) {
    if (l.reload.params_file.empty())
      finish_reload(
          x, reload_state::done,
          how + "; that it has loaded its params is not proved: " + why);
    else
      finish_reload(x, reload_state::failed,
                    "it is not proved that it has loaded "
                        + l.reload.params_file + ": " + why);
  };
  if (!told)
    return unproved("its console does not say what it has loaded");
  if (t.params_file().empty())
    return unproved("it has found no params file");
  fs::path folder = l.record.spec.folder;
  auto loaded = folder / t.params_file();
  if (auto& wanted = l.reload.params_file;
      !wanted.empty() && real_path(loaded) != real_path(folder / wanted))
    return unproved("it has loaded " + t.params_file());
  std::string why;
  auto text = read_text_file(loaded, why, most_params);
  auto missing = text ? not_loaded(*text, t) : why;
  if (!missing.empty())
    return finish_reload(x, reload_state::failed,
                         "it has not loaded the params of " + t.params_file()
                             + ": " + missing);
  finish_reload(x, reload_state::done,
                how + "; it has loaded " + t.params_file());
}

void supervision::finish_reload(entry& x, reload_state state,
                                const std::string& note) {
  auto& l = *x.live;
  l.reload.running = false;
  if (l.bot.client)
    l.bot.client->forget_reload();
  kill_helpers(x);
  x.status.reload = state;
  x.status.reload_note = to_valid_utf8(redact(note));
  auto level =
      state == reload_state::done ? spdlog::level::info : spdlog::level::err;
  spdlog::log(level, "supervisor: [{}] reload {} {}: {}", x.slot.id().strategy,
              x.status.reload_id, to_string(state), x.status.reload_note);
  publish(x);
}

} // namespace ftm
