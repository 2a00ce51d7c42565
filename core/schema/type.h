// The closed set of argument and result types.
#pragma once

#include <string>
#include <vector>

#include "core/schema/value.h"

namespace mixgrad {

enum class TypeKind {
  kTensor,
  kTensorOrNumber,
  kTensors,
  kBool,
  kInt,
  kFloat,
  kNumber,
  kString,
  kBytes,
  kPath,
  kDType,
  kDevice,
  kGenerator,
  kAxis,
  kAxes,
  kIndex,
  kSlice,
  kSize,
  kCount,
  kShape,
  kPermutation,
  kSubscript,
  kEnum,
  kIntOrTuple,
  kObject,
  kFunction,
  kCallback,
  kList,
  kMap,
  kOptional,
  kRecord,
  kNone,
};
const char* type_kind_name(TypeKind kind);

struct EnumValue {
  std::string name;
  int64_t number;
  std::string description;
};
struct Field;

struct Type {
  TypeKind kind = TypeKind::kNone;
  std::string name;               // of an enum, record or class; a function's signature
  int length = 0;                 // of int_or_tuple
  std::vector<Type> of;           // element type of list, map, optional
  std::vector<EnumValue> values;  // of an enum
  std::vector<Field> fields;      // of a record

  bool is_input() const {
    return kind == TypeKind::kTensor || kind == TypeKind::kTensorOrNumber || kind == TypeKind::kTensors;
  }
};
struct Field {
  std::string name, description;
  Type type;
};

namespace types {
inline Type simple(TypeKind kind) { return Type{kind, {}, 0, {}, {}, {}}; }
inline const Type tensor = simple(TypeKind::kTensor);
inline const Type tensor_or_number = simple(TypeKind::kTensorOrNumber);
inline const Type tensors = simple(TypeKind::kTensors);
inline const Type boolean = simple(TypeKind::kBool);
inline const Type integer = simple(TypeKind::kInt);
inline const Type floating = simple(TypeKind::kFloat);
inline const Type number = simple(TypeKind::kNumber);
inline const Type string = simple(TypeKind::kString);
inline const Type bytes = simple(TypeKind::kBytes);
inline const Type path = simple(TypeKind::kPath);
inline const Type dtype = simple(TypeKind::kDType);
inline const Type device = simple(TypeKind::kDevice);
inline const Type generator = simple(TypeKind::kGenerator);
inline const Type axis = simple(TypeKind::kAxis);    // one axis
inline const Type axes = simple(TypeKind::kAxes);    // one axis or several
inline const Type index = simple(TypeKind::kIndex);  // a position along an axis
inline const Type slice = simple(TypeKind::kSlice);  // positions from one to another, every so many
inline const Type size = simple(TypeKind::kSize);    // how large, never negative
inline const Type count = simple(TypeKind::kCount);  // how many, never negative
inline const Type shape = simple(TypeKind::kShape);
inline const Type permutation = simple(TypeKind::kPermutation);  // all axes in another order
inline const Type subscript = simple(TypeKind::kSubscript);
inline const Type none = simple(TypeKind::kNone);
Type enumeration(std::string name, std::vector<EnumValue> values);
Type int_or_tuple(int length);
Type object(std::string cls);
Type function(std::string signature);
Type callback(std::string signature);
Type list(Type of);
Type map(Type of);
Type optional(Type of);
Type record(std::string name, std::vector<Field> fields);
}  // namespace types

}  // namespace mixgrad
