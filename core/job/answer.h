// What a host answered, or how it failed.
#pragma once

#include <utility>

#include "core/runtime/error.h"
#include "core/schema/value.h"

namespace mixgrad {

struct Answer {
  bool given = false, failed = false;
  ValueList results;
  int64_t ticket = 0;
  std::string message;

  // The first answer counts.
  void set(ValueList values) {
    if (std::exchange(given, true)) return;
    results = std::move(values);
  }
  void set_failure(int64_t number, std::string text) {
    if (std::exchange(given, true)) return;
    failed = true;
    ticket = number;
    message = std::move(text);
  }
  ValueList take() {
    if (failed) throw Error(ErrorCode::kHost, std::move(message)).ticket(ticket);
    return std::move(results);
  }
};

}  // namespace mixgrad
