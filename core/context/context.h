// What a call runs under: recording, generator, trace, the host, and how the caller counts and spells.
// Contexts are immutable but for generator and scope; a variant is a child. They are passed, never found in a thread.
#pragma once

#include <mutex>
#include <span>
#include <string>
#include <unordered_map>

#include "core/context/events.h"
#include "core/context/host.h"
#include "core/runtime/error.h"
#include "core/runtime/thread_pool.h"
#include "core/schema/value.h"

namespace mixgrad {

struct Function;
struct Results;
class Context;

// What a call on a device is part of: an error that comes when it has run is told as it would have been at the call.
struct CallSite final : RefCounted {
  Ref<CallSite> outer;
  const Function* function = nullptr;  // a composed one, one whose argument is being counted, or null
  std::string argument;                // that argument, or empty
  std::string layer;                   // of a module, or empty
};

enum class IndexConvention : int32_t { kZero = 0, kR = 1, kJulia = 2 };

// A Philox stream: operators take whole blocks from it, in program order.
class RandomStream final : public RefCounted {
 public:
  void set_seed(uint64_t seed);
  void set_state(uint64_t seed, uint64_t block);
  uint64_t take(int64_t blocks, uint64_t* seed);  // the first block of this call
  void state(uint64_t* seed, uint64_t* block) const;

 private:
  mutable std::mutex mutex_;
  uint64_t seed_ = 0, block_ = 0;
};

// Records calls in place of running them. Implemented by core/graph.
class Tracer : public RefCounted {
 public:
  // True if composed functions are recorded whole, false if they are expanded into their operators.
  virtual bool keeps_composed() const = 0;
  virtual void record(Context& context, const Function& function, std::span<const Value> arguments, Device device,
                      Results& results) = 0;
  // `target` (traced, or a tensor that was not an input: state) now has the value of `value`.
  virtual void write(Context& context, const Tensor& target, const Tensor& value) = 0;
  // How often that has happened to the tensor, or to what it shares memory with.
  virtual int64_t writes(const Tensor& tensor) const = 0;
  // The answer of `read` for the object is a constant of the trace.
  virtual void depend(Object& object, int64_t (*read)(const Object&)) = 0;
  virtual void read_shape() = 0;  // the host looked at a dimension: the trace holds for these shapes only
};

// Told of the output of each module that runs (summaries).
class ForwardObserver : public RefCounted {
 public:
  virtual void output(Object& module, const Shape& shape) = 0;
};

// Hangs on tensors that stand for a value in a trace.
struct TracedValue : RefCounted {
  Ref<Tracer> tracer;
  int id = -1;
};

struct CallerNames {
  std::unordered_map<std::string, std::string> spelling;
};

class Context final : public RefCounted {
 public:
  Context();
  bool recording = true;
  bool quiet = false;  // inside a trace: recording was turned off there, so no gradient flows through what is called
  IndexConvention caller = IndexConvention::kZero;  // how whoever called the engine counts; inside, all count from 0
  Ref<RandomStream> generator;
  Ref<Tracer> tracer;             // null outside traces
  Ref<ForwardObserver> observer;  // usually null
  Ref<Host> host;                 // null: host functions can not be run
  Ref<Events> events;             // null outside jobs
  const CancelFlag* cancel = nullptr;
  std::shared_ptr<const CallerNames> names;
  Device device;       // where a call without tensors makes its result
  Ref<CallSite> site;  // null on the CPU, whose errors pass through their callers

  Ref<Context> child() const;                  // a copy to change before use
  Ref<Context> with_recording(bool on) const;  // for the engine's own calls
  Ref<Context> on(Device device) const;
  Ref<Context> switched(bool on) const;  // what no_grad and its reverse are to users, in traces too
  Error::Reader reader() const;
  int64_t caller_first() const { return caller == IndexConvention::kZero ? 0 : 1; }  // the number of the first class
};

}  // namespace mixgrad
