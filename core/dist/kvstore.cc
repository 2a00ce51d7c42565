#include "core/dist/kvstore.h"

#include <algorithm>
#include <chrono>

#include "core/kernels/library.h"
#include "core/nn/module.h"
#include "core/tensor/readable.h"

namespace mixgrad {

const Class& KVStore::cls() const {
  static const Class& c = class_named("KVStore");
  return c;
}

namespace {

constexpr int64_t kMostRoundsAhead = 1024;  // of one worker before the slowest

Tensor copy_of(const Tensor& t) {
  check_readable(t, "value");
  Tensor out = Tensor::empty(t.dtype(), t.shape());
  copy_elements(t.detached(), out);
  return out;
}

Tensor sum_in_order(const std::vector<Tensor>& parts) {
  auto quiet = make_ref<Context>();
  quiet->recording = false;
  Tensor total = parts[0];
  for (size_t i = 1; i < parts.size(); ++i) total = op<"add">(*quiet, total, parts[i]);
  return total;
}

}  // namespace

void KVStore::check_worker(int64_t worker) const {  // a rank is an id, counted from 0 in every language
  if (worker >= 0 && worker < workers_) return;
  throw Error(ErrorCode::kValue, "there is no worker of this number")
      .on("worker")
      .given(std::to_string(worker))
      .accepted("0 to " + std::to_string(workers_ - 1));
}

KVStore::Entry& KVStore::find(const std::string& key) {
  auto it = entries_.find(key);
  if (it != entries_.end()) return it->second;
  std::string known;
  for (auto& [name, entry] : entries_) {
    if (known.size() > 200) {
      known += ", ...";
      break;
    }
    known += (known.empty() ? "" : ", ") + name;
  }
  throw Error(ErrorCode::kNotFound, "the store has no key of this name")
      .on("key")
      .given("\"" + key + "\"")
      .accepted(known.empty() ? "none yet" : known)
      .hint("init makes a key");
}

std::string KVStore::missing(const Entry& entry, int64_t round) const {
  std::string out;
  for (int64_t w = 0; w < workers_; ++w) {
    if (entry.pushed[w] < round) out += (out.empty() ? "" : ", ") + std::to_string(w);
  }
  return out;
}

double KVStore::timeout_s() const {
  std::lock_guard lock(mutex_);
  return timeout_s_;
}
void KVStore::set_timeout_s(double seconds) {
  if (!(seconds > 0))
    throw Error(ErrorCode::kValue, "the time limit must be positive")
        .on("timeout")
        .given(std::to_string(seconds))
        .accepted("> 0");
  std::lock_guard lock(mutex_);
  timeout_s_ = seconds;
}

void KVStore::init(const std::string& key, const Tensor& value) {
  Tensor copy = copy_of(value);
  std::lock_guard lock(mutex_);
  auto [it, fresh] = entries_.try_emplace(key);
  if (!fresh) throw Error(ErrorCode::kValue, "the store has this key").on("key").given("\"" + key + "\"");
  it->second.value = std::move(copy);
  it->second.pushed.assign(workers_, 0);
}

void KVStore::push(const std::string& key, const Tensor& value, int64_t worker) {
  check_worker(worker);
  Tensor part = copy_of(value);
  {
    std::lock_guard lock(mutex_);
    Entry& entry = find(key);
    if (!(part.shape() == entry.value.shape())) {
      throw Error(ErrorCode::kShape, "the tensor has another shape than the key")
          .on("value")
          .given(part.shape().text())
          .accepted(entry.value.shape().text());
    }
    if (part.dtype() != entry.value.dtype()) {
      throw Error(ErrorCode::kDType, "the tensor has another dtype than the key")
          .on("value")
          .given(dtype_name(part.dtype()))
          .accepted(dtype_name(entry.value.dtype()));
    }
    if (entry.pushed[worker] - entry.completed >= kMostRoundsAhead) {
      throw Error(ErrorCode::kBusy, "this worker is too many rounds ahead of the slowest")
          .on("worker")
          .given(std::to_string(kMostRoundsAhead) + " rounds that wait for workers " +
                 missing(entry, entry.completed + 1));
    }
    std::vector<Tensor>& parts = entry.parts[++entry.pushed[worker]];
    parts.resize(workers_);
    parts[worker] = part;
    while (!entry.parts.empty() && *std::min_element(entry.pushed.begin(), entry.pushed.end()) > entry.completed) {
      auto round = entry.parts.begin();
      entry.value = sum_in_order(round->second);
      entry.parts.erase(round);
      ++entry.completed;
    }
  }
  changed_.notify_all();
}

Tensor KVStore::pull(Context& context, const std::string& key, int64_t worker) {
  check_worker(worker);
  using Clock = std::chrono::steady_clock;
  std::unique_lock lock(mutex_);
  Entry& entry = find(key);  // keys are never removed
  int64_t round = entry.pushed[worker];
  auto limit = Clock::now() + std::chrono::duration<double>(std::min(timeout_s_, 1e9));
  while (entry.completed < round) {
    if (context.cancel && context.cancel->load(std::memory_order_relaxed))
      throw Error(ErrorCode::kCancelled, "pull was cancelled");
    if (Clock::now() >= limit) {
      throw Error(ErrorCode::kError, "workers have not pushed within the time limit")
          .on("key")
          .given("\"" + key + "\", round " + std::to_string(round) + ", missing workers " + missing(entry, round))
          .hint("each worker pushes each key once in a round; the property timeout sets the limit");
    }
    changed_.wait_for(lock, std::chrono::milliseconds(5));
  }
  Tensor value = entry.value;
  lock.unlock();
  return copy_of(value);
}

}  // namespace mixgrad
