#pragma once

#include "actors/supervisor/shim/identity.hpp"
#include "actors/supervisor/supervision.hpp"
#include "shared/util/file.hpp"
#include "tests/support/bin_dir.hpp"

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <poll.h>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace ftm::test {

namespace fs = std::filesystem;

/// A folder that is gone after the test.
class temporary_folder {
public:
  temporary_folder() {
    std::string x = (fs::temp_directory_path() / "ftm-XXXXXX").string();
    path_ = ::mkdtemp(x.data());
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const {
    return path_;
  }

private:
  fs::path path_;
};

/// A supervision without an actor: waits in poll() for what it watches.
class harness {
public:
  explicit harness(const fs::path& state_dir, uint64_t generation = 1,
                   milliseconds interval = milliseconds{0},
                   const fs::path& shim = real_shim(), bool configured = true,
                   const std::string& gpu_library = "",
                   const fs::path& cgroup = {})
      : supervised({state_dir, shim, interval, gpu_library, 0, cgroup},
                   generation, hooks()) {
    if (configured)
      supervised.configure({{"Toy"}});
  }

  static fs::path real_shim() {
    return test::bin_dir() / "ftm-shim";
  }

  /// Handles events until `done`, at most `limit_ms`; returns whether it was.
  template <class F>
  bool until(F done, int64_t limit_ms = 15'000) {
    auto end = shim::boottime_ms() + limit_ms;
    for (;;) {
      auto now = shim::boottime_ms();
      auto next = supervised.on_time(now);
      if (done())
        return true;
      if (now >= end)
        return false;
      auto wait =
          next < 0 ? end - now : std::clamp(next - now, int64_t{0}, end - now);
      std::vector<pollfd> fds;
      for (auto fd : watched)
        fds.push_back({fd, POLLIN, 0});
      ::poll(fds.data(), fds.size(),
             static_cast<int>(std::min(wait, int64_t{200})));
      for (auto& f : fds)
        if (f.revents != 0) {
          watched.erase(f.fd); // one shot, like the real watcher
          supervised.on_readable(f.fd);
        }
    }
  }

  bool until_state(const process_id& id, process_state s,
                   int64_t limit_ms = 15'000) {
    return until([&] { return status[id].state == s; }, limit_ms);
  }

  caf::expected<process_status> start(const process_spec& x) {
    std::optional<caf::expected<process_status>> y;
    supervised.start(x, [&](auto a) { y.emplace(std::move(a)); });
    until([&] { return y.has_value(); });
    return y ? *y
             : caf::expected<process_status>{
                 make_error(ec::internal, "no answer")};
  }

  caf::expected<process_status> stop(const process_spec& x,
                                     std::string held_by = {}) {
    return supervised.control(
        {x.id, x.launch, process_action::stop, "tester", std::move(held_by)});
  }

  /// The launches that are asked for, however many turns that takes.
  caf::expected<std::vector<process_status>> launches(const launches_query& q) {
    auto x = supervised.launches(q);
    if (!x)
      return x.error();
    while (!supervised.go_on(*x)) {
    }
    return std::move(x->found);
  }

  std::string output(const process_spec& x) {
    auto q = supervised.resolve({x.id, x.launch, 0, 0, {}});
    return q ? supervised.read(*q).bytes : "";
  }

  std::map<process_id, process_status> status;
  std::map<process_id, process_stats> stats;
  std::map<process_id, bot_status> bots;
  std::set<int> watched;
  int watches = 0; ///< how often something was waited for
  int facts = 0;   ///< how often one was news
  std::string fenced;
  bool owner = false; ///< of the state folder: may outrank a higher generation
  supervision supervised;

private:
  supervision_hooks hooks() {
    supervision_hooks y;
    y.put = [this](fact_body x) {
      ++facts;
      if (auto s = caf::get_if<process_status>(&x))
        status[s->id] = *s;
      if (auto s = caf::get_if<process_stats>(&x))
        stats[s->id] = *s;
      if (auto b = caf::get_if<bot_status>(&x))
        bots[b->id] = *b;
    };
    y.drop = [this](const std::string& key) {
      key.starts_with("bot/") ? bots.clear() : stats.clear();
    };
    y.watch = [this](int fd) {
      watched.insert(fd);
      ++watches;
    };
    y.forget = [this](int fd) { watched.erase(fd); };
    y.output = [] {};
    y.fenced = [this](const std::string& x) { fenced = x; };
    y.outrank = [this](uint64_t seen) { return owner ? seen + 1 : 0; };
    return y;
  }
};

inline std::string message_of(const caf::error& x) {
  return x.context().match_elements<std::string>()
             ? x.context().get_as<std::string>(0)
             : "";
}

/// A launch of /bin/sh -c TEXT.
inline process_spec shell(const std::string& launch, const std::string& text,
                          process_kind kind = process_kind::backtest) {
  process_spec y;
  y.id = {"Toy", kind};
  y.launch = launch;
  y.command = {"/bin/sh", "-c", text};
  y.folder = "/";
  y.stop_ladder = {{SIGINT, stop_target::main, milliseconds{300}},
                   {SIGTERM, stop_target::group, milliseconds{300}},
                   {SIGKILL, stop_target::tree, milliseconds{0}}};
  y.by = "tester";
  return y;
}

inline bool runs(pid_t x) {
  return shim::alive(shim::identity_of(x));
}

inline pid_t pid_in(const fs::path& x) {
  return std::atoi(read_file(x).value_or("0").c_str());
}

} // namespace ftm::test
