#include "actors/supervisor/loaded_params.hpp"
#include "actors/supervisor/supervision.hpp"
#include "shared/util/file.hpp"
#include "shared/util/text.hpp"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <spdlog/spdlog.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ftm {

namespace {

constexpr int64_t reload_patience_ms = 120'000;
constexpr size_t most_params = 1'048'576;

/// Starts a short command beside a process, in its folder; what it prints goes
/// into the process's log. 0 or errno.
int spawn_helper(const process_spec& spec, const std::filesystem::path& log,
                 pid_t& pid) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  // Not an open file description of the tree's: it holds no lock.
  ::posix_spawn_file_actions_addopen(&files, 1, log.c_str(),
                                     O_WRONLY | O_APPEND, 0);
  ::posix_spawn_file_actions_adddup2(&files, 1, 2);
  ::posix_spawn_file_actions_addchdir_np(&files, spec.folder.c_str());
  ::posix_spawn_file_actions_addclosefrom_np(&files, 3);
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID
                                              | POSIX_SPAWN_SETSIGMASK
                                              | POSIX_SPAWN_SETSIGDEF);
  auto words = spec.reload_command;
  std::vector<std::string> variables;
  for (auto& [name, value] : child_environment(spec.environment))
    variables.push_back(name + "=" + value);
  std::vector<char*> argv, environment;
  for (auto& w : words)
    argv.push_back(w.data());
  for (auto& v : variables)
    environment.push_back(v.data());
  argv.push_back(nullptr);
  environment.push_back(nullptr);
  auto y = ::posix_spawnp(&pid, argv[0], &files, &attributes, argv.data(),
                          environment.data());
  ::posix_spawn_file_actions_destroy(&files);
  ::posix_spawnattr_destroy(&attributes);
  return y;
}

} // namespace

// A reload is done when it is proved: the worker is back in RUNNING, and what
// it says of the params that it loads is what the params file holds.

caf::expected<process_status> supervision::reload(entry& x,
                                                  const std::string& id) {
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
  l.reload = {true,        false,      false, now + reload_patience_ms,
              t.reloads(), t.starts(), 0};
  spdlog::info("supervisor: [{}] reloads {} by {} ({})", spec.id.strategy,
               to_string(spec.id.kind),
               by_rest ? "its REST" : spec.reload_command[0],
               x.status.reload_id);
  if (by_rest) {
    client->hurry(true);
    client->order_reload(now);
  } else {
    run_reload_command(x);
  }
  look_at_reload(x, now);
  publish(x);
  return x.status;
}

void supervision::run_reload_command(entry& x) {
  auto& l = *x.live;
  auto& spec = l.record.spec;
  l.reload.by_command = true;
  pid_t pid = 0;
  auto e = spawn_helper(spec, x.slot.log(spec.launch), pid);
  if (e != 0)
    return finish_reload(x, reload_state::failed,
                         "the reload command " + spec.reload_command[0]
                             + " cannot be started: " + std::strerror(e));
  auto fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (fd < 0)
    return;
  helpers_[fd] = {pid, spec.id, spec.launch};
  hooks_.watch(fd);
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
    if (t.starts() > r.starts && t.state() == "RUNNING")
      prove_reload(x);
  } else if (r.taken && client && client->poll().loops() > r.loops
             && client->poll().status().state == "running") {
    scan(x); // what its console has said up to now
    if (r.running && t.reloads() == r.reloads) // it is mute, or goes elsewhere
      finish_reload(x, reload_state::done,
                    "by its REST; its console does not say what it has loaded");
  }
  if (r.running && now >= r.deadline)
    finish_reload(x, reload_state::failed,
                  "it was not back in RUNNING within "
                      + std::to_string(reload_patience_ms / 1000) + " s");
}

/// It is back: with which params?
void supervision::prove_reload(entry& x) {
  auto& l = *x.live;
  auto& t = l.console.trade();
  std::string how =
      l.reload.by_command ? "by the reload command" : "by its REST";
  if (!t.params_told())
    return finish_reload(x, reload_state::done,
                         how + "; its console does not say what it has loaded");
  if (t.params_file().empty())
    return finish_reload(x, reload_state::done,
                         how + "; it has found no params file");
  std::string why;
  auto text = read_text_file(std::filesystem::path{l.record.spec.folder}
                                 / t.params_file(),
                             why, most_params);
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
    l.bot.client->hurry(false);
  x.status.reload = state;
  x.status.reload_note = to_valid_utf8(redact(note));
  auto level =
      state == reload_state::done ? spdlog::level::info : spdlog::level::err;
  spdlog::log(level, "supervisor: [{}] reload {} {}: {}", x.slot.id().strategy,
              x.status.reload_id, to_string(state), x.status.reload_note);
  publish(x);
}

bool supervision::on_helper_end(int pidfd) {
  auto i = helpers_.find(pidfd);
  if (i == helpers_.end())
    return false;
  auto status = 0;
  if (::waitpid(i->second.pid, &status, WNOHANG) == 0) {
    hooks_.watch(pidfd);
    return true;
  }
  auto h = i->second;
  hooks_.forget(pidfd);
  ::close(pidfd);
  helpers_.erase(i);
  auto& x = entry_of(h.id);
  if (status != 0 && x.live && x.live->record.spec.launch == h.launch
      && x.live->reload.running && x.live->reload.by_command)
    finish_reload(
        x, reload_state::failed,
        // It prints into the log, so that it is swept away with the tree.
        WIFSIGNALED(status) && !shim::alive(x.live->state.main)
            ? "it ended meanwhile"
            : "the reload command failed with "
                  + (WIFEXITED(status)
                         ? "exit code " + std::to_string(WEXITSTATUS(status))
                         : "signal " + std::to_string(WTERMSIG(status))));
  return true;
}

} // namespace ftm
