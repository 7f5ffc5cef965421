#pragma once

#include "gateway/rest/context.hpp"
#include "shared/json/epoch_text.hpp"

namespace ftm {

/// `GET strategies/{s}/epochs?format=csv|jsonl`: answers a page of the export.
/// Header `X-Ftm-Continue` is the target of the next page; the front door asks
/// for it once the client has taken this one, so that no size needs memory. A
/// file that was replaced meanwhile is a 409, and the door breaks the transfer
/// off.
void export_epochs(rest_context& c, const exchange_ptr& x, epoch_format f);

} // namespace ftm
