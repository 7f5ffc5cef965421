#include "shared/config/criteria_text.hpp"
#include "shared/config/strategy_reader.hpp"
#include "shared/util/text.hpp"

namespace ftm::config {

namespace {

void read_criterion(section& in, criterion& out) {
  in.text("field", out.field);
  if (!in.has("field"))
    in.problem("field", "nothing", expected_field(""));
  else if (!is_judged(out.field))
    in.problem("field", '"' + out.field + '"', expected_field(out.field));
  std::string op;
  in.text("operator", op);
  if (auto x = comparison_of(trim(op)))
    out.op = *x;
  else if (!op.empty())
    in.problem("operator", '"' + op + '"', "one of < <= > >= == (in quotes)");
  double value = 0;
  in.number("value", -1e15, 1e15, value);
  out.value = value;
  std::string sort;
  in.text("sort", sort);
  if (auto x = sorting_of(sort))
    out.sort = *x;
  else
    in.problem("sort", '"' + sort + '"', "asc, desc or \"\"");
  if (!op.empty() && !in.has("value"))
    in.problem("value", "nothing", "a number to compare with");
  else if (op.empty() && in.has("value"))
    in.problem("operator", "nothing", "one of < <= > >= == (in quotes)");
  else if (op.empty() && sort.empty())
    in.problem("operator", "neither an operator nor a sort", "one of them");
}

} // namespace

void read_criteria(section& in, std::vector<criterion>& out) {
  auto x = in.get("epoch_criteria");
  if (x == nullptr)
    return;
  if (x->value->kind != node_kind::list) {
    in.wrong(*x, "a list of criteria (field, operator, value, sort)");
    return;
  }
  out.clear();
  for (size_t i = 0; i < x->value->list.size(); ++i) {
    auto item = in.item("epoch_criteria", i, x->value->list[i]);
    criterion y;
    if (item.mapping() == nullptr)
      continue;
    read_criterion(item, y);
    out.push_back(std::move(y));
  }
}

} // namespace ftm::config
