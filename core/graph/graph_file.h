// What the writer and the reader of saved graphs agree on.
#pragma once

namespace mixgrad {

inline constexpr const char* kGraphFormat = "mixgrad graph";
inline constexpr int kGraphFormatVersion = 1;

}  // namespace mixgrad
