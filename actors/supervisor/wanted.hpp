#pragma once

#include "actors/supervisor/records.hpp"

namespace ftm {

/// Why a person's stop is asked of the shim.
inline constexpr auto person_reason = "user";

/// What is wanted of trade when a supervisor comes back. `file` is wanted.json,
/// nothing if it is missing or damaged; `lives`: the newest launch runs;
/// `stop`: how its end was asked for, if it was.
///
/// The safe side is not to trade: a bot that a person stopped never starts by
/// itself, so their stop that the launch tells outranks a file that could not
/// be written then, and with a damaged file only what runs goes on to be
/// wanted.
wanted_record wanted_on_return(const std::optional<wanted_record>& file,
                               bool lives, const launch_exit& stop);

} // namespace ftm
