#include "core/runtime/allocator.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/runtime/block.h"
#include "core/runtime/error.h"
#include "core/runtime/sanitizer.h"

namespace mixgrad {

namespace {

struct Free {
  Free* next;
};

constexpr int kThreadClasses = block_class(4096) + 1;  // up to this size a thread keeps blocks of its own
constexpr int64_t kThreadBytes = 16384;                // that it keeps of each class
constexpr int64_t kFold = 65536;                       // a thread counts by itself up to this many bytes
constexpr int64_t kKeep = int64_t{64} << 20;           // the pool keeps this much, or twice what was ever in use

// Written by its own thread only; others read the counters and ask for a flush.
struct ThreadCache {
  Free* head[kThreadClasses] = {};
  uint32_t count[kThreadClasses] = {};
  std::atomic<int64_t> pending{0};  // bytes taken into use and not yet added to the pool's count
  std::atomic<int64_t> high{0};     // the most that `pending` has been since
  std::atomic<int64_t> cached{0};
  std::atomic<bool> flush{false};

  void count_use(int64_t bytes) {
    int64_t now = pending.load(std::memory_order_relaxed) + bytes;
    pending.store(now, std::memory_order_relaxed);
    if (now > high.load(std::memory_order_relaxed)) high.store(now, std::memory_order_relaxed);
  }
  void push(int cls, void* data) {
    Free* block = static_cast<Free*>(data);
    block->next = head[cls];
    head[cls] = block;
    ++count[cls];
    cached.store(cached.load(std::memory_order_relaxed) + block_bytes(cls), std::memory_order_relaxed);
    MIXGRAD_POISON(block + 1, block_bytes(cls) - sizeof(Free));
  }
  void* pop(int cls) {
    Free* block = head[cls];
    head[cls] = block->next;
    --count[cls];
    cached.store(cached.load(std::memory_order_relaxed) - block_bytes(cls), std::memory_order_relaxed);
    return block;
  }
  static uint32_t keeps(int cls) {
    return static_cast<uint32_t>(std::max<int64_t>(kThreadBytes / block_bytes(cls), 4));
  }
};

class Pool {
 public:
  static Pool& instance() {
    static Pool& pool = *make();  // never destroyed: tensors may be released while the process ends
    return pool;
  }

  // `cache` is null for large blocks and in threads that are ending.
  void* take(int cls, int64_t asked, ThreadCache* cache) {
    std::lock_guard lock(mutex_);
    List& list = lists_[cls];
    list.last_use = ++clock_;
    void* block = list.head ? pop(cls) : grow(cls, asked, cache);
    if (cache && cls < kThreadClasses) {
      for (uint32_t i = ThreadCache::keeps(cls) / 2; i > 1 && list.head; --i) cache->push(cls, pop(cls));
      cache->count_use(block_bytes(cls));
    } else {
      used_ += block_bytes(cls);
    }
    peak_ = std::max(peak_, used_now());
    return block;
  }

  void give(int cls, void* data) {
    std::lock_guard lock(mutex_);
    used_ -= block_bytes(cls);
    push(cls, data);
    evict();
  }

  void fold(ThreadCache& cache) {
    std::lock_guard lock(mutex_);
    fold_locked(cache);
  }
  void flush_class(ThreadCache& cache, int cls, uint32_t keep) {
    std::lock_guard lock(mutex_);
    while (cache.count[cls] > keep) push(cls, cache.pop(cls));
    evict();
  }
  void flush(ThreadCache& cache) {
    std::lock_guard lock(mutex_);
    flush_locked(cache);
    evict();
  }
  void add(ThreadCache& cache) {
    std::lock_guard lock(mutex_);
    caches_.push_back(&cache);
  }
  void remove(ThreadCache& cache) {
    std::lock_guard lock(mutex_);
    flush_locked(cache);
    fold_locked(cache);
    std::erase(caches_, &cache);
  }

  void trim(ThreadCache* own) {
    std::lock_guard lock(mutex_);
    shrink(own, 0);
  }
  void set_limit(int64_t bytes, ThreadCache* own) {
    std::lock_guard lock(mutex_);
    limit_ = bytes;
    if (limit_ && used_now() + pooled_ > limit_) shrink(own, std::max<int64_t>(limit_ - used_now(), 0));
  }
  MemoryCounters counters() {
    std::lock_guard lock(mutex_);
    MemoryCounters out;
    out.bytes = used_now();
    out.peak_bytes = std::max(peak_, out.bytes);
    out.pool_bytes = pooled_;
    out.limit_bytes = limit_;
    for (ThreadCache* cache : caches_) {
      out.pool_bytes += cache->cached.load(std::memory_order_relaxed);
      out.peak_bytes = std::max(out.peak_bytes, high_of(*cache));
    }
    return out;
  }

 private:
  struct List {
    Free* head = nullptr;
    uint64_t last_use = 0;
  };

  static Pool* make() {
    static Pool* pool = new Pool;
    // A child of fork may still release tensors: the lock must not be left in another thread's hands.
    pthread_atfork([] { pool->mutex_.lock(); }, [] { pool->mutex_.unlock(); }, [] { pool->mutex_.unlock(); });
    return pool;
  }

  int64_t used_now() const {
    int64_t sum = used_;
    for (ThreadCache* cache : caches_) sum += cache->pending.load(std::memory_order_relaxed);
    return sum;
  }
  int64_t high_of(const ThreadCache& cache) const {
    return used_now() - cache.pending.load(std::memory_order_relaxed) + cache.high.load(std::memory_order_relaxed);
  }
  void fold_locked(ThreadCache& cache) {
    peak_ = std::max(peak_, high_of(cache));
    used_ += cache.pending.load(std::memory_order_relaxed);
    cache.pending.store(0, std::memory_order_relaxed);
    cache.high.store(0, std::memory_order_relaxed);
  }
  void flush_locked(ThreadCache& cache) {
    for (int cls = 0; cls < kThreadClasses; ++cls) {
      while (cache.count[cls]) push(cls, cache.pop(cls));
    }
    cache.flush.store(false, std::memory_order_relaxed);
  }

  void push(int cls, void* data) {
    Free* block = static_cast<Free*>(data);
    block->next = lists_[cls].head;
    lists_[cls].head = block;
    pooled_ += block_bytes(cls);
    MIXGRAD_POISON(block + 1, block_bytes(cls) - sizeof(Free));
  }
  void* pop(int cls) {
    Free* block = lists_[cls].head;
    lists_[cls].head = block->next;
    pooled_ -= block_bytes(cls);
    return block;
  }

  void* grow(int cls, int64_t asked, ThreadCache* cache) {
    int64_t bytes = block_bytes(cls);
    if (limit_ && used_now() + pooled_ + bytes > limit_) {
      shrink(cache, std::max<int64_t>(limit_ - used_now() - bytes, 0));
      if (used_now() + bytes > limit_) refuse(asked);
    }
    void* data = block_from_system(bytes);
    if (!data) {
      shrink(cache, 0);
      data = block_from_system(bytes);
    }
    if (!data) refuse(asked);
    return data;
  }

  [[noreturn]] void refuse(int64_t asked) const {
    std::string limit = limit_ ? "the limit is " + std::to_string(limit_) + " bytes" : "the system has no more";
    throw Error(ErrorCode::kOutOfMemory,
                "not enough memory: " + std::to_string(used_now()) + " bytes are in use and " + limit)
        .given("a request for " + std::to_string(asked) + " bytes")
        .hint(limit_ ? "dispose tensors that are no longer needed, or raise the limit"
                     : "dispose tensors that are no longer needed, or work in smaller batches");
  }

  // Other threads give their blocks up with their next release: what they keep is little.
  void shrink(ThreadCache* own, int64_t keep) {
    if (own) flush_locked(*own);
    for (ThreadCache* cache : caches_) {
      if (cache != own) cache->flush.store(true, std::memory_order_relaxed);
    }
    drop(keep);
  }
  // Gives pooled blocks back to the system, those unused for longest first, until `keep` bytes are left.
  void drop(int64_t keep) {
    while (pooled_ > keep) {
      int oldest = -1;
      for (int cls = 0; cls < kBlockClasses; ++cls) {
        if (lists_[cls].head && (oldest < 0 || lists_[cls].last_use < lists_[oldest].last_use)) oldest = cls;
      }
      while (lists_[oldest].head && pooled_ > keep) {
        void* data = pop(oldest);
        MIXGRAD_UNPOISON(data, block_bytes(oldest));
        block_to_system(data, block_bytes(oldest));
      }
    }
  }
  // Work whose sizes keep changing must not fill the memory with blocks that fit nothing.
  void evict() {
    int64_t most = std::max(kKeep, 2 * peak_);
    if (limit_) most = std::min(most, std::max<int64_t>(limit_ - used_now(), 0));
    if (pooled_ > most) drop(most - most / 8);
  }

  std::mutex mutex_;
  List lists_[kBlockClasses];
  std::vector<ThreadCache*> caches_;
  int64_t used_ = 0, peak_ = 0, pooled_ = 0, limit_ = 0;
  uint64_t clock_ = 0;
};

MIXGRAD_FAST_THREAD_LOCAL ThreadCache* t_cache = nullptr;
MIXGRAD_FAST_THREAD_LOCAL bool t_ended = false;

struct Owner {
  ~Owner() {
    t_ended = true;
    ThreadCache* cache = std::exchange(t_cache, nullptr);
    Pool::instance().remove(*cache);
    delete cache;
  }
};

ThreadCache* make_cache() {
  if (t_ended) return nullptr;
  static thread_local Owner owner;
  (void)owner;
  auto* cache = new ThreadCache;
  Pool::instance().add(*cache);
  return t_cache = cache;
}
inline ThreadCache* own_cache() { return t_cache ? t_cache : make_cache(); }

inline bool must_fold(const ThreadCache& cache) {
  int64_t pending = cache.pending.load(std::memory_order_relaxed);
  return pending > kFold || pending < -kFold;
}

}  // namespace

Allocator& Allocator::cpu() {
  static Allocator allocator;
  return allocator;
}

void* Allocator::allocate(int64_t bytes) {
  int cls = block_class(bytes);
  void* data;
  ThreadCache* cache = own_cache();
  if (cls < kThreadClasses && cache && cache->head[cls]) {
    data = cache->pop(cls);
    cache->count_use(block_bytes(cls));
    if (must_fold(*cache)) Pool::instance().fold(*cache);
  } else {
    data = Pool::instance().take(cls, bytes, cache);
  }
  MIXGRAD_UNPOISON(data, bytes);
  return data;
}

void Allocator::release(void* data, int64_t bytes) {
  int cls = block_class(bytes);
  MIXGRAD_UNPOISON(data, sizeof(Free));
  ThreadCache* cache = own_cache();
  if (cls >= kThreadClasses || !cache) return Pool::instance().give(cls, data);
  cache->count_use(-block_bytes(cls));
  cache->push(cls, data);
  if (cache->count[cls] > ThreadCache::keeps(cls)) {
    Pool::instance().flush_class(*cache, cls, ThreadCache::keeps(cls) / 2);
  }
  if (must_fold(*cache)) Pool::instance().fold(*cache);
  if (cache->flush.load(std::memory_order_relaxed)) Pool::instance().flush(*cache);
}

void Allocator::trim() { Pool::instance().trim(own_cache()); }

void Allocator::set_limit(int64_t bytes) {
  if (bytes < 0) {
    throw Error(ErrorCode::kValue, "a memory limit is a number of bytes")
        .given(std::to_string(bytes))
        .accepted("0 (no limit) or more");
  }
  Pool::instance().set_limit(bytes, own_cache());
}

MemoryCounters Allocator::counters() const { return Pool::instance().counters(); }

}  // namespace mixgrad
