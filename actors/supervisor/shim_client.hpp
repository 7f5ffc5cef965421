#pragma once

#include "shared/protocol/base.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ftm {

/// One packet of a shim.
struct shim_packet {
  enum class what { ok, error, event, lost };
  what kind = what::lost;
  uint64_t number = 0; ///< of the request
  std::string name;    ///< error: its code; event: its name
  std::string text;    ///< JSON, or the error's sentence
};

/// `1 <n> ok {json}`, `1 <n> err CODE text`, `1 <n> event NAME {json}`;
/// anything else is `lost`.
shim_packet parse_packet(std::string_view x);

/// If `x` refuses our hello because the shim has seen a higher generation:
/// which. Nothing if another supervisor has just taken it over.
std::optional<uint64_t> highest_generation(const shim_packet& x);

/// A connection to the socket of one shim. Never blocks.
class shim_client {
public:
  /// Connects, and says hello and watch; nothing if nobody listens.
  static std::unique_ptr<shim_client>
  connect(const std::filesystem::path& folder, const std::string& launch,
          uint64_t generation);

  ~shim_client();
  shim_client(const shim_client&) = delete;
  shim_client& operator=(const shim_client&) = delete;

  int fd() const {
    return fd_;
  }

  /// False if the shim is gone or does not read.
  bool send(const std::string& verb_and_args);

  /// All packets that are there; the last one is `lost` if the shim is gone.
  std::vector<shim_packet> receive();

private:
  shim_client(int fd, std::string launch)
      : fd_(fd), launch_(std::move(launch)) {}

  int fd_;
  std::string launch_;
  uint64_t number_ = 0;
};

} // namespace ftm
