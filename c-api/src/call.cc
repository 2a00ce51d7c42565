#include "c-api/src/convert.h"
#include "core/dispatch/bind.h"
#include "core/dispatch/dispatch.h"

using namespace mixgrad;
using namespace mixgrad::abi;

namespace mixgrad::abi {
const Function& function_of(mixgrad_function* function) {
  return *reinterpret_cast<const Function*>(&require(function, "function"));
}
}  // namespace mixgrad::abi

mixgrad_status* mixgrad_function_find(const char* name, int32_t version, mixgrad_function** out_function) {
  return guarded(nullptr, "function_find", [&] {
    require(out_function, "out_function");
    const Function* f = Registry::instance().find_function(&require(name, "name"));
    if (!f)
      throw Error(ErrorCode::kNotFound, "there is no function of this name")
          .on("name")
          .given(std::string("\"") + name + "\"");
    if (version > f->version) {
      throw Error(ErrorCode::kVersion, "this library has an older version of " + f->name)
          .on("version")
          .given(std::to_string(version))
          .accepted("at most " + std::to_string(f->version))
          .hint("install a newer mixgrad");
    }
    *out_function = reinterpret_cast<mixgrad_function*>(const_cast<Function*>(f));
  });
}

const char* mixgrad_function_name(mixgrad_function* function) {
  return function ? function_of(function).name.c_str() : "";
}

namespace {
void check_ready(const Function& f, size_t room) {
  if (is_forked_child()) {
    throw Error(ErrorCode::kDevice, "this process was forked from one that uses mixgrad, and has none of its threads")
        .hint("start a new process instead");
  }
  if (room < f.outputs.size()) {
    throw Error(ErrorCode::kValue, "there is too little room for the results")
        .on("n_results")
        .given(std::to_string(room))
        .accepted("at least " + std::to_string(f.outputs.size()));
  }
}

void convert(const mixgrad_value* given, size_t n, BoundArguments& out) {
  if (n > 0) require(given, "arguments");
  if (n > kMaxArguments) {
    throw Error(ErrorCode::kType, "too many arguments")
        .given(std::to_string(n))
        .accepted("at most " + std::to_string(kMaxArguments));
  }
  for (size_t i = 0; i < n; ++i) out.add(to_core(given[i]));
}
}  // namespace

mixgrad_status* mixgrad_call(mixgrad_context* context, mixgrad_function* function, const mixgrad_value* arguments,
                             size_t n_arguments, mixgrad_value* results, size_t* n_results) {
  const char* name = function ? function_of(function).name.c_str() : "call";
  return guarded(context, name, [&] {
    require(context, "context");
    const Function& f = function_of(function);
    size_t room = n_results && results ? *n_results : 0;
    check_ready(f, room);
    Results made;
    {
      BoundArguments given;
      convert(arguments, n_arguments, given);
      invoke_as_caller(*context->core, f, given.span(), made);
    }
    int written = 0;
    try {
      for (; written < made.count(); ++written)
        results[written] = from_core(std::move(made.values.at(written)), context->scope);
    } catch (...) {
      while (written > 0) mixgrad_value_clear(&results[--written]);
      throw;
    }
    if (n_results) *n_results = static_cast<size_t>(made.count());
  });
}
