#include "text/bpe.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/rng.h"
#include "text/bpe_codes.h"
#include "text/utf8.h"

static const char joint[] = "@@", word_end[] = "</w>";
enum { JOINT = sizeof joint - 1, REMEMBERED = 1 << 18, NEVER = INT_MAX, CHANGED = -1 };

struct piece {
    int symbol;     /* BPE_NONE: no merge knows it */
    int rank;       /* of the merge with the piece after it, NEVER when there is none */
    bool open;      /* may that be done now? */
    const char *at; /* in the word */
    size_t length;
};

struct bpe {
    struct bpe_codes codes;
    struct str text; /* that the codes came from */
    size_t longest;  /* of its symbols, in bytes */
    struct map vocabulary;
    struct map place; /* word -> where its pieces begin in kept, ended by NUL */
    struct str kept;
    struct piece *piece; /* [count] of the word under way */
    int count;
    size_t room;
    struct str scratch;
    double dropout;
    struct rng *rng;
};

static size_t longest_key(const struct map *m)
{
    size_t longest = 0, length;
    for (int i = 0; i < m->count; i++) {
        map_key(m, i, &length);
        if (length > longest) longest = length;
    }
    return longest;
}

struct bpe *bpe_parse(const char *codes, size_t size, const char *name, struct rns_error *err)
{
    struct bpe *b = memory_new(1, sizeof *b);
    str_bytes(&b->text, codes, size);
    if (!bpe_codes_parse(&b->codes, codes, size, name, err)) {
        bpe_free(b);
        return NULL;
    }
    b->longest = longest_key(&b->codes.symbol);
    return b;
}

static void forget(struct bpe *b)
{
    map_free(&b->place);
    str_clear(&b->kept);
}

void bpe_free(struct bpe *b)
{
    if (!b) return;
    forget(b);
    bpe_codes_free(&b->codes);
    map_free(&b->vocabulary);
    str_free(&b->text);
    str_free(&b->kept);
    str_free(&b->scratch);
    memory_free(b->piece);
    memory_free(b);
}

const struct str *bpe_codes(const struct bpe *b) { return &b->text; }

static bool read_count(const struct bpe_fields *f, long *count, struct rns_error *err)
{
    char *end;
    *count = strtol(f->right, &end, 10);
    return end == f->right + f->right_length ||
           fail(err, RNS_BAD_DATA, "%s:%ld: a piece and how often it was seen expected", f->name,
                f->number);
}

bool bpe_restrict(struct bpe *b, const char *vocabulary, size_t size, int threshold,
                  const char *name, struct rns_error *err)
{
    struct bpe_fields f = { .at = vocabulary, .end = vocabulary + size, .name = name };
    long count;
    int got;
    while ((got = bpe_fields_next(&f, err)) > 0) {
        if (!read_count(&f, &count, err)) return false;
        if (count >= threshold) map_put(&b->vocabulary, f.left, f.left_length, 1);
    }
    forget(b);
    return got == 0;
}

void bpe_drop(struct bpe *b, double probability, struct rng *rng)
{
    assert(probability >= 0 && probability <= 1 && (rng || probability == 0));
    b->dropout = probability;
    b->rng = rng;
}

/* --- a word to characters --------------------------------------------------------------------- */

static void add_piece(struct bpe *b, int symbol, const char *at, size_t length)
{
    b->piece = memory_grow(b->piece, (size_t)b->count, &b->room, sizeof *b->piece);
    b->piece[b->count++] = (struct piece){ symbol, CHANGED, false, at, length };
}

/* The last character's symbol, "x</w>". */
static int final_symbol(struct bpe *b, const char *at, size_t length)
{
    str_clear(&b->scratch);
    str_bytes(&b->scratch, at, length);
    str_add(&b->scratch, word_end);
    return map_get(&b->codes.symbol, b->scratch.at, b->scratch.length);
}

static void begin(struct bpe *b, const char *word, size_t length)
{
    const struct map *symbol = &b->codes.symbol;
    const char *end = word + length;
    b->count = 0;
    for (const char *at = word, *next = word; at < end; at = next) {
        utf8_next(&next);
        const size_t size = (size_t)(next - at);
        const bool last = next >= end && !b->codes.separate_end;
        add_piece(b, last ? final_symbol(b, at, size) : map_get(symbol, at, size), at, size);
    }
    if (b->codes.separate_end) add_piece(b, map_get(symbol, word_end, strlen(word_end)), end, 0);
}

/* --- merges ----------------------------------------------------------------------------------- */

static int rank_at(const struct bpe *b, int i)
{
    if (i + 1 == b->count) return NEVER;
    const int rank = bpe_codes_rank(&b->codes, b->piece[i].symbol, b->piece[i + 1].symbol);
    return rank == BPE_NONE ? NEVER : rank;
}

/* The first learned of the merges that may be done now. */
static int choose(struct bpe *b)
{
    int best = NEVER;
    for (int i = 0; i < b->count; i++) {
        struct piece *p = &b->piece[i];
        if (p->rank == CHANGED) p->rank = rank_at(b, i);
        p->open = p->rank != NEVER && (!b->dropout || rng_uniform(b->rng) >= b->dropout);
        if (p->open && p->rank < best) best = p->rank;
    }
    return best;
}

/* Does it everywhere, from left to right: x x x becomes xx x. */
static void merge(struct bpe *b, int rank)
{
    int kept = 0;
    for (int i = 0; i < b->count; i++, kept++) {
        struct piece *p = &b->piece[kept];
        *p = b->piece[i];
        if (!p->open || p->rank != rank) continue;
        p->length += b->piece[++i].length;
        p->symbol = b->codes.merge[rank].whole;
        p->rank = CHANGED;
        if (kept) p[-1].rank = CHANGED;
    }
    b->count = kept;
}

/* --- pieces to text --------------------------------------------------------------------------- */

static void put(const struct piece *p, bool last, struct str *out)
{
    str_bytes(out, p->at, p->length);
    if (last) return;
    str_add(out, joint);
    str_byte(out, ' ');
}

static bool is_known(struct bpe *b, const struct piece *p, bool last)
{
    str_clear(&b->scratch);
    str_bytes(&b->scratch, p->at, p->length);
    if (!last) str_add(&b->scratch, joint);
    return map_get(&b->vocabulary, b->scratch.at, b->scratch.length) >= 0;
}

/* Takes pieces apart until the vocabulary knows the parts.  Both are shorter than the whole. */
static void put_known(struct bpe *b, struct piece p, bool last, struct str *out)
{
    const int origin = p.symbol == BPE_NONE ? BPE_NONE : b->codes.origin[p.symbol];
    size_t length = 0;
    if (origin != BPE_NONE) map_key(&b->codes.symbol, b->codes.merge[origin].left, &length);
    if (origin == BPE_NONE || length > p.length || is_known(b, &p, last)) {
        put(&p, last, out);
        return;
    }
    const struct merge *m = &b->codes.merge[origin];
    const bool whole = length == p.length; /* the right one is "</w>" alone */
    put_known(b, (struct piece){ .symbol = m->left, .at = p.at, .length = length }, whole, out);
    if (!whole)
        put_known(
            b,
            (struct piece){ .symbol = m->right, .at = p.at + length, .length = p.length - length },
            last, out);
}

static void put_pieces(struct bpe *b, struct str *out)
{
    int count = b->count;
    if (b->piece[count - 1].length == 0) count--; /* "</w>" alone */
    for (int i = 0; i < count; i++) {
        const bool last = i == count - 1;
        if (b->vocabulary.count) put_known(b, b->piece[i], last, out);
        else put(&b->piece[i], last, out);
    }
}

/* --- words ------------------------------------------------------------------------------------ */

static bool is_character(const char *word, size_t length)
{
    const char *next = word;
    utf8_next(&next);
    return next >= word + length;
}

static void cut(struct bpe *b, const char *word, size_t length, struct str *out)
{
    if (is_character(word, length)) {
        str_bytes(out, word, length);
        return;
    }
    begin(b, word, length);
    for (int rank; (rank = choose(b)) != NEVER;) merge(b, rank);
    put_pieces(b, out);
}

/* A text has far fewer words than tokens. */
static const char *recall(struct bpe *b, const char *word, size_t length)
{
    const int at = map_get(&b->place, word, length);
    if (at >= 0) return b->kept.at + at;
    if (b->place.count == REMEMBERED || b->kept.length > INT_MAX / 2) forget(b);
    const size_t new = b->kept.length;
    cut(b, word, length, &b->kept);
    str_byte(&b->kept, '\0');
    map_put(&b->place, word, length, (int)new);
    return b->kept.at + new;
}

static bool is_blank(char c) { return c == ' ' || c == '\r'; }

void bpe_apply(struct bpe *b, const char *sentence, struct str *pieces)
{
    struct token token;
    const char *end = sentence + strlen(sentence), *from = sentence;
    while (is_blank(*from)) from++;
    while (end > from && is_blank(end[-1])) end--;
    str_bytes(pieces, sentence, (size_t)(from - sentence));
    for (const char *at = from; at < end;) {
        token_next(&at, &token);
        if (token.at + token.length > end) token.length = (size_t)(end - token.at);
        if (token.at > from) str_byte(pieces, ' ');
        if (b->dropout) cut(b, token.at, token.length, pieces);
        else str_add(pieces, recall(b, token.at, token.length));
    }
    str_add(pieces, end);
}

/* --- whatever dropped merges may leave -------------------------------------------------------- */

static bool is_made(const struct bpe *b, int symbol)
{
    return symbol != BPE_NONE && b->codes.origin[symbol] != BPE_NONE;
}

/* Does a merge make this part of a word? */
static bool is_part(struct bpe *b, const struct piece *p, bool last)
{
    return ((!last || b->codes.separate_end) &&
            is_made(b, map_get(&b->codes.symbol, p->at, p->length))) ||
           (last && is_made(b, final_symbol(b, p->at, p->length)));
}

void bpe_pieces(struct bpe *b, const char *word, size_t length, struct str *pieces)
{
    const char *end = word + length;
    begin(b, word, length);
    for (int i = 0; i < b->count; i++) {
        struct piece part = { .at = b->piece[i].at };
        for (int k = i; k < b->count && part.length <= b->longest; k++) {
            if (b->piece[k].length == 0) break; /* "</w>" alone */
            part.length += b->piece[k].length;
            const bool last = part.at + part.length == end;
            if (k > i && !is_part(b, &part, last)) continue;
            put(&part, last, pieces);
            if (last) str_byte(pieces, ' ');
        }
    }
}

/* --- back ------------------------------------------------------------------------------------- */

bool bpe_goes_on(const char *piece, size_t length)
{
    return length >= JOINT && !memcmp(piece + length - JOINT, joint, JOINT);
}

/* Drops every "@@ ", and "@@" at the end. */
void bpe_undo(const char *pieces, struct str *sentence)
{
    while (*pieces) {
        const size_t size = strncmp(pieces, joint, JOINT) ? 0 : JOINT;
        if (size && (pieces[size] == ' ' || !pieces[size])) pieces += size + (pieces[size] == ' ');
        else str_byte(sentence, *pieces++);
    }
}
