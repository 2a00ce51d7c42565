#include "core/schema/type.h"

namespace mixgrad {

const char* type_kind_name(TypeKind kind) {
  constexpr const char* kNames[] = {"tensor",      "tensor_or_number",
                                    "tensors",     "bool",
                                    "int",         "float",
                                    "number",      "string",
                                    "bytes",       "path",
                                    "dtype",       "device",
                                    "generator",   "axis",
                                    "axes",        "index",
                                    "slice",       "size",
                                    "count",       "shape",
                                    "permutation", "subscript",
                                    "enum",        "int_or_tuple",
                                    "object",      "function",
                                    "callback",    "list",
                                    "map",         "optional",
                                    "record",      "none"};
  return kNames[static_cast<int>(kind)];
}

namespace types {
Type enumeration(std::string name, std::vector<EnumValue> values) {
  return Type{TypeKind::kEnum, std::move(name), 0, {}, std::move(values), {}};
}
Type int_or_tuple(int length) { return Type{TypeKind::kIntOrTuple, {}, length, {}, {}, {}}; }
Type object(std::string cls) { return Type{TypeKind::kObject, std::move(cls), 0, {}, {}, {}}; }
Type function(std::string signature) { return Type{TypeKind::kFunction, std::move(signature), 0, {}, {}, {}}; }
Type callback(std::string signature) { return Type{TypeKind::kCallback, std::move(signature), 0, {}, {}, {}}; }
Type list(Type of) { return Type{TypeKind::kList, {}, 0, {std::move(of)}, {}, {}}; }
Type map(Type of) { return Type{TypeKind::kMap, {}, 0, {std::move(of)}, {}, {}}; }
Type optional(Type of) { return Type{TypeKind::kOptional, {}, 0, {std::move(of)}, {}, {}}; }
Type record(std::string name, std::vector<Field> fields) {
  return Type{TypeKind::kRecord, std::move(name), 0, {}, {}, std::move(fields)};
}
}  // namespace types

}  // namespace mixgrad
