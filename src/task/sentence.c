#include "task/sentence.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "text/segment.h"
#include "text/utf8.h"
#include "text/vocab.h"

void sentence_read(struct sentence *s, const struct segmenter *segmenter, const struct vocab *vocab,
                   const char *line)
{
    struct str repaired = { 0 }, tokens = { 0 };
    size_t room = 0;
    *s = (struct sentence){ 0 };
    utf8_repair(line, strlen(line), &repaired);
    const bool valid = segment(segmenter, str_text(&repaired), repaired.length, &tokens, NULL);
    assert(valid);
    s->word = words_split(str_text(&tokens), &s->count);
    const int encoded = vocab_encode(vocab, str_text(&tokens), &s->id, &room);
    assert(encoded == s->count + 1);
    str_free(&repaired);
    str_free(&tokens);
}

void sentence_free(struct sentence *s)
{
    words_free(s->word, s->count);
    memory_free(s->id);
    *s = (struct sentence){ 0 };
}

char **words_split(const char *tokens, int *count)
{
    struct token token;
    *count = token_count(tokens);
    char **word = *count ? memory_new((size_t)*count, sizeof *word) : NULL;
    for (int i = 0; i < *count && token_next(&tokens, &token); i++) {
        word[i] = memory_new(token.length + 1, 1);
        memcpy(word[i], token.at, token.length);
    }
    return word;
}

char **words_copy(char *const *word, int count)
{
    char **copy = count ? memory_new((size_t)count, sizeof *copy) : NULL;
    for (int i = 0; i < count; i++) copy[i] = memory_copy(word[i]);
    return copy;
}

void words_free(char **word, int count)
{
    for (int i = 0; i < count; i++) memory_free(word[i]);
    memory_free(word);
}
