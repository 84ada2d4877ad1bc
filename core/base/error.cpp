#include "base/error.h"

#include <utility>

namespace spurioscope {

std::string_view kindName(Kind kind) {
  switch (kind) {
    case Kind::Usage: return "usage";
    case Kind::Format: return "format";
    case Kind::Unsafe: return "unsafe";
    case Kind::Unsupported: return "unsupported";
    case Kind::Shape: return "shape";
    case Kind::Range: return "range";
    case Kind::Data: return "data";
    case Kind::Io: return "io";
    case Kind::Memory: return "memory";
    case Kind::Device: return "device";
    case Kind::Partial: return "partial";
    case Kind::Cancelled: return "cancelled";
    case Kind::Internal: return "internal";
  }
  return "internal";
}

int exitCode(Kind kind) {
  switch (kind) {
    case Kind::Usage: return 2;
    case Kind::Format:
    case Kind::Unsafe:
    case Kind::Unsupported:
    case Kind::Shape:
    case Kind::Range:
    case Kind::Data: return 3;
    case Kind::Io: return 4;
    case Kind::Memory:
    case Kind::Device: return 5;
    case Kind::Partial: return 6;
    case Kind::Cancelled: return 130;
    case Kind::Internal: return 70;
  }
  return 70;
}

std::string Where::text() const {
  std::string text = file;
  const auto add = [&text](const std::string& more) {
    if (!text.empty()) text += ", ";
    text += more;
  };
  if (offset) add("byte " + std::to_string(*offset));
  if (!part.empty()) add(part);
  return text;
}

Error::Error(Kind kind, std::string what, Where where, std::string remedy)
    : kind_(kind), what_(std::move(what)), where_(std::move(where)), remedy_(std::move(remedy)) {}

}  // namespace spurioscope
