#include "core/backend-sim/stream.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>

namespace mixgrad::sim {

std::optional<Error> Broken::find(const std::vector<Span>& reads) {
  std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_) {
    for (const Span& span : reads) {
      if (span.overlaps(entry.span)) return entry.error;
    }
  }
  return std::nullopt;
}

void Broken::add(const std::vector<Span>& spans, const Error& error) {
  std::lock_guard lock(mutex_);
  for (const Span& span : spans) entries_.push_back({span, error});
}

void Broken::mend(const std::vector<Span>& spans) {
  std::lock_guard lock(mutex_);
  std::erase_if(entries_, [&](const Entry& entry) {
    return std::any_of(spans.begin(), spans.end(), [&](const Span& span) { return span.covers(entry.span); });
  });
}

Broken& broken() {
  static Broken& all = *new Broken;
  return all;
}

Stream::Stream() {  // never destroyed; like all threads of the engine's this one leaves signals to others
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread([this] { run(); }).detach();
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

uint64_t Stream::push(Task task) {
  std::lock_guard lock(mutex_);
  queue_.push_back(std::move(task));
  if (queue_.size() > kHeldBack) work_.notify_one();
  return ++pushed_;
}

void Stream::wait(uint64_t number) {
  std::unique_lock lock(mutex_);
  wanted_ = std::max(wanted_, number);
  work_.notify_one();
  done_.wait(lock, [&] { return finished_ >= number; });
}

std::optional<Error> Stream::take_error() {
  std::lock_guard lock(mutex_);
  return std::exchange(error_, std::nullopt);
}

void Stream::synchronise() {
  uint64_t last;
  {
    std::lock_guard lock(mutex_);
    last = pushed_;
  }
  wait(last);
  if (std::optional<Error> error = take_error()) throw Error(*error);
}

size_t Stream::waiting() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

void Stream::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [&] { return !queue_.empty() && (wanted_ > finished_ || queue_.size() > kHeldBack); });
    {
      Task task = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      run(task);
    }
    lock.lock();
    ++finished_;
    if (finished_ >= wanted_) done_.notify_all();
  }
}

void Stream::run(Task& task) {
  auto fail = [&](const Error& error) { broken().add(task.writes, error); };
  if (std::optional<Error> error = broken().find(task.reads)) return fail(*error);
  std::optional<Error> found;
  try {
    task.work();
    if (task.overwrites) broken().mend(task.writes);
    return;
  } catch (const Error& e) {
    found = e;
  } catch (const std::exception& e) {
    found = Error(ErrorCode::kInternal, e.what());
  }
  if (task.story) task.story(*found);
  fail(*found);
  std::lock_guard lock(mutex_);
  if (!error_) error_ = found;
}

}  // namespace mixgrad::sim
