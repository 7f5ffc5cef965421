#pragma once

#include "actors/supervisor/shim/control.hpp"
#include "actors/supervisor/shim/ladder.hpp"
#include "actors/supervisor/shim/launch.hpp"
#include "actors/supervisor/shim/log_space.hpp"
#include "actors/supervisor/shim/sweep.hpp"

namespace ftm::shim {

/// The life of a shim after it has its locks: starts or adopts main, serves
/// the socket, runs the stop ladder, sweeps the tree, writes the exit record.
class keeper final : public control_handler {
public:
  keeper(place x, spec s, int status);

  /// Creation order, steps 4 to 6. Returns false if nothing runs; why was told
  /// on the status pipe.
  bool start();

  /// Takes over what a lost shim has left. Returns false if it cannot.
  bool adopt();

  /// Returns when the tree is gone and the exit record is durable.
  void run();

  reply on_request(const request& x) override;

private:
  int prepare();
  void look_at_log(int64_t now);
  void refuse(const char* what, int error);
  void report(const std::string& line);
  int wait_ms(int64_t now) const;
  void watch_exec();
  void look_at_main();
  void main_ended(int code, int signal);
  void climb(int64_t now);
  void sweep(int64_t now);
  bool reap_all();
  void finish(int64_t now);
  reply stop(std::string_view args);
  reply kill(std::string_view args);
  reply set_log_limit(std::string_view args);
  void note_stop(std::string_view why);
  std::string status_json() const;
  std::string space_json() const;

  enum class phase { running, sweeping, recording, done };

  place place_;
  spec spec_;
  int status_; ///< the status pipe; -1 after the report
  control_server control_;
  state_record state_;
  tree tree_;
  ladder ladder_;
  log_space log_;
  exit_record exit_;
  phase phase_ = phase::running;
  bool adopted_ = false;
  bool main_alive_ = true;
  bool unkillable_ = false;
  int signals_ = -1;
  int exec_failed_ = -1;
  int main_pidfd_ = -1;
  int64_t sweep_began_ = 0, next_ = 0, sweep_pause_ = 1;
  int record_error_ = 0;
  bool told_full_ = false; ///< the watchers know that the disk is full
};

} // namespace ftm::shim
