#include <string.h>

#include "base/memory.h"
#include "fuzz.h"

/* A vocabulary, and a line in its words: what was read is written the same. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct str part[FUZZ_PARTS], text = { 0 };
    int *id = NULL;
    size_t room = 0;
    fuzz_cut(bytes, size, part);
    struct vocab *v = vocab_parse(str_text(&part[0]), part[0].length, "words", &err);
    if (fuzz_told(v, &err)) {
        const int count = vocab_encode(v, str_text(&part[1]), &id, &room);
        fuzz_must(id[count - 1] == VOCAB_EOS);
        vocab_decode(v, id, count, &text);
        str_clear(&text);
        vocab_write(v, &text);
        fuzz_must(!strncmp(text.at, part[0].at, part[0].length));
    }
    vocab_free(v);
    memory_free(id);
    str_free(&text);
    fuzz_free(part);
    return 0;
}
