#include "deploy/ftmanager/ended_file.hpp"

#include "actors/hyperopt_monitor/file_facts.hpp"

namespace ftm {

std::unique_ptr<epoch_file> open_ended_file(const std::string& path,
                                            std::string& why) {
  std::error_code disk;
  auto facts = facts_of(std::filesystem::path{path}, disk);
  if (!facts)
    why = path + ": " + disk.message();
  else if (!facts->regular)
    why = path
          + (std::filesystem::is_directory(path, disk)
                 ? " is a folder; name a .fthypt file in it"
                 : " is no regular file");
  else if (facts->bytes == 0)
    why = path + " is empty";
  else
    return std::make_unique<epoch_file>(
        path, epoch_file::options{.upto = {}, .ended = true});
  return nullptr;
}

std::error_code read_all(epoch_file& x,
                         const std::function<void(uint64_t)>& step) {
  constexpr size_t at_once = size_t{64} << 20;
  for (;;) {
    auto y = x.step(at_once);
    if (y.error || !y.more)
      return y.error;
    if (step)
      step(x.bytes_read());
  }
}

} // namespace ftm
