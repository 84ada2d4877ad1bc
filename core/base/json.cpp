#include "base/json.h"

#include <cmath>
#include <set>
#include <vector>

#include "base/error.h"
#include "base/number_text.h"

namespace spurioscope {

Json jsonNumber(double value) {
  if (std::isfinite(value)) return value;
  return numberText(value);
}

std::string validUtf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : (lead & 0xF0) == 0xE0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    bool good = length > 0 && i + length <= bytes.size();
    for (std::size_t k = 1; good && k < length; ++k) good = (static_cast<unsigned char>(bytes[i + k]) & 0xC0) == 0x80;
    if (good && length > 2) {  // overlong forms, surrogates and values past U+10FFFF
      const auto second = static_cast<unsigned char>(bytes[i + 1]);
      good = !(lead == 0xE0 && second < 0xA0) && !(lead == 0xED && second > 0x9F) && !(lead == 0xF0 && second < 0x90) &&
             !(lead == 0xF4 && second > 0x8F);
    }
    if (good) {
      out.append(bytes.substr(i, length));
      i += length;
    } else {
      out += "\xEF\xBF\xBD";
      ++i;
    }
  }
  return out;
}

Json parseJson(std::string_view text, const std::string& file, int maxDepth) {
  std::vector<std::set<std::string>> keys;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth > maxDepth) throw Error{Kind::Unsafe, "JSON nested deeper than " + std::to_string(maxDepth), Where{file, {}, {}}, {}};
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second) {
      throw Error{Kind::Format, "the key '" + validUtf8(value.get<std::string>()) + "' stands twice", Where{file, {}, {}}, {}};
    }
    return true;
  };
  try {
    return Json::parse(text, watch);
  } catch (const Json::parse_error& error) {
    throw Error{Kind::Format, "this is not JSON: " + std::string(error.what()), Where{file, error.byte, {}}, {}};
  } catch (const Json::exception& error) {  // a number beyond every double
    throw Error{Kind::Format, "this is not JSON that can be read: " + std::string(error.what()), Where{file, {}, {}}, {}};
  }
}

std::string jsonText(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace spurioscope
