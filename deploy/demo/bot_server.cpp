#include "deploy/demo/bot_server.hpp"

#include "deploy/demo/base64.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace ftm::sim {

namespace {

constexpr auto webserver = "freqtrade.rpc.api_server.webserver";
constexpr auto uvicorn = "uvicorn.error";
constexpr std::size_t longest_head = 16'384;
constexpr std::size_t most_mute = 64; ///< connections that are never answered

std::string reply(const std::string& status, const std::string& body,
                  bool bearer = false) {
  return "HTTP/1.1 " + status + "\r\nserver: uvicorn\r\n"
         + (bearer ? "www-authenticate: Bearer\r\n" : "")
         + "content-length: " + std::to_string(body.size())
         + "\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n"
         + body;
}

std::string detail(const std::string& status, const std::string& text,
                   bool bearer = false) {
  return reply(status, json{{"detail", text}}.dump(), bearer);
}

std::string said(const std::string& text) {
  return reply("200 OK", json{{"status", text}}.dump());
}

/// The value of a header, whatever its case.
std::string header(const std::string& head, std::string name) {
  name = "\r\n" + name + ":";
  for (std::size_t at = head.find("\r\n"); at != head.npos;
       at = head.find("\r\n", at + 2))
    if (::strncasecmp(head.c_str() + at, name.c_str(), name.size()) == 0) {
      auto begin = head.find_first_not_of(' ', at + name.size());
      return head.substr(begin, head.find("\r\n", begin) - begin);
    }
  return {};
}

/// Waits until one of both is readable; false if it is `wake`, or late.
bool readable(int fd, int wake, int patience_ms) {
  pollfd both[] = {{fd, POLLIN, 0}, {wake, POLLIN, 0}};
  return ::poll(both, 2, patience_ms) > 0 && both[1].revents == 0;
}

} // namespace

bot_server::~bot_server() {
  stop();
}

bool bot_server::start(const session& s) {
  auto api = s.config.value("api_server", json::object());
  if (!api.value("enabled", false))
    return true;
  auto host = api.value("listen_ip_address", std::string{"127.0.0.1"});
  auto port = api.value("listen_port", 8080);
  address_ = host + ":" + std::to_string(port);
  login_ = {api.value("username", std::string{}),
            s.sim.has("rest_password") ? s.sim.text("rest_password")
                                       : api.value("password", std::string{})};
  manners_ = {s.sim.flag("rest_mute"), s.sim.flag("rest_garbage"),
              s.sim.integer("rest_slow_ms", 0),
              s.sim.integer("rest_after_ms", 0)};
  info("freqtrade.rpc.rpc_manager", "Enabling rpc.api_server");
  info(webserver, "Starting HTTP Server at " + address_);
  info(webserver, "Starting Local Rest Server.");
  info(uvicorn,
       format("Started server process [%d]", static_cast<int>(::getpid())));
  info(uvicorn, "Waiting for application startup.");
  info(uvicorn, "Application startup complete.");
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int yes = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(static_cast<std::uint16_t>(port));
  ::inet_pton(AF_INET, host.c_str(), &a.sin_addr);
  auto bound = ::bind(listener_, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0
               // Whoever comes late only finds out when he listens.
               && (manners_.up_after_ms > 0 || ::listen(listener_, 64) == 0);
  if (!bound) {
    log(uvicorn, "ERROR",
        format("[Errno %d] error while attempting to bind on address ('%s', "
               "%d): address already in use",
               errno, host.c_str(), static_cast<int>(port)));
    info(uvicorn, "Waiting for application shutdown.");
    info(uvicorn, "Application shutdown complete.");
    return false;
  }
  info(uvicorn,
       "Uvicorn running on http://" + address_ + " (Press CTRL+C to quit)");
  wake_ = ::eventfd(0, EFD_CLOEXEC);
  // Signals are for the main thread, as in Python.
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ =
      std::thread([this, at = now_ms() + manners_.up_after_ms] { serve(at); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return true;
}

void bot_server::stop() {
  if (thread_.joinable()) {
    info(webserver, "Stopping API Server");
    info(uvicorn, "Shutting down");
    std::uint64_t one = 1;
    write_all(wake_, {reinterpret_cast<char*>(&one), sizeof one});
    thread_.join();
    info(uvicorn, "Waiting for application shutdown.");
    info(uvicorn, "Application shutdown complete.");
    info(uvicorn,
         format("Finished server process [%d]", static_cast<int>(::getpid())));
  }
  for (auto fd : {&listener_, &wake_})
    if (*fd >= 0) {
      ::close(*fd);
      *fd = -1;
    }
}

void bot_server::serve(std::int64_t up_at) {
  if (auto wait = up_at - now_ms(); wait > 0) {
    pollfd wake{wake_, POLLIN, 0};
    if (::poll(&wake, 1, static_cast<int>(wait)) > 0)
      return;
    if (::listen(listener_, 64) != 0)
      return;
  }
  std::vector<int> unanswered;
  while (readable(listener_, wake_, -1)) {
    auto c = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (c < 0)
      continue;
    if (!manners_.mute) {
      converse(c);
      ::close(c);
      continue;
    }
    unanswered.push_back(c);
    if (unanswered.size() > most_mute) {
      ::close(unanswered.front());
      unanswered.erase(unanswered.begin());
    }
  }
  for (auto c : unanswered)
    ::close(c);
}

void bot_server::converse(int connection) {
  std::string head;
  while (head.find("\r\n\r\n") == head.npos) {
    if (head.size() > longest_head || !readable(connection, wake_, 1000))
      return;
    char block[4096];
    auto n = ::recv(connection, block, sizeof block, 0);
    if (n <= 0)
      return;
    head.append(block, static_cast<std::size_t>(n));
  }
  pollfd wake{wake_, POLLIN, 0};
  if (manners_.slow_ms > 0
      && ::poll(&wake, 1, static_cast<int>(manners_.slow_ms)) > 0)
    return;
  write_all(connection, manners_.garbage ? reply("200 OK", "{\"state\": run")
                                         : answer(head));
}

bool bot_server::knows(const std::string& credentials) const {
  return base64_decoded(credentials) == login_.user + ":" + login_.password;
}

std::string bot_server::token(const char* type) {
  auto now = now_ms() / 1000;
  json payload{{"identity", {{"u", login_.user}}},
               {"exp", now + 900},
               {"iat", now},
               {"type", type}};
  auto y =
      base64_encoded(R"({"alg":"HS256","typ":"JWT"})") + "."
      + base64_encoded(payload.dump()) + "."
      + base64_encoded(format("%016zx", std::hash<std::string>{}(
                                            login_.password + payload.dump())));
  constexpr std::size_t most_tokens = 100;
  if (tokens_.size() >= most_tokens)
    tokens_.clear();
  tokens_[y] = type;
  return y;
}

std::string bot_server::log_in(const std::string& authorization) {
  if (!authorization.starts_with("Basic ") || !knows(authorization.substr(6)))
    return detail("401 Unauthorized", "Incorrect username or password");
  json y{{"access_token", token("access")}};
  y["refresh_token"] = token("refresh");
  return reply("200 OK", y.dump());
}

std::string bot_server::answer(const std::string& head) {
  auto space = head.find(' ');
  auto method = head.substr(0, space);
  auto path = head.substr(space + 1, head.find(' ', space + 1) - space - 1);
  path = path.substr(0, path.find('?'));
  constexpr std::string_view base = "/api/v1/";
  if (!path.starts_with(base))
    return detail("404 Not Found", "Not Found");
  path.erase(0, base.size());
  if (method == "GET" && path == "ping")
    return said("pong");
  auto who = header(head, "Authorization");
  if (method == "POST" && path == "token/login")
    return log_in(who);
  if (who.starts_with("Bearer ")) {
    auto known = tokens_.find(who.substr(7));
    auto refreshes = method == "POST" && path == "token/refresh";
    if (known == tokens_.end()
        || known->second != (refreshes ? "refresh" : "access"))
      return detail("401 Unauthorized", "Could not validate credentials", true);
    if (refreshes)
      return reply("200 OK", json{{"access_token", token("access")}}.dump());
  } else if (!who.starts_with("Basic ") || !knows(who.substr(6))) {
    return detail("401 Unauthorized", "Unauthorized");
  }
  return ask(method, path);
}

std::string bot_server::ask(const std::string& method,
                            const std::string& path) {
  auto state = bot_.state();
  if (method == "POST") {
    if (path == "start") {
      if (state == bot_state::running)
        return said("already running");
      bot_.set_state(bot_state::running);
      return said("starting trader ...");
    }
    if (path == "stop") {
      if (state != bot_state::running)
        return said("already stopped");
      bot_.set_state(bot_state::stopped);
      return said("stopping trader ...");
    }
    if (path == "reload_config") {
      bot_.set_state(bot_state::reload_config);
      return said("Reloading config ...");
    }
  } else if (method == "GET") {
    auto tell = [](const json& x) { return reply("200 OK", x.dump()); };
    if (path == "version")
      return tell({{"version", bot_.version()}});
    if (path == "show_config")
      return tell(bot_.show_config());
    if (path == "health")
      return tell(bot_.health());
    if (path == "count")
      return tell(bot_.count());
    if (path == "status")
      return tell(bot_.status());
    if (path == "profit")
      return tell(bot_.profit());
    if (path == "balance")
      return tell(bot_.balance());
  }
  return detail("404 Not Found", "Not Found");
}

} // namespace ftm::sim
