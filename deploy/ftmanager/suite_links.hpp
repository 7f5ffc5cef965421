#pragma once

#include "deploy/ftmanager/monitors_router.hpp"
#include "shared/link/unix_socket.hpp"
#include "shared/util/names.hpp"

#include <caf/actor_system.hpp>

namespace ftm {

/// A link to the part that listens at `<folder>/<part>.sock`.
template <class Handle, class Spawner>
Handle spawn_link(Spawner& who, const std::filesystem::path& folder,
                  const std::string& part,
                  caf::timespan probe_every = link_options{}.probe_every) {
  link_options options;
  options.name = part;
  options.probe_every = probe_every;
  return caf::actor_cast<Handle>(
      who.spawn(peer_link, options, over_unix_socket(folder, part)));
}

/// Makes the links of one process.
class suite_links {
public:
  suite_links(caf::actor_system& system, std::filesystem::path folder)
      : system_(system), folder_(std::move(folder)) {}

  template <class Handle>
  Handle to(const std::string& part) const {
    return spawn_link<Handle>(system_, folder_, part);
  }

  /// A router over links to the monitors' processes.
  monitors_router_actor to_monitors() const {
    return system_.spawn(
        monitors_router,
        [folder = folder_](caf::local_actor* self, const std::string& strategy,
                           const orchestrator_actor&) {
          return spawn_link<monitor_actor>(*self, folder,
                                           "monitor-" + slot_name(strategy));
        });
  }

private:
  caf::actor_system& system_;
  std::filesystem::path folder_;
};

} // namespace ftm
