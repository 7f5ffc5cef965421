#pragma once

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <arpa/inet.h>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

// A client that does what the test says, byte by byte: plain blocking sockets
// with a deadline, so that nothing of the code under test is used twice.
namespace ftm::test {

using nlohmann::json;

class wire {
public:
  explicit wire(uint16_t port, int receive_buffer = 0) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    timeval t{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t));
    if (receive_buffer > 0)
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer,
                   sizeof(receive_buffer));
    sockaddr_in x{};
    x.sin_family = AF_INET;
    x.sin_port = htons(port);
    x.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&x), sizeof(x)) != 0)
      ADD_FAILURE() << "cannot connect";
  }
  ~wire() {
    if (fd_ >= 0)
      ::close(fd_);
  }
  wire(wire&& x) noexcept : fd_(std::exchange(x.fd_, -1)), in_(x.in_) {}

  void send(std::string_view x) {
    while (!x.empty()) {
      auto n = ::send(fd_, x.data(), x.size(), MSG_NOSIGNAL);
      if (n <= 0)
        return;
      x.remove_prefix(static_cast<size_t>(n));
    }
  }

  /// Takes exactly `n` bytes; nothing at the end or after 10 s.
  std::optional<std::string> take(size_t n) {
    while (in_.size() < n)
      if (!more())
        return std::nullopt;
    auto y = in_.substr(0, n);
    in_.erase(0, n);
    return y;
  }
  std::optional<std::string> take_until(std::string_view end) {
    size_t at;
    while ((at = in_.find(end)) == std::string::npos)
      if (!more())
        return std::nullopt;
    return take(at + end.size());
  }
  std::string take_rest() {
    while (more()) {
    }
    return std::exchange(in_, {});
  }

private:
  bool more() {
    char buffer[65536];
    auto n = ::recv(fd_, buffer, sizeof(buffer), 0);
    if (n <= 0)
      return false;
    in_.append(buffer, static_cast<size_t>(n));
    return true;
  }

  int fd_ = -1;
  std::string in_;
};

struct http_answer {
  int status = 0;
  std::map<std::string, std::string> headers; ///< names in lower case
  std::string body;
  json doc() const {
    return json::parse(body, nullptr, false);
  }
};

inline http_answer read_answer(wire& w, bool head = false) {
  http_answer y;
  auto text = w.take_until("\r\n\r\n");
  if (!text)
    return y;
  y.status = std::atoi(text->c_str() + 9);
  size_t at = text->find("\r\n") + 2;
  while (at + 2 < text->size()) {
    auto end = text->find("\r\n", at);
    auto colon = text->find(':', at);
    auto name = text->substr(at, colon - at);
    for (auto& c : name)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    y.headers[name] = text->substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  if (auto i = y.headers.find("content-length");
      i != y.headers.end() && !head && y.status != 304)
    y.body = w.take(std::stoul(i->second)).value_or("");
  return y;
}

/// A whole request; `headers` are lines that end in \r\n.
inline std::string http_text(const std::string& method,
                             const std::string& target,
                             const std::string& headers = {},
                             const std::string& body = {}) {
  auto y = method + " " + target + " HTTP/1.1\r\n";
  if (headers.find("Host:") == std::string::npos)
    y += "Host: localhost\r\n";
  y += headers;
  if (!body.empty())
    y += "Content-Type: application/json\r\nContent-Length: "
         + std::to_string(body.size()) + "\r\n";
  return y + "\r\n" + body;
}

/// A WebSocket.
class socket_client {
public:
  socket_client(uint16_t port, const std::string& headers,
                int receive_buffer = 0)
      : wire_(port, receive_buffer) {
    wire_.send(
        http_text("GET", "/ws",
                  headers
                      + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"));
    upgrade = read_answer(wire_).status;
  }

  void send(const json& x) {
    send_text(x.dump());
  }

  void send_text(const std::string& text) {
    std::string y;
    y += '\x81';
    if (text.size() < 126) {
      y += static_cast<char>(0x80 | text.size());
    } else {
      y += static_cast<char>(0xFE);
      y += static_cast<char>(text.size() >> 8);
      y += static_cast<char>(text.size());
    }
    y += std::string(4, '\0'); // a mask that changes nothing
    wire_.send(y + text);
  }

  void subscribe(const json& topics) {
    send({{"op", "subscribe"}, {"id", 1}, {"topics", topics}});
  }

  /// The next message; null if the connection ended: then see close_code.
  json next() {
    for (;;) {
      auto head = wire_.take(2);
      if (!head)
        return nullptr;
      auto code = (*head)[0] & 0x0F;
      uint64_t size = static_cast<unsigned char>((*head)[1]) & 0x7F;
      if (size >= 126) {
        auto bytes = wire_.take(size == 126 ? 2 : 8).value_or("");
        size = 0;
        for (unsigned char c : bytes)
          size = size << 8 | c;
      }
      auto body = wire_.take(size).value_or("");
      if (code == 8) {
        if (body.size() >= 2)
          close_code = static_cast<unsigned char>(body[0]) << 8
                       | static_cast<unsigned char>(body[1]);
        return nullptr;
      }
      if (code == 1) {
        auto y = json::parse(body, nullptr, false);
        EXPECT_FALSE(y.is_discarded()) << body.substr(0, 300);
        return y;
      }
    }
  }

  int upgrade = 0;
  int close_code = 0;

private:
  wire wire_;
};

} // namespace ftm::test
