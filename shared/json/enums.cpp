#include "shared/json/enums.hpp"

namespace ftm {

const char* sort_name(sorting x) {
  constexpr const char* names[] = {"", "asc", "desc"};
  return name_in(names, x);
}

std::optional<sorting> sorting_from(std::string_view x) {
  for (auto y : {sorting::none, sorting::ascending, sorting::descending})
    if (x == sort_name(y))
      return y;
  return {};
}

} // namespace ftm
