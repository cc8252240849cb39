#include "model/json.h"

#include <jansson.h>

#include "base/memory.h"

static void *take(size_t size) { return memory_resize(NULL, size, 1); }

void json_use_memory(void) { json_set_alloc_funcs(take, memory_free); }
