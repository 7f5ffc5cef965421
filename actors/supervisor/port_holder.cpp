#include "actors/supervisor/port_holder.hpp"

#include "actors/supervisor/shim/process_table.hpp"
#include "shared/util/file.hpp"
#include "shared/util/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <tuple>
#include <unistd.h>
#include <vector>

namespace ftm {

namespace {

constexpr size_t longest_command = 200;

struct close_directory {
  void operator()(DIR* x) const {
    ::closedir(x);
  }
};

/// Calls `f` with each name of a folder until it says true.
template <class F>
bool any_in(const std::string& folder, F f) {
  std::unique_ptr<DIR, close_directory> all{::opendir(folder.c_str())};
  if (!all)
    return false;
  while (auto x = ::readdir(all.get()))
    if (x->d_name[0] != '.' && f(x->d_name))
      return true;
  return false;
}

/// How /proc/net/tcp writes an address: words in the machine's byte order.
std::set<std::string> written(const std::string& address) {
  uint32_t words[4] = {};
  std::string all(32, '0');
  auto hex = [&](int n) {
    std::string y;
    char text[9];
    for (auto i = 0; i < n; ++i) {
      std::snprintf(text, sizeof text, "%08X", words[i]);
      y += text;
    }
    return y;
  };
  std::set<std::string> y{all, all.substr(0, 8)};
  if (::inet_pton(AF_INET, address.c_str(), words) == 1)
    y.insert(hex(1));
  else if (::inet_pton(AF_INET6, address.c_str(), words) == 1)
    y.insert(hex(4));
  return y;
}

/// Users by the inodes of all sockets that listen there.
using sockets = std::map<uint64_t, uid_t>;

sockets listening(const std::string& address, uint16_t port) {
  sockets y;
  auto wanted = written(address);
  for (auto table : {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
    std::ifstream in{table};
    std::string line;
    std::getline(in, line); // headings
    while (std::getline(in, line)) {
      // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout
      // inode; st 0A = LISTEN (proc(5))
      std::istringstream words{line};
      std::string sl, local, remote, state, skip;
      uid_t uid = 0;
      uint64_t inode = 0;
      words >> sl >> local >> remote >> state >> skip >> skip >> skip >> uid
          >> skip >> inode;
      auto colon = local.find(':');
      if (state != "0A" || colon == std::string::npos
          || !wanted.contains(local.substr(0, colon)))
        continue;
      if (std::strtoul(local.c_str() + colon + 1, nullptr, 16) == port)
        y.emplace(inode, uid);
    }
  }
  return y;
}

/// Whether it has one of them; which, in `y`.
bool holds(pid_t x, const sockets& wanted, port_holder& y) {
  auto folder = "/proc/" + std::to_string(x) + "/fd";
  return any_in(folder, [&](const char* name) {
    constexpr std::string_view mark = "socket:[";
    char target[64] = {};
    auto n =
        ::readlink((folder + "/" + name).c_str(), target, sizeof target - 1);
    if (n <= 0 || !std::string_view{target}.starts_with(mark))
      return false;
    auto i = wanted.find(std::strtoull(target + mark.size(), nullptr, 10));
    if (i == wanted.end())
      return false;
    y.inode = i->first;
    y.uid = i->second;
    return true;
  });
}

std::string command_of(pid_t x) {
  auto text = read_file("/proc/" + std::to_string(x) + "/cmdline").value_or("");
  std::vector<std::string> words;
  std::istringstream in{text};
  for (std::string w; std::getline(in, w, '\0');)
    words.push_back(w);
  std::string y;
  for (auto& w : redact(words))
    y += (y.empty() ? "" : " ") + w;
  return to_valid_utf8(trim(y).substr(0, longest_command));
}

} // namespace

std::string port_holder::name() const {
  if (who == kind::known)
    return "process " + std::to_string(pid)
           + (command.empty() ? "" : " (" + command + ")");
  return who == kind::hidden ? "a process of user " + std::to_string(uid)
                                   + " that cannot be seen"
                             : "nobody now";
}

port_holder holder_of(const std::string& address, uint16_t port, pid_t likely) {
  port_holder y;
  auto found = listening(address, port);
  if (found.empty())
    return y;
  y.who = port_holder::kind::hidden;
  std::tie(y.inode, y.uid) = *found.begin();
  auto look_at = [&](pid_t x) {
    if (x <= 0 || !holds(x, found, y))
      return false;
    y.who = port_holder::kind::known;
    y.pid = x;
    y.command = command_of(x);
    return true;
  };
  if (!look_at(likely))
    any_in("/proc", [&](const char* name) { return look_at(std::atoi(name)); });
  return y;
}

bool descends_from(pid_t x, pid_t ancestor) {
  constexpr auto deepest = 64;
  for (auto i = 0; i < deepest && x > 1; ++i) {
    if (x == ancestor)
      return true;
    shim::process_entry e;
    if (!shim::read_process(x, e))
      return false;
    x = e.parent;
  }
  return false;
}

} // namespace ftm
