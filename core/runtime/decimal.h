// Floats as decimal digits, with a point whatever the process's locale is.
#pragma once

#include <string>

namespace mixgrad {

enum class Notation { kFixed, kScientific };

// With so many digits behind the point.
std::string decimal_text(double value, Notation notation, int decimals);
// The fewest digits that are read back as the same number.
std::string shortest_text(double value, Notation notation);
std::string shortest_text(float value, Notation notation);

}  // namespace mixgrad
