// Graphs by signature, a bounded number of them: the one that was not used for longest goes. One that depends on a fact
// that has changed, such as a module's mode, is not found.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/graph/graph.h"

namespace mixgrad {

class SignatureCache {
 public:
  static constexpr size_t kMost = 64;

  Ref<Graph> find(const std::string& key) {  // null if there is none
    for (Entry& e : entries_) {
      if (e.key != key || !e.graph->holds()) continue;
      e.used = ++clock_;
      return e.graph;
    }
    return nullptr;
  }

  void add(std::string key, Ref<Graph> graph) {
    if (entries_.size() == kMost) {
      entries_.erase(
          std::min_element(entries_.begin(), entries_.end(), [](auto& a, auto& b) { return a.used < b.used; }));
    }
    entries_.push_back({std::move(key), std::move(graph), ++clock_});
  }

 private:
  struct Entry {
    std::string key;
    Ref<Graph> graph;
    uint64_t used;
  };
  std::vector<Entry> entries_;
  uint64_t clock_ = 0;
};

}  // namespace mixgrad
