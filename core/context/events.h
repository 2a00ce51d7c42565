// How long work tells its host what happens. Implemented by jobs; null outside of them.
#pragma once

#include <string_view>

#include "core/schema/value.h"

namespace mixgrad {

class Events : public RefCounted {
 public:
  virtual void progress(ValueMap record) = 0;                      // overwrites the last one that was not taken
  virtual void event(std::string_view name, ValueMap record) = 0;  // queued
};

}  // namespace mixgrad
