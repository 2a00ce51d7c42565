#include "core/io/text.h"

#include <cstdint>

#include "core/runtime/decimal.h"

namespace mixgrad {

std::string printable(std::string_view text) {
  constexpr size_t kMost = 500;
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out = "'";
  for (unsigned char c : text.substr(0, kMost)) {
    if (c < 0x20 || c == 0x7f) {
      out += {'\\', 'x', kDigits[c >> 4], kDigits[c & 15]};
    } else {
      out += static_cast<char>(c);
    }
  }
  return out + (text.size() > kMost ? "..." : "") + "'";
}

std::string fixed_number(double value, int decimals) {
  std::string out = decimal_text(value, Notation::kFixed, decimals);
  if (out.find('.') != std::string::npos) {
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
  }
  return out == "-0" ? "0" : out;
}

size_t utf8_length(std::string_view text, size_t at) {
  auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  uint32_t first = byte(at);
  if (first < 0x80) return 1;
  size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;
  uint32_t value = first & (0x7f >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return 0;
    value = value << 6 | (byte(at + i) & 0x3f);
  }
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  bool surrogate = value >= 0xd800 && value < 0xe000;
  return value < kLeast[length] || value > 0x10ffff || surrogate ? 0 : length;
}

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    size_t length = utf8_length(text, i);
    char c = text[i];
    bool control = static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    std::string_view character = text.substr(i, length);
    if (length == 0 || control || character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf") {
      out += "\xef\xbf\xbd";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else {
      out += character;
    }
    i += length ? length : 1;
  }
  return out;
}

}  // namespace mixgrad
