#include "deploy/demo/demo_rest.hpp"

#include <arpa/inet.h>
#include <cstdio>
#include <random>
#include <sys/socket.h>
#include <unistd.h>

namespace ftm::demo {

namespace {

// Below the ports that the kernel gives to connections, so that none of those
// is in the bot's way later.
constexpr uint16_t first_port = 20'000, last_port = 29'999;
constexpr int most_tries = 1000;

bool is_free(uint16_t port) {
  auto fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  a.sin_port = htons(port);
  auto y = ::bind(fd, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0;
  ::close(fd);
  return y;
}

uint16_t free_port(std::set<uint16_t>& taken, std::random_device& random) {
  std::uniform_int_distribution<uint16_t> any{first_port, last_port};
  auto y = any(random);
  for (auto i = 0; i < most_tries && (taken.contains(y) || !is_free(y)); ++i)
    y = any(random);
  taken.insert(y);
  return y;
}

std::string secret(std::random_device& random) {
  std::string y;
  for (auto i = 0; i < 4; ++i) {
    char text[9];
    std::snprintf(text, sizeof text, "%08x", random());
    y += text;
  }
  return y;
}

} // namespace

std::string with_rest(std::string_view config, std::set<uint16_t>& taken) {
  std::random_device random;
  auto port = free_port(taken, random);
  std::string y{config};
  y.insert(
      y.rfind("  \"bot_name\""),
      "  // Only for this machine; the manager reads the login from here.\n"
      "  \"api_server\": {\n"
      "    \"enabled\": true,\n"
      "    \"listen_ip_address\": \"127.0.0.1\",\n"
      "    \"listen_port\": "
          + std::to_string(port)
          + ",\n"
            "    \"username\": \"demo\",\n"
            "    \"password\": \""
          + secret(random)
          + "\",\n"
            "    \"jwt_secret_key\": \""
          + secret(random)
          + "\",\n"
            "  },\n");
  return y;
}

} // namespace ftm::demo
