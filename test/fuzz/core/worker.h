// Children that make the calls. A child that crashes, hangs or takes too much memory costs one call, not the run.
#pragma once

#include <string>
#include <vector>

#include "core/schema/function.h"

namespace mixgrad::fuzz {

struct Options {
  std::string cases, tolerances, folder;
  uint64_t seed = 1;
  int64_t calls = 60;       // of each function
  int64_t first = 0;        // the number of the first
  std::string only;         // a function's name, or a part of names with `*` behind it
  int64_t seconds = 20;     // of one call, before it counts as hanging
  int64_t megabytes = 512;  // that tensors of a child may take
  int64_t jobs = 1;         // children at once
  std::string again;        // the command that makes a call again: what is put before SEED=…
  bool verbose = false;     // says every call
  bool here = false;        // no child: for a debugger
};

struct Totals {
  int64_t functions = 0, calls = 0, results = 0, errors = 0, faults = 0;
};

// Makes the calls of all functions, prints what is wrong, and counts.
Totals run_all(const Options& options, const std::vector<const Function*>& functions);

}  // namespace mixgrad::fuzz
