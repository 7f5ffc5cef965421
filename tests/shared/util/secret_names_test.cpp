#include "shared/util/secret_names.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

TEST(secret_names, are_those_of_freqtrade_ccxt_and_exchanges) {
  for (auto x : {"key",
                 "secret",
                 "password",
                 "uid",
                 "jwt_secret_key",
                 "ws_token",
                 "token",
                 "chat_id",
                 "apiKey",
                 "privateKey",
                 "walletAddress",
                 "twofa",
                 "X-MBX-APIKEY",
                 "OK-ACCESS-KEY",
                 "OK-ACCESS-PASSPHRASE",
                 "KC-API-KEY",
                 "Authorization",
                 "access_token",
                 "refreshToken",
                 "listenKey",
                 "FREQTRADE__EXCHANGE__KEY",
                 "FREQTRADE__EXCHANGE__UID",
                 "FREQTRADE__TELEGRAM__TOKEN",
                 "FREQTRADE__TELEGRAM__CHAT_ID",
                 "FREQTRADE__API_SERVER__JWT_SECRET_KEY",
                 "--api-key"})
    EXPECT_TRUE(names_secret(x)) << x;
}

TEST(secret_names, are_no_others) {
  for (auto x : {"", "_", "__", "monkey", "keyboard", "keys", "pair", "stake",
                 "username", "FREQTRADE__EXCHANGE__NAME", "passed", "author",
                 "tokens", "bypass", "hotkey", "dry_run_key_count"})
    EXPECT_FALSE(names_secret(x)) << x;
}

} // namespace
} // namespace ftm
