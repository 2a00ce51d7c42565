/* Prints all schemas of the engine as one JSON text. */
#include <mixgrad/mixgrad.h>
#include <stdio.h>

int main(void) {
  const char* text;
  size_t length;
  mixgrad_status* status = mixgrad_schema_json(&text, &length);
  if (status) {
    fprintf(stderr, "%s\n", mixgrad_status_message(status));
    mixgrad_status_release(status);
    return 1;
  }
  return fwrite(text, 1, length, stdout) == length ? 0 : 1;
}
