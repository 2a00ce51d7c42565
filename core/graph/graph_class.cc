#include "core/graph/graph.h"
#include "core/nn/module.h"

namespace mixgrad {

const Class& Graph::cls() const {
  static const Class& c = class_named("Graph");
  return c;
}

}  // namespace mixgrad
