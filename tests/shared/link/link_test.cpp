#include "shared/link/unix_socket.hpp"

#include "shared/protocol/part.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/io/middleman.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace ftm;
using namespace std::chrono_literals;

struct networked : caf::actor_system_config {
  networked() {
    add_message_types<caf::id_block::ftm>();
    load<caf::io::middleman>();
    set("middleman.workers", size_t{1});
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", size_t{2});
    set("logger.verbosity", caf::atom("quiet"));
  }
};

struct peer_state : part_base {
  peer_state() = default;
  caf::typed_response_promise<fact_page> parked;
};

/// Answers `get`; keeps a read open for ever.
part_actor::behavior_type peer(part_actor::stateful_pointer<peer_state> self,
                               std::string name) {
  self->state.me.part = std::move(name);
  return {
      [self](atom::read, const facts_after&) -> caf::result<fact_page> {
        self->state.parked = self->make_response_promise<fact_page>();
        return caf::delegated<fact_page>{};
      },
      [self](atom::get) { return self->state.me; },
      [](atom::log, const log_line&) {},
      [](atom::tick) {},
  };
}

/// A process of the suite, as far as a link can tell.
struct process {
  networked config;
  caf::actor_system system{config};
  part_actor part;

  process(const std::filesystem::path& folder, const std::string& name) {
    part = system.spawn(peer, name);
    auto e =
        publish_at(system, caf::actor_cast<caf::actor>(part), folder, "peer");
    EXPECT_FALSE(e) << system.render(e);
  }
  ~process() {
    caf::anon_send_exit(part, caf::exit_reason::kill);
  }
};

class a_link : public ::testing::Test {
protected:
  // Deeper than the 108 bytes that a socket's path may have.
  std::filesystem::path folder_ = std::filesystem::temp_directory_path()
                                  / ("ftm-link-" + std::to_string(::getpid()))
                                  / std::string(100, 'd');
  networked config_;
  caf::actor_system system_{config_};
  caf::actor link_;

  void SetUp() override {
    std::filesystem::create_directories(folder_);
    link_options options;
    options.name = "peer";
    options.backoff = 10ms;
    options.backoff_max = 50ms;
    options.probe_every = 100ms;
    options.probe_timeout = 300ms;
    link_ =
        system_.spawn(peer_link, options, over_unix_socket(folder_, "peer"));
  }

  void TearDown() override {
    caf::anon_send_exit(link_, caf::exit_reason::kill);
    std::filesystem::remove_all(folder_.parent_path());
  }

  /// The peer's name, or "" while it cannot be reached.
  std::string who(caf::scoped_actor& self) {
    std::string y;
    self->request(caf::actor_cast<part_actor>(link_), 5s, atom::get_v)
        .receive([&](const part_status& x) { y = x.part; },
                 [&](const caf::error& e) {
                   EXPECT_EQ(code_of(e), ec::unavailable) << system_.render(e);
                 });
    return y;
  }

  std::string who_at_last(caf::scoped_actor& self) {
    auto until = std::chrono::steady_clock::now() + 10s;
    std::string y;
    while (y.empty() && std::chrono::steady_clock::now() < until)
      y = who(self);
    return y;
  }
};

TEST_F(a_link, fails_at_once_while_the_peer_is_down) {
  caf::scoped_actor self{system_};
  auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(who(self), "");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
}

TEST_F(a_link, heals_by_itself_when_the_peer_comes_back) {
  caf::scoped_actor self{system_};
  {
    process first{folder_, "first"};
    EXPECT_EQ(who_at_last(self), "first");
  }
  process second{folder_, "second"};
  auto until = std::chrono::steady_clock::now() + 10s;
  std::string name;
  while (name != "second" && std::chrono::steady_clock::now() < until)
    name = who(self);
  EXPECT_EQ(name, "second");
}

TEST_F(a_link, fails_what_the_peer_had_not_answered_when_it_goes_down) {
  caf::scoped_actor self{system_};
  auto first = std::make_unique<process>(folder_, "first");
  ASSERT_EQ(who_at_last(self), "first");
  auto parked = self->request(caf::actor_cast<part_actor>(link_), 30s,
                              atom::read_v, facts_after{});
  ASSERT_EQ(who(self), "first"); // the read is before it in the same link
  auto begin = std::chrono::steady_clock::now();
  first.reset();
  parked.receive([](const fact_page&) { ADD_FAILURE() << "answered"; },
                 [&](const caf::error& e) {
                   EXPECT_EQ(code_of(e), ec::unavailable) << system_.render(e);
                 });
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST_F(a_link, socket_is_for_its_owner_only) {
  process first{folder_, "first"};
  struct stat x {};
  ASSERT_EQ(::stat((folder_ / "peer.sock").c_str(), &x), 0);
  EXPECT_EQ(x.st_mode & 0777u, 0600u);
}

} // namespace
