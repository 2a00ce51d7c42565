// conformance_c <build/conformance>: carries out c.plan.json there, and writes c.json.
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "test/conformance/c/evaluate.h"

using namespace conformance;

namespace {

std::string run_step(const Json& step, Evaluator& evaluator) {
  mixgrad_context* context = evaluator.context();
  if (step.contains("seed")) {
    check(mixgrad_context_set_seed(context, step["seed"].get<int64_t>()));
  } else if (step.contains("let")) {
    evaluator.variables[step["let"]] = evaluator.evaluate(context, step["be"]);
  } else if (step.contains("do")) {
    evaluator.evaluate(context, step["do"]);
  } else if (step.contains("expect")) {
    return difference(evaluator.evaluate(context, step["expect"]), step["equals"]);
  } else {
    try {
      evaluator.evaluate(context, step["fails"]);
    } catch (const StatusError& error) {
      bool own = error.code_name == "host" && evaluator.failed;
      return error_difference(own ? *evaluator.failed : error, step);
    }
    return "no error of " + step["code"].get<std::string>();
  }
  return {};
}

std::string run_case(const Json& one, const std::string& folder) {
  Evaluator evaluator(folder);
  for (size_t i = 0; i < one["steps"].size(); ++i) {
    std::string problem;
    try {
      problem = run_step(one["steps"][i], evaluator);
    } catch (const std::exception& e) {
      problem = e.what();
    }
    if (!problem.empty()) return "step " + std::to_string(i) + ": " + problem;
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: conformance_c <build/conformance>\n";
    return 2;
  }
  std::string folder = argv[1];
  std::ifstream in(folder + "/c.plan.json");
  if (!in) {
    std::cerr << "there is no " << folder << "/c.plan.json: run `make conformance-plans`\n";
    return 2;
  }
  Json plan = Json::parse(in), report = Json::object();
  const char* only = std::getenv("CASE");
  int passed = 0, failed = 0;
  for (const Json& one : plan["cases"]) {
    std::string id = one["id"];
    if (only && id.find(only) == std::string::npos) continue;
    std::string problem = run_case(one, folder);
    if (!problem.empty()) std::cout << "c " << id << ": " << problem << "\n";
    ++(problem.empty() ? passed : failed);
    Json& counts = report[one["subject"].get<std::string>()];
    if (counts.is_null()) counts = {{"passed", 0}, {"failed", 0}, {"skipped", 0}};
    const char* what = problem.empty() ? "passed" : "failed";
    counts[what] = counts[what].get<int>() + 1;
  }
  if (!only) std::ofstream(folder + "/c.json") << report.dump(1) << "\n";
  std::cout << passed << " passed, " << failed << " failed, 0 skipped\n";
  return failed > 0 || passed == 0;
}
