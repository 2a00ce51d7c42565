#include "core/runtime/cores.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

#include "core/runtime/error.h"

namespace mixgrad {

int available_cores() {
  int cores = static_cast<int>(std::thread::hardware_concurrency());
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0) cores = CPU_COUNT(&set);
  std::ifstream quota_file("/sys/fs/cgroup/cpu.max");  // "<quota> <period>" in microseconds, or "max <period>"
  double quota = 0, period = 0;
  if (quota_file >> quota >> period && quota > 0 && period > 0) {
    cores = std::min(cores, std::max(1, static_cast<int>(std::lround(quota / period))));
  }
#endif
  return std::max(cores, 1);
}

int threads_from_environment(int most) {
  const char* text = std::getenv("MIXGRAD_THREADS");
  if (!text || !*text) return std::min(available_cores(), most);
  int threads = 0;
  const char* end = text + std::strlen(text);
  auto [stop, problem] = std::from_chars(text, end, threads);
  if (problem != std::errc() || stop != end || threads < 1 || threads > most) {
    throw Error(ErrorCode::kValue, "the environment variable MIXGRAD_THREADS is not a number of threads")
        .given(text)
        .accepted("a whole number from 1 to " + std::to_string(most));
  }
  return threads;
}

}  // namespace mixgrad
