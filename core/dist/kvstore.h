// A key-value store that sums what the workers of one process push, round by round.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/dispatch/callable.h"

namespace mixgrad {

class KVStore final : public Object {
 public:
  explicit KVStore(int64_t workers, double timeout_s = 60) : workers_(workers), timeout_s_(timeout_s) {}
  const Class& cls() const override;

  void init(const std::string& key, const Tensor& value);
  // A worker's part of its next round: its k-th push belongs to round k. Copied. Does not wait.
  void push(const std::string& key, const Tensor& value, int64_t worker);
  // The sum of the round of this worker's last push, or the initial value before its first; waits until every worker
  // has pushed its part. No later round can be complete before this worker pushes again, so nothing depends on timing.
  Tensor pull(Context& context, const std::string& key, int64_t worker);

  int64_t workers() const { return workers_; }
  double timeout_s() const;
  void set_timeout_s(double seconds);

 private:
  struct Entry {
    Tensor value;                                  // the sum of the last complete round
    int64_t completed = 0;                         // how many rounds are summed
    std::vector<int64_t> pushed;                   // rounds that each worker has pushed
    std::map<int64_t, std::vector<Tensor>> parts;  // of rounds that are not complete, by worker
  };
  void check_worker(int64_t worker) const;
  Entry& find(const std::string& key);
  std::string missing(const Entry& entry, int64_t round) const;

  const int64_t workers_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  double timeout_s_;
  std::map<std::string, Entry> entries_;
};

}  // namespace mixgrad
