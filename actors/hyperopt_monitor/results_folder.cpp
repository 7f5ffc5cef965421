#include "actors/hyperopt_monitor/results_folder.hpp"

#include "shared/util/file.hpp"

#include <nlohmann/json.hpp>

#include <string_view>

namespace ftm {

namespace {

std::string named_in(const std::vector<std::string>& arguments) {
  std::string y;
  for (size_t i = 0; i < arguments.size(); ++i)
    for (std::string_view option : {"--userdir", "--user-data-dir"}) {
      std::string_view x = arguments[i];
      if (x == option && i + 1 < arguments.size())
        y = arguments[i + 1];
      else if (x.starts_with(option) && x.size() > option.size()
               && x[option.size()] == '=')
        y = x.substr(option.size() + 1);
    }
  return y;
}

std::string named_in_config(const std::filesystem::path& file) {
  auto text = read_file(file);
  if (!text)
    return {};
  // freqtrade's configs may hold comments.
  auto x = nlohmann::json::parse(*text, nullptr, false, true);
  if (!x.is_object())
    return {};
  auto i = x.find("user_data_dir");
  return i != x.end() && i->is_string() ? i->get<std::string>() : "";
}

} // namespace

std::filesystem::path results_folder(const config::strategy_settings& x) {
  std::filesystem::path y = named_in(x.hyperopt.extra_args);
  if (y.empty() && !x.hyperopt_config.empty())
    y = named_in_config(x.directory / x.hyperopt_config);
  if (y.empty())
    y = "user_data";
  // A relative one starts from the command's working folder.
  return (x.directory / y / "hyperopt_results").lexically_normal();
}

} // namespace ftm
