#include "gateway/front_door/static_files.hpp"

#include "gateway/front_door/http_rules.hpp"

#include <algorithm>

namespace ftm {

namespace {

constexpr std::string_view not_built = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>FreqTrade Manager</title>
</head><body><h1>FreqTrade Manager runs</h1>
<p>This program was built without its dashboard. Build it with
<code>-DFTM_WEB=ON</code> (Node.js is needed) to see one here. The REST
interface at <code>/api/v1</code> and the command line work.</p></body></html>
)";

constexpr std::string_view revalidate = "no-cache";
constexpr std::string_view forever = "public, max-age=31536000, immutable";

const asset* find(asset_list files, std::string_view path) {
  auto i = std::find_if(files.begin(), files.end(),
                        [&](auto& x) { return x.path == path; });
  return i == files.end() ? nullptr : i;
}

/// Whether the name changes with the content, as the build tool makes it.
bool hashed(std::string_view path) {
  return path.starts_with("/assets/");
}

} // namespace

std::string_view media_type(std::string_view path) {
  constexpr std::pair<std::string_view, std::string_view> types[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".webmanifest", "application/manifest+json"},
      {".txt", "text/plain; charset=utf-8"}};
  for (auto& [extension, type] : types)
    if (path.ends_with(extension))
      return type;
  return "application/octet-stream";
}

static_reply static_file(asset_list files, std::string_view path,
                         bool takes_gzip, std::string_view if_none_match) {
  static_reply y;
  if (files.count == 0 && (path == "/" || path == "/index.html")) {
    y.type = media_type(".html");
    y.body = not_built;
    y.cache = revalidate;
    return y;
  }
  auto name = path.substr(path.rfind('/') + 1);
  auto* x = find(files, path);
  if (!x && name.find('.') == std::string_view::npos)
    x = find(files, "/index.html");
  if (!x) {
    y.status = 404;
    y.type = media_type(".txt");
    y.body = "There is no such file.\n";
    y.cache = "no-store";
    return y;
  }
  y.type = media_type(x->path);
  y.cache = hashed(x->path) ? forever : revalidate;
  y.varies = !x->gzip.empty();
  y.gzip = y.varies && takes_gzip;
  y.etag = '"' + std::string{x->hash.substr(0, 32)} + (y.gzip ? "-gz\"" : "\"");
  if (etag_matches(if_none_match, y.etag)) {
    y.status = 304;
    return y;
  }
  y.body = y.gzip ? x->gzip : x->body;
  return y;
}

const std::vector<std::pair<std::string_view, std::string_view>>&
security_headers() {
  static const std::vector<std::pair<std::string_view, std::string_view>> y{
      {"Content-Security-Policy",
       "default-src 'self'; style-src 'self' 'unsafe-inline'; "
       "img-src 'self' data:; object-src 'none'; base-uri 'none'; "
       "form-action 'self'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"}};
  return y;
}

} // namespace ftm
