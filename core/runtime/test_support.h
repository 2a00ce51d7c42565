// For the tests of what threads do.
#pragma once

#include <chrono>
#include <thread>

namespace mixgrad {

// Waits until it is so, however busy the machine is; false if it is not within ten minutes.
template <class F>
bool comes(F condition) {
  auto end = std::chrono::steady_clock::now() + std::chrono::minutes(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace mixgrad
