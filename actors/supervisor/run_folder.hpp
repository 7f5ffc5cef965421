#pragma once

#include "actors/supervisor/records.hpp"
#include "actors/supervisor/shim/record.hpp"

#include <filesystem>
#include <map>
#include <system_error>
#include <vector>

namespace ftm {

/// A slot, `<state>/run/<strategy>/<kind>`: the launches of one process on
/// disk.
class run_slot {
public:
  run_slot(const std::filesystem::path& state_dir, process_id id);

  const process_id& id() const {
    return id_;
  }
  const std::filesystem::path& path() const {
    return path_;
  }
  std::filesystem::path folder(const std::string& launch) const {
    return path_ / launch;
  }
  std::filesystem::path log(const std::string& launch) const {
    return path_ / launch / "out.log";
  }

  /// Whether such a launch was ever asked for.
  bool knows(const std::string& launch) const;

  /// Makes the launch: its folder exclusively, launch.json, out.log, and room
  /// for its exit record; durable when it returns. `x.seq` is filled in.
  /// file_exists if it is known.
  std::error_code create(launch_record& x);

  /// All launches, the newest first. Folders without a launch.json are left
  /// out. Reads of each only its place, and that once.
  std::vector<std::string> launches() const;

  /// The newest one whose record can be read.
  std::optional<launch_record> newest() const;

  /// Those without an exit record, the newest first: whatever may be alive is
  /// among them. Reads nothing of the others, of which there may be thousands.
  std::vector<launch_record> open_launches() const;

  std::optional<launch_record> launch(const std::string& launch) const;
  std::optional<launch_exit> exit_of(const std::string& launch) const;
  std::optional<shim::state_record> state_of(const std::string& launch) const;
  /// Whether there is a state.json, readable or not.
  bool has_state(const std::string& launch) const;
  bool stop_was_asked(const std::string& launch, launch_exit& x) const;

  /// Writes the exit record of a launch that has no shim, into the room that
  /// is reserved for it.
  std::error_code write_exit(const launch_exit& x) const;

  /// Nothing if it is missing or damaged.
  std::optional<wanted_record> wanted() const;
  std::error_code set_wanted(const wanted_record& x) const;

  /// Deletes launches with an exit record that are beyond the newest `keep`
  /// and ended before `older_than`, but not those of `spared` runs; at most
  /// `most`. Returns how many.
  size_t collect_garbage(size_t keep, timestamp older_than,
                         const std::vector<std::string>& spared,
                         size_t most) const;

private:
  process_id id_;
  std::filesystem::path path_;
  /// Places of the launches that were found so far: a launch keeps its own.
  mutable std::map<std::string, uint64_t> places_;
};

/// The processes that have a slot below `<state>/run`.
std::vector<process_id> slots_of(const std::filesystem::path& state_dir);

} // namespace ftm
