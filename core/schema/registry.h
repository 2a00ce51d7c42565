// All schemas of the library, built on first use from what the registrars left.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <unordered_map>

#include "core/schema/builder.h"

namespace mixgrad {

class Registry {
 public:
  static const Registry& instance();  // throws an internal error that names a duplicate or an incomplete schema
  const Function* find_function(std::string_view name) const;  // null if there is none; aliases and `Class.method` too
  const Class* find_class(std::string_view name) const;
  const std::map<std::string, std::unique_ptr<Function>>& functions() const { return functions_; }
  const std::map<std::string, std::unique_ptr<Class>>& classes() const { return classes_; }
  // Is `cls` the class `base` or one of its subclasses?
  bool is_a(const Class& cls, std::string_view base) const;

 private:
  Registry();
  void add(Function* function);
  std::map<std::string, std::unique_ptr<Function>> functions_;
  std::map<std::string, std::unique_ptr<Class>> classes_;
  std::unordered_map<std::string, const Function*> by_name_;
};

// The record of one schema, and of all of them: {"functions": […], "classes": […]}.
nlohmann::ordered_json function_record(const Function& function);
nlohmann::ordered_json class_record(const Class& cls);
nlohmann::ordered_json all_records();

}  // namespace mixgrad
