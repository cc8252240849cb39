#include "text/segment.h"

#include "text/bpe.h"
#include "text/utf8.h"

static bool is_blank(const char *text)
{
    for (uint32_t c; (c = utf8_next(&text));)
        if (!utf8_is_space(c)) return false;
    return true;
}

static void cut(const struct segmenter *s, const char *line, struct str *sentence)
{
    struct str words = { 0 };
    tokenize(&s->tokenizer, line, s->bpe ? &words : sentence);
    if (s->bpe) bpe_apply(s->bpe, str_text(&words), sentence);
    str_free(&words);
}

bool segment(const struct segmenter *s, const char *line, size_t length, struct str *sentence,
             struct rns_error *err)
{
    struct str text = { 0 }, lower = { 0 };
    const bool ok = utf8_normalize(line, length, &text, err);
    if (ok && s->lowercase) utf8_lowercase(str_text(&text), &lower);
    const char *cased = str_text(s->lowercase ? &lower : &text);
    if (ok && !is_blank(cased)) cut(s, cased, sentence);
    str_free(&text);
    str_free(&lower);
    return ok;
}

void desegment(const struct segmenter *s, const char *sentence, struct str *line)
{
    struct str words = { 0 };
    if (s->bpe) bpe_undo(sentence, &words);
    detokenize(&s->tokenizer, s->bpe ? str_text(&words) : sentence, line);
    str_free(&words);
}
