#pragma once

#include "shared/protocol/protocol.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <gtest/gtest.h>

namespace ftm::test {

struct test_config : caf::actor_system_config {
  test_config() {
    add_message_types<caf::id_block::ftm>();
    set("scheduler.policy", caf::atom("testing"));
    set("logger.verbosity", caf::atom("quiet"));
  }
};

/// An actor system whose messages and clock only move when a test says so.
class deterministic_system : public ::testing::Test {
protected:
  test_config cfg_;
  caf::actor_system sys_{cfg_};
  caf::scheduler::test_coordinator& sched_ =
      dynamic_cast<caf::scheduler::test_coordinator&>(sys_.scheduler());
  caf::scoped_actor self_{sys_};

  ~deterministic_system() override {
    sched_.run();
  }

  /// Moves the virtual clock, and lets everything happen that follows.
  template <class Duration>
  void advance(Duration x) {
    sched_.advance_time(x);
    sched_.run();
  }

  /// Ends an actor; call it for every actor that a test spawned.
  template <class Handle>
  void end(const Handle& x) {
    caf::anon_send_exit(x, caf::exit_reason::kill);
    sched_.run();
  }

  /// Asks and expects an answer.
  template <class T, class Handle, class... Ts>
  T ask(const Handle& whom, Ts... xs) {
    auto request = self_->request(whom, caf::infinite, xs...);
    sched_.run();
    T y{};
    request.receive([&](T& x) { y = std::move(x); },
                    [&](caf::error& e) { ADD_FAILURE() << sys_.render(e); });
    return y;
  }

  /// Asks and expects an error.
  template <class T, class Handle, class... Ts>
  caf::error ask_error(const Handle& whom, Ts... xs) {
    auto request = self_->request(whom, caf::infinite, xs...);
    sched_.run();
    caf::error y;
    request.receive([&](T&) { ADD_FAILURE() << "answered, expected an error"; },
                    [&](caf::error& e) { y = std::move(e); });
    return y;
  }
};

} // namespace ftm::test
