#include "gateway/auth/token_file.hpp"

#include "shared/util/file.hpp"
#include "shared/util/hash.hpp"
#include "shared/util/text.hpp"

#include <algorithm>
#include <sys/stat.h>

namespace ftm {

namespace {

bool looks_right(const std::string& x) {
  return x.size() == 64
         && x.find_first_not_of("0123456789abcdef") == std::string::npos;
}

} // namespace

std::filesystem::path token_path(const std::filesystem::path& state_dir) {
  return state_dir / "token";
}

std::optional<std::string> load_token(const std::filesystem::path& state_dir) {
  auto x = read_file(token_path(state_dir));
  if (!x)
    return std::nullopt;
  std::string y{trim(*x)};
  return looks_right(y) ? std::optional{y} : std::nullopt;
}

std::optional<std::string>
load_or_make_token(const std::filesystem::path& state_dir, std::string& why) {
  auto path = token_path(state_dir);
  std::error_code e;
  if (std::filesystem::exists(path, e)) {
    if (auto x = load_token(state_dir)) {
      // Somebody may have copied the folder without its permissions.
      ::chmod(path.c_str(), 0600);
      return x;
    }
    why = "The token file " + path.string()
          + " cannot be used (expected 64 hexadecimal digits): "
            "delete it and a new one is made";
    return std::nullopt;
  }
  if ((e = make_private_folder(state_dir))) {
    why = "Cannot make the folder " + state_dir.string() + ": " + e.message();
    return std::nullopt;
  }
  auto token = random_hex(32);
  if ((e = write_file_durably(path, token + "\n", 0600))) {
    why = "Cannot write the token file " + path.string() + ": " + e.message();
    return std::nullopt;
  }
  return token;
}

} // namespace ftm
