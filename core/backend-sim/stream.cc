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

Streams::Streams(size_t count) : streams_(count) {
  // Never destroyed; like all threads of the engine's this one leaves signals to others.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread([this] { run(); }).detach();
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Moment Streams::push(size_t stream, Task task) {
  std::lock_guard lock(mutex_);
  Stream& s = streams_[stream];
  s.queue.push_back(std::move(task));
  if (s.is_urgent()) work_.notify_one();
  return {stream, ++s.pushed};
}

Moment Streams::last(size_t stream) const {
  std::lock_guard lock(mutex_);
  return {stream, streams_[stream].pushed};
}

void Streams::wait(Moment moment) {
  std::unique_lock lock(mutex_);
  Stream& s = streams_[moment.stream];
  s.wanted = std::max(s.wanted, moment.number);
  work_.notify_one();
  done_.wait(lock, [&] { return is_past(moment); });
}

std::optional<Error> Streams::take_error(size_t stream) {
  std::lock_guard lock(mutex_);
  return std::exchange(streams_[stream].error, std::nullopt);
}

size_t Streams::waiting(size_t stream) const {
  std::lock_guard lock(mutex_);
  return streams_[stream].queue.size();
}

void Streams::shuffle(uint64_t seed) {
  std::lock_guard lock(mutex_);
  random_.seed(static_cast<std::minstd_rand::result_type>(seed));
}

// One of the streams whose next task may run. There is one: what was pushed first of all waits for nothing.
size_t Streams::draw() {
  std::vector<size_t> ready;
  for (size_t i = 0; i < streams_.size(); ++i) {
    const Stream& s = streams_[i];
    if (!s.queue.empty() && std::all_of(s.queue.front().after.begin(), s.queue.front().after.end(),
                                        [&](const Moment& m) { return is_past(m); }))
      ready.push_back(i);
  }
  return ready[random_() / 16 % ready.size()];
}

void Streams::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [&] {
      return std::any_of(streams_.begin(), streams_.end(), [](const Stream& s) { return s.is_urgent(); });
    });
    size_t stream = draw();
    {
      Task task = std::move(streams_[stream].queue.front());
      streams_[stream].queue.pop_front();
      lock.unlock();
      run(task, stream);
    }
    lock.lock();
    ++streams_[stream].finished;
    done_.notify_all();
  }
}

void Streams::run(Task& task, size_t stream) {
  auto fail = [&](const Error& error) { broken().add(task.writes, error); };
  if (std::optional<Error> error = broken().find(task.reads)) return fail(*error);
  std::optional<Error> found;
  try {
    if (task.work) task.work();
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
  if (!streams_[stream].error) streams_[stream].error = found;
}

}  // namespace mixgrad::sim
