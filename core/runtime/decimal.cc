#include "core/runtime/decimal.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace mixgrad {

namespace {

constexpr int kMostCharacters = 512;  // 309 digits before the point, and what callers want behind it

#ifdef __cpp_lib_to_chars

std::chars_format format_of(Notation notation) {
  return notation == Notation::kFixed ? std::chars_format::fixed : std::chars_format::scientific;
}

template <class T>
std::string shortest(T value, Notation notation) {
  char text[kMostCharacters];
  return std::string(text, std::to_chars(text, text + sizeof text, value, format_of(notation)).ptr);
}

#else  // a C++ library without floats in <charconv>, as emscripten's; its C library knows one locale only

template <class T>
std::string shortest(T value, Notation notation) {
  for (int decimals = 0;; ++decimals) {
    std::string text = decimal_text(static_cast<double>(value), notation, decimals);
    T again = sizeof(T) == sizeof(float) ? static_cast<T>(std::strtof(text.c_str(), nullptr))
                                         : static_cast<T>(std::strtod(text.c_str(), nullptr));
    if (again == value || decimals == kMostCharacters / 3) return text;
  }
}

#endif

}  // namespace

std::string decimal_text(double value, Notation notation, int decimals) {
  char text[kMostCharacters];
#ifdef __cpp_lib_to_chars
  return std::string(text, std::to_chars(text, text + sizeof text, value, format_of(notation), decimals).ptr);
#else
  std::snprintf(text, sizeof text, notation == Notation::kFixed ? "%.*f" : "%.*e", decimals, value);
  return text;
#endif
}

std::string shortest_text(double value, Notation notation) { return shortest(value, notation); }
std::string shortest_text(float value, Notation notation) { return shortest(value, notation); }

}  // namespace mixgrad
