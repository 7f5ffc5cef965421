#include "actors/supervisor/shim_client.hpp"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace ftm {

namespace {

std::string_view next_word(std::string_view& x) {
  auto space = x.find(' ');
  auto y = x.substr(0, space);
  x.remove_prefix(space == std::string_view::npos ? x.size() : space + 1);
  return y;
}

} // namespace

shim_packet parse_packet(std::string_view x) {
  shim_packet y;
  if (next_word(x) != "1")
    return y;
  auto number = next_word(x);
  auto r =
      std::from_chars(number.data(), number.data() + number.size(), y.number);
  if (r.ec != std::errc{})
    return y;
  auto word = next_word(x);
  if (word == "ok")
    y.kind = shim_packet::what::ok;
  else if (word == "err")
    y.kind = shim_packet::what::error;
  else if (word == "event")
    y.kind = shim_packet::what::event;
  if (y.kind == shim_packet::what::error || y.kind == shim_packet::what::event)
    y.name = next_word(x);
  y.text = x;
  return y;
}

std::unique_ptr<shim_client>
shim_client::connect(const std::filesystem::path& folder,
                     const std::string& launch, uint64_t generation) {
  auto place = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (place < 0)
    return nullptr;
  auto fd = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_un a{};
  a.sun_family = AF_UNIX;
  std::snprintf(a.sun_path, sizeof a.sun_path, "/proc/self/fd/%d/ctl", place);
  auto connected =
      fd >= 0 && ::connect(fd, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0;
  ::close(place);
  if (!connected) {
    if (fd >= 0)
      ::close(fd);
    return nullptr;
  }
  std::unique_ptr<shim_client> y{new shim_client{fd, launch}};
  if (!y->send("hello " + std::to_string(generation)) || !y->send("watch"))
    return nullptr;
  return y;
}

shim_client::~shim_client() {
  ::close(fd_);
}

bool shim_client::send(const std::string& verb_and_args) {
  auto packet =
      "1 " + std::to_string(++number_) + " " + launch_ + " " + verb_and_args;
  return ::send(fd_, packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
         == static_cast<ssize_t>(packet.size());
}

std::vector<shim_packet> shim_client::receive() {
  std::vector<shim_packet> y;
  char packet[4097];
  for (auto failures = 0;;) {
    auto n = ::recv(fd_, packet, sizeof packet, MSG_DONTWAIT);
    if (n > 0) {
      y.push_back(parse_packet({packet, static_cast<size_t>(n)}));
      continue;
    }
    if (n < 0 && errno == EINTR)
      continue;
    // A shim that closed before it had read all of ours: ECONNRESET comes
    // first, and what it has said is still queued behind it.
    if (n < 0 && errno != EAGAIN && ++failures < 3)
      continue;
    if (n == 0 || failures > 0)
      y.emplace_back();
    return y;
  }
}

std::optional<uint64_t> highest_generation(const shim_packet& x) {
  // A reply has its request's number; what comes unasked has none.
  constexpr std::string_view before = "generation ";
  uint64_t y = 0;
  std::string_view text = x.text;
  if (x.kind != shim_packet::what::error || x.name != "fenced" || x.number == 0
      || !text.starts_with(before))
    return {};
  text.remove_prefix(before.size());
  auto r = std::from_chars(text.data(), text.data() + text.size(), y);
  return r.ec == std::errc{} ? std::optional{y} : std::nullopt;
}

} // namespace ftm
