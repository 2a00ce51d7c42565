#include "core/runtime/thread_pool.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "core/runtime/cores.h"
#include "core/runtime/error.h"

namespace mixgrad {
namespace {

ThreadPool& pool() { return ThreadPool::instance(); }

class ThreadPoolTest : public testing::Test {
 protected:
  void SetUp() override { before_ = pool().threads(); }
  void TearDown() override { pool().set_threads(before_); }
  int before_ = 1;
};

TEST_F(ThreadPoolTest, RunsEveryChunkOnceForAnyNumberOfThreads) {
  for (int threads : {1, 2, 3, 8, 2}) {
    pool().set_threads(threads);
    EXPECT_EQ(pool().threads(), threads);
    for (int64_t chunks : {0, 1, 2, 7, 1000}) {
      std::vector<std::atomic<int>> runs(static_cast<size_t>(chunks));
      pool().run(chunks, [&](int64_t i) { runs[static_cast<size_t>(i)]++; });
      for (auto& n : runs) ASSERT_EQ(n, 1);
    }
  }
}

TEST_F(ThreadPoolTest, OtherThreadsTakePart) {
  pool().set_threads(2);
  std::atomic<int> together{0};
  // Each chunk waits for the other: without a second thread this would never end.
  pool().run(2, [&](int64_t) {
    ++together;
    while (together < 2) std::this_thread::yield();
  });
  EXPECT_EQ(together, 2);
}

TEST_F(ThreadPoolTest, WakesSleepingThreads) {
  pool().set_threads(2);
  for (int i = 0; i < 5; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // workers spin 100 microseconds, then sleep
    std::atomic<int> together{0};
    pool().run(2, [&](int64_t) {
      ++together;
      while (together < 2) std::this_thread::yield();
    });
  }
}

TEST_F(ThreadPoolTest, ManyCallersAtOnce) {
  pool().set_threads(4);
  std::atomic<int64_t> wrong{0};
  std::vector<std::thread> callers;
  for (int c = 0; c < 12; ++c) {
    callers.emplace_back([&] {
      for (int i = 1; i < 300; ++i) {
        std::vector<int64_t> out(static_cast<size_t>(i), 0);
        pool().run(i, [&](int64_t k) { out[static_cast<size_t>(k)] += k; });
        wrong += std::accumulate(out.begin(), out.end(), int64_t{0}) != int64_t{i} * (i - 1) / 2;
      }
    });
  }
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(ThreadPoolTest, ThrowsTheErrorOfTheFirstFailingChunk) {
  for (int threads : {1, 2, 4}) {
    pool().set_threads(threads);
    for (int i = 0; i < 200; ++i) {
      std::atomic<int> running{0};
      try {
        pool().run(64, [&](int64_t chunk) {
          ++running;
          if (chunk % 20 == 13) {
            --running;
            throw std::runtime_error("chunk " + std::to_string(chunk));
          }
          --running;
        });
        FAIL() << "no error";
      } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "chunk 13");
        EXPECT_EQ(running, 0);
      }
    }
    int64_t sum = 0;
    std::atomic<int64_t> after{0};
    pool().run(10, [&](int64_t chunk) { after += chunk; });  // the pool works on
    for (int64_t i = 0; i < 10; ++i) sum += i;
    EXPECT_EQ(after, sum);
  }
}

TEST_F(ThreadPoolTest, NestedCallsRunSeriallyOnTheirThread) {
  pool().set_threads(4);
  std::atomic<int> wrong{0}, inner{0};
  pool().run(16, [&](int64_t) {
    auto self = std::this_thread::get_id();
    int64_t expected = 0;
    pool().run(10, [&](int64_t i) {
      wrong += std::this_thread::get_id() != self || i != expected++;
      ++inner;
    });
  });
  EXPECT_EQ(inner, 160);
  EXPECT_EQ(wrong, 0);
}

void expect_cancelled(const std::function<void()>& run) {
  try {
    run();
    ADD_FAILURE() << "all chunks were run";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kCancelled);
  }
}

TEST_F(ThreadPoolTest, CancelStopsAtTheNextChunk) {
  for (int threads : {1, 3}) {
    pool().set_threads(threads);
    CancelFlag cancel{false};
    std::atomic<int> done{0};
    std::thread canceller([&] {
      while (done < 5) std::this_thread::yield();
      cancel = true;
    });
    auto chunk = [&](int64_t) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      ++done;
    };
    expect_cancelled([&] { pool().run(100000, chunk, &cancel); });
    canceller.join();
    EXPECT_LT(done, 100000);
  }
}

TEST_F(ThreadPoolTest, NoChunkBeginsOnceAThreadHasSeenTheFlag) {
  for (int threads : {1, 2, 4}) {
    pool().set_threads(threads);
    for (int i = 0; i < 100; ++i) {
      CancelFlag cancel{false};
      std::atomic<int> late{0};
      auto chunk = [&](int64_t number) {
        late += cancel;
        if (number == 50) cancel = true;
        // Or the other threads could come to the end while the one at 50 is not let run.
        while (number >= 900 && !cancel) std::this_thread::yield();
      };
      expect_cancelled([&] { pool().run(1000, chunk, &cancel); });
      EXPECT_LT(late, threads);  // a chunk that was being claimed at that moment, in each other thread
    }
  }
}

TEST_F(ThreadPoolTest, CancelAfterTheLastChunkIsNoError) {
  pool().set_threads(2);
  CancelFlag cancel{false};
  std::atomic<int> done{0};
  pool().run(
      8,
      [&](int64_t) {
        if (++done == 8) cancel = true;
      },
      &cancel);
  EXPECT_EQ(done, 8);
}

TEST_F(ThreadPoolTest, SetThreadsChecksItsArgumentAndItsCaller) {
  for (int threads : {0, -3, 1025}) {
    try {
      pool().set_threads(threads);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kValue);
    }
  }
  pool().set_threads(2);
  std::atomic<int> refused{0};
  pool().run(4, [&](int64_t) {
    try {
      pool().set_threads(3);
    } catch (const Error& error) {
      refused += error.code() == ErrorCode::kBusy;
    }
  });
  EXPECT_EQ(refused, 4);
  EXPECT_EQ(pool().threads(), 2);
}

TEST_F(ThreadPoolTest, SetThreadsWhileOthersWork) {
  std::atomic<bool> end{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  for (int c = 0; c < 3; ++c) {
    callers.emplace_back([&] {
      while (!end) {
        std::atomic<int> n{0};
        pool().run(20, [&](int64_t) { ++n; });
        wrong += n != 20;
      }
    });
  }
  for (int i = 0; i < 60; ++i) pool().set_threads(1 + i % 5);
  end = true;
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(ThreadPoolTest, ThreadsBlockAllSignals) {
  pool().set_threads(2);
  std::atomic<int> together{0}, open{0};
  auto host = std::this_thread::get_id();
  pool().run(2, [&](int64_t) {
    ++together;
    while (together < 2) std::this_thread::yield();
    if (std::this_thread::get_id() == host) return;
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    for (int signal : {SIGINT, SIGTERM, SIGUSR1, SIGCHLD, SIGALRM}) open += !sigismember(&blocked, signal);
  });
  EXPECT_EQ(open, 0);
  sigset_t here;
  pthread_sigmask(SIG_SETMASK, nullptr, &here);
  EXPECT_FALSE(sigismember(&here, SIGINT));
}

TEST(ParallelFor, CutsTheRangeByGrainAlone) {
  int before = ThreadPool::instance().threads();
  for (int threads : {1, 4}) {
    ThreadPool::instance().set_threads(threads);
    std::mutex mutex;
    std::set<std::pair<int64_t, int64_t>> cuts;
    parallel_for(10, 4, [&](int64_t begin, int64_t end) {
      std::lock_guard lock(mutex);
      cuts.insert({begin, end});
    });
    EXPECT_EQ(cuts, (std::set<std::pair<int64_t, int64_t>>{{0, 4}, {4, 8}, {8, 10}}));
  }
  ThreadPool::instance().set_threads(before);
  int calls = 0;
  parallel_for(0, 4, [&](int64_t, int64_t) { ++calls; });
  parallel_for(-5, 4, [&](int64_t, int64_t) { ++calls; });
  EXPECT_EQ(calls, 0);
  parallel_for(3, 100, [&](int64_t begin, int64_t end) { calls += static_cast<int>(end - begin); });
  EXPECT_EQ(calls, 3);
  CancelFlag cancel{true};
  EXPECT_THROW(parallel_for(3, 100, [](int64_t, int64_t) {}, &cancel), Error);
}

TEST(Cores, TheEnvironmentDecidesIfItIsSensible) {
  const char* before = std::getenv("MIXGRAD_THREADS");
  std::string kept = before ? before : "";
  unsetenv("MIXGRAD_THREADS");
  EXPECT_GE(available_cores(), 1);
  EXPECT_EQ(threads_from_environment(1000), available_cores());
  setenv("MIXGRAD_THREADS", "3", 1);
  EXPECT_EQ(threads_from_environment(1000), 3);
  for (const char* text : {"0", "-1", "many", "3 ", "1001", "99999999999"}) {
    setenv("MIXGRAD_THREADS", text, 1);
    EXPECT_THROW(threads_from_environment(1000), Error) << text;
  }
  before ? setenv("MIXGRAD_THREADS", kept.c_str(), 1) : unsetenv("MIXGRAD_THREADS");
}

#if !defined(__SANITIZE_THREAD__)
TEST_F(ThreadPoolTest, AForkedChildGetsAnError) {
  pool().set_threads(2);
  pool().run(2, [](int64_t) {});
  EXPECT_FALSE(is_forked_child());
  pid_t child = fork();
  if (child == 0) {
    int status = 1;
    try {
      pool().run(2, [](int64_t) {});
    } catch (const Error&) {
      status = is_forked_child() ? 0 : 2;
    }
    _exit(status);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  pool().run(2, [](int64_t) {});
}
#endif

}  // namespace
}  // namespace mixgrad
