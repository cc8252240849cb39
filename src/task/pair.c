/* What the library hands out and takes back.  Every word and every array of a pair is an allocation
 * of its own. */
#include "rnnsearch.h"

#include "base/memory.h"

static void free_words(char **word, int count)
{
    for (int i = 0; word && i < count; i++) memory_free(word[i]);
    memory_free(word);
}

void rns_pair_free(struct rns_pair *pair)
{
    if (!pair) return;
    memory_free(pair->text);
    free_words(pair->source, pair->S);
    free_words(pair->target, pair->T);
    memory_free(pair->align);
    memory_free(pair->word_log_p);
    rns_pair_free(pair->pieces);
    memory_free(pair->pieces);
    *pair = (struct rns_pair){ 0 };
}

void rns_pairs_free(struct rns_pairs *pairs)
{
    if (!pairs) return;
    for (int i = 0; i < pairs->count; i++) rns_pair_free(&pairs->at[i]);
    memory_free(pairs->at);
    *pairs = (struct rns_pairs){ 0 };
}
