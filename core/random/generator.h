// A Philox stream that random functions can draw from in place of the context's.
#pragma once

#include "core/context/context.h"
#include "core/schema/object.h"

namespace mixgrad {

class Generator final : public Object {
 public:
  explicit Generator(Ref<RandomStream> from) : stream(std::move(from)) {}
  const Class& cls() const override;
  const Ref<RandomStream> stream;
};

// Of a value that the schema has checked to be a Generator.
RandomStream* generator_stream(const Value& generator);

}  // namespace mixgrad
