/* corpus.c -- writes the demo corpus from the rules and words in data/demo:
 *
 *     demo-corpus [--tokens] FOLDER     --tokens writes the tokens that the links count, too
 *
 * A pool of different sentences is grown; those with a word that the pool has too seldom to be
 * learned are dropped; the first that are left are test, valid and train.  The same bytes always.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "choose.h"

enum {
    SEED = 1014,
    POOL = 42000,
    VALID = 1000,
    TEST = 1000,
    TRAIN = 20000,
    SHORTEST = 3,
    LONGEST = 40,
    SELDOM = 18 /* in the pool */
};

struct pair {
    char *text[2], *tokens[2], *links;
};

struct pool {
    struct pair pair[POOL];
    int count;
    struct map seen, words[2];
};

static void complain_of(const char *message, const char *what)
{
    fprintf(stderr, "demo-corpus: %s%s\n", message, what);
    exit(EXIT_FAILURE);
}

static void complain(const char *message) { complain_of(message, ""); }

static void count_words(struct map *words, const char *tokens)
{
    struct token t;
    while (token_next(&tokens, &t)) ++*map_put(words, t.at, t.length, 0);
}

static void recount(struct pool *p)
{
    for (int l = 0; l < 2; l++) {
        map_free(&p->words[l]);
        p->words[l] = (struct map){ 0 };
        for (int i = 0; i < p->count; i++) count_words(&p->words[l], p->pair[i].tokens[l]);
    }
}

static char *english_text(const struct side *s)
{
    struct str str = { 0 };
    side_text(s, ".,?!", &str);
    return str_take(&str);
}

static char *french_text(const struct side *s)
{
    struct str str = { 0 };
    side_text(s, ".,", &str); /* a blank before ? and ! */
    return str_take(&str);
}

static char *tokens_of(const struct side *s)
{
    struct str str = { 0 };
    side_tokens(s, &str);
    return str_take(&str);
}

static char *links_of(const struct phrase *s)
{
    struct str str = { 0 };
    side_links(&s->en, &s->fr, &str);
    return str_take(&str);
}

/* The grammar must not know two translations of a sentence. */
static void keep(struct pool *p, const struct phrase *s)
{
    char *en = english_text(&s->en), *fr = french_text(&s->fr);
    const int seen = map_get(&p->seen, en, strlen(en));
    if (seen >= 0) {
        if (strcmp(p->pair[seen].text[1], fr) != 0) complain_of("two translations of: ", en);
        memory_free(en);
        memory_free(fr);
        return;
    }
    *map_put(&p->seen, en, strlen(en), 0) = p->count;
    p->pair[p->count++] = (struct pair){
        .text = { en, fr },
        .tokens = { tokens_of(&s->en), tokens_of(&s->fr) },
        .links = links_of(s),
    };
}

static bool is_of_length(const struct side *s)
{
    return s->count >= SHORTEST && s->count <= LONGEST;
}

static void fill(struct pool *p, struct deriver *d)
{
    struct phrase *s = memory_new(1, sizeof *s);
    for (long tries = 0; p->count < POOL; tries++) {
        if (tries > 40L * POOL) complain("the grammar leads nowhere");
        d->labels = 0;
        if (!derive(d, "sentence", &(struct context){ 0 }, s)) continue;
        side_finish_english(&s->en);
        side_finish_french(&s->fr);
        side_capitalise(&s->en);
        side_capitalise(&s->fr);
        if (is_of_length(&s->en) && is_of_length(&s->fr)) keep(p, s);
    }
    memory_free(s);
}

static bool is_common(const struct pool *p, const struct pair *pair)
{
    struct token t;
    for (int l = 0; l < 2; l++)
        for (const char *at = pair->tokens[l]; token_next(&at, &t);)
            if (map_get(&p->words[l], t.at, t.length) < SELDOM) return false;
    return true;
}

static void free_pair(const struct pair *p)
{
    for (int l = 0; l < 2; l++) {
        memory_free(p->text[l]);
        memory_free(p->tokens[l]);
    }
    memory_free(p->links);
}

/* Until every word left is common among what is left. */
static void drop_seldom(struct pool *p)
{
    int before;
    recount(p);
    do {
        int kept = 0;
        before = p->count;
        for (int i = 0; i < p->count; i++)
            if (is_common(p, &p->pair[i])) p->pair[kept++] = p->pair[i];
            else free_pair(&p->pair[i]);
        p->count = kept;
        recount(p);
    } while (p->count < before);
    if (p->count < VALID + TEST + TRAIN) complain("too few sentences without seldom words");
}

/* One line of a file a pair: what `line` gives of it. */
static void write_file(const char *folder, const char *name, const struct pair *pair, int count,
                       const char *(*line)(const struct pair *))
{
    struct rns_error err = { 0 };
    struct str path = { 0 };
    struct save save;
    str_print(&path, "%s/%s", folder, name);
    bool ok = save_open(&save, path.at, &err);
    for (int i = 0; ok && i < count; i++)
        ok = save_write(&save, line(&pair[i]), strlen(line(&pair[i])), &err) &&
             save_write(&save, "\n", 1, &err);
    if (!ok || !save_commit(&save, &err)) complain(err.message);
    str_free(&path);
}

static const char *english(const struct pair *p) { return p->text[0]; }
static const char *french(const struct pair *p) { return p->text[1]; }
static const char *english_tokens(const struct pair *p) { return p->tokens[0]; }
static const char *french_tokens(const struct pair *p) { return p->tokens[1]; }
static const char *links(const struct pair *p) { return p->links; }

static void write_part(const char *folder, const char *part, const struct pair *pair, int count,
                       bool tokens)
{
    static const struct {
        const char *ending;
        const char *(*line)(const struct pair *);
    } file[] = { { "en", english },
                 { "fr", french },
                 { "align", links },
                 { "tokens.en", english_tokens },
                 { "tokens.fr", french_tokens } };
    char name[64];
    for (int i = 0; i < (tokens ? 5 : 3); i++) {
        snprintf(name, sizeof name, "%s.%s", part, file[i].ending);
        write_file(folder, name, pair, count, file[i].line);
    }
}

static bool read_rules(struct grammar *g, const char *folder, struct rns_error *err)
{
    static const char *const part[] = { "sentences", "verbs", "nouns", "circumstances" };
    struct str path = { 0 };
    bool ok = true;
    for (int i = 0; ok && i < 4; i++) {
        str_clear(&path);
        str_print(&path, "%s/grammar/%s.txt", folder, part[i]);
        ok = grammar_read(g, path.at, err);
    }
    str_free(&path);
    return ok && grammar_check(g, is_lexical, err);
}

int main(int argc, char **argv)
{
    const bool tokens = argc > 1 && strcmp(argv[1], "--tokens") == 0;
    const char *out = argc == 2 + tokens ? argv[1 + tokens] : NULL, *rules = "data/demo";
    struct rns_error err = { 0 };
    static struct grammar grammar; /* kept to the end, with all they hold */
    static struct lexicon lexicon;
    static struct pool pool;
    if (!out) complain("say where the corpus goes: demo-corpus [--tokens] FOLDER");
    if (!lexicon_read(&lexicon, rules, &err) || !read_rules(&grammar, rules, &err) ||
        !folder_make(out, &err))
        complain(err.message);
    struct deriver d = { .grammar = &grammar, .lexicon = &lexicon };
    rng_seed(&d.rng, SEED);
    fill(&pool, &d);
    drop_seldom(&pool);
    write_part(out, "test", pool.pair, TEST, tokens);
    write_part(out, "valid", pool.pair + TEST, VALID, tokens);
    write_part(out, "train", pool.pair + TEST + VALID, TRAIN, tokens);
    arena_free(&d.arena);
    return EXIT_SUCCESS;
}
