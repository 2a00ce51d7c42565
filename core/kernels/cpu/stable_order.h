// The order of elements by place, for whatever sorts: NaN counts as the largest, equal elements keep their order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace mixgrad {

namespace sorting {

constexpr int64_t kRadixLeast = 16;  // elements for each byte of theirs; fewer are compared with each other

template <class T>
using Key = std::conditional_t<(sizeof(T) > 4), uint64_t, uint32_t>;

// Unsigned numbers of as many bits as T has, in the order of the elements.
template <class T>
Key<T> key_of(T x) {
  if constexpr (std::is_floating_point_v<T>) {
    constexpr Key<T> kSign = Key<T>{1} << (8 * sizeof(T) - 1);
    if (x != x) return static_cast<Key<T>>(-1);
    if (x == 0) x = 0;  // of both signs
    Key<T> bits;
    std::memcpy(&bits, &x, sizeof(bits));
    return bits & kSign ? ~bits : bits | kSign;
  } else {
    using U = std::make_unsigned_t<T>;
    return static_cast<U>(static_cast<U>(x) - static_cast<U>(std::numeric_limits<T>::lowest()));
  }
}

// An element's key and its place; their order is total.
struct Narrow {
  uint64_t word;
  Narrow() = default;
  Narrow(uint32_t key, int64_t place) : word(uint64_t{key} << 32 | static_cast<uint64_t>(place)) {}
  uint32_t key() const { return static_cast<uint32_t>(word >> 32); }
  int64_t place() const { return static_cast<int64_t>(word & 0xffffffff); }
  friend bool operator<(Narrow a, Narrow b) { return a.word < b.word; }
};

struct Wide {
  uint64_t bits;
  int64_t at;
  Wide() = default;
  Wide(uint64_t key, int64_t place) : bits(key), at(place) {}
  uint64_t key() const { return bits; }
  int64_t place() const { return at; }
  friend bool operator<(const Wide& a, const Wide& b) { return a.bits != b.bits ? a.bits < b.bits : a.at < b.at; }
};

// By one byte of the keys after the other, the lowest first; bytes that all share are passed over.
template <int bytes, class Item>
void radix_sort(std::vector<Item>& items) {
  std::vector<int64_t> starts(bytes * 256);
  auto byte = [](const Item& item, int i) { return static_cast<size_t>(item.key() >> (8 * i) & 0xff); };
  for (const Item& item : items) {
    for (int i = 0; i < bytes; ++i) ++starts[static_cast<size_t>(i) * 256 + byte(item, i)];
  }
  std::vector<Item> other(items.size());
  for (int i = 0; i < bytes; ++i) {
    int64_t* start = starts.data() + i * 256;
    if (start[byte(items[0], i)] == static_cast<int64_t>(items.size())) continue;
    int64_t next = 0;
    for (int value = 0; value < 256; ++value) next += std::exchange(start[value], next);
    for (const Item& item : items) other[static_cast<size_t>(start[byte(item, i)]++)] = item;
    items.swap(other);
  }
}

template <class Item, class T>
std::vector<Item> first_in_order(const T* x, int64_t step, int64_t n, int64_t k, bool descending) {
  constexpr Key<T> kAll = static_cast<std::make_unsigned_t<std::conditional_t<(sizeof(T) < 4), T, Key<T>>>>(-1);
  std::vector<Item> items(static_cast<size_t>(n));
  for (int64_t i = 0; i < n; ++i) {
    items[static_cast<size_t>(i)] = Item(key_of(x[i * step]) ^ (descending ? kAll : Key<T>{0}), i);
  }
  if (k <= n / 8)
    std::partial_sort(items.begin(), items.begin() + k, items.end());
  else if (n < kRadixLeast * static_cast<int64_t>(sizeof(T)))
    std::sort(items.begin(), items.end());
  else
    radix_sort<sizeof(T)>(items);
  return items;
}

}  // namespace sorting

// use(r, place) for the first k of n elements, `step` apart.
template <class T, class F>
void in_stable_order(const T* x, int64_t step, int64_t n, int64_t k, bool descending, F use) {
  auto each = [&](const auto& items) {
    for (int64_t r = 0; r < k; ++r) use(r, items[static_cast<size_t>(r)].place());
  };
  if constexpr (sizeof(T) <= 4) {
    if (n <= std::numeric_limits<uint32_t>::max())
      return each(sorting::first_in_order<sorting::Narrow>(x, step, n, k, descending));
  }
  each(sorting::first_in_order<sorting::Wide>(x, step, n, k, descending));
}

}  // namespace mixgrad
