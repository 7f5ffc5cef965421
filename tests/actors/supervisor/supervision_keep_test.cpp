#include "tests/actors/supervisor/supervised.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <thread>

namespace ftm::test {
namespace {

sockaddr_un address_of(const fs::path& x) {
  sockaddr_un y{};
  y.sun_family = AF_UNIX;
  x.string().copy(y.sun_path, sizeof y.sun_path - 1);
  return y;
}

int seqpacket() {
  return ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
}

TEST(shim_client, hears_what_was_said_before_the_socket_was_closed) {
  // A shim that closes before it has read all of ours: ECONNRESET comes first.
  temporary_folder t;
  auto listener = seqpacket();
  auto a = address_of(t.path() / "ctl");
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&a), sizeof a), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  auto client = shim_client::connect(t.path(), "one", 1);
  ASSERT_TRUE(client);
  auto peer = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  std::string packet = "1 0 err fenced generation 2 took over";
  ASSERT_EQ(::send(peer, packet.data(), packet.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(packet.size()));
  ::close(peer);
  ::close(listener);
  auto x = client->receive();
  ASSERT_EQ(x.size(), 2U);
  EXPECT_EQ(x[0].name, "fenced");
  EXPECT_EQ(x[1].kind, shim_packet::what::lost);
}

TEST(shim_client, tells_a_lost_generation_from_one_who_took_over) {
  auto x = parse_packet("1 1 err fenced generation 7 was here");
  EXPECT_EQ(highest_generation(x), 7U);
  x = parse_packet("1 0 err fenced generation 7 took over");
  EXPECT_EQ(highest_generation(x), std::nullopt);
  x = parse_packet("1 1 err fenced who knows");
  EXPECT_EQ(highest_generation(x), std::nullopt);
  x = parse_packet("1 1 err launch generation 7");
  EXPECT_EQ(highest_generation(x), std::nullopt);
}

TEST_F(supervised, a_shim_that_takes_no_connection_is_not_asked_in_a_loop) {
  auto spec = shell("one", "exec sleep 60");
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec));
  }
  // In its place a socket that closes every connection.
  auto ctl = slot(spec).folder("one") / "ctl";
  fs::rename(ctl, path("ctl"));
  auto a = address_of(ctl);
  auto listener = seqpacket();
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&a), sizeof a), 0);
  ASSERT_EQ(::listen(listener, 16), 0);
  std::thread refuser{[listener] {
    for (int fd;
         (fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;)
      ::close(fd);
  }};
  harness h{state_, 2};
  h.supervised.open();
  ASSERT_FALSE(h.until_state(spec.id, process_state::running, 800));
  EXPECT_LT(h.watches, 30) << "50, 100, 200, 400 ms apart";
  h.supervised.on_time(shim::boottime_ms() + 5001);
  EXPECT_EQ(h.status[spec.id].state, process_state::unkept);
  ::shutdown(listener, SHUT_RDWR);
  refuser.join();
  ::close(listener);
  fs::rename(path("ctl"), ctl);
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

class adopters : public supervision_of_real_processes {
protected:
  /// A process whose shim is lost.
  void SetUp() override {
    harness h{state_, 1};
    auto x = h.start(spec_);
    ASSERT_TRUE(x);
    main_ = *x->pid;
    kill_shim(spec_);
  }
  /// A good shim can still adopt it, and stop it.
  void TearDown() override {
    EXPECT_TRUE(runs(main_));
    EXPECT_FALSE(slot(spec_).exit_of("one")) << "never written off";
    harness h{state_, 9};
    h.supervised.open();
    h.stop(spec_);
    EXPECT_TRUE(h.until_state(spec_.id, process_state::stopped));
    EXPECT_FALSE(runs(main_));
  }
  process_spec spec_ = shell("one", "exec sleep 60", process_kind::trade);
  int32_t main_ = 0;
};

TEST_F(adopters, that_die_at_once_are_not_started_again_at_once) {
  auto spawned = [&] { return read_file(file("n")).value_or("").size(); };
  harness h{state_, 2, {}, shim_that("printf x >> " + path("n") + "; exit 1")};
  h.supervised.open();
  ASSERT_TRUE(h.until([&] { return spawned() == 1; }));
  EXPECT_FALSE(h.until([&] { return spawned() > 1; }, 500));
  EXPECT_EQ(h.status[spec_.id].state, process_state::unkept);
  EXPECT_NE(h.status[spec_.id].error.find("without a word"), std::string::npos)
      << h.status[spec_.id].error;
  auto second = h.start(shell("two", "exit 0", process_kind::trade));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->launch, "one");
}

TEST_F(adopters, that_find_another_launch_do_not_write_the_living_one_off) {
  harness h{state_, 2, {}, shim_that("echo busy other >&3")};
  h.supervised.open();
  ASSERT_TRUE(h.until([&] {
    return h.status[spec_.id].error.find("launch other") != std::string::npos;
  }));
  EXPECT_EQ(h.status[spec_.id].state, process_state::unkept);
  EXPECT_EQ(h.status[spec_.id].launch, "one");
}

TEST_F(supervised, a_shim_that_cannot_write_is_told_as_a_storage_error) {
  harness h{state_,
            1,
            {},
            shim_that("echo error storage no room: No space left on device "
                      ">&3")};
  auto x = h.start(shell("one", "exit 0"));
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::storage);
  EXPECT_NE(message_of(x.error()).find("No space left"), std::string::npos);
}

TEST_F(supervised, a_deleted_run_folder_does_not_keep_its_process_for_ever) {
  harness h{state_};
  auto spec = shell("one", "exec sleep 60");
  auto x = h.start(spec);
  ASSERT_TRUE(x);
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  fs::remove_all(state_ / "run");
  ASSERT_EQ(::kill(*x->pid, SIGKILL), 0);
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed));
  EXPECT_FALSE(fs::exists(slot(spec).folder("one"))) << "not made anew";
  auto two = shell("two", "exec sleep 60");
  ASSERT_TRUE(h.start(two)) << "and another can be started";
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  h.stop(two);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST_F(supervised, stops_what_has_lost_its_run_folder) {
  harness h{state_};
  auto spec = shell("one", "exec sleep 60");
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  fs::remove_all(state_ / "run");
  ASSERT_TRUE(h.stop(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST_F(supervised, what_lives_without_folder_and_shim_is_shown_and_kept_alone) {
  harness h{state_};
  auto spec = shell("one", "exec sleep 60", process_kind::trade);
  auto x = h.start(spec);
  ASSERT_TRUE(x);
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  auto state = *slot(spec).state_of("one");
  fs::remove_all(state_ / "run");
  ASSERT_EQ(::kill(state.shim.pid, SIGKILL), 0);
  ASSERT_TRUE(h.until_state(spec.id, process_state::unkept));
  EXPECT_EQ(h.status[spec.id].error, "its run folder was deleted");
  auto second = h.start(shell("two", "exit 0", process_kind::trade));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->launch, "one");
  auto stopped = h.stop(spec);
  ASSERT_FALSE(stopped) << "there is no shim that could";
  EXPECT_EQ(code_of(stopped.error()), ec::conflict);
  EXPECT_NE(message_of(stopped.error()).find(std::to_string(*x->pid)),
            std::string::npos);
  ASSERT_EQ(::kill(*x->pid, SIGKILL), 0);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
  EXPECT_FALSE(h.status[spec.id].wanted);
}

} // namespace
} // namespace ftm::test
