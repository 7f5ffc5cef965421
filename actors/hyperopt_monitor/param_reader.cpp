#include "actors/hyperopt_monitor/param_reader.hpp"

#include "actors/hyperopt_monitor/python_number.hpp"

#include <optional>

namespace ftm {

namespace {

namespace od = simdjson::ondemand;
using simdjson::SUCCESS;

constexpr std::string_view key = "\"params_dict\"";

/// The position behind the object that begins at `i`; npos if it does not end.
size_t behind_object(std::string_view x, size_t i) {
  size_t depth = 0;
  bool in_string = false;
  for (; i < x.size(); ++i) {
    auto c = x[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

/// The object behind the key; empty if there is none, nothing if it is cut.
std::optional<std::string_view> params_in(std::string_view line) {
  auto at = line.find(key);
  if (at == std::string_view::npos)
    return std::nullopt;
  at += key.size();
  while (at < line.size() && (line[at] == ' ' || line[at] == ':'))
    ++at;
  if (at == line.size())
    return std::nullopt;
  if (line[at] != '{')
    return std::string_view{};
  auto end = behind_object(line, at);
  if (end == std::string_view::npos)
    return std::nullopt;
  return line.substr(at, end - at);
}

/// False if the value cannot be read.
bool take(std::string_view name, od::value& x, param_table& y) {
  std::string_view text;
  bool flag = false;
  double number = 0;
  switch (x.raw_json_token().front()) {
  case '"':
    if (x.get_string().get(text) != SUCCESS)
      return false;
    y.set(name, text);
    return true;
  case 't':
  case 'f':
    if (x.get_bool().get(flag) != SUCCESS)
      return false;
    y.set(name, flag);
    return true;
  case '{':
  case '[':
    if (simdjson::to_json_string(x).get(text) != SUCCESS)
      return false;
    y.set(name, text);
    return true;
  default:
    if (!python_number(x, number))
      return false;
    y.set(name, number);
    return true;
  }
}

} // namespace

struct param_reader::impl {
  od::parser parser;
  std::string room;
};

param_reader::param_reader() : impl_(std::make_unique<impl>()) {}

param_reader::~param_reader() = default;

bool param_reader::read(std::string_view line, param_table& y) {
  auto object = params_in(line);
  if (!object)
    return false;
  auto& room = impl_->room;
  room.assign(*object);
  room.append(simdjson::SIMDJSON_PADDING, ' ');
  od::document document;
  od::object params;
  auto readable =
      !object->empty()
      && impl_->parser.iterate(room.data(), object->size(), room.size())
                 .get(document)
             == SUCCESS
      && document.get_object().get(params) == SUCCESS;
  if (readable)
    for (auto field : params) {
      std::string_view name;
      od::value value;
      if (field.unescaped_key().get(name) != SUCCESS
          || field.value().get(value) != SUCCESS || !take(name, value, y)) {
        y.drop_row();
        break;
      }
    }
  y.end_row();
  return true;
}

} // namespace ftm
