/* Which language a line is in, told by the statistics of both sides alone: trigrams of characters,
 * counted on each side of the corpus, [Cavnar and Trenkle 1994; Dunning 1994]
 *
 *     log odds of a line = Σ log p_other(c_i | c_i-2 c_i-1) − log p_own(c_i | c_i-2 c_i-1)
 *
 * with p(c | ab) = (n(abc) + p(c | b)) / (n(ab) + 1), p(c | b) alike and p(c) uniform.  Counts are
 * kept by hash in tables of fixed size: where two share a place, both are a little too likely.
 *
 * That a whole side is in the other's language is told by its frequent words, for the two languages
 * that the tokenizer knows.
 */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "task/doctor.h"
#include "text/utf8.h"

enum { PLACES = 1 << 18, LEAST_CHARACTERS = 20, CHARACTERS = 200 };
/* Nats a character, and in all, from which on a line counts as the other side's. */
static const double LEAST_MEAN = 0.25, LEAST_SUM = 12;

struct contrast {
    struct twofold *files;
    float *count[2]; /* [PLACES] of trigrams, bigrams and single characters */
    bool judging;
    long lines, foreign[2], line[2];
    long common[2][2]; /* of each side: frequent words of English, of French */
};

/* --- characters ------------------------------------------------------------------------------- */

/* A history of characters, the last one lowest; the line's begin is blanks. */
static uint64_t place_of(uint64_t history, int characters)
{
    const uint64_t mask = characters == 3 ? UINT64_MAX >> 1 : (UINT64_C(1) << 21 * characters) - 1;
    return rng_hash((uint64_t)characters, history & mask) & (PLACES - 1);
}

/* Case, digits and blanks in a row say nothing of a language. */
static uint32_t plain(uint32_t c)
{
    if (c < 0x80 && c >= 'A' && c <= 'Z') return c + 32;
    return utf8_is_letter(c) || c == '\'' || c == 0x2019 ? c : ' ';
}

static bool next_character(const char **at, uint64_t *history)
{
    uint32_t c;
    do {
        if (!(c = utf8_next(at))) return false;
        c = plain(c);
    } while (c == ' ' && (*history & 0x1FFFFF) == ' ');
    *history = *history << 21 | c;
    return true;
}

static uint64_t begin(void) { return (uint64_t)' ' << 42 | (uint64_t)' ' << 21 | ' '; }

/* --- the two models --------------------------------------------------------------------------- */

static void learn(float *count, const char *line)
{
    uint64_t history = begin();
    int longest =
        2; /* nothing is learned of the blanks before the line but that they stand there */
    do
        for (int n = 1; n <= longest; n++) count[place_of(history, n)]++;
    while (longest = 3, next_character(&line, &history));
}

static double probability(const float *count, uint64_t history)
{
    double p = 1.0 / CHARACTERS;
    for (int n = 2; n <= 3; n++)
        p = (count[place_of(history, n)] + p) / (count[place_of(history >> 21, n - 1)] + 1);
    return p;
}

/* Does this line of a side speak the language of the other? */
static bool is_foreign(const struct contrast *g, int side, const char *line)
{
    uint64_t history = begin();
    double odds = 0;
    int characters = 0;
    for (; next_character(&line, &history); characters++)
        odds +=
            log(probability(g->count[!side], history)) - log(probability(g->count[side], history));
    return characters >= LEAST_CHARACTERS && odds > LEAST_SUM && odds > LEAST_MEAN * characters;
}

/* --- English and French ----------------------------------------------------------------------- */

/* The config says which side is which, and the tokenizer goes by that; two lists of words that
 * nearly every sentence has one of, and the other language has not, are enough to see it. */
static const char *const common[2][10] = {
    { "the", "of", "and", "to", "is", "with", "that", "it", "you", "was" },
    { "le", "la", "les", "de", "des", "et", "une", "du", "est", "dans" },
};

static void count_common(long count[2], const char *line)
{
    struct token token;
    while (token_next(&line, &token))
        for (int k = 0; k < 20; k++) {
            const char *word = common[k / 10][k % 10];
            count[k / 10] += token.length == strlen(word) && !memcmp(token.at, word, token.length);
        }
}

static void tell_declared(const struct contrast *g, const struct rns_config *c, struct findings *f)
{
    static const char *const name[] = { "English", "French" };
    const char *const declared[] = { c->data.source_language, c->data.target_language };
    for (int i = 0; i < 2; i++) {
        const enum language language = language_named(declared[i]);
        const int own = language == LANGUAGE_FR;
        if (language == LANGUAGE_OTHER || g->common[i][!own] < 2 * g->common[i][own] + 10) continue;
        findings_add(f,
                     &(struct rns_finding){ RNS_WARNING, "declared-language", g->files->path[i], 0,
                                            0, 1, NULL },
                     "reads like %s, and data.%s_language = %s, by which it is tokenized; are the "
                     "sides exchanged?",
                     name[!own], i ? "target" : "source", declared[i]);
    }
}

/* --- the corpus ------------------------------------------------------------------------------- */

static void visit(void *self, const struct raw_pair *p)
{
    struct contrast *g = self;
    if (!p->line[0] || !p->line[1]) return;
    g->lines += g->judging;
    for (int i = 0; i < 2; i++) {
        const char *line = str_text(p->line[i]);
        if (!g->judging) {
            learn(g->count[i], line);
            count_common(g->common[i], line);
        } else if (is_foreign(g, i, line) && !g->foreign[i]++) g->line[i] = p->number;
    }
}

static void tell(const struct contrast *g, int i, long every, struct findings *f)
{
    const double share = (double)g->foreign[i] / (double)g->lines;
    if (!g->foreign[i]) return;
    findings_add(f,
                 &(struct rns_finding){ share > 0.01 ? RNS_WARNING : RNS_NOTE, "language",
                                        g->files->path[i], g->line[i], 0, g->foreign[i] * every,
                                        NULL },
                 "reads like the language of %s; %s%ld such line%s, %.2f %%: leave them out",
                 g->files->path[!i], every > 1 ? "about " : "", g->foreign[i] * every,
                 g->foreign[i] * every == 1 ? "" : "s", 100 * share);
}

bool language_check(const struct rns_config *c, struct twofold *files, long every,
                    struct findings *f, struct rns_error *err)
{
    struct contrast g = { .files = files };
    for (int i = 0; i < 2; i++) g.count[i] = memory_new(PLACES, sizeof **g.count);
    bool ok = twofold_read(files, every, visit, &g, err);
    g.judging = true;
    ok = ok && twofold_read(files, every, visit, &g, err);
    for (int i = 0; ok && i < 2; i++) tell(&g, i, every, f);
    if (ok) tell_declared(&g, c, f);
    for (int i = 0; i < 2; i++) memory_free(g.count[i]);
    return ok;
}
