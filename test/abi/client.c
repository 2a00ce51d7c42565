/* A program that uses the C ABI as its release left it: a call, an error, a gradient, an object. Its output is
 * recorded. */
#include <mixgrad/mixgrad.h>
#include <stdio.h>
#include <stdlib.h>

static void check(mixgrad_status* status) {
  if (!status) return;
  fprintf(stderr, "%s\n", mixgrad_status_message(status));
  exit(1);
}

static mixgrad_value tensor_value(mixgrad_tensor* tensor) {
  mixgrad_value v = {0};
  v.kind = MIXGRAD_KIND_TENSOR;
  v.payload.as_tensor = tensor;
  return v;
}

static mixgrad_tensor* call(mixgrad_context* context, const char* name, mixgrad_value* arguments, size_t n) {
  mixgrad_function* function;
  mixgrad_value result;
  size_t room = 1;
  check(mixgrad_function_find(name, 1, &function));
  check(mixgrad_call(context, function, arguments, n, &result, &room));
  return room == 1 && result.kind == MIXGRAD_KIND_TENSOR ? result.payload.as_tensor : NULL;
}

int main(void) {
  mixgrad_context* context;
  mixgrad_tensor *x, *product, *total, *grad;
  mixgrad_function* matmul;
  mixgrad_value arguments[2], result;
  mixgrad_status* status;
  size_t room = 1, i;
  double values[] = {1, 2, 3}, out[3];
  int64_t shape[] = {3};
  check(mixgrad_context_new(MIXGRAD_INDEX_CONVENTION_ZERO, NULL, &context));
  check(mixgrad_tensor_from_copy(context, values, MIXGRAD_DTYPE_FLOAT64, 1, shape, NULL, &x));
  check(mixgrad_tensor_set_requires_grad(x, 1));
  arguments[0] = arguments[1] = tensor_value(x);
  product = call(context, "multiply", arguments, 2);
  arguments[0] = tensor_value(product);
  total = call(context, "sum", arguments, 1);
  arguments[0] = tensor_value(total);
  call(context, "backward", arguments, 1);
  check(mixgrad_tensor_grad(context, x, &grad));
  check(mixgrad_tensor_copy_out(grad, MIXGRAD_DTYPE_FLOAT64, 0, out, sizeof out));
  for (i = 0; i < 3; ++i) printf("gradient %g\n", out[i]);
  check(mixgrad_function_find("matmul", 1, &matmul));
  arguments[0] = tensor_value(x);
  arguments[1] = tensor_value(total);
  status = mixgrad_call(context, matmul, arguments, 2, &result, &room);
  printf("error %d of %s\n", mixgrad_status_code_of(status), mixgrad_status_field(status, "function"));
  mixgrad_status_release(status);
  mixgrad_tensor_release(grad);
  mixgrad_tensor_release(total);
  mixgrad_tensor_release(product);
  mixgrad_tensor_release(x);
  mixgrad_context_release(context);
  return 0;
}
