// The few functions of libuv 1 that poll a descriptor. Node exports them; its headers are not installed everywhere, and
// the sizes of handles are asked for at run time.
#pragma once

#include <cstddef>

extern "C" {
struct uv_loop_s;
struct uv_handle_s;  // stands for uv_poll_t too
typedef void (*mixgrad_uv_poll_callback)(uv_handle_s* handle, int status, int events);
typedef void (*mixgrad_uv_close_callback)(uv_handle_s* handle);
size_t uv_handle_size(int type);
int uv_poll_init(uv_loop_s* loop, uv_handle_s* handle, int descriptor);
int uv_poll_start(uv_handle_s* handle, int events, mixgrad_uv_poll_callback callback);
int uv_poll_stop(uv_handle_s* handle);
void uv_close(uv_handle_s* handle, mixgrad_uv_close_callback callback);
void* uv_handle_get_data(const uv_handle_s* handle);
void uv_handle_set_data(uv_handle_s* handle, void* data);
}

constexpr int kUvPoll = 8;      // uv_handle_type
constexpr int kUvReadable = 1;  // uv_poll_event
