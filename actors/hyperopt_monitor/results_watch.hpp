#pragma once

#include "shared/util/fd_watcher.hpp"

#include <filesystem>
#include <functional>
#include <set>
#include <string>

namespace ftm {

/// Tells when something happens to the result files of one strategy in a folder
/// that may not exist yet, or not be readable (then its nearest parent that is,
/// is watched). Non-blocking; all
/// members belong to one actor, `notify` runs on the watcher's thread.
class results_watch {
public:
  explicit results_watch(std::function<void()> notify);
  ~results_watch();
  results_watch(const results_watch&) = delete;
  results_watch& operator=(const results_watch&) = delete;

  /// Watches a folder and a strategy, as --strategy names it, from now on.
  void follow(std::filesystem::path folder, std::string strategy);
  /// The folder's path may lead to another folder now.
  void renew();

  /// What happened since the last call.
  struct news {
    bool listing = false;          ///< names came, went or changed their file
    std::set<std::string> touched; ///< files that were written
  };
  news drain();

  /// Whether the folder itself is watched; else only the poll can help.
  bool watching() const {
    return watched_ == folder_ && watch_ >= 0;
  }

private:
  void attach();
  void detach();

  std::filesystem::path folder_;
  std::string strategy_;
  std::filesystem::path watched_; ///< the folder or a parent
  int fd_ = -1;
  int watch_ = -1;
  fd_watcher watcher_;
};

} // namespace ftm
