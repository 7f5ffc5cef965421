#pragma once

#include "gateway/front_door/assets.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ftm {

struct static_reply {
  int status = 200;
  std::string_view type;
  std::string_view body; ///< lives as long as the program
  std::string etag;
  std::string_view cache;
  bool gzip = false;
  bool varies = false; ///< another Accept-Encoding gets other bytes
};

/// The dashboard's file for a path. Paths that look like pages get index.html
/// (the dashboard has its own routes); unknown files are 404.
static_reply static_file(asset_list files, std::string_view path,
                         bool takes_gzip, std::string_view if_none_match);

/// The type of a file by its extension.
std::string_view media_type(std::string_view path);

/// What every reply to a browser carries.
const std::vector<std::pair<std::string_view, std::string_view>>&
security_headers();

} // namespace ftm
