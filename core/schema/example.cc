#include "core/schema/example.h"

#include <cctype>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/runtime/error.h"
#include "core/schema/registry.h"
#include "core/tensor/dtype.h"

namespace mixgrad {

using nlohmann::ordered_json;

namespace {

class Parser {
 public:
  Parser(std::string line, const Registry& registry, std::map<std::string, std::string>& classes)
      : text_(std::move(line)), registry_(registry), classes_(classes) {}

  ordered_json statement() {
    std::string verb = word();
    ordered_json out;
    if (verb == "let") {
      std::string name = word();
      expect("=");
      ordered_json value = expression();
      if (value.contains("new")) classes_[name] = value["new"];
      out = {{"let", name}, {"be", value}};
    } else if (verb == "do") {
      out = {{"do", expression()}};
    } else if (verb == "expect") {
      out = {{"expect", expression()}};
      std::string what = accept("=") ? "" : word();
      if (!what.empty()) expect("=");
      if (what == "shape") {
        out["shape"] = json_value();
      } else if (what == "dtype") {
        out["dtype"] = word();
      } else {
        out["equals"] = json_value();
        if (what == "index")
          out["index"] = true;
        else if (!what.empty())
          fail("expected index, shape or dtype");
        if (!at_end() && word() == "within") out["tolerance"] = json_value();
      }
    } else {
      fail("a statement begins with let, do or expect");
    }
    if (!at_end()) fail("more than one statement");
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw Error(ErrorCode::kInternal, "example: " + why + " at \"" + text_.substr(at_) + "\" in \"" + text_ + "\"");
  }
  void space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  bool at_end() {
    space();
    return at_ == text_.size();
  }
  bool looking_at(const std::string& token) {
    space();
    return text_.compare(at_, token.size(), token) == 0;
  }
  bool accept(const std::string& token) {
    if (!looking_at(token)) return false;
    at_ += token.size();
    return true;
  }
  void expect(const std::string& token) {
    if (!accept(token)) fail("expected " + token);
  }
  std::string word() {
    space();
    size_t start = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_')) ++at_;
    if (start == at_) fail("expected a name");
    return text_.substr(start, at_ - start);
  }
  // The longest JSON value from here: nested brackets, a string, or a bare token.
  ordered_json json_value() {
    space();
    size_t start = at_;
    int depth = 0;
    bool quoted = false;
    for (; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '"') quoted = !quoted;
      if (quoted) continue;
      if (c == '[' || c == '{') ++depth;
      if (c == ']' || c == '}') {
        if (depth == 0) break;
        --depth;
      }
      if (depth == 0 && (c == ',' || c == ')' || c == ' ')) break;
    }
    ordered_json value = ordered_json::parse(text_.substr(start, at_ - start), nullptr, false);
    if (value.is_discarded()) fail("expected a JSON value");
    return value;
  }

  ordered_json expression() {
    ordered_json e = primary();
    while (true) {
      if (accept(".")) {
        std::string name = word();
        if (!accept("(")) {
          e = {{"property", name}, {"of", e}};
          continue;
        }
        ordered_json given = arguments(method_of(e, name));
        e = {{"method", name}, {"self", e}, {"arguments", given}};
      } else if (at_ < text_.size() && text_[at_] == '[') {
        ++at_;
        e = {{"item", json_value()}, {"of", e}};
        expect("]");
      } else {
        return e;
      }
    }
  }

  ordered_json primary() {
    space();
    char c = at_ < text_.size() ? text_[at_] : '\0';
    if (c == '(') return host_function();
    if (c == '[') return list();
    if (c == '{') return record();
    if (slice_here()) return slice();
    if (c == '"' || c == '-' || std::isdigit(static_cast<unsigned char>(c))) return {{"literal", json_value()}};
    std::string name = word();
    if (name == "true" || name == "false") return {{"literal", name == "true"}};
    if (name == "null") return {{"literal", nullptr}};
    if (name == "fn") return {{"function", word()}};
    if (name == "tensor" && accept("(")) {
      ordered_json e{{"tensor", json_value()}};
      if (accept(",")) {
        expect("dtype");
        expect(":");
        e["dtype"] = word();
      }
      expect(")");
      return e;
    }
    if (name == "new") {
      std::string cls = word();
      expect("(");
      return {{"new", cls}, {"arguments", arguments(registry_.find_function(cls + ".new"))}};
    }
    if (accept("(")) {
      const Function* f = registry_.find_function(name);
      if (!f) fail("no function " + name);
      return {{"call", name}, {"arguments", arguments(f)}};
    }
    if (DType dtype; parse_dtype(name, &dtype)) return {{"literal", name}};
    return {{"variable", name}};
  }

  ordered_json host_function() {
    expect("(");
    ordered_json parameters = ordered_json::array();
    while (!accept(")")) {
      parameters.push_back(word());
      accept(",");
    }
    expect("=>");
    return {{"host", {{"parameters", parameters}, {"body", expression()}}}};
  }

  // An integer, or null where none stands.
  ordered_json bound() {
    size_t start = at_;
    if (at_ < text_.size() && text_[at_] == '-') ++at_;
    while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_]))) ++at_;
    if (start == at_) return nullptr;
    return std::stoll(text_.substr(start, at_ - start));
  }
  bool slice_here() const {
    size_t at = text_.find_first_not_of("-0123456789", at_);
    return at != std::string::npos && text_[at] == ':';
  }
  ordered_json slice() {
    ordered_json parts = ordered_json::array({bound(), nullptr, nullptr});
    for (size_t i = 1; i < 3 && at_ < text_.size() && text_[at_] == ':'; ++i) {
      ++at_;
      parts[i] = bound();
    }
    return {{"slice", parts}};
  }

  ordered_json record() {
    expect("{");
    ordered_json fields = ordered_json::object();
    while (!accept("}")) {
      std::string name = word();
      expect(":");
      fields[name] = expression();
      if (!accept(",") && !looking_at("}")) fail("expected , or }");
    }
    return {{"record", fields}};
  }

  ordered_json list() {
    expect("[");
    ordered_json items = ordered_json::array();
    bool literal = true;
    while (!accept("]")) {
      items.push_back(expression());
      literal = literal && items.back().contains("literal");
      if (!accept(",") && !looking_at("]")) fail("expected , or ]");
    }
    if (!literal) return {{"list", items}};
    ordered_json values = ordered_json::array();
    for (auto& item : items) values.push_back(item["literal"]);
    return {{"literal", values}};
  }

  const Function* method_of(const ordered_json& self, const std::string& name) {
    if (self.contains("variable") && classes_.contains(self["variable"])) {
      for (const Class* c = registry_.find_class(classes_[self["variable"]]); c; c = registry_.find_class(c->base)) {
        if (const Function* f = registry_.find_function(c->name + "." + name)) return f;
      }
    }
    return nullptr;  // then every argument must be named
  }

  ordered_json arguments(const Function* f) {
    ordered_json out = ordered_json::object();
    size_t position = 0;
    while (!accept(")")) {
      size_t before = at_;
      space();
      std::string name;
      if (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_]))) {
        name = word();
        if (!accept(":")) {
          at_ = before;
          name.clear();
        }
      }
      if (name.empty()) {
        if (!f || position >= f->arguments.size()) fail("a positional argument that the schema does not have");
        name = f->arguments[position++].name;
      }
      out[name] = expression();
      if (!accept(",") && !looking_at(")")) fail("expected , or )");
    }
    return out;
  }

  std::string text_;
  const Registry& registry_;
  std::map<std::string, std::string>& classes_;
  size_t at_ = 0;
};

}  // namespace

ordered_json example_record(const Example& example, const Registry& registry) {
  ordered_json statements = ordered_json::array();
  std::map<std::string, std::string> classes;
  std::istringstream lines(example.text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(" \t") == std::string::npos) continue;
    statements.push_back(Parser(line, registry, classes).statement());
  }
  ordered_json out = ordered_json::object();
  if (!example.title.empty()) out["title"] = example.title;
  out["statements"] = std::move(statements);
  return out;
}

}  // namespace mixgrad
