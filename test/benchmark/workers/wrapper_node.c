/* A minimal addon: two live handles in as numbers of slots, one out; the wrapper and its release are JavaScript's. */
#include <node_api.h>
#include <stdint.h>
#include <stdlib.h>

enum { kSlots = 1 << 16 };
static float* slots[kSlots];
static uint32_t unused[kSlots], n_unused, used;

static uint32_t hold(float value) {
  uint32_t slot = n_unused ? unused[--n_unused] : used++ % kSlots;
  slots[slot] = malloc(sizeof(float));
  *slots[slot] = value;
  return slot;
}

static uint32_t argument(napi_env env, napi_value value) {
  uint32_t slot = 0;
  napi_get_value_uint32(env, value, &slot);
  return slot % kSlots;
}

static napi_value add(napi_env env, napi_callback_info info) {
  napi_value arguments[2], result;
  size_t n = 2;
  napi_get_cb_info(env, info, &n, arguments, NULL, NULL);
  float sum = *slots[argument(env, arguments[0])] + *slots[argument(env, arguments[1])];
  napi_create_uint32(env, hold(sum), &result);
  return result;
}

static napi_value release(napi_env env, napi_callback_info info) {
  napi_value arguments[1];
  size_t n = 1;
  napi_get_cb_info(env, info, &n, arguments, NULL, NULL);
  uint32_t slot = argument(env, arguments[0]);
  free(slots[slot]);
  unused[n_unused++] = slot;
  return NULL;
}

static napi_value make(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  napi_create_uint32(env, hold(1.5f), &result);
  return result;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {{"add", NULL, add, NULL, NULL, NULL, napi_enumerable, NULL},
                                                {"release", NULL, release, NULL, NULL, NULL, napi_enumerable, NULL},
                                                {"make", NULL, make, NULL, NULL, NULL, napi_enumerable, NULL}};
  napi_define_properties(env, exports, 3, functions);
  return exports;
}
