#include "actors/hyperopt_monitor/results_watch.hpp"

#include "actors/hyperopt_monitor/file_names.hpp"

#include <cerrno>
#include <string_view>
#include <sys/inotify.h>
#include <unistd.h>

namespace ftm {

namespace {

constexpr uint32_t itself = IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr uint32_t names = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE;
constexpr uint32_t in_folder = itself | names | IN_MODIFY;
// A folder that could not be read may be readable by other rights.
constexpr uint32_t in_parent = itself | IN_CREATE | IN_MOVED_TO | IN_ATTRIB;

} // namespace

results_watch::results_watch(std::function<void()> notify)
    : fd_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  // Without inotify (its limits are used up) the poll goes on alone.
  if (fd_ >= 0)
    watcher_.add(fd_, std::move(notify));
}

results_watch::~results_watch() {
  if (fd_ < 0)
    return;
  watcher_.remove(fd_);
  ::close(fd_);
}

void results_watch::follow(std::filesystem::path folder, std::string strategy) {
  strategy_ = std::move(strategy);
  if (folder == folder_)
    return;
  folder_ = std::move(folder);
  detach();
  attach();
}

void results_watch::renew() {
  detach();
  attach();
}

void results_watch::detach() {
  if (fd_ >= 0 && watch_ >= 0)
    ::inotify_rm_watch(fd_, watch_);
  watch_ = -1;
  watched_.clear();
}

void results_watch::attach() {
  if (fd_ < 0 || folder_.empty())
    return;
  // A child may appear between the look at it and the watch of its parent:
  // then the next round finds it.
  for (;;) {
    auto at = folder_;
    int watch = -1;
    for (;;) {
      watch = ::inotify_add_watch(fd_, at.c_str(),
                                  at == folder_ ? in_folder : in_parent);
      if (watch >= 0 || at == at.parent_path() || at.empty())
        break;
      at = at.parent_path();
    }
    if (watch_ >= 0 && watch != watch_)
      ::inotify_rm_watch(fd_, watch_);
    auto again = watch >= 0 && at != watched_ && at != folder_;
    watch_ = watch;
    watched_ = at;
    if (!again)
      return;
  }
}

results_watch::news results_watch::drain() {
  news y;
  if (fd_ < 0)
    return y;
  bool look_again = false;
  alignas(inotify_event) char buffer[16 * 1024];
  for (;;) {
    auto n = ::read(fd_, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;
    for (ssize_t i = 0; i < n;) {
      const auto* e = reinterpret_cast<const inotify_event*>(buffer + i);
      i += static_cast<ssize_t>(sizeof(inotify_event) + e->len);
      if ((e->mask & IN_Q_OVERFLOW) != 0) {
        y.listing = look_again = true;
        continue;
      }
      if (e->wd != watch_)
        continue; // of a watch that was given up
      if ((e->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) != 0
          || watched_ != folder_) {
        y.listing = look_again = true;
        continue;
      }
      std::string_view name = e->len > 0 ? e->name : "";
      if (!is_result_of(name, strategy_))
        continue; // .last_result.json is written after every epoch
      if ((e->mask & names) != 0)
        y.listing = true;
      y.touched.emplace(name);
    }
  }
  if (look_again)
    renew();
  watcher_.rearm(fd_);
  return y;
}

} // namespace ftm
