#include "core/backend-sim/sim.h"

#include <array>
#include <cstring>
#include <map>

#include "core/backend-sim/arguments.h"
#include "core/kernels/copy_stream.h"
#include "core/runtime/sanitizer.h"

namespace mixgrad::sim {

Arena& arena(Device device) {
  static std::array<Arena*, kDevices> all{};
  static std::mutex mutex;
  std::lock_guard lock(mutex);
  Arena*& one = all[static_cast<size_t>(device.index)];
  if (!one) one = new Arena;
  return *one;
}

Streams& streams() {
  static Streams& all = *new Streams(2 * kDevices);
  return all;
}

namespace {

// A kernel of its own, or the CPU's.
Kernel kernel_of(std::string_view op) {
  static std::mutex mutex;
  static std::map<std::string, Kernel, std::less<>> known;
  std::lock_guard lock(mutex);
  if (auto it = known.find(op); it != known.end()) return it->second;
  Kernel kernel = find_kernel(op, DeviceType::kSim);
  if (!kernel) kernel = find_kernel(op, DeviceType::kCpu);
  if (!kernel) throw Error(ErrorCode::kInternal, "no kernel for " + std::string(op) + " on the simulated device");
  known.emplace(op, kernel);
  return kernel;
}

std::vector<Span> span(const void* data, int64_t bytes) { return {{static_cast<const char*>(data), bytes}}; }

class Library final : public DeviceLibrary, public CopyStream {
 public:
  Library() : DeviceLibrary(DeviceType::kSim, "sim") {}
  int devices() const override { return kDevices; }

  void* allocate(Device device, int64_t bytes) override {
    Arena& on = arena(device);
    void* data = on.allocate(bytes);
    if constexpr (kSanitized) {
      void* real = on.real(data);
      auto unpoison = [=] { MIXGRAD_UNPOISON(real, static_cast<size_t>(whole(bytes))); };
      on.note(data, {push(calls(device), {{}, {}, unpoison}), {}});
    }
    return data;
  }
  // First the poison, after all that may use the block, then it is there for others. Calls of theirs are queued behind
  // that; the copy stream has to wait.
  void release(Device device, void* data, int64_t bytes) override {
    Arena& on = arena(device);
    void* real = on.real(data);
    auto poison = [=] {
      std::memset(real, kPoison, static_cast<size_t>(whole(bytes)));
      MIXGRAD_POISON(real, static_cast<size_t>(whole(bytes)));
    };
    Task task{{}, span(data, whole(bytes)), poison, nullptr, true, {on.history(data).sent}};
    on.note(data, {push(calls(device), std::move(task)), {}});
    on.release(data, bytes);
  }

  void copy_in(Device to, void* data, const void* from, int64_t bytes) override {
    push(calls(to), taken(to, data, from, bytes));
  }
  CopyEvent send(Device to, void* block, const void* from, int64_t bytes) override {
    Arena& on = arena(to);
    Arena::History history = on.history(block);
    Task task = taken(to, block, from, bytes);
    task.after.push_back(history.free);
    history.sent = push(copies(to), std::move(task));
    on.note(block, history);
    return history.sent.number;
  }
  void expect(Device device, CopyEvent event) override {
    push(calls(device), {{}, {}, nullptr, nullptr, false, {{copies(device), event}}});
  }
  void copy_out(Device from, const void* data, void* to, int64_t bytes) override {
    const void* real = arena(from).real(data);
    streams().wait(
        push(calls(from), {span(data, bytes), {}, [=] { std::memcpy(to, real, static_cast<size_t>(bytes)); }}));
    std::optional<Error> error = streams().take_error(calls(from));
    if (!error) error = broken().find(span(data, bytes));
    if (error) throw Error(*error);
  }
  // On the target's stream, behind what the source has been given so far; the source goes on when it is done.
  void copy_across(Device from, const void* data, Device to, void* target, int64_t bytes) override {
    void *into = arena(to).real(target), *out_of = arena(from).real(data);
    auto work = [=] {
      if (std::optional<Error> error = broken().find(span(data, bytes))) throw Error(*error);
      std::memcpy(into, out_of, static_cast<size_t>(bytes));
    };
    Task task{{}, span(target, bytes), std::move(work), nullptr, true, {streams().last(calls(from))}};
    Moment done = push(calls(to), std::move(task));
    push(calls(from), {{}, {}, nullptr, nullptr, false, {done}});
  }
  void synchronise(Device device) override {
    for (size_t stream : {copies(device), calls(device)}) streams().wait(streams().last(stream));
    if (std::optional<Error> error = streams().take_error(calls(device))) throw Error(*error);
  }

  void run(Device device, std::string_view op, const KernelCall& call, ErrorStory story) override {
    Kernel kernel = kernel_of(op);
    auto held = hold(device, call.arguments, call.outputs);
    auto work = [held, kernel, seed = call.seed, block = call.block] {
      kernel({held->values, held->outputs, seed, block, nullptr});
    };
    queue(device, *held, call.outputs, std::move(work), std::move(story));
  }
  void run_program(Device device, const Program& program, std::span<const Value> inputs, const Tensor& output,
                   ErrorStory story) override {
    auto held = hold(device, inputs, {&output, 1});
    auto work = [held, &program] {
      run_program_cpu(program, held->values.data(), static_cast<int>(held->values.size()), held->outputs[0]);
    };
    queue(device, *held, {&output, 1}, std::move(work), std::move(story));
  }
  void copy(Device device, const Tensor& from, const Tensor& to) override {
    auto held = hold(device, {}, {&to, 1});
    Tensor source = held->tensor(from);
    auto work = [held, source] { copy_cpu(source, held->outputs[0]); };
    bool whole = to.is_contiguous() && bytes_of(to) == to.impl()->storage->bytes();
    queue(device, *held, {&to, 1}, std::move(work), nullptr, whole);
  }

 private:
  static Moment push(size_t stream, Task task) { return streams().push(stream, std::move(task)); }
  static Task taken(Device to, void* data, const void* from, int64_t bytes) {
    std::string held(static_cast<const char*>(from), static_cast<size_t>(bytes));
    void* real = arena(to).real(data);
    auto work = [real, held = std::move(held)] { std::memcpy(real, held.data(), held.size()); };
    return {{}, span(data, bytes), std::move(work), nullptr, true};
  }
  static int64_t whole(int64_t bytes) { return block_bytes(block_class(bytes)); }

  static std::shared_ptr<Arguments> hold(Device device, std::span<const Value> values,
                                         std::span<const Tensor> outputs) {
    auto held = std::make_shared<Arguments>(device);
    for (const Value& v : values) held->values.push_back(held->value(v));
    for (const Tensor& t : outputs) held->outputs.push_back(held->tensor(t, false));
    return held;
  }
  static int64_t bytes_of(const Tensor& t) { return t.elements() * static_cast<int64_t>(item_bytes(t.dtype())); }
  static void queue(Device device, Arguments& held, std::span<const Tensor> outputs, std::function<void()> work,
                    ErrorStory story, bool overwrites = false) {
    Task task{held.reads, {}, std::move(work), std::move(story), overwrites, {}};
    for (const Tensor& t : outputs) task.writes.push_back(Arguments::span_of(t));
    push(calls(device), std::move(task));
  }
};

[[maybe_unused]] Library& library = *new Library;

}  // namespace

}  // namespace mixgrad::sim
