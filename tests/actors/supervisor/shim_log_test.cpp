// The room that out.log takes: bounded, reserved ahead, and a full disk.

#include "tests/actors/supervisor/full_disk.hpp"
#include "tests/actors/supervisor/raw_shim.hpp"

namespace ftm::test {
namespace {

uint64_t on_disk(const fs::path& x) {
  struct stat s;
  return ::stat(x.c_str(), &s) == 0 ? static_cast<uint64_t>(s.st_blocks) * 512
                                    : 0;
}

constexpr uint64_t mib = 1'048'576;

using shim_log = supervision_of_real_processes;

TEST_F(shim_log, is_bounded_while_it_is_flooded_and_offsets_stay) {
  harness h{state_};
  // Numbered lines of 100 bytes, so that each says where it must stand.
  auto spec = shell("one", "exec /usr/bin/awk 'BEGIN { for (i = 0; i < 3000000;"
                           " ++i) printf \"%099d\\n\", i; while (1) "
                           "system(\"sleep 60\") }'");
  spec.log_limit = 32 * mib;
  ASSERT_TRUE(h.start(spec));
  auto log = slot(spec).log("one");
  uint64_t most = 0;
  ASSERT_TRUE(h.until(
      [&] {
        most = std::max(most, on_disk(log));
        return fs::file_size(log) >= 300'000'000 / 4096 * 4096;
      },
      60'000));
  EXPECT_LT(most, 3 * spec.log_limit) << "while it grew";
  ASSERT_TRUE(h.until([&] {
    return on_disk(log) <= spec.log_limit + spec.log_limit / 8 + mib;
  }));
  auto x = h.supervised.read({spec.id, "one", 0, 1000, {}});
  EXPECT_GT(x.offset, 200 * mib);
  EXPECT_LE(x.offset, fs::file_size(log) - spec.log_limit);
  auto first = (x.offset + 99) / 100;
  auto line = x.bytes.substr(first * 100 - x.offset, 99);
  EXPECT_EQ(std::stoull(line), first) << "every byte where it was written";
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
  EXPECT_LE(on_disk(log), spec.log_limit + 2 * 4096) << "no room is kept";
}

TEST_F(shim_log, limit_can_be_changed_while_it_runs) {
  auto spec = shell("one", "head -c 8388608 /dev/zero | tr '\\0' x; "
                           "exec sleep 60");
  {
    harness h{state_};
    ASSERT_TRUE(h.start(spec));
    auto log = slot(spec).log("one");
    ASSERT_TRUE(h.until([&] { return fs::file_size(log) == 8 * mib; }));
    EXPECT_GE(on_disk(log), 8 * mib) << "no limit, nothing is lost";
  }
  raw_shim c{slot(spec).folder("one"), "one"};
  ASSERT_EQ(c.ask("hello 2"), "ok {}");
  EXPECT_EQ(c.status()["log_start"], 0);
  EXPECT_EQ(c.ask("log_limit 1048576"), "ok {}");
  // It looks after a round of answers, and a round may hold several.
  for (int i = 0; i < 1000 && c.status()["log_start"] == 0; ++i) {
    pollfd nothing{-1, 0, 0};
    ::poll(&nothing, 1, 1);
  }
  EXPECT_EQ(c.status()["log_start"], 7 * mib);
  EXPECT_EQ(c.status()["log_end"], 8 * mib);
  harness h{state_, 3};
  h.supervised.open();
  EXPECT_EQ(h.supervised.read({spec.id, "one", 0, 10, {}}).offset, 7 * mib);
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST_F(shim_log, says_when_it_cannot_be_bounded) {
  auto faulty =
      shim_that("FTM_FAULT=punch exec "
                + (bin_dir() / "ftm-shim-faults").string() + " \"$@\"");
  auto spec = shell("one", "head -c 300000 /dev/zero; exec sleep 60");
  spec.log_limit = 65'536;
  {
    harness h{state_, 1, milliseconds{0}, faulty};
    ASSERT_TRUE(h.start(spec));
    auto log = slot(spec).log("one");
    ASSERT_TRUE(h.until([&] { return fs::file_size(log) == 300'000; }));
  }
  raw_shim c{slot(spec).folder("one"), "one"};
  ASSERT_EQ(c.ask("hello 2"), "ok {}");
  nlohmann::json status;
  for (int i = 0; i < 200 && !status.contains("warning"); ++i) {
    pollfd nothing{-1, 0, 0};
    ::poll(&nothing, 1, 20);
    status = c.status();
  }
  EXPECT_EQ(status["warning"], "the file system cannot punch holes: the log "
                               "has no bound");
  EXPECT_EQ(status["log_start"], 0);
  harness h{state_, 3, milliseconds{0}, faulty};
  h.supervised.open();
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

constexpr auto words = "the disk is full: its output may be missing";

TEST_F(full_disk, costs_the_oldest_half_of_an_output_and_kills_nothing) {
  harness h{state_};
  // 20 MiB through 6, at a pace that leaves the shim its time.
  auto spec = shell("one", "i=0; while [ $i -lt 160 ]; do head -c 131072 "
                           "/dev/zero | tr '\\0' x; i=$((i+1)); sleep 0.03; "
                           "done; echo end; exit 5");
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed, 40'000));
  EXPECT_EQ(h.status[spec.id].exit_code, 5);
  auto log = slot(spec).log("one");
  EXPECT_EQ(fs::file_size(log), 20 * mib + 4) << "no byte was refused";
  auto x = h.supervised.read({spec.id, "one", 0, 10, {}});
  EXPECT_GT(x.offset, 14 * mib);
  EXPECT_EQ(x.bytes, "xxxxxxxxxx");
  EXPECT_EQ(h.supervised.read({spec.id, "one", 20 * mib, 10, {}}).bytes,
            "end\n");
}

TEST_F(full_disk, is_said_while_it_lasts_and_what_may_be_missing_is_kept) {
  harness h{state_};
  ASSERT_EQ(::mkfifo(path("go").c_str(), 0600), 0);
  auto spec =
      shell("one", "read x < " + path("go")
                       + "; head -c 2097152 /dev/zero | tr '\\0' x; echo on > "
                       + path("wrote") + "; read x < " + path("go")
                       + "; echo again; read x < " + path("go") + "; exit 7");
  // Kept open: each word is for one reader, however slow either side is.
  auto fifo = ::open(path("go").c_str(), O_RDWR | O_CLOEXEC);
  auto go = [&] { ASSERT_EQ(::write(fifo, "\n", 1), 1); };
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  // The shim has reserved its room ahead before another one takes the rest.
  ASSERT_TRUE(h.until([&] { return on_disk(slot(spec).log("one")) == mib; }));
  fill();
  EXPECT_EQ(h.status[spec.id].error, "");
  go();
  ASSERT_TRUE(h.until([&] { return h.status[spec.id].error == words; }));
  ASSERT_TRUE(h.until([&] { return fs::exists(file("wrote")); }));
  EXPECT_EQ(h.status[spec.id].state, process_state::running);
  EXPECT_GE(fs::file_size(slot(spec).log("one")), mib) << "what was reserved";
  EXPECT_LT(fs::file_size(slot(spec).log("one")), 2 * mib);
  make_room();
  ASSERT_TRUE(h.until([&] { return h.status[spec.id].error.empty(); }));
  go();
  auto end = [&] {
    return h.supervised.read(*h.supervised.resolve({spec.id, "one", -6, 0, {}}))
        .bytes;
  };
  ASSERT_TRUE(h.until([&] { return end() == "again\n"; }));
  fill();
  go();
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed));
  ::close(fifo);
  EXPECT_EQ(h.status[spec.id].exit_code, 7) << "durable on a full disk";
  auto record = nlohmann::json::parse(
      read_file(slot(spec).folder("one") / "exit").value_or(""));
  ASSERT_TRUE(record.contains("output_missing"));
  EXPECT_LE(record["output_missing"]["since"],
            record["output_missing"]["until"]);
}

TEST_F(full_disk, refuses_a_start_before_anything_runs) {
  harness h{state_};
  auto warm = shell("warm", "exit 0"); // its slot and lock have their place
  ASSERT_TRUE(h.start(warm));
  ASSERT_TRUE(h.until_state(warm.id, process_state::completed));
  fill(2); // launch.json and the exit record, but not state.json
  auto spec = shell("one", "touch " + path("ran"));
  auto x = h.start(spec);
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::storage) << message_of(x.error());
  EXPECT_TRUE(slot(spec).knows("one")) << "it was the shim that refused";
  EXPECT_FALSE(slot(spec).state_of("one"));
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed));
  EXPECT_EQ(slot(spec).exit_of("one")->reason, "never_started");
  fill();
  x = h.start(shell("two", "touch " + path("ran")));
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::storage) << message_of(x.error());
  EXPECT_FALSE(slot(spec).knows("two"));
  make_room();
  auto three = shell("three", "touch " + path("ran"));
  ASSERT_TRUE(h.start(three));
  ASSERT_TRUE(h.until_state(three.id, process_state::completed));
  EXPECT_TRUE(fs::exists(file("ran")));
}

} // namespace
} // namespace ftm::test
