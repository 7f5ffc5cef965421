#include "gateway/rest/resources.hpp"
#include "gateway/rest/router.hpp"
#include "shared/json/body_reader.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

namespace {

gatekeeper::wall_time wall_now() {
  return std::chrono::floor<std::chrono::seconds>(
      std::chrono::system_clock::now());
}

std::string cookie(const rest_context& c, const rest_request& x,
                   const std::string& value, int64_t max_age) {
  return session_cookie_name(c.port) + "=" + value
         + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
         + std::to_string(max_age) + (x.secure ? "; Secure" : "");
}

std::string token_in(const rest_request& x) {
  body<std::string> y;
  body_reader reader{x.body, y.problems};
  reader.require("token", "the token of the manager");
  reader.get("token", y.value);
  reader.finish();
  // It must not come back in the answer.
  for (auto& p : y.problems)
    p.found = "";
  return right(std::move(y));
}

void login(rest_context& c, const exchange_ptr& x) {
  auto now = std::chrono::steady_clock::now();
  auto y =
      c.keeper.login(token_in(x->request), x->request.client, now, wall_now());
  if (y.session) {
    spdlog::info("gateway: {} logged in", x->request.client);
    auto lasts = std::chrono::seconds{gatekeeper::session_lasts}.count();
    return x->answer(
        {204,
         "",
         "",
         {{"Set-Cookie", cookie(c, x->request, *y.session, lasts)}}});
  }
  if (y.retry_after.count() > 0) {
    auto z = reply_of(
        {429, "Too many wrong tokens came from this address.", {}, {}});
    z.headers.emplace_back("Retry-After",
                           std::to_string(y.retry_after.count()));
    return x->answer(std::move(z));
  }
  if (size_t left_out = 0; c.wrong_tokens.allows(now, left_out))
    spdlog::warn("gateway: {} sent a wrong token ({} more lines like this were "
                 "left out)",
                 x->request.client, left_out);
  throw problem{401, "This is not the token of this manager.", {}, {}};
}

void who_am_i(rest_context& c, const exchange_ptr& x) {
  auto& who = x->request.who;
  x->answer(ok({{"role", to_string(who.what)},
                {"name", text(who.name)},
                {"demo", c.demo}}));
}

void logout(rest_context& c, const exchange_ptr& x) {
  if (auto e = c.keeper.logout(x->request.session, wall_now()))
    spdlog::error("gateway: a logout cannot be written down, so it may not "
                  "outlast a restart: {}",
                  e.message());
  x->answer({204, "", "", {{"Set-Cookie", cookie(c, x->request, "", 0)}}});
}

} // namespace

void add_session(router& x) {
  x.add("POST", "session", role::nobody, login);
  x.add("GET", "session", role::viewer, who_am_i);
  x.add("DELETE", "session", role::nobody, logout);
}

} // namespace ftm
