// Text that ends up in messages and files: free of control characters, and the same in every locale.
#pragma once

#include <string>
#include <string_view>

namespace mixgrad {

// In quotes, control characters as \xNN, shortened if very long: what strangers' files say goes into messages through
// this.
std::string printable(std::string_view text);
// Shortest decimal form with at most `decimals` places; "-0" is "0". Not for NaN and infinity.
std::string fixed_number(double value, int decimals);
// For XML text and attributes. Bytes that XML can't hold (control characters, broken UTF-8) become U+FFFD.
std::string xml_escaped(std::string_view text);
// How many bytes the UTF-8 character at `at` has; 0 if it is broken.
size_t utf8_length(std::string_view text, size_t at);

}  // namespace mixgrad
