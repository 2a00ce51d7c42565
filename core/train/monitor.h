// Numbers of the logs that callbacks look at.
#pragma once

#include <string>

#include "core/schema/type.h"

namespace mixgrad {

// Higher is better for accuracies and areas under curves; for losses and errors lower is.
bool rises(const std::string& monitor);
Type stopping_mode();  // what is better: by the number's name, lower or higher
// A not_found error, in the name of the callback, if the logs have no such number.
double monitored(const ValueMap& logs, const std::string& monitor, const char* callback);

}  // namespace mixgrad
