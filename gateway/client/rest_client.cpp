#define _TURN_OFF_PLATFORM_STRING // its macro U breaks other headers
#include <cpprest/http_client.h>
#include <cpprest/ws_client.h>
#include <pplx/threadpool.h>

#include "gateway/client/rest_client.hpp"
#include "shared/util/file.hpp"
#include "shared/util/text.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>

namespace ftm {

using nlohmann::json;
using web::http::http_request;
using web::http::client::http_client;
namespace sockets = web::websockets::client;

namespace {

void prepare_threads() {
  static std::once_flag once;
  std::call_once(once, [] {
    try {
      crossplat::threadpool::initialize_with_threads(2);
    } catch (const std::exception&) {
      // Somebody in this process used the library before: its threads serve.
    }
  });
}

std::string nobody_there(const std::string& url) {
  return "No manager answers at " + url
         + ": start it with `ftmanager serve` (or name another address with "
           "--url).";
}

/// What to tell a person of an answer that is no success.
std::string problem_in(const rest_result& x) {
  if (x.status >= 200 && x.status < 400)
    return {};
  std::string y;
  if (x.body.is_object())
    y = x.body.value("detail", std::string{});
  if (y.empty())
    y = "The manager answered with status " + std::to_string(x.status) + ".";
  if (x.body.is_object() && x.body.contains("errors")
      && x.body["errors"].is_array())
    for (auto& e : x.body["errors"])
      if (e.is_object())
        y += "\n  " + e.value("field", "") + ": found \"" + e.value("found", "")
             + "\", expected " + e.value("expected", "");
  return y;
}

/// How many bytes from offset `asked` on the answer says to be kept no longer.
uint64_t bytes_gone(const rest_result& x, const std::string& asked) {
  auto i = x.headers.find("x-gone-before");
  if (i == x.headers.end())
    return 0;
  auto from = std::strtoull(asked.c_str(), nullptr, 10);
  auto kept = std::strtoull(i->second.c_str(), nullptr, 10);
  return kept > from ? kept - from : 0;
}

/// A manager's refusals are problems (RFC 9457). Freqtrade's own API, which
/// has the same usual port, refuses otherwise.
bool is_of_a_manager(const rest_result& x) {
  auto i = x.headers.find("content-type");
  return x.status < 400
         || (i != x.headers.end()
             && i->second.starts_with("application/problem+json"));
}

std::string token_in(const std::filesystem::path& file) {
  auto x = read_file(file);
  return x ? std::string{trim(*x)} : std::string{};
}

std::string lower(std::string x) {
  std::transform(x.begin(), x.end(), x.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return x;
}

} // namespace

struct rest_client::impl {
  std::string url, token, hint;
  std::filesystem::path token_file; ///< "" = the token was given
  std::unique_ptr<http_client> client;

  rest_result call(const std::string& method, const std::string& path,
                   const json* body, const std::string& key);
  std::string wrong_token() const;
};

std::string rest_client::impl::wrong_token() const {
  auto where =
      token_file.empty() ? std::string{"what was given"} : token_file.string();
  auto y = "The manager at " + url
           + (token.empty() ? " wants its token, which was not found in "
                            : " has another token than ")
           + where + ". ";
  return y
         + "As the same user, name its state folder with --state-dir, or its "
           "config.yaml with --config."
         + hint;
}

rest_result rest_client::impl::call(const std::string& method,
                                    const std::string& path, const json* body,
                                    const std::string& key) {
  rest_result y;
  try {
    if (!client) {
      prepare_threads();
      web::http::client::http_client_config config;
      config.set_timeout(std::chrono::seconds{40});
      client = std::make_unique<http_client>(web::uri(url), config);
    }
    http_request x(method);
    x.set_request_uri(web::uri("/api/v1" + path));
    if (!token.empty())
      x.headers().add("Authorization", "Bearer " + token);
    if (!key.empty())
      x.headers().add("Idempotency-Key", key);
    if (body)
      x.set_body(body->dump(-1, ' ', false, json::error_handler_t::replace),
                 "application/json");
    auto answer = client->request(x).get();
    y.status = answer.status_code();
    for (auto& [name, value] : answer.headers())
      y.headers[lower(name)] = value;
    auto bytes = answer.extract_vector().get();
    y.text.assign(bytes.begin(), bytes.end());
    y.body = json::parse(y.text, nullptr, false);
    if (y.body.is_discarded())
      y.body = nullptr;
    if (is_of_a_manager(y)) {
      y.problem = problem_in(y);
    } else {
      y.status = 0;
      y.problem = no_manager_at(url) + hint;
    }
  } catch (const web::uri_exception&) {
    y.problem = "\"" + url + path + "\" is no address.";
  } catch (const std::exception& e) {
    y.status = 0;
    y.problem = nobody_there(url) + hint;
  }
  if (y.status == 401)
    y.problem = wrong_token();
  return y;
}

rest_client::rest_client(std::string url, std::string token)
    : impl_(std::make_unique<impl>()) {
  while (url.ends_with('/'))
    url.pop_back();
  impl_->url = std::move(url);
  impl_->token = std::move(token);
}

rest_client::rest_client(std::string url,
                         const std::filesystem::path& state_dir,
                         const std::string& hint)
    : rest_client(std::move(url), token_in(state_dir / "token")) {
  impl_->token_file = state_dir / "token";
  if (!hint.empty())
    impl_->hint = " " + hint;
}

rest_client::~rest_client() = default;

const std::string& rest_client::url() const {
  return impl_->url;
}

rest_result rest_client::get(const std::string& path) {
  return impl_->call("GET", path, nullptr, {});
}

rest_result rest_client::post(const std::string& path, const json& body,
                              const std::string& key) {
  return impl_->call("POST", path, &body, key);
}

rest_result rest_client::patch(const std::string& path, const json& body) {
  return impl_->call("PATCH", path, &body, {});
}

rest_result rest_client::remove(const std::string& path) {
  return impl_->call("DELETE", path, nullptr, {});
}

rest_result
rest_client::output(const std::string& strategy, const std::string& kind,
                    const std::string& launch, int64_t offset, bool on,
                    const std::function<bool(const std::string&)>& sink,
                    const std::function<void(uint64_t)>& gone) {
  auto path = "/strategies/" + encode_segment(strategy) + "/processes/"
              + encode_segment(kind) + "/output";
  auto at = std::to_string(offset);
  auto which = launch;
  for (;;) {
    auto x = impl_->call("GET",
                         path + "?launch=" + encode_segment(which)
                             + "&offset=" + at + (on ? "&follow=1" : ""),
                         nullptr, {});
    if (!x)
      return x;
    if (auto missing = bytes_gone(x, at); missing > 0 && gone)
      gone(missing);
    if (!x.text.empty() && !sink(x.text))
      return x;
    auto next = x.headers["x-next-offset"];
    auto none = next == x.headers["x-offset"];
    at = next;
    which = x.headers["x-launch"];
    if (none && (!on || x.headers["x-ended"] == "1"))
      return x;
  }
}

std::optional<std::string>
rest_client::follow(const json& topics,
                    const std::function<bool(const json&)>& sink) {
  if (!impl_->url.starts_with("http://"))
    return "Following needs an http:// address.";
  struct arrivals {
    std::mutex mutex;
    std::condition_variable came;
    std::deque<std::string> messages;
    bool over = false;
  };
  auto in = std::make_shared<arrivals>();
  prepare_threads();
  try {
    sockets::websocket_client_config config;
    if (!impl_->token.empty())
      config.headers().add("Authorization", "Bearer " + impl_->token);
    sockets::websocket_callback_client socket(config);
    socket.set_message_handler(
        [in](const sockets::websocket_incoming_message& x) {
          if (x.message_type() != sockets::websocket_message_type::text_message)
            return;
          auto text = x.extract_string().get();
          std::lock_guard guard{in->mutex};
          in->messages.push_back(std::move(text));
          in->came.notify_one();
        });
    socket.set_close_handler([in](sockets::websocket_close_status,
                                  const std::string&, const std::error_code&) {
      std::lock_guard guard{in->mutex};
      in->over = true;
      in->came.notify_one();
    });
    socket.connect(web::uri("ws" + impl_->url.substr(4) + "/ws")).get();
    sockets::websocket_outgoing_message ask;
    ask.set_utf8_message(
        json{{"op", "subscribe"}, {"id", 1}, {"topics", topics}}.dump());
    socket.send(ask).get();
    for (;;) {
      std::string text;
      {
        std::unique_lock guard{in->mutex};
        in->came.wait(guard, [&] { return in->over || !in->messages.empty(); });
        if (in->messages.empty())
          return "The connection to " + impl_->url + " was lost.";
        text = std::move(in->messages.front());
        in->messages.pop_front();
      }
      auto x = json::parse(text, nullptr, false);
      if (!x.is_discarded() && !sink(x))
        break;
    }
    socket.close().get();
    return std::nullopt;
  } catch (const std::exception&) {
    return nobody_there(impl_->url) + impl_->hint;
  }
}

std::string no_manager_at(const std::string& url) {
  return "What answers at " + url
         + " is no ftmanager: name the manager's config.yaml with --config, or "
           "its address with --url.";
}

std::string encode_segment(const std::string& x) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string y;
  for (unsigned char c : x)
    if (std::isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      y += static_cast<char>(c);
    } else {
      y += '%';
      y += digits[c >> 4];
      y += digits[c & 15];
    }
  return y;
}

} // namespace ftm
