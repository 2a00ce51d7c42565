// A part of one of the engine's models, which has no class of its own: nothing outside of the model sees it, and its
// forward is no method.
#pragma once

#include "core/nn/module.h"

namespace mixgrad {

class ModulePart : public Module {
 public:
  // False, where the module has a class and so a method.
  virtual bool run_part(Context& context, const Tensor& x, Tensor& out) = 0;
};

}  // namespace mixgrad
