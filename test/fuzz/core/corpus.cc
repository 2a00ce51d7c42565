#include "test/fuzz/core/corpus.h"

#include <cctype>
#include <fstream>

namespace mixgrad::fuzz {

namespace {

constexpr size_t kMostCalls = 200, kMostText = 20000;

// Does evaluating it need what the case alone has?
bool needs_more(const Json& value) {
  if (value.is_object() && (value.contains("var") || value.contains("host") || value.contains("subclass"))) return true;
  if (!value.is_structured()) return false;
  for (const Json& part : value) {
    if (needs_more(part)) return true;
  }
  return false;
}

size_t text_in(const Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().size();
  size_t out = 1;
  if (value.is_structured()) {
    for (const Json& part : value) out += text_in(part);
  }
  return out;
}

}  // namespace

const std::vector<Json>& Corpus::arguments_of(const std::string& function) {
  load(function);
  return calls_[function];
}

bool Corpus::depends_on_layout(const std::string& function) {
  load(function);
  return depend_on_layout_.count(function) != 0;
}

void Corpus::load(const std::string& function) {
  std::string subject = function.substr(0, function.find('.'));
  if (seen_.insert(subject).second) {
    bool is_class = std::isupper(static_cast<unsigned char>(subject[0]));
    read(folder_ / (is_class ? "classes" : "") / (subject + ".json"));
  }
}

void Corpus::read(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return;
  Json all = Json::parse(in);
  for (const Json& one : all["cases"]) {
    if (!one.value("layouts", true)) depend_on_layout_.insert(all["subject"].get<std::string>());
    if (one.contains("arguments")) add(all["subject"], one["arguments"]);
    collect(one);
  }
}

void Corpus::collect(const Json& value) {
  if (!value.is_structured()) return;
  if (value.is_object() && value.contains("arguments")) {
    if (value.contains("call") && value["call"].is_string()) add(value["call"], value["arguments"]);
    if (value.contains("new") && value["new"].is_string())
      add(value["new"].get<std::string>() + ".new", value["arguments"]);
  }
  for (const Json& part : value) collect(part);
}

void Corpus::add(const std::string& function, const Json& arguments) {
  std::vector<Json>& calls = calls_[function];
  if (calls.size() < kMostCalls && !needs_more(arguments) && text_in(arguments) <= kMostText)
    calls.push_back(arguments);
}

}  // namespace mixgrad::fuzz
