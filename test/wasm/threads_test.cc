// Where the system gives no thread: work is done by the caller, and what can not be done so is an error that says why.
#include <gtest/gtest.h>

#include "core/data/prefetch.h"
#include "core/dispatch/dispatch.h"
#include "core/job/job.h"
#include "core/runtime/error.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {
namespace {

TEST(Threads, ThePoolWorksInItsCaller) {
  std::vector<int> done(100);
  ThreadPool::instance().set_threads(4);
  ThreadPool::instance().run(100, [&](int64_t chunk) { ++done[static_cast<size_t>(chunk)]; });
  EXPECT_EQ(done, std::vector<int>(100, 1));
  EXPECT_EQ(ThreadPool::instance().threads(), 1);
}

TEST(Threads, BatchesAreMadeWhenTheyAreTaken) {
  int made = 0;
  auto make = [&](int64_t number, const CancelFlag*) {
    ++made;
    if (number == 4) throw Error(ErrorCode::kValue, "this batch is broken");
    return Prefetch::Batch{{Tensor::empty(DType::kFloat32, Shape{number})}, Device{}};
  };
  Prefetch batches(make, 2, 5, 2, 3);
  EXPECT_EQ(made, 0);
  EXPECT_EQ(batches.take(nullptr).tensors.at(0).elements(), 2);
  EXPECT_EQ(batches.take(nullptr).tensors.at(0).elements(), 3);
  EXPECT_THROW(batches.take(nullptr), Error);
  CancelFlag cancelled{true};
  EXPECT_THROW(batches.take(&cancelled), Error);
  EXPECT_EQ(made, 3);
}

TEST(Threads, AJobIsRefused) {
  try {
    Job::start(make_ref<Context>(), require_function("add"), {});
    FAIL() << "a job was started";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("the system gives no thread for a job"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace mixgrad
