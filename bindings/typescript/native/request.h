// A request of the engine that JavaScript has not answered yet.
#pragma once

#include "environment.h"

namespace mixgrad_node {

struct Request {
  mixgrad_request* request = nullptr;
  int32_t context = -1;   // number of the context to answer under
  bool from_job = false;  // then the event owns the request
  mixgrad_event event{};
};

}  // namespace mixgrad_node
