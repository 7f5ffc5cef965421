#include "shared/link/unix_socket.hpp"

#include "shared/util/file.hpp"

#include <caf/io/basp_broker.hpp>
#include <caf/io/middleman.hpp>
#include <caf/io/network/default_multiplexer.hpp>
#include <caf/io/network/doorman_impl.hpp>
#include <caf/io/network/scribe_impl.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace ftm {

namespace fs = std::filesystem;
namespace net = caf::io::network;

namespace {

/// BASP finds the published actor by its port: there is one at each socket.
constexpr uint16_t only_port = 1;

caf::error system_error(const std::string& what, const fs::path& where) {
  return make_error(ec::unavailable,
                    what + " " + where.string() + ": " + std::strerror(errno));
}

/// A folder held open, and its socket's short name through /proc.
class socket_place {
public:
  socket_place(const fs::path& folder, const std::string& file)
      : folder_(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
    auto path = "/proc/self/fd/" + std::to_string(folder_) + "/" + file;
    address_.sun_family = AF_UNIX;
    fits_ = path.size() < sizeof address_.sun_path;
    if (fits_)
      std::memcpy(address_.sun_path, path.c_str(), path.size() + 1);
  }
  socket_place(const socket_place&) = delete;
  socket_place& operator=(const socket_place&) = delete;
  ~socket_place() {
    if (folder_ >= 0)
      ::close(folder_);
  }
  bool usable() const {
    return folder_ >= 0 && fits_;
  }
  const sockaddr* address() const {
    return reinterpret_cast<const sockaddr*>(&address_);
  }
  const char* path() const {
    return address_.sun_path;
  }

private:
  int folder_;
  bool fits_ = false;
  sockaddr_un address_{};
};

/// Accepts only peers of our own user, or root.
class unix_doorman : public net::doorman_impl {
public:
  using net::doorman_impl::doorman_impl;

  uint16_t port() const override {
    return only_port;
  }
  std::string addr() const override {
    return "unix";
  }
  bool new_connection() override {
    auto fd = acceptor_.accepted_socket();
    ucred peer{};
    socklen_t n = sizeof peer;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) != 0
        || (peer.uid != ::geteuid() && peer.uid != 0)) {
      ::close(fd);
      return true; // go on listening
    }
    return net::doorman_impl::new_connection();
  }
};

caf::actor basp(caf::actor_system& system) {
  return system.middleman().named_broker<caf::io::basp_broker>(
      caf::atom("BASP"));
}

net::default_multiplexer& multiplexer(caf::actor_system& system) {
  return static_cast<net::default_multiplexer&>(system.middleman().backend());
}

} // namespace

caf::expected<fs::path> link_folder(const fs::path& state_dir) {
  auto y = state_dir / "link" / std::to_string(protocol_version);
  if (auto e = make_private_folder(y))
    return make_error(ec::storage, "cannot make the folder " + y.string() + ": "
                                       + e.message());
  return y;
}

caf::error publish_at(caf::actor_system& system, const caf::actor& whom,
                      const fs::path& folder, const std::string& part) {
  auto file = part + ".sock";
  socket_place place{folder, file};
  if (!place.usable())
    return system_error("cannot open the folder", folder);
  int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return system_error("cannot make a socket for", folder / file);
  ::unlink(place.path()); // of a process that was killed
  if (::bind(fd, place.address(), sizeof(sockaddr_un)) != 0
      || ::chmod(place.path(), 0600) != 0 || ::listen(fd, 64) != 0) {
    auto e = system_error("cannot listen at", folder / file);
    ::close(fd);
    return e;
  }
  caf::io::doorman_ptr doorman =
      caf::make_counted<unix_doorman>(multiplexer(system), fd);
  caf::anon_send(basp(system), caf::publish_atom_v, std::move(doorman),
                 only_port, caf::actor_cast<caf::strong_actor_ptr>(whom),
                 std::set<std::string>{});
  return caf::none;
}

connector over_unix_socket(fs::path folder, std::string part) {
  return [folder = std::move(folder),
          part = std::move(part)](caf::event_based_actor* self, auto done) {
    auto file = part + ".sock";
    socket_place place{folder, file};
    if (!place.usable())
      return done(system_error("cannot open the folder", folder));
    int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
      return done(system_error("cannot make a socket for", folder / file));
    if (::connect(fd, place.address(), sizeof(sockaddr_un)) != 0) {
      auto e = system_error("cannot reach", folder / file);
      ::close(fd);
      return done(e);
    }
    caf::io::scribe_ptr scribe =
        caf::make_counted<net::scribe_impl>(multiplexer(self->system()), fd);
    self->request(basp(self->system()), std::chrono::seconds(2),
                  caf::connect_atom_v, std::move(scribe), only_port)
        .then([done](caf::node_id&, caf::strong_actor_ptr& peer,
                     std::set<std::string>&) { done(peer); },
              [done](caf::error& e) { done(e); });
  };
}

} // namespace ftm
