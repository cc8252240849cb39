/* A line of text: repaired, inspected, cut into tokens of every kind and put together again. */
#include <string.h>

#include "fuzz.h"
#include "text/inspect.h"
#include "text/utf8.h"

static bool is_text(const struct str *s)
{
    struct str composed = { 0 };
    const bool ok = utf8_normalize(str_text(s), s->length, &composed, NULL);
    str_free(&composed);
    return ok;
}

static void there_and_back(const struct segmenter *s, const struct str *line)
{
    struct rns_error err = { 0 };
    struct str tokens = { 0 }, back = { 0 };
    if (fuzz_told(segment(s, str_text(line), line->length, &tokens, &err), &err)) {
        fuzz_must(is_text(&tokens));
        desegment(s, str_text(&tokens), &back);
        fuzz_must(is_text(&back));
        fuzz_must(token_count(str_text(&tokens)) > 0 || !back.length);
    }
    str_free(&tokens);
    str_free(&back);
}

/* The first byte says how the rest is cut. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct str line = { 0 }, repaired = { 0 };
    struct inspection seen;
    if (!size) return 0;
    const struct segmenter s = { .tokenizer = { *bytes % 3, *bytes / 3 % 3 },
                                 .lowercase = *bytes & 64 };
    str_bytes(&line, (const char *)bytes + 1, size - 1);
    inspect(str_text(&line), line.length, &seen);
    fuzz_must(is_text(&line) == !(seen.odd[ODD_INVALID].count + seen.odd[ODD_NUL].count));
    there_and_back(&s, &line);
    utf8_repair(str_text(&line), line.length, &repaired);
    fuzz_must(is_text(&repaired));
    if (repaired.length != line.length) there_and_back(&s, &repaired);
    fuzz_must(utf8_width(str_text(&repaired)) >= 0);
    str_free(&line);
    str_free(&repaired);
    return 0;
}
