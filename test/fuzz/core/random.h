// Numbers that depend on the seed, the function's name and the call's number alone: any call can be made again by
// itself.
#pragma once

#include <cstdint>
#include <string_view>

namespace mixgrad::fuzz {

class Random {
 public:
  Random(uint64_t seed, std::string_view name, int64_t call) : state_(seed) {
    for (char c : name) state_ = next() ^ static_cast<unsigned char>(c);
    state_ = next() ^ static_cast<uint64_t>(call);
  }
  uint64_t next() {  // SplitMix64
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
  int64_t below(int64_t n) { return static_cast<int64_t>(next() % static_cast<uint64_t>(n)); }
  int64_t between(int64_t low, int64_t high) { return low + below(high - low + 1); }
  bool chance(int percent) { return below(100) < percent; }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  template <class C>
  const auto& pick(const C& items) {
    return items[static_cast<size_t>(below(static_cast<int64_t>(std::size(items))))];
  }

 private:
  uint64_t state_;
};

}  // namespace mixgrad::fuzz
