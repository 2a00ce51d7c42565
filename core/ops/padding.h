// What `pad` adds, as its attribute `mode` numbers it.
#pragma once

namespace mixgrad {

enum PadMode { kPadConstant, kPadReflect, kPadReplicate, kPadCircular };

}  // namespace mixgrad
