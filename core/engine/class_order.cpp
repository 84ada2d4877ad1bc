#include "engine/class_order.h"

#include <array>
#include <utility>

namespace spurioscope::engine {
namespace {

constexpr std::array<std::pair<ClassOrder, std::string_view>, 3> kOrders{
    {{ClassOrder::Automatic, "auto"}, {ClassOrder::Identity, "identity"}, {ClassOrder::Reversed, "reversed"}}};

}  // namespace

std::string_view classOrderName(ClassOrder order) { return kOrders[static_cast<std::size_t>(order)].second; }

std::optional<ClassOrder> parseClassOrder(std::string_view name) {
  for (const auto& [order, known] : kOrders) {
    if (known == name) return order;
  }
  return std::nullopt;
}

}  // namespace spurioscope::engine
