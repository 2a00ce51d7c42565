#include <sstream>

#include "c-api/src/convert.h"
#include "core/random/generator.h"
#include "core/schema/registry.h"

using namespace mixgrad;
using namespace mixgrad::abi;

namespace {

// A child with the same scope.
mixgrad_context* child_of(mixgrad_context& context) {
  auto* child = new mixgrad_context;
  child->core = context.core->child();
  if (context.scope) context.scope->retain();
  child->scope = context.scope;
  return child;
}

std::shared_ptr<const CallerNames> read_names(const char* lines) {
  if (!lines) return nullptr;
  auto names = std::make_shared<CallerNames>();
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    if (size_t at = line.find('='); at != std::string::npos) names->spelling[line.substr(0, at)] = line.substr(at + 1);
  }
  return names;
}

}  // namespace

mixgrad_status* mixgrad_context_new(int32_t convention, const char* names, mixgrad_context** out_context) {
  return guarded(nullptr, "context_new", [&] {
    require(out_context, "out_context");
    if (convention < MIXGRAD_INDEX_CONVENTION_ZERO || convention > MIXGRAD_INDEX_CONVENTION_JULIA) {
      throw Error(ErrorCode::kValue, "this is not an index convention")
          .on("convention")
          .given(std::to_string(convention))
          .accepted("0, 1 or 2");
    }
    auto context = std::make_unique<mixgrad_context>();
    context->core = make_ref<Context>();
    context->core->caller = static_cast<IndexConvention>(convention);
    context->core->names = read_names(names);
    *out_context = context.release();
  });
}

mixgrad_status* mixgrad_context_with_recording(mixgrad_context* context, int32_t recording,
                                               mixgrad_context** out_context) {
  return guarded(context, "context_with_recording", [&] {
    mixgrad_context* child = child_of(require(context, "context"));
    child->core = context->core->switched(recording != 0);
    require(out_context, "out_context") = child;
  });
}

mixgrad_status* mixgrad_context_with_scope(mixgrad_context* context, mixgrad_scope* scope,
                                           mixgrad_context** out_context) {
  return guarded(context, "context_with_scope", [&] {
    require(context, "context");
    require(out_context, "out_context");
    if (scope && scope->closed) throw Error(ErrorCode::kDisposed, "this scope has ended").on("scope");
    mixgrad_context* child = child_of(*context);
    if (scope) scope->retain();
    if (child->scope) mixgrad_scope_release(child->scope);
    child->scope = scope;
    *out_context = child;
  });
}

mixgrad_status* mixgrad_context_with_generator(mixgrad_context* context, mixgrad_object* generator,
                                               mixgrad_context** out_context) {
  return guarded(context, "context_with_generator", [&] {
    require(context, "context");
    require(out_context, "out_context");
    Object& object = object_of(generator);
    if (!Registry::instance().is_a(object.cls(), "Generator")) {
      throw Error(ErrorCode::kType, "this is no generator")
          .on("generator")
          .given(object.cls().name)
          .accepted("Generator");
    }
    mixgrad_context* child = child_of(*context);
    child->core->generator = static_cast<Generator&>(object).stream;
    *out_context = child;
  });
}

mixgrad_status* mixgrad_context_set_host(mixgrad_context* context, mixgrad_host_handler handler, void* user_data) {
  return guarded(context, "context_set_host", [&] {
    require(context, "context");
    if (!handler) {
      context->core->host = nullptr;
      return;
    }
    context->core->host = make_ref<DirectHost>([handler, user_data](const Ref<Request>& request) {
      mixgrad_request handle(request);
      handler(user_data, &handle);
    });
  });
}

mixgrad_status* mixgrad_context_set_seed(mixgrad_context* context, int64_t seed) {
  return guarded(context, "context_set_seed",
                 [&] { require(context, "context").core->generator->set_seed(static_cast<uint64_t>(seed)); });
}

int32_t mixgrad_context_recording(mixgrad_context* context) { return context && context->core->recording; }
int32_t mixgrad_context_convention(mixgrad_context* context) {
  return context ? static_cast<int32_t>(context->core->caller) : 0;
}
int32_t mixgrad_context_tracing(mixgrad_context* context) { return context && context->core->tracer; }
void mixgrad_context_retain(mixgrad_context* context) {
  if (context) context->retain();
}
void mixgrad_context_release(mixgrad_context* context) {
  if (context && context->last_release()) delete context;
}
