#include "checkpoint/pickle_text.h"

#include <algorithm>
#include <charconv>

namespace spurioscope {
namespace {

void appendUtf8(std::string& out, std::uint32_t code) {
  const auto add = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      add(0xE0 | code >> 12);
    } else {
      add(0xF0 | code >> 18);
      add(0x80 | (code >> 12 & 0x3F));
    }
    add(0x80 | (code >> 6 & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

std::optional<std::uint32_t> number(std::string_view digits, int base, std::size_t length) {
  std::uint32_t value = 0;
  if (digits.size() < length) return {};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + length, value, base);
  if (error != std::errc{} || end != digits.data() + length) return {};
  return value;
}

template <class T>
std::optional<T> whole(std::string_view line) {
  T value = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
  if (error != std::errc{} || end != line.data() + line.size()) return {};
  return value;
}

}  // namespace

std::optional<std::string> unquotedString(std::string_view line) {
  if (line.size() < 2 || line.front() != line.back() || (line.front() != '\'' && line.front() != '"')) return {};
  line = line.substr(1, line.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\') {
      out += line[i];
      continue;
    }
    if (++i == line.size()) return {};
    constexpr std::string_view kFrom = "\\'\"abfnrtv", kTo = "\\'\"\a\b\f\n\r\t\v";
    if (const auto simple = kFrom.find(line[i]); simple != kFrom.npos) {
      out += kTo[simple];
    } else if (line[i] == 'x') {
      const auto code = number(line.substr(i + 1), 16, 2);
      if (!code) return {};
      out += static_cast<char>(*code);
      i += 2;
    } else if (line[i] >= '0' && line[i] <= '7') {
      std::uint32_t code = 0;
      std::size_t n = 0;
      for (; n < 3 && i + n < line.size() && line[i + n] >= '0' && line[i + n] <= '7'; ++n) {
        code = code * 8 + static_cast<std::uint32_t>(line[i + n] - '0');
      }
      out += static_cast<char>(code & 0xFF);
      i += n - 1;
    } else {
      out += '\\';
      out += line[i];
    }
  }
  return out;
}

std::optional<std::string> rawUnicode(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool escape = line[i] == '\\' && i + 1 < line.size() && (line[i + 1] == 'u' || line[i + 1] == 'U');
    if (!escape) {
      appendUtf8(out, static_cast<unsigned char>(line[i]));
      continue;
    }
    const std::size_t digits = line[i + 1] == 'u' ? 4 : 8;
    const auto code = number(line.substr(i + 2), 16, digits);
    if (!code || *code > 0x10FFFF) return {};
    appendUtf8(out, *code);
    i += 1 + digits;
  }
  return out;
}

std::optional<std::int64_t> decimalInteger(std::string_view line) {
  if (!line.empty() && line.back() == 'L') line.remove_suffix(1);
  return whole<std::int64_t>(line);
}

std::optional<std::uint64_t> decimalIndex(std::string_view line) { return whole<std::uint64_t>(line); }

bool isDecimal(std::string_view line) {
  if (!line.empty() && line.back() == 'L') line.remove_suffix(1);
  if (!line.empty() && line.front() == '-') line.remove_prefix(1);
  return !line.empty() && std::all_of(line.begin(), line.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string latin1ToUtf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (const char c : bytes) appendUtf8(out, static_cast<unsigned char>(c));
  return out;
}

std::optional<std::string> utf8ToLatin1(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      out += text[i];
    } else if ((lead == 0xC2 || lead == 0xC3) && i + 1 < text.size() && (static_cast<unsigned char>(text[i + 1]) & 0xC0) == 0x80) {
      out += static_cast<char>((lead & 3) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3F));
    } else {
      return {};
    }
  }
  return out;
}

bool isUtf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                               : (lead & 0xF0) == 0xE0       ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || length > bytes.size() - i) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(bytes[i + k]) & 0xC0) != 0x80) return false;
    }
    i += length;
  }
  return true;
}

}  // namespace spurioscope
