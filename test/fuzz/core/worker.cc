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
#include <filesystem>
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
constexpr int64_t kMostChildren = 64;

struct Counts {
  std::atomic<int64_t> calls, results, errors, faults;
};
// What a child does: the function that it took, and the number of the call.
struct Place {
  std::atomic<int64_t> function{-1}, call;
};
// What children and their parent both see.
struct Board {
  std::atomic<int64_t> next;  // the first function that no child has taken
  Place places[kMostChildren];
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
  return "again with: " + o.again + " SEED=" + std::to_string(o.seed) + " FUNCTION=" + function +
         " CALL=" + std::to_string(call);
}

std::string folder_of(const Options& options, int64_t child) { return options.folder + "/" + std::to_string(child); }

class Child {
 public:
  // `folder`: its own, for files that it may write.
  Child(const Options& options, Board& board, const std::vector<const Function*>& functions, std::string folder)
      : options_(options),
        folder_(std::move(folder)),
        board_(board),
        functions_(functions),
        corpus_(options.cases),
        tolerances_(read_json(options.tolerances)) {
    std::filesystem::create_directories(folder_);
    std::filesystem::current_path(folder_);
    Allocator::cpu().set_limit(options.megabytes << 20);
    if (kSanitized) return;  // these reserve more than there is
    rlimit most{static_cast<rlim_t>(options.megabytes << 22), static_cast<rlim_t>(options.megabytes << 22)};
    setrlimit(RLIMIT_AS, &most);
  }

  // Goes on where the place is, then takes functions until there are none.
  void run(Place& place) {
    if (place.function >= 0) of_one(place);
    int64_t count = static_cast<int64_t>(functions_.size());
    for (int64_t function; (function = board_.next++) < count;) {
      place.call = options_.first, place.function = function;
      of_one(place);
    }
  }

 private:
  void of_one(Place& place) {
    for (; place.call < options_.first + options_.calls; ++place.call)
      one(*functions_[static_cast<size_t>(place.function)], place.call, board_.counts[place.function]);
  }

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
    for (const auto& left : std::filesystem::directory_iterator(folder_)) std::filesystem::remove_all(left);
    conformance::Run run(folder_);
    Maker maker(random, run, corpus_, folder_);
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
  std::string folder_;
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

// A child at its place in the board. One that ends too early is a fault of its call, and another goes on behind it.
class Worker {
 public:
  Worker(const Options& options, Board& board, const std::vector<const Function*>& functions, int64_t number)
      : options_(options),
        board_(board),
        functions_(functions),
        folder_(folder_of(options, number)),
        place_(board.places[number]) {}

  void start() {
    std::fflush(stdout);
    child_ = fork();
    if (child_ < 0) throw std::runtime_error("no child can be started");
    used_before_ = 0, waited_ = 0, function_ = -1;
    if (child_ > 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody waits for it any more
    Child(options_, board_, functions_, folder_).run(place_);
    std::fflush(stdout);
    _exit(0);
  }

  // Every tenth of a second. False when there is nothing left to do.
  bool look() {
    if (child_ == 0) return false;
    std::string end;
    if (!has_ended(end)) return true;
    child_ = 0;
    if (end.empty()) return false;
    int64_t function = place_.function;
    if (function < 0) throw std::runtime_error("a child " + end + " before its first call");
    int64_t faults = ++board_.counts[function].faults;
    const std::string& name = functions_[static_cast<size_t>(function)]->name;
    std::printf("%s: %s\n  %s\n", name.c_str(), end.c_str(), repeat_text(options_, name, place_.call).c_str());
    // What crashes again and again is told once too often already.
    place_.call = faults < kMostFaultsShown ? place_.call + 1 : options_.first + options_.calls;
    start();
    return true;
  }

 private:
  bool has_ended(std::string& how) {
    int status = 0;
    if (waitpid(child_, &status, WNOHANG) == child_) {
      if (WIFSIGNALED(status))
        how = std::string("ended by the signal ") + strsignal(WTERMSIG(status));
      else if (WEXITSTATUS(status) != 0)
        how = "ended with " + std::to_string(WEXITSTATUS(status));
      return true;
    }
    ++waited_;
    if (place_.function != function_ || place_.call != call_) {
      function_ = place_.function, call_ = place_.call;
      used_before_ = seconds_used(child_), waited_ = 0;
    }
    // A busy machine gives little time: what counts is what the child used, unless it sleeps for ever.
    double most = static_cast<double>(options_.seconds);
    if (function_ < 0 || (seconds_used(child_) - used_before_ < most && waited_ < 600 * options_.seconds)) return false;
    kill(child_, SIGKILL);
    waitpid(child_, &status, 0);
    how = "hangs: more than " + std::to_string(options_.seconds) + " seconds of work, or asleep";
    return true;
  }

  const Options& options_;
  Board& board_;
  const std::vector<const Function*>& functions_;
  std::string folder_;
  Place& place_;
  pid_t child_ = 0;
  int64_t function_ = -1, call_ = -1;
  double used_before_ = 0;
  int64_t waited_ = 0;  // tenths of seconds at this call
};

// How far it is, on a terminal every second and elsewhere every minute.
void show_progress(const Board& board, size_t functions, int64_t tenths) {
  bool terminal = isatty(STDERR_FILENO);
  if (tenths % (terminal ? 10 : 600) != 0) return;
  int64_t calls = 0;
  for (size_t i = 0; i < functions; ++i) calls += board.counts[i].calls;
  std::fprintf(stderr, "%s%ld of %zu functions, %ld calls%s", terminal ? "\r" : "",
               static_cast<long>(std::min<int64_t>(board.next, static_cast<int64_t>(functions))), functions,
               static_cast<long>(calls), terminal ? " \r" : "\n");
}

}  // namespace

Totals run_all(const Options& options, const std::vector<const Function*>& functions) {
  if (functions.size() > kMostFunctions) throw std::runtime_error("more functions than the board has room for");
  Board& board = *make_board();
  if (options.here) Child(options, board, functions, folder_of(options, 0)).run(board.places[0]);
  std::vector<Worker> workers;
  for (int64_t i = 0; i < std::clamp<int64_t>(options.jobs, 1, kMostChildren) && !options.here; ++i) {
    workers.emplace_back(options, board, functions, i);
    workers.back().start();
  }
  auto look = [](Worker& worker) { return worker.look(); };
  for (int64_t tenths = 1; std::count_if(workers.begin(), workers.end(), look) > 0; ++tenths) {
    usleep(100000);
    show_progress(board, functions.size(), tenths);
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
