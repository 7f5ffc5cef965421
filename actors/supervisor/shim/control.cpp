#include "actors/supervisor/shim/control.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace ftm::shim {

namespace {

constexpr size_t max_clients = 16;
// Of one round, so that a flood of requests delays nobody but its sender.
constexpr int most_accepted = 16, most_served = 16;

std::string_view next_word(std::string_view& x) {
  auto space = x.find(' ');
  auto y = x.substr(0, space);
  x.remove_prefix(space == std::string_view::npos ? x.size() : space + 1);
  return y;
}

bool parse_number(std::string_view x, uint64_t& y) {
  auto r = std::from_chars(x.data(), x.data() + x.size(), y);
  return !x.empty() && r.ec == std::errc{} && r.ptr == x.data() + x.size();
}

std::string to_packet(uint64_t n, const reply& x) {
  auto y = "1 " + std::to_string(n);
  if (x.error != nullptr)
    return y + " err " + x.error + " " + x.text;
  return y + " ok " + x.json;
}

} // namespace

bool parse_request(std::string_view packet, request& y) {
  if (next_word(packet) != "1" || !parse_number(next_word(packet), y.number))
    return false;
  y.launch = next_word(packet);
  y.verb = next_word(packet);
  y.args = packet;
  return !y.launch.empty() && !y.verb.empty();
}

control_server::~control_server() {
  for (auto& c : clients_)
    ::close(c.fd);
  if (listener_ >= 0)
    ::close(listener_);
}

int control_server::open(int folder) {
  listener_ =
      ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener_ < 0)
    return errno;
  ::unlinkat(folder, "ctl", 0);
  sockaddr_un a{};
  a.sun_family = AF_UNIX;
  // A path through /proc is short, however deep the folder lies.
  std::snprintf(a.sun_path, sizeof a.sun_path, "/proc/self/fd/%d/ctl", folder);
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&a), sizeof a) != 0
      || ::chmod(a.sun_path, 0600) != 0 || ::listen(listener_, 16) != 0)
    return errno;
  return 0;
}

void control_server::add_to(std::vector<pollfd>& x) const {
  if (listener_ >= 0)
    x.push_back({listener_, POLLIN, 0});
  for (auto& c : clients_)
    x.push_back({c.fd, POLLIN, 0});
}

void control_server::accept_all() {
  for (int n = 0; n < most_accepted; ++n) {
    auto fd =
        ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
      return;
    ucred peer{};
    socklen_t size = sizeof peer;
    auto known = ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
    if (!known || (peer.uid != ::getuid() && peer.uid != 0)) {
      ::close(fd);
      continue;
    }
    // Who only holds connections must not keep the supervisor out.
    if (clients_.size() >= max_clients) {
      auto idle = std::find_if(clients_.begin(), clients_.end(),
                               [](auto& c) { return !c.greeted; });
      if (idle == clients_.end()) {
        ::close(fd);
        return;
      }
      ::close(idle->fd);
      clients_.erase(idle);
    }
    clients_.push_back({fd});
  }
}

void control_server::serve(control_handler& handler) {
  sweep_closed();
  accept_all();
  for (size_t i = 0; i < clients_.size(); ++i)
    for (int n = 0;
         n < most_served && clients_[i].fd >= 0 && serve_one(i, handler); ++n) {
    }
  sweep_closed();
}

bool control_server::serve_one(size_t i, control_handler& handler) {
  char packet[max_packet + 1];
  auto n = ::recv(clients_[i].fd, packet, sizeof packet, MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return false;
  if (n <= 0 || n > static_cast<ssize_t>(max_packet)) {
    ::close(clients_[i].fd);
    clients_[i].fd = -1;
    return false;
  }
  request x;
  reply y;
  auto fenced = false;
  if (!parse_request({packet, static_cast<size_t>(n)}, x)) {
    y.error = "invalid";
    y.text = "expected: 1 <number> <launch> VERB args";
  } else if (x.launch != launch_) {
    y.error = "launch";
    y.text = "this is " + launch_;
  } else if (x.verb == "hello") {
    y = greet(i, x);
    fenced = y.error != nullptr;
  } else if (!clients_[i].greeted) {
    y.error = "hello";
    y.text = "say hello first";
  } else {
    y = handler.on_request(x);
  }
  if (!send(clients_[i], to_packet(x.number, y)))
    return false;
  if (y.watch)
    clients_[i].watching = x.number;
  if (fenced) {
    ::close(clients_[i].fd);
    clients_[i].fd = -1;
  }
  return !fenced;
}

reply control_server::greet(size_t i, const request& x) {
  reply y;
  uint64_t generation = 0;
  if (!parse_number(x.args, generation) || generation < generation_) {
    y.error = "fenced";
    y.text = "generation " + std::to_string(generation_) + " was here";
    return y;
  }
  generation_ = generation;
  for (size_t j = 0; j < clients_.size(); ++j)
    if (j != i && clients_[j].greeted && clients_[j].fd >= 0) {
      send(clients_[j], "1 0 err fenced generation "
                            + std::to_string(generation) + " took over");
      if (clients_[j].fd >= 0)
        ::close(clients_[j].fd);
      clients_[j].fd = -1;
    }
  clients_[i].greeted = true;
  return y;
}

bool control_server::send(client& x, std::string_view packet) {
  auto n =
      ::send(x.fd, packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n >= 0)
    return true;
  ::close(x.fd); // it does not read; it may come back and ask for the status
  x.fd = -1;
  return false;
}

void control_server::tell(std::string_view name, const std::string& json) {
  for (auto& c : clients_)
    if (c.watching != 0 && c.fd >= 0)
      send(c, "1 " + std::to_string(c.watching) + " event " + std::string{name}
                  + " " + json);
}

void control_server::sweep_closed() {
  std::erase_if(clients_, [](auto& c) { return c.fd < 0; });
}

} // namespace ftm::shim
