// What a step outside of a graph has to put back if it fails halfway: tensors that it writes to.
#pragma once

#include "core/kernels/library.h"
#include "core/nn/module.h"

namespace mixgrad {

class Kept {
 public:
  void keep(const Module::NamedTensors& tensors) {
    for (auto& [name, t] : tensors) {
      Tensor value = Tensor::empty(t.dtype(), t.shape(), t.device());
      copy_elements(t, value);
      kept_.push_back({t, value, t.impl()->storage->version()});
    }
  }
  // Runs what writes to them; if that fails, they are put back.
  template <class F>
  auto all_or_nothing(F change) {
    try {
      return change();
    } catch (...) {
      put_back();
      throw;
    }
  }

  void put_back() {
    for (Entry& e : kept_) {
      if (e.tensor.impl()->storage->version() == e.version) continue;  // nobody wrote to it: it may be read-only
      copy_elements(e.value, e.tensor);
      e.tensor.impl()->storage->bump_version();
    }
  }

 private:
  struct Entry {
    Tensor tensor, value;
    int64_t version;
  };
  std::vector<Entry> kept_;
};

}  // namespace mixgrad
