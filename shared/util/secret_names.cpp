#include "shared/util/secret_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace ftm {

// freqtrade's own: exchange.{key,secret,password,uid}, api_server.{password,
// jwt_secret_key,ws_token}, telegram.{token,chat_id}. ccxt's credentials:
// apiKey, secret, uid, login, password, twofa, privateKey, walletAddress,
// token. Headers of exchanges: X-MBX-APIKEY, OK-ACCESS-KEY, KC-API-PASSPHRASE.
bool names_secret(std::string_view name) {
  std::string key;
  for (auto c : name)
    key += c == '-' ? '_'
                    : static_cast<char>(std::tolower(static_cast<uint8_t>(c)));
  // FREQTRADE__SECTION__KEY is a path.
  if (auto i = key.rfind("__"); i != std::string::npos && i + 2 < key.size())
    key.erase(0, i + 2);
  static constexpr std::array exact{"key",     "uid",  "token",
                                    "chat_id", "auth", "authorization",
                                    "cookie",  "pass", "twofa"};
  if (std::find(exact.begin(), exact.end(), key) != exact.end()
      || key.find("_token") != std::string::npos
      || key.find("token_") != std::string::npos)
    return true;
  key.erase(std::remove(key.begin(), key.end(), '_'), key.end());
  static constexpr std::array parts{
      "secret",    "password",  "passwd",     "passphrase",  "apikey",
      "accesskey", "listenkey", "privatekey", "accesstoken", "refreshtoken",
      "authtoken", "bottoken",  "wallet"};
  return std::any_of(parts.begin(), parts.end(), [&](const char* x) {
    return key.find(x) != std::string::npos;
  });
}

} // namespace ftm
