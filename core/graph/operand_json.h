// Arguments of a graph's nodes as JSON: each value says what it is, so that reading needs no guess.
#pragma once

#include <nlohmann/json.hpp>

#include "core/graph/graph.h"

namespace mixgrad {

// {"value": 3} | {"list": […]} | {"int": 5} | {"float": 0.5} | {"dtype": "float32"} | {"enum": "mean"} | {"null": null}
// | {"graph": {…}} | … A value error if the argument is of this process alone: an object or a function of the host.
nlohmann::ordered_json operand_to_json(const Operand& operand, const Type& type);

// The reverse, without trust: a format error that says where it stands. `graphs` are around the node's own.
Operand operand_from_json(const nlohmann::json& json, const Type& type, int values, int graphs,
                          const std::string& where);

[[noreturn]] void broken_graph(const std::string& where, const std::string& what);
// The member `key` of an object; an error if there is none.
const nlohmann::json& member(const nlohmann::json& object, const char* key, const std::string& where);
// A whole number in [0, limit).
int number_below(const nlohmann::json& json, int64_t limit, const std::string& where);

}  // namespace mixgrad
