#include "checkpoint/pickle_constants.h"

#include <bit>
#include <limits>
#include <utility>

#include "base/number_text.h"
#include "checkpoint/pickle_text.h"

namespace spurioscope {
namespace {

constexpr std::uint64_t kKeptBytes = 4096, kKeptText = 1 << 20;

/// Two's complement, little-endian, any length (LONG1, LONG4).
ValueId longInteger(PickleInput& input, std::uint64_t length, PickleValues& values) {
  if (length > 65'536) input.malformed("an integer of " + std::to_string(length) + " bytes");
  const auto bytes = input.take(length);
  if (length > 8) return values.addText(ValueKind::BigInteger, std::string(bytes));
  std::uint64_t number = length > 0 && (static_cast<unsigned char>(bytes[length - 1]) & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (std::size_t i = length; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return values.addInteger(static_cast<std::int64_t>(number));
}

ValueId textOf(PickleInput& input, std::uint64_t length, PickleValues& values, bool mustBeUtf8 = true) {
  if (length > input.left()) input.malformed("a text of " + std::to_string(length) + " bytes, beyond its end");
  if (length > kKeptText) {
    const auto at = input.position();
    input.skip(length);
    return values.addBytes({at, length, true, true, {}});
  }
  const auto bytes = input.take(length);
  if (isUtf8(bytes)) return values.addText(ValueKind::Text, std::string(bytes));
  if (mustBeUtf8) input.malformed("a text that is not UTF-8");
  return values.addText(ValueKind::Text, latin1ToUtf8(bytes));  // a byte string of Python 2
}

ValueId bytesOf(PickleInput& input, std::uint64_t length, PickleValues& values) {
  if (length > input.left()) input.malformed("a byte string of " + std::to_string(length) + " bytes, beyond its end");
  const auto at = input.position();
  if (length > kKeptBytes) {
    input.skip(length);
    return values.addBytes({at, length, true, false, {}});
  }
  return values.addBytes({at, length, false, false, std::string(input.take(length))});
}

template <class T>
T operand(PickleInput& input) {
  return littleEndian<T>(input.take(sizeof(T)).data());
}

ValueId binaryReal(PickleInput& input, PickleValues& values) {  // big-endian, unlike everything else
  std::uint64_t bits = 0;
  for (const char c : input.take(8)) bits = bits << 8 | static_cast<unsigned char>(c);
  return values.addReal(std::bit_cast<double>(bits));
}

ValueId integerLine(PickleInput& input, bool booleans, PickleValues& values) {
  const auto line = input.takeLine();
  if (booleans && (line == "00" || line == "01")) return values.addInteger(line == "01", ValueKind::Boolean);
  if (const auto number = decimalInteger(line)) return values.addInteger(*number);
  if (!isDecimal(line)) input.malformed("'" + line.substr(0, 40) + "' in place of an integer");
  return values.addText(ValueKind::BigInteger, line);
}

template <class T>
ValueId textLine(PickleInput& input, T decode, PickleValues& values) {
  const auto text = decode(input.takeLine(1 << 20));
  if (!text) input.malformed("a text in a wrong notation");
  return values.addText(ValueKind::Text, isUtf8(*text) ? *text : latin1ToUtf8(*text));
}

ValueId realLine(PickleInput& input, PickleValues& values) {
  const auto line = input.takeLine();
  const auto number = parseNumber(line);
  if (!number) input.malformed("'" + line.substr(0, 40) + "' in place of a number");
  return values.addReal(*number);
}

}  // namespace

std::optional<ValueId> pushConstant(unsigned char opcode, PickleInput& input, PickleValues& values) {
  switch (opcode) {
    case 'N': return values.add(ValueKind::None);
    case 0x88: return values.addInteger(1, ValueKind::Boolean);
    case 0x89: return values.addInteger(0, ValueKind::Boolean);
    case 'I': return integerLine(input, true, values);
    case 'L': return integerLine(input, false, values);
    case 'J': return values.addInteger(static_cast<std::int32_t>(operand<std::uint32_t>(input)));
    case 'K': return values.addInteger(input.takeByte());
    case 'M': return values.addInteger(operand<std::uint16_t>(input));
    case 0x8a: return longInteger(input, input.takeByte(), values);
    case 0x8b: return longInteger(input, operand<std::uint32_t>(input), values);
    case 'F': return realLine(input, values);
    case 'G': return binaryReal(input, values);
    case 'S': return textLine(input, unquotedString, values);
    case 'V': return textLine(input, rawUnicode, values);
    case 'T': return textOf(input, operand<std::uint32_t>(input), values, false);
    case 'U': return textOf(input, input.takeByte(), values, false);
    case 'X': return textOf(input, operand<std::uint32_t>(input), values);
    case 0x8c: return textOf(input, input.takeByte(), values);
    case 0x8d: return textOf(input, operand<std::uint64_t>(input), values);
    case 'B': return bytesOf(input, operand<std::uint32_t>(input), values);
    case 'C': return bytesOf(input, input.takeByte(), values);
    case 0x8e: return bytesOf(input, operand<std::uint64_t>(input), values);
    case 0x96: return bytesOf(input, operand<std::uint64_t>(input), values);
    default: return {};
  }
}

}  // namespace spurioscope
