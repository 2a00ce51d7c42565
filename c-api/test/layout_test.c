/* The header as C99: it compiles alone, and its structs have the sizes and offsets that bindings count on. */
#include <mixgrad/dlpack.h>
#include <mixgrad/mixgrad.h>

#define SAME(name, a, b) typedef char assert_##name[(a) == (b) ? 1 : -1]

SAME(value_size, sizeof(mixgrad_value), 16);
SAME(value_kind, offsetof(mixgrad_value, kind), 0);
SAME(value_length, offsetof(mixgrad_value, length), 4);
SAME(value_payload, offsetof(mixgrad_value, payload), 8);
SAME(info_struct_size, offsetof(mixgrad_tensor_info, struct_size), 0);
SAME(info_dtype, offsetof(mixgrad_tensor_info, dtype), 8);
SAME(info_rank, offsetof(mixgrad_tensor_info, rank), 12);
SAME(info_shape, offsetof(mixgrad_tensor_info, shape), 16);
SAME(info_strides, offsetof(mixgrad_tensor_info, strides), 80);
SAME(info_size, offsetof(mixgrad_tensor_info, size), 144);
SAME(memory_tensors, offsetof(mixgrad_memory_info, tensors), 8);
SAME(memory_size, sizeof(mixgrad_memory_info), 64);
SAME(request_host, offsetof(mixgrad_request_info, host), 8);
SAME(event_kind, offsetof(mixgrad_event, kind), 8);
SAME(event_payload, offsetof(mixgrad_event, payload), 24);
SAME(dlpack_shape, offsetof(DLTensor, shape), 24);
SAME(dlpack_byte_offset, offsetof(DLTensor, byte_offset), 40);
SAME(dlpack_deleter, offsetof(DLManagedTensor, deleter), 56);

int mixgrad_layout_is_as_expected(void);
int mixgrad_layout_is_as_expected(void) { return 1; }
