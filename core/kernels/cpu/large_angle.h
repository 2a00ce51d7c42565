// sin and cos of arguments too large for a reduction in three parts: Payne and Hanek's, one value at a time.
#pragma once

namespace mixgrad {

double sin_of_large(double x);  // finite x
double cos_of_large(double x);

}  // namespace mixgrad
