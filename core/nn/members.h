// What containers find among their members, by place and by name. Errors call a member by its noun.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/runtime/error.h"
#include "core/schema/value.h"

namespace mixgrad {

template <class T>
using Members = std::vector<std::pair<std::string, T>>;

template <class T>
const T& member_at(const Members<T>& members, int64_t i, const std::string& noun) {
  const int64_t n = static_cast<int64_t>(members.size());
  if (i >= 0 && i < n) return members[static_cast<size_t>(i)].second;
  throw Error(ErrorCode::kIndex, "there is no such " + noun)
      .on("index")
      .given(number_mark(i))
      .accepted(n == 0 ? "nothing: there are no " + noun + "s" : number_mark(0) + " to " + number_mark(n - 1));
}

template <class T>
const T& member_named(const Members<T>& members, std::string_view wanted, const std::string& noun) {
  std::string names;
  for (auto& [name, member] : members) {
    if (name == wanted) return member;
    names += (names.empty() ? "" : ", ") + name;
  }
  throw Error(ErrorCode::kNotFound, "there is no " + noun + " of this name")
      .on("name")
      .given("\"" + std::string(wanted) + "\"")
      .accepted(names.empty() ? "nothing: there are no " + noun + "s" : names);
}

template <class T>
Value names_of(const Members<T>& members) {
  ValueList out;
  for (auto& [name, member] : members) out.push_back(Value(name));
  return Value(std::move(out));
}

}  // namespace mixgrad
