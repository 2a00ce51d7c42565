// fuzz_core <cases> <tolerances.json> <folder> [--seed N] [--calls N] [--function NAME] [--call N] [--verbose] [--here]
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "core/schema/registry.h"
#include "test/fuzz/core/worker.h"

using namespace mixgrad;
using mixgrad::fuzz::Options;

namespace {

bool is_wanted(const std::string& name, const std::string& only) {
  if (only.empty() || name == only) return true;
  return only.back() == '*' && name.compare(0, only.size() - 1, only, 0, only.size() - 1) == 0;
}

std::vector<const Function*> all_functions(const std::string& only) {
  std::vector<const Function*> out;
  for (auto& [name, f] : Registry::instance().functions()) {
    if (is_wanted(name, only)) out.push_back(f.get());
  }
  for (auto& [name, cls] : Registry::instance().classes()) {
    for (auto& method : cls->methods) {
      if (is_wanted(method->name, only)) out.push_back(method.get());
    }
  }
  return out;
}

int usage() {
  std::cerr
      << "usage: fuzz_core <cases> <tolerances.json> <folder> [--seed N] [--calls N] [--function NAME] [--call N]\n"
         "                 [--seconds N] [--megabytes N] [--jobs N] [--again TEXT] [--verbose] [--here]\n";
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return usage();
  Options options;
  auto absolute = [](const char* path) { return std::filesystem::absolute(path).string(); };
  options.cases = absolute(argv[1]), options.tolerances = absolute(argv[2]), options.folder = absolute(argv[3]);
  for (int i = 4; i < argc; ++i) {
    std::string option = argv[i];
    if (option == "--verbose" || option == "--here") {
      (option == "--here" ? options.here : options.verbose) = true;
      continue;
    }
    if (++i == argc) return usage();
    int64_t number = std::atoll(argv[i]);
    if (option == "--seed")
      options.seed = static_cast<uint64_t>(number);
    else if (option == "--calls")
      options.calls = number;
    else if (option == "--function")
      options.only = argv[i];
    else if (option == "--call")
      options.first = number, options.calls = 1, options.verbose = true;
    else if (option == "--seconds")
      options.seconds = number;
    else if (option == "--megabytes")
      options.megabytes = number;
    else if (option == "--jobs")
      options.jobs = number;
    else if (option == "--again")
      options.again = argv[i];
    else
      return usage();
  }
  std::vector<const Function*> functions = all_functions(options.only);
  fuzz::Totals t = fuzz::run_all(options, functions);
  std::cout << t.functions << " functions, " << t.calls << " calls with seed " << options.seed << ": " << t.results
            << " results, " << t.errors << " errors\n";
  std::cout << t.calls - t.faults << " passed, " << t.faults << " failed, 0 skipped\n";
  return t.faults > 0 || t.calls == 0;
}
