#include "test/fuzz/core/worker.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "core/runtime/allocator.h"
#include "core/runtime/sanitizer.h"
#include "core/tensor/tensor.h"
#include "test/fuzz/core/agree.h"

namespace mixgrad::fuzz {

using conformance::Failure;

namespace {

constexpr size_t kMostFunctions = 4096;
constexpr int64_t kMostFaultsShown = 4;  // of one function

struct Counts {
  std::atomic<int64_t> calls, results, errors, faults;
};
// What children and their parent both see.
struct Board {
  std::atomic<int64_t> function, call;  // what is being done
  std::array<std::atomic<int64_t>, std::size(kWays)> tried;
  Counts counts[kMostFunctions];
};

Board* make_board() {
  void* memory = mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("no memory to share with children");
  return new (memory) Board{};
}

conformance::Json read_json(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("can not read " + path);
  return conformance::Json::parse(in);
}

std::string repeat_text(const Options& o, const std::string& function, int64_t call) {
  return "again with: --seed " + std::to_string(o.seed) + " --function " + function + " --call " + std::to_string(call);
}

class Child {
 public:
  Child(const Options& options, Board& board, const std::vector<const Function*>& functions)
      : options_(options),
        board_(board),
        functions_(functions),
        corpus_(options.cases),
        tolerances_(read_json(options.tolerances)) {
    Allocator::cpu().set_limit(options.megabytes << 20);
    if (kSanitized) return;  // these reserve more than there is
    rlimit most{static_cast<rlim_t>(options.megabytes << 22), static_cast<rlim_t>(options.megabytes << 22)};
    setrlimit(RLIMIT_AS, &most);
  }

  void run(int64_t function, int64_t call) {
    for (; function < static_cast<int64_t>(functions_.size()); ++function, call = options_.first) {
      board_.function = function;
      for (; call < options_.first + options_.calls; ++call) {
        board_.call = call;
        one(*functions_[static_cast<size_t>(function)], call, board_.counts[function]);
      }
    }
  }

 private:
  void one(const Function& f, int64_t number, Counts& counts) {
    int64_t tensors = live_tensors();
    std::string shown, fault;
    ++counts.calls;
    try {
      Tried tried{};
      attempt(f, number, counts, shown, tried);
      for (size_t i = 0; i < tried.size(); ++i) board_.tried[i] += tried[i];
    } catch (const Failure& e) {
      fault = e.what();
    } catch (const Error& e) {
      fault = std::string("outside of the call: ") + e.what();
    }
    if (fault.empty() && live_tensors() != tensors)
      fault = std::to_string(live_tensors() - tensors) + " tensors are left";
    if (fault.empty() || ++counts.faults > kMostFaultsShown) return;
    std::printf("%s: %s\n  %s\n  %s\n", f.name.c_str(), fault.c_str(), shown.c_str(),
                repeat_text(options_, f.name, number).c_str());
    std::fflush(stdout);
  }

  void attempt(const Function& f, int64_t number, Counts& counts, std::string& shown, Tried& tried) {
    Random random(options_.seed, f.name, number);
    conformance::Run run(options_.folder);
    Maker maker(random, run, corpus_, options_.folder);
    Call call = maker.make(f);
    shown = text_of(call);
    if (options_.verbose) std::printf("%ld %s\n", static_cast<long>(number), shown.c_str()), std::fflush(stdout);
    constexpr IndexConvention kConventions[] = {IndexConvention::kR, IndexConvention::kJulia};
    if (random.chance(10)) run.context.caller = random.pick(kConventions);
    Arguments before(call);
    run.context.generator->set_seed(0);
    Ending ending = run_call(run.context, call);
    ++(ending.error ? counts.errors : counts.results);
    if (options_.verbose)
      std::printf("  %s\n", ending.error ? ending.message.c_str() : "a result"), std::fflush(stdout);
    for (const Value& result : ending.results) {
      if (result.is(Kind::kObject)) look_at(random, maker, run.context, result);
    }
    if (corpus_.depends_on_layout(f.name)) return;
    check_agreement(random, f, before, ending, tolerances_, tried);
  }

  const Options& options_;
  Board& board_;
  const std::vector<const Function*>& functions_;
  Corpus corpus_;
  conformance::Tolerances tolerances_;
};

double seconds_used(pid_t child) {
  std::ifstream in("/proc/" + std::to_string(child) + "/stat");
  std::string text((std::istreambuf_iterator<char>(in)), {});
  size_t at = text.rfind(')');
  if (at == std::string::npos) return 0;
  double user = 0, system = 0;
  std::sscanf(text.c_str() + at + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lf %lf", &user, &system);
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

// Waits for a child to end; one that is at the same call for too long is ended.
std::string how_it_ended(pid_t child, const Board& board, int64_t seconds) {
  int64_t function = -1, call = -1;
  double used_before = 0;
  int waited = 0;  // tenths of seconds at this call
  for (int status = 0;; ++waited) {
    if (waitpid(child, &status, WNOHANG) == child) {
      if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return "";
      return WIFSIGNALED(status) ? std::string("ended by the signal ") + strsignal(WTERMSIG(status))
                                 : "ended with " + std::to_string(WEXITSTATUS(status));
    }
    usleep(100000);
    if (board.function != function || board.call != call) {
      function = board.function, call = board.call;
      used_before = seconds_used(child), waited = 0;
    }
    // A busy machine gives little time: what counts is what the child used, unless it sleeps for ever.
    if (seconds_used(child) - used_before < static_cast<double>(seconds) && waited < 100 * seconds) continue;
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return "hangs: more than " + std::to_string(seconds) + " seconds of work, or asleep";
  }
}

}  // namespace

Totals run_all(const Options& options, const std::vector<const Function*>& functions) {
  if (functions.size() > kMostFunctions) throw std::runtime_error("more functions than the board has room for");
  Board& board = *make_board();
  if (options.here) Child(options, board, functions).run(0, options.first);
  int64_t function = 0, call = options.first;
  while (!options.here) {
    std::fflush(stdout);
    pid_t child = fork();
    if (child < 0) throw std::runtime_error("no child can be started");
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody waits for it any more
      Child(options, board, functions).run(function, call);
      std::fflush(stdout);
      _exit(0);
    }
    std::string end = how_it_ended(child, board, options.seconds);
    if (end.empty()) break;
    function = board.function, call = board.call;
    const std::string& name = functions[static_cast<size_t>(function)]->name;
    int64_t faults = ++board.counts[function].faults;
    std::printf("%s: %s\n  %s\n", name.c_str(), end.c_str(), repeat_text(options, name, call).c_str());
    // What crashes again and again is told once too often already.
    call = faults < kMostFaultsShown ? call + 1 : options.first + options.calls;
  }
  Totals totals;
  std::string without;
  for (size_t i = 0; i < functions.size(); ++i) {
    const Counts& c = board.counts[i];
    ++totals.functions;
    totals.calls += c.calls, totals.results += c.results, totals.errors += c.errors, totals.faults += c.faults;
    if (c.results == 0) without += (without.empty() ? "" : ", ") + functions[i]->name;
  }
  if (!without.empty()) std::printf("no call gave a result: %s\n", without.c_str());
  for (size_t i = 0; i < std::size(kWays); ++i)
    std::printf("%s%ld %s", i ? ", " : "tried: ", static_cast<long>(board.tried[i]), kWays[i]);
  std::printf("\n");
  return totals;
}

}  // namespace mixgrad::fuzz
