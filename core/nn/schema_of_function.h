// The parts of a class's schema that come from the schema of the function that its objects call.
#pragma once

#include "core/schema/builder.h"

namespace mixgrad {

// Summary, description and sources. `what` is a layer or a loss.
ClassBuilder& describe_by(ClassBuilder& c, const Function& f, const std::string& what);
// Closes a constructor whose arguments are complete, and gives them.
std::vector<Argument> finish_constructor(FunctionBuilder& b, const std::string& what, const std::string& cls,
                                         Body construct);
// What a method that calls the function says and returns.
FunctionBuilder& as_function_does(FunctionBuilder& b, const Function& f, const std::string& output);
// How a property tells an argument of the constructor: numbers for each axis are a list, one of a set is its
// name.
Type told(const Type& type);
Value told(const Type& type, const Value& value);
// The class that a constructor or method is of.
const Class& class_of(const Function& member);

}  // namespace mixgrad
