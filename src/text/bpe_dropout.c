#include "text/bpe_dropout.h"

#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "text/bpe.h"
#include "text/vocab.h"

/* One side of a pair, in its plain pieces and in its new ones. */
struct sentence {
    struct bpe *bpe;
    const struct vocab *vocab;
    const int *plain; /* [pieces + 1] ended by VOCAB_EOS */
    int *id;          /* [length] the new ones, and VOCAB_EOS */
    int pieces, length;
    struct piece_cut cut;
    size_t id_room, before_room, after_room;
};

struct cutter {
    const struct bpe_dropout *how;
    const struct bitext *from;
    struct bitext *to;
    struct sentence source, target;
    struct piece_links links;
    struct rng rng;
    struct str word, pieces; /* of the one being cut */
};

static void add_piece(struct sentence *s, int id)
{
    s->id = memory_grow(s->id, (size_t)s->length, &s->id_room, sizeof *s->id);
    s->id[s->length++] = id;
}

/* --- a word ----------------------------------------------------------------------------------- */

/* Where the word that begins here ends; what <unk> was may have gone on. */
static int word_end(const struct sentence *s, int from)
{
    bool open = true;
    int at = from;
    for (; open && at < s->pieces; at++) {
        const char *piece = s->vocab->word[s->plain[at]];
        open = s->plain[at] == VOCAB_UNK || bpe_goes_on(piece, strlen(piece));
    }
    return at;
}

static void join(struct cutter *c, const struct sentence *s, int from, int to)
{
    str_clear(&c->pieces);
    str_clear(&c->word);
    vocab_decode(s->vocab, s->plain + from, to - from, &c->pieces);
    bpe_undo(str_text(&c->pieces), &c->word);
}

/* A word begins here; behind the last one they all end. */
static void mark(struct sentence *s, int before, int after)
{
    struct piece_cut *cut = &s->cut;
    cut->before =
        memory_grow(cut->before, (size_t)cut->words, &s->before_room, sizeof *cut->before);
    cut->after = memory_grow(cut->after, (size_t)cut->words, &s->after_room, sizeof *cut->after);
    cut->before[cut->words] = before;
    cut->after[cut->words] = after;
}

/* False, and nothing added, when the vocabulary does not know all of it. */
static bool cut_word(struct cutter *c, struct sentence *s, int from, int to)
{
    const int begin = s->length;
    for (int at = from; at < to; at++)
        if (s->plain[at] == VOCAB_UNK) return false;
    join(c, s, from, to);
    str_clear(&c->pieces);
    bpe_apply(s->bpe, str_text(&c->word), &c->pieces);
    const char *at = str_text(&c->pieces);
    for (struct token t; token_next(&at, &t);) {
        const int id = vocab_id(s->vocab, t.at, t.length);
        if (id < VOCAB_SPECIAL) {
            s->length = begin;
            return false;
        }
        add_piece(s, id);
    }
    if (s->length == begin) return false; /* "@@" alone */
    mark(s, from, begin);
    s->cut.words++;
    return true;
}

/* Each piece is a word of its own. */
static void keep(struct sentence *s, int from, int to)
{
    for (int at = from; at < to; at++) {
        mark(s, at, s->length);
        s->cut.words++;
        add_piece(s, s->plain[at]);
    }
}

/* --- a pair ----------------------------------------------------------------------------------- */

static void begin(struct sentence *s) { s->length = s->cut.words = 0; }

static void end(struct sentence *s)
{
    mark(s, s->pieces, s->length);
    add_piece(s, VOCAB_EOS);
}

static void cut_sentence(struct cutter *c, struct sentence *s, uint64_t seed)
{
    rng_seed(&c->rng, seed);
    begin(s);
    for (int from = 0, to; from < s->pieces; from = to) {
        to = word_end(s, from);
        if (!cut_word(c, s, from, to)) keep(s, from, to);
    }
    end(s);
}

static void keep_sentence(struct sentence *s)
{
    begin(s);
    keep(s, 0, s->pieces);
    end(s);
}

static bool is_long(const struct cutter *c, const struct sentence *s)
{
    return s->length - 1 > c->how->longest;
}

static void cut_pair(struct cutter *c, int pair, uint64_t seed)
{
    struct sentence *s = &c->source, *t = &c->target;
    s->plain = bitext_source(c->from, pair, &s->pieces);
    t->plain = bitext_target(c->from, pair, &t->pieces);
    s->pieces--; /* </s> */
    t->pieces--;
    cut_sentence(c, s, rng_hash(seed, 0));
    cut_sentence(c, t, rng_hash(seed, 1));
    if (!is_long(c, s) && !is_long(c, t)) return;
    keep_sentence(s);
    keep_sentence(t);
}

/* --- pairs to a bitext ------------------------------------------------------------------------ */

static void put_pair(struct cutter *c, int pair)
{
    const struct sentence_pair from = bitext_pair(c->from, pair);
    c->links.count = 0;
    piece_links_follow(&c->links, from.link, from.links, &c->source.cut, &c->target.cut);
    const struct sentence_pair p = {
        .line = from.line,
        .S = c->source.length,
        .T = c->target.length,
        .links = (int)c->links.count,
        .source = c->source.id,
        .target = c->target.id,
        .link = c->links.at,
    };
    bitext_add(c->to, &p, NULL);
}

static void free_sentence(struct sentence *s)
{
    bpe_drop(s->bpe, 0, NULL);
    memory_free(s->id);
    memory_free(s->cut.before);
    memory_free(s->cut.after);
}

struct bitext *bpe_dropout_pairs(const struct bpe_dropout *how, const struct bitext *from,
                                 const int *pair, int count, long epoch)
{
    struct cutter c = { .how = how,
                        .from = from,
                        .to = bitext_in_memory(),
                        .source = { .bpe = how->source.bpe, .vocab = how->source.vocab },
                        .target = { .bpe = how->target.bpe, .vocab = how->target.vocab } };
    const uint64_t seed = rng_hash(how->seed, (uint64_t)epoch);
    bpe_drop(c.source.bpe, how->probability, &c.rng);
    bpe_drop(c.target.bpe, how->probability, &c.rng);
    for (int k = 0; k < count; k++) {
        cut_pair(&c, pair[k], rng_hash(seed, (uint64_t)pair[k]));
        put_pair(&c, pair[k]);
    }
    free_sentence(&c.source);
    free_sentence(&c.target);
    memory_free(c.links.at);
    str_free(&c.word);
    str_free(&c.pieces);
    bitext_finish(c.to, NULL);
    return c.to;
}
