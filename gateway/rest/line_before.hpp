#pragma once

#include "gateway/rest/context.hpp"

#include <functional>
#include <string>

namespace ftm {

/// Hands over the bytes that stand before a chunk of output, as far as they
/// count for what is redacted in it (see redact_after); an error if they cannot
/// be had: then the chunk must not leave.
void line_before(gateway_actor::pointer self, const supervisor_actor& whom,
                 const process_id& id, const output_chunk& x,
                 std::function<void(std::string)> f,
                 std::function<void(const caf::error&)> failed);

} // namespace ftm
