#pragma once

#include "shared/util/text.hpp" // redact() of whole texts
#include "shared/util/text_span.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ftm {

/// So far back a line is looked at to judge what stands later in it.
inline constexpr size_t redact_context = 4096;

/// Where the secrets are in a text, in order. With `open`, the text may go on:
/// what may turn out to be a secret at its end is taken for one.
std::vector<text_span> secrets_in(std::string_view x, bool open);

/// Redacts `x` as a part of a longer text: `before` is what stands right before
/// it, of which only the last line and of that the last `redact_context` bytes
/// count. A secret of which a part stands in `before` gets no second "***".
/// However a text is split, no part that is redacted like this shows a byte of
/// a secret. `open`: as above.
std::string redact_after(std::string_view before, std::string_view x,
                         bool open);

/// The end of a text that `redact_after` needs as its `before`.
std::string_view context_of(std::string_view x);

} // namespace ftm
