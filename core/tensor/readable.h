// Services read a tensor's elements: one that stands for a value in a trace has none yet.
#pragma once

#include <string_view>

#include "core/runtime/error.h"
#include "core/tensor/tensor.h"

namespace mixgrad {

inline void check_readable(const Tensor& tensor, std::string_view argument) {
  if (!tensor.is_traced()) return;
  throw Error(ErrorCode::kTrace,
              "the elements of " + name_mark(argument) + " can not be read while a function is traced")
      .on(argument)
      .hint("choose with cond and repeat with while_loop or scan: they decide when the graph runs");
}

}  // namespace mixgrad
