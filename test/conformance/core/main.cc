// conformance_core <cases> <tolerances.json> <build/conformance> [device]: runs all cases on the engine. On a device
// other than the CPU the bits are held to those that a run on the CPU has left.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "core/graph/infer_node.h"
#include "core/schema/registry.h"
#include "test/conformance/core/cases.h"

using mixgrad::conformance::Json;

namespace {

Json read(const std::filesystem::path& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("can not read " + path.string());
  return Json::parse(in);
}

void write(const std::filesystem::path& path, const Json& value) {
  std::ofstream out(path);
  out << value.dump(1) << "\n";
  if (!out.flush()) throw std::runtime_error("can not write " + path.string());
}

// Random cases are nowhere to be found afterwards: who made them says how to make one again.
std::string again_text(const std::string& subject, const std::string& id) {
  const char* again = std::getenv("AGAIN");
  return again ? "  again with: " + std::string(again) + " FUNCTION=" + subject + " CASE='" + id + "'\n" : "";
}

// How many cases of each function vmap and differences were tried on.
struct Tried {
  std::map<std::string, int> batched, along_directions;

  static int total(const std::map<std::string, int>& counts) {
    int sum = 0;
    for (auto& [name, count] : counts) sum += count;
    return sum;
  }
  // Functions for which no case served, each with what it lacks. What calls the host has tests of its own.
  std::vector<std::string> missing() const {
    std::vector<std::string> out;
    for (auto& [name, f] : mixgrad::Registry::instance().functions()) {
      bool hosts = std::any_of(f->arguments.begin(), f->arguments.end(),
                               [](const mixgrad::Argument& a) { return a.type.kind == mixgrad::TypeKind::kCallback; });
      if (!mixgrad::is_recordable(*f) || f->inputs == 0 || hosts) continue;
      if (!batched.count(name)) out.push_back(name + ": no case of it can be tried under vmap");
      if (f->jvp != "none" && !along_directions.count(name))
        out.push_back(name + ": no case of it takes gradients in float64 where it is smooth");
    }
    return out;
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 && argc != 5) {
    std::cerr << "usage: conformance_core <cases> <tolerances.json> <output> [device]\n";
    return 2;
  }
  std::optional<mixgrad::Device> device = mixgrad::find_device(argc == 5 ? argv[4] : "cpu");
  if (!device) {
    std::cerr << "no device " << argv[4] << "\n";
    return 2;
  }
  bool elsewhere = !device->is_cpu();
  mixgrad::conformance::places().tensors = *device;
  std::filesystem::path folder = argv[1], output = argv[3];
  mixgrad::conformance::Tolerances tolerances(read(argv[2]));
  const char* only = std::getenv("CASE");
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  Json report = Json::object(), results = Json::object();
  int passed = 0, failed = 0, refused = 0;
  bool sample = only != nullptr;  // not all that there is: nothing can be said of what it lacks
  Json of_cpu = elsewhere && std::filesystem::exists(output / "results.json") ? read(output / "results.json") : Json();
  int compared = 0;
  Tried tried;
  for (const auto& path : files) {
    Json file = read(path);
    std::string subject = file["subject"];
    Json counts{{"passed", 0}, {"failed", 0}, {"skipped", 0}};
    for (const Json& one : file["cases"]) {
      std::string id = one["id"];
      if (only && id.find(only) == std::string::npos) continue;
      sample = sample || one.value("random", false);
      auto outcome = mixgrad::conformance::run_case(file, one, tolerances, output.string());
      if (outcome.refused) {
        ++refused;
        continue;
      }
      if (outcome.failure.empty() && of_cpu.contains(id)) {
        ++compared;
        if (of_cpu[id] != outcome.results) outcome.failure = "other bits than on the CPU";
      }
      const char* what = outcome.failure.empty() ? "passed" : "failed";
      counts[what] = counts[what].get<int>() + 1;
      ++(outcome.failure.empty() ? passed : failed);
      if (outcome.batched) ++tried.batched[subject];
      if (outcome.along_directions) ++tried.along_directions[subject];
      if (!outcome.failure.empty())
        std::cout << "core " << id << ": " << outcome.failure << "\n" << again_text(subject, id);
      else
        results[id] = outcome.results;
    }
    report[subject] = counts;
  }
  for (const std::string& what : sample ? std::vector<std::string>() : tried.missing()) {
    ++failed;
    std::cout << "core " << what << "\n";
  }
  if (elsewhere) std::cout << compared << " cases compared with the bits of the CPU\n";
  if (!sample && !elsewhere) {
    write(output / "results.json", results);
    write(output / "core.json", report);
  }
  if (passed + failed == 0) std::cout << "no case was run\n";
  std::cout << Tried::total(tried.batched) << " cases under vmap, " << Tried::total(tried.along_directions)
            << " along directions\n";
  if (refused) std::cout << refused << " random cases that the engine refuses\n";
  std::cout << passed << " passed, " << failed << " failed, 0 skipped\n";
  return failed > 0 || passed == 0;
}
