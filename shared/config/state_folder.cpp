#include "shared/config/state_folder.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace ftm::config {

namespace fs = std::filesystem;

namespace {

struct named_type {
  uint64_t type;
  const char* name;
};

// linux/magic.h and statfs(2).
constexpr named_type network_types[] = {
    {0x6969, "NFS"},        {0xff534d42, "SMB"},
    {0xfe534d42, "SMB"},    {0x517b, "SMB"},
    {0x01021997, "9P"},     {0x65735546, "FUSE"},
    {0x00c36400, "Ceph"},   {0x5346414f, "AFS"},
    {0x6b414653, "AFS"},    {0x73757245, "Coda"},
    {0x01161970, "GFS2"},   {0x7461636f, "OCFS2"},
    {0x0bd00bd0, "Lustre"}, {0x47504653, "GPFS"},
    {0x19830326, "BeeGFS"}, {0x786f4256, "VirtualBox"},
    {0xbacbacbc, "VMware"}, {0x564c, "NCP"},
};

/// The folder itself, or the nearest one above it that is there.
fs::path existing(fs::path x) {
  std::error_code e;
  while (!fs::is_directory(x, e) && x.has_relative_path())
    x = x.parent_path();
  return x;
}

/// Whether a hole can be punched into a file that has no name.
bool punches_holes(const fs::path& folder) {
  auto fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return true;
  auto y = true;
  const char block[8192] = {1};
  if (::write(fd, block, sizeof block) == sizeof block)
    y = ::fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096)
            == 0
        || errno != EOPNOTSUPP;
  ::close(fd);
  return y;
}

} // namespace

std::string network_file_system(uint64_t type) {
  for (auto& x : network_types)
    if (x.type == (type & 0xffffffff))
      return x.name;
  return "";
}

state_folder_report look_at_state_folder(const fs::path& x) {
  state_folder_report y;
  auto folder = existing(x);
  struct statfs s {};
  if (::statfs(folder.c_str(), &s) == 0)
    y.network = network_file_system(static_cast<uint64_t>(s.f_type));
  y.punches_holes = punches_holes(folder);
  return y;
}

} // namespace ftm::config
