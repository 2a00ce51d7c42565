// What a host answered, or how it failed.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "core/runtime/error.h"
#include "core/schema/value.h"

namespace mixgrad {

struct Answer {
  bool given = false;
  ValueList results;
  std::optional<Error> error;

  // The first answer counts.
  void set(ValueList values) {
    if (!std::exchange(given, true)) results = std::move(values);
  }
  void set_error(Error e) {
    if (!std::exchange(given, true)) error = std::move(e);
  }
  void set_failure(int64_t ticket, std::string message) {
    set_error(Error(ErrorCode::kHost, std::move(message)).ticket(ticket));
  }
  ValueList take() {
    if (error) throw *error;
    return std::move(results);
  }
};

// One result for each of several calls.
inline void check_results(std::string_view method, int64_t calls, size_t results) {
  if (static_cast<int64_t>(results) == calls) return;
  throw Error(ErrorCode::kHost, "the host must answer each call with one result")
      .in(method)
      .given(std::to_string(results))
      .accepted(std::to_string(calls));
}

}  // namespace mixgrad
