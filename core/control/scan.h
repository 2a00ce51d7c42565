// A scan as a call of graphs: where its tensors stand, for its rules and for the gradient of loops.
#pragma once

#include "core/control/parts.h"

namespace mixgrad {

// What scan_graph takes beside its tensors, by position.
enum ScanArgument {
  kScanTensors,
  kScanBody,
  kScanStates,
  kScanScanned,
  kScanReverse,
  kScanLimited,
  kScanReplays,
  kScanKeep
};

// The list: states, scanned, shared, then how many steps there are (limited) and positions (replays).
struct ScanLayout {
  size_t states = 0, scanned = 0, shared = 0;
  bool reverse = false, limited = false, replays = false, keep = false;

  size_t first_shared() const { return states + scanned; }
  size_t limit() const { return first_shared() + shared; }
  size_t positions() const { return limit() + (limited ? 1 : 0); }
};

}  // namespace mixgrad
