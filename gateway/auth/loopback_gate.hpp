#pragma once

#include <cstdint>
#include <string>

namespace ftm {

/// Keeps other users of this machine out of a listening port of ours: holds a
/// source port that only this user may bind, and has the kernel drop whatever
/// reaches the listener from another one (docs/adr/0006). Who connects through
/// the gate binds to `source_port` with SO_REUSEPORT, at an address of
/// 127.0.0.0/8 that is its own.
class loopback_gate {
public:
  loopback_gate();
  ~loopback_gate();
  loopback_gate(const loopback_gate&) = delete;
  loopback_gate& operator=(const loopback_gate&) = delete;

  /// 0 = connect from anywhere: the port is not guarded.
  uint16_t source_port() const {
    return source_;
  }

  /// Guards the port of 127.0.0.1 on which this process listens. "", or why it
  /// cannot be guarded; then the gate stands open.
  std::string guard(uint16_t listening);

private:
  void open();

  int holder_ = -1;
  uint16_t source_ = 0;
};

/// The address, in host order, of the `n`-th connection through a gate: all
/// have the same source port, so addresses must differ.
constexpr uint32_t gate_address(uint64_t n) {
  return 0x7F010000 + static_cast<uint32_t>(n % 0xF00000); // 127.1 to 127.240
}

} // namespace ftm
