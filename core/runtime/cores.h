// How many cores this process may use.
#pragma once

namespace mixgrad {

// From the affinity mask and, where a container limits processor time, its quota; at least 1.
int available_cores();
// MIXGRAD_THREADS if set (a value error unless it is a whole number from 1 to `most`), else available_cores().
int threads_from_environment(int most);

}  // namespace mixgrad
