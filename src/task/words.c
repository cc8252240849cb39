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

/* Puts the pieces together in their own array. */
static void join_texts(char **piece, int count, const int *word)
{
    for (int from = 0, end; from < count; from = end) {
        struct str pieces = { 0 }, whole = { 0 };
        for (end = from; end < count && word[end] == word[from]; end++) {
            str_print(&pieces, end > from ? " %s" : "%s", piece[end]);
            memory_free(piece[end]);
        }
        bpe_undo(str_text(&pieces), &whole);
        piece[word[from]] = memory_copy(str_text(&whole));
        str_free(&pieces);
        str_free(&whole);
    }
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

static void join_log_p(double *log_p, int T, const int *target)
{
    for (int i = 0; i <= T; i++) {
        const double of_piece = log_p[i];
        log_p[i] = 0;
        log_p[target[i]] += of_piece;
    }
}

void words_join(struct rns_pair *p)
{
    int *source = number_words(p->source, p->S), *target = number_words(p->target, p->T);
    if (p->align) {
        double *align = join_align(p, source, target);
        memory_free(p->align);
        p->align = align;
    }
    if (p->word_log_p) join_log_p(p->word_log_p, p->T, target);
    join_texts(p->source, p->S, source);
    join_texts(p->target, p->T, target);
    p->S = source[p->S];
    p->T = target[p->T];
    memory_free(source);
    memory_free(target);
}
