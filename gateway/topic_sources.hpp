#pragma once

#include "gateway/topic_follower.hpp"
#include "shared/protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace ftm {

/// Output of a process: epoch = launch, offset = byte.
std::unique_ptr<topic_source> make_output_source(gateway_actor::pointer self,
                                                 supervisor_actor supervisor,
                                                 process_id id);

/// Epochs of a strategy: epoch = generation of the file, offset = line.
std::unique_ptr<topic_source> make_epoch_source(gateway_actor::pointer self,
                                                monitor_actor monitors,
                                                std::string strategy);

/// How many bytes at the end begin a UTF-8 character that is not complete.
size_t incomplete_tail(std::string_view x);

/// How many bytes at the beginning of `x` belong to the UTF-8 character with
/// which `before` has ended.
size_t rest_of_character(std::string_view before, std::string_view x);

} // namespace ftm
