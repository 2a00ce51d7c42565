#include "core/context/context.h"

namespace mixgrad {

void RandomStream::set_seed(uint64_t seed) { set_state(seed, 0); }
void RandomStream::set_state(uint64_t seed, uint64_t block) {
  std::lock_guard lock(mutex_);
  seed_ = seed;
  block_ = block;
}
uint64_t RandomStream::take(int64_t blocks, uint64_t* seed) {
  std::lock_guard lock(mutex_);
  *seed = seed_;
  uint64_t first = block_;
  block_ += static_cast<uint64_t>(blocks);
  return first;
}
void RandomStream::state(uint64_t* seed, uint64_t* block) const {
  std::lock_guard lock(mutex_);
  *seed = seed_;
  *block = block_;
}

Context::Context() : generator(make_ref<RandomStream>()) {}

Ref<Context> Context::child() const {
  auto c = make_ref<Context>();
  c->recording = recording;
  c->quiet = quiet;
  c->caller = caller;
  c->device = device;
  c->generator = generator;
  c->site = site;
  c->tracer = tracer;
  c->observer = observer;
  c->host = host;
  c->events = events;
  c->cancel = cancel;
  c->names = names;
  return c;
}
Ref<Context> Context::with_recording(bool on) const {
  auto c = child();
  c->recording = on;
  return c;
}
Ref<Context> Context::on(Device other) const {
  auto c = child();
  c->device = other;
  return c;
}
Ref<Context> Context::switched(bool on) const {
  auto c = with_recording(on);
  c->quiet = tracer && !on;
  return c;
}

Error::Reader Context::reader() const {
  Error::Reader reader;
  reader.first = caller_first();
  if (names) {
    reader.spell = [names = names](std::string_view name) {
      auto it = names->spelling.find(std::string(name));
      return it == names->spelling.end() ? std::string(name) : it->second;
    };
  }
  return reader;
}

}  // namespace mixgrad
