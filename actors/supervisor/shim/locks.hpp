#pragma once

namespace ftm::shim {

/// Bytes of out.log that carry locks; see the table of files in record.hpp.
constexpr int tree_byte = 0;
constexpr int shim_byte = 1;
/// Byte of the slot's and of the supervisor's lock file.
constexpr int slot_byte = 0;

/// Takes an OFD write lock on one byte; false if another has it. The lock lives
/// as long as any descriptor of this open file description, in any process.
bool try_lock(int fd, int byte);

/// Gives it back.
void unlock(int fd, int byte);

/// Whether another open file description has the lock. Never acquires.
bool is_locked(int fd, int byte);

} // namespace ftm::shim
