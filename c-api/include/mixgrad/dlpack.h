/* The layout of DLPack 0.x (https://dmlc.github.io/dlpack/latest/c_api.html), as far as the CPU needs it: what
 * mixgrad_tensor_to_dlpack and mixgrad_tensor_from_dlpack point to. Leave it out where another dlpack.h is included. */
#ifndef MIXGRAD_DLPACK_H
#define MIXGRAD_DLPACK_H

#include <stdint.h>

typedef struct DLTensor {
  void* data;
  struct {
    int32_t device_type;
    int32_t device_id;
  } device;
  int32_t ndim;
  struct {
    uint8_t code;
    uint8_t bits;
    uint16_t lanes;
  } dtype;
  int64_t* shape;
  int64_t* strides; /* in elements; null is row-major */
  uint64_t byte_offset;
} DLTensor;

typedef struct DLManagedTensor {
  DLTensor dl_tensor;
  void* manager_ctx;
  void (*deleter)(struct DLManagedTensor* self);
} DLManagedTensor;

#endif
