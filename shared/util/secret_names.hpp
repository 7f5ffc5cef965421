#pragma once

#include <string_view>

namespace ftm {

/// Whether a key's name says that its value is secret: "exchange.key",
/// "jwt_secret_key", "FREQTRADE__EXCHANGE__KEY", "apiKey", "X-MBX-APIKEY".
bool names_secret(std::string_view key);

} // namespace ftm
