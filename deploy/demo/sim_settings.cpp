#include "deploy/demo/sim_settings.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ftm::sim {

namespace {

std::string shout(std::string_view x) {
  std::string result;
  for (char c : x)
    result +=
        c == '-'
            ? '_'
            : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

const json* child(const json* x, std::string_view key) {
  if (x == nullptr || !x->is_object())
    return nullptr;
  auto i = x->find(std::string{key});
  return i == x->end() ? nullptr : &*i;
}

} // namespace

sim_settings::sim_settings(std::string_view file, environment env,
                           std::string subcommand, std::string strategy)
    : env_(env), subcommand_(std::move(subcommand)),
      strategy_(std::move(strategy)) {
  if (file.empty())
    return;
  try {
    file_ = json::parse(file, nullptr, true, true);
  } catch (const json::exception& e) {
    throw std::runtime_error(std::string{"ftm-sim.json: "} + e.what());
  }
}

json sim_settings::find(std::string_view key) const {
  if (env_ != nullptr) {
    auto name = shout(key);
    for (auto& x :
         {"FTM_SIM_" + shout(subcommand_) + "_" + name, "FTM_SIM_" + name})
      if (auto value = env_(x.c_str()); value != nullptr && *value != '\0')
        return value;
  }
  auto mine = child(child(&file_, "strategies"), strategy_);
  for (auto where : {child(mine, subcommand_), mine, child(&file_, subcommand_),
                     static_cast<const json*>(&file_)})
    if (auto x = child(where, key))
      return *x;
  return nullptr;
}

double sim_settings::number(std::string_view key, double otherwise) const {
  auto x = find(key);
  if (x.is_number())
    return x.get<double>();
  if (x.is_string())
    return std::strtod(x.get<std::string>().c_str(), nullptr);
  return otherwise;
}

std::int64_t sim_settings::integer(std::string_view key,
                                   std::int64_t otherwise) const {
  return static_cast<std::int64_t>(number(key, static_cast<double>(otherwise)));
}

bool sim_settings::flag(std::string_view key) const {
  auto x = find(key);
  if (x.is_boolean())
    return x.get<bool>();
  if (x.is_string())
    return x != "0" && x != "false";
  return x.is_number() && x.get<double>() != 0;
}

std::string sim_settings::text(std::string_view key) const {
  auto x = find(key);
  return x.is_string() ? x.get<std::string>()
         : x.is_null() ? std::string{}
                       : x.dump();
}

std::vector<int> sim_settings::list(std::string_view key) const {
  auto x = find(key);
  std::vector<int> result;
  if (x.is_number())
    result.push_back(x.get<int>());
  else if (x.is_array())
    result = x.get<std::vector<int>>();
  else if (x.is_string()) {
    std::istringstream in{x.get<std::string>()};
    for (std::string item; std::getline(in, item, ',');)
      result.push_back(std::atoi(item.c_str()));
  }
  return result;
}

bool sim_settings::has(std::string_view key) const {
  return !find(key).is_null();
}

sim_settings load_settings(const std::string& subcommand,
                           const std::string& strategy) {
  std::ifstream in{"ftm-sim.json"};
  std::ostringstream text;
  if (in)
    text << in.rdbuf();
  return {text.str(),
          [](const char* x) -> const char* { return std::getenv(x); },
          subcommand, strategy};
}

} // namespace ftm::sim
