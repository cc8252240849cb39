#include <string.h>

#include "fuzz.h"

extern double fuzz_sum; /* so that no compiler drops what is read */
double fuzz_sum;

/* Every number and every byte is there to be read. */
static void look(struct tensors *file)
{
    static const char *const name[] = { "a", "b", "vocabulary.source", "" };
    size_t count;
    for (int i = 0; i < 4; i++) {
        const char *meta = tensors_meta_get(file, name[i]);
        if (meta) fuzz_sum += (double)strlen(meta);
        const real *at = tensors_reals_get(file, name[i], 2, 3, NULL);
        for (int k = 0; at && k < 6; k++) fuzz_sum += at[k];
        const unsigned char *byte = tensors_bytes_get(file, name[i], &count, NULL);
        for (size_t k = 0; byte && k < count; k++) fuzz_sum += byte[k];
    }
}

/* The bytes are the file; or where they begin with '{', its header, with room for data behind. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct str whole = { 0 };
    unsigned char length[8] = { size & 255, size >> 8 & 255, size >> 16 & 255 };
    if (size && *bytes == '{') str_bytes(&whole, (const char *)length, sizeof length);
    str_bytes(&whole, (const char *)bytes, size);
    for (int k = 0; size && *bytes == '{' && k < 32; k++) str_byte(&whole, (char)k);
    struct tensors *file = tensors_open(fuzz_file(0, str_text(&whole), whole.length), &err);
    if (fuzz_told(file, &err)) look(file);
    tensors_close(file);
    str_free(&whole);
    return 0;
}
