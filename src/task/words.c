#include "task/words.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "text/bpe.h"

static bool goes_on(const char *piece) { return bpe_goes_on(piece, strlen(piece)); }

/* [count + 1] the word of each piece, and of </s> behind them; the last is how many there are. */
static int *number_words(char *const *piece, int count)
{
    int *word = memory_new((size_t)count + 1, sizeof *word);
    for (int i = 0; i < count; i++) word[i + 1] = word[i] + (i + 1 == count || !goes_on(piece[i]));
    return word;
}

/* The pieces put together. */
static char **join_texts(char *const *piece, int count, const int *word)
{
    char **joined = memory_new((size_t)word[count] + 1, sizeof *joined);
    for (int from = 0, end; from < count; from = end) {
        struct str pieces = { 0 }, whole = { 0 };
        for (end = from; end < count && word[end] == word[from]; end++)
            str_print(&pieces, end > from ? " %s" : "%s", piece[end]);
        bpe_undo(str_text(&pieces), &whole);
        joined[word[from]] = memory_copy(str_text(&whole));
        str_free(&pieces);
        str_free(&whole);
    }
    return joined;
}

static double *join_align(const struct rns_pair *p, const int *source, const int *target)
{
    const int S = source[p->S] + 1;
    double *align = memory_new((size_t)(target[p->T] + 1) * (size_t)S, sizeof *align);
    for (int from = 0, end; from <= p->T; from = end) {
        double *to = align + (size_t)target[from] * (size_t)S;
        for (end = from; end <= p->T && target[end] == target[from]; end++)
            for (int j = 0; j <= p->S; j++)
                to[source[j]] += p->align[(size_t)end * ((size_t)p->S + 1) + (size_t)j];
        for (int j = 0; j < S; j++) to[j] /= end - from;
    }
    return align;
}

static double *join_log_p(const double *of_piece, int T, const int *target)
{
    double *log_p = memory_new((size_t)target[T] + 1, sizeof *log_p);
    for (int i = 0; i <= T; i++) log_p[target[i]] += of_piece[i];
    return log_p;
}

void words_join(struct rns_pair *p)
{
    struct rns_pair *pieces = memory_new(1, sizeof *pieces);
    int *source = number_words(p->source, p->S), *target = number_words(p->target, p->T);
    *pieces = *p;
    *p = (struct rns_pair){ .text = memory_copy(pieces->text),
                            .S = source[pieces->S],
                            .T = target[pieces->T],
                            .source = join_texts(pieces->source, pieces->S, source),
                            .target = join_texts(pieces->target, pieces->T, target),
                            .log_p = pieces->log_p,
                            .score = pieces->score,
                            .pieces = pieces };
    if (pieces->align) p->align = join_align(pieces, source, target);
    if (pieces->word_log_p) p->word_log_p = join_log_p(pieces->word_log_p, pieces->T, target);
    memory_free(source);
    memory_free(target);
}
