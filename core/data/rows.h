// Putting items together: rows of a tensor by number, and items stacked along a new first axis.
#pragma once

#include <span>
#include <vector>

#include "core/runtime/thread_pool.h"
#include "core/tensor/tensor.h"

namespace mixgrad {

// Throws a cancelled error if the flag is set; called once for every few rows.
void check_cancelled(const CancelFlag* cancel);
// source[indices[0]], source[indices[1]], ... copied; the indices are inside, the source has a first axis.
Tensor gather_rows(const Tensor& source, std::span<const int64_t> indices, const CancelFlag* cancel);
// out[places[i]] = rows[i].
void put_rows(const Tensor& rows, const Tensor& out, std::span<const int64_t> places);
// Items of one dtype and shape; a shape or dtype error names the first that differs.
Tensor stack_items(std::span<const Tensor> items, const CancelFlag* cancel);

}  // namespace mixgrad
