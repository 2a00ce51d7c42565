// Results whose sizes the elements tell can not stand in a trace, where there are no elements yet.
#pragma once

#include "core/dispatch/dispatch.h"

namespace mixgrad {

inline void check_eager(const Context& context, const Function& function, int argument, const Tensor& x,
                        const std::string& instead) {
  if (!context.tracer && !x.is_traced()) return;
  throw Error(ErrorCode::kTrace, "the size of the result of " + name_mark(function.name) +
                                     " depends on elements, which are not there while a function is traced")
      .in(function.name)
      .on(function.arguments[static_cast<size_t>(argument)].name)
      .hint(instead);
}

}  // namespace mixgrad
