// Handles as numbers: a slot and its generation. A number whose slot was freed, or taken again, gives null.
#pragma once

#include <cstdint>
#include <vector>

namespace mixgrad_node {

struct Slot {
  uint32_t index = 0, generation = 0;
  // One number that a double holds exactly.
  double number() const { return static_cast<double>(generation) * 4294967296.0 + index; }
  static Slot of(double number) {
    auto bits = static_cast<uint64_t>(number);
    return {static_cast<uint32_t>(bits), static_cast<uint32_t>(bits >> 32)};
  }
};

template <class T>
class SlotTable {
 public:
  Slot put(T* pointer) {
    uint32_t index;
    if (free_.empty()) {
      index = static_cast<uint32_t>(entries_.size());
      entries_.push_back({pointer, 1});
    } else {
      index = free_.back();
      free_.pop_back();
      entries_[index].pointer = pointer;
    }
    return {index, entries_[index].generation};
  }
  T* get(Slot slot) const {
    if (slot.index >= entries_.size()) return nullptr;
    const Entry& e = entries_[slot.index];
    return e.generation == slot.generation ? e.pointer : nullptr;
  }
  // The pointer, which is the caller's now; null if the number is stale.
  T* take(Slot slot) {
    T* pointer = get(slot);
    if (!pointer) return nullptr;
    Entry& e = entries_[slot.index];
    e.pointer = nullptr;
    e.generation = e.generation >= kLastGeneration ? 1 : e.generation + 1;
    free_.push_back(slot.index);
    return pointer;
  }
  template <class Visit>
  void clear(Visit visit) {
    for (Entry& e : entries_) {
      if (e.pointer) visit(e.pointer);
    }
    entries_.clear();
    free_.clear();
  }

 private:
  static constexpr uint32_t kLastGeneration = (1u << 20) - 1;  // 52 bits with the index
  struct Entry {
    T* pointer;
    uint32_t generation;
  };
  std::vector<Entry> entries_;
  std::vector<uint32_t> free_;
};

// Contexts: few, made and freed by the runtime, so that a number is enough. One that was freed gives null.
template <class T>
class NumberTable {
 public:
  int32_t put(T* pointer) {
    if (free_.empty()) {
      entries_.push_back(pointer);
      return static_cast<int32_t>(entries_.size()) - 1;
    }
    int32_t number = free_.back();
    free_.pop_back();
    entries_[number] = pointer;
    return number;
  }
  T* get(int32_t number) const {
    return number >= 0 && number < static_cast<int32_t>(entries_.size()) ? entries_[number] : nullptr;
  }
  T* take(int32_t number) {
    T* pointer = get(number);
    if (!pointer) return nullptr;
    entries_[number] = nullptr;
    free_.push_back(number);
    return pointer;
  }
  template <class Visit>
  void clear(Visit visit) {
    for (T* pointer : entries_) {
      if (pointer) visit(pointer);
    }
    entries_.clear();
    free_.clear();
  }

 private:
  std::vector<T*> entries_;
  std::vector<int32_t> free_;
};

}  // namespace mixgrad_node
