#include "text/special_template.h"

#include <algorithm>
#include <utility>

namespace spurioscope {
namespace {

using Piece = TemplatePiece;

/// How much of two texts stays within `room` tokens, as the reference implementation's "longest first".
std::pair<std::size_t, std::size_t> lengthsWithin(std::size_t first, std::size_t second, std::size_t room) {
  if (first + second <= room) return {first, second};
  const bool swapped = first > second;
  auto shorter = std::min(first, second), longer = std::max(first, second);
  longer = shorter > room ? shorter : std::max(shorter, room - shorter);
  if (shorter + longer > room) {
    shorter = room / 2;
    longer = shorter + room % 2;
  }
  return swapped ? std::pair(longer, shorter) : std::pair(shorter, longer);
}

}  // namespace

SpecialTemplate bertTemplate(std::int32_t cls, std::int32_t sep) {
  const Piece begin{Piece::Kind::Token, cls, 0}, first{Piece::Kind::First, 0, 0}, end{Piece::Kind::Token, sep, 0};
  return {{begin, first, end}, {begin, first, end, {Piece::Kind::Second, 0, 1}, {Piece::Kind::Token, sep, 1}}};
}

SpecialTemplate robertaTemplate(std::int32_t cls, std::int32_t sep) {
  const Piece begin{Piece::Kind::Token, cls, 0}, first{Piece::Kind::First, 0, 0}, end{Piece::Kind::Token, sep, 0};
  return {{begin, first, end}, {begin, first, end, end, {Piece::Kind::Second, 0, 0}, end}};
}

SpecialTemplate bareTemplate() {
  const Piece first{Piece::Kind::First, 0, 0};
  return {{first}, {first, {Piece::Kind::Second, 0, 1}}};
}

TokenSequence assembled(const SpecialTemplate& pieces, std::vector<std::int32_t> first, const std::vector<std::int32_t>* second,
                        int maxTokens) {
  const auto& chosen = second != nullptr ? pieces.pair : pieces.single;
  const auto special = static_cast<std::size_t>(
      std::count_if(chosen.begin(), chosen.end(), [](const Piece& one) { return one.kind == Piece::Kind::Token; }));
  const auto most = static_cast<std::size_t>(std::max(maxTokens, 0));
  const auto room = most > special ? most - special : 0;
  const auto [firstLength, secondLength] =
      second != nullptr ? lengthsWithin(first.size(), second->size(), room) : std::pair(std::min(first.size(), room), std::size_t{0});
  TokenSequence out;
  const auto append = [&](const std::vector<std::int32_t>& ids, std::size_t count, std::uint8_t segment) {
    out.ids.insert(out.ids.end(), ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count));
    out.segments.insert(out.segments.end(), count, segment);
  };
  for (const Piece& piece : chosen) {
    if (piece.kind == Piece::Kind::Token) append({piece.id}, 1, piece.segment);
    else if (piece.kind == Piece::Kind::First) append(first, firstLength, piece.segment);
    else if (second != nullptr) append(*second, secondLength, piece.segment);
  }
  return out;
}

}  // namespace spurioscope
