#include "text/bitext.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/rng.h"
#include "base/scratch.h"
#include "text/links.h"
#include "text/vocab.h"

enum { LINKS = 2, FILES };

/* The files being read in step; [0] is the source, [1] the target, [LINKS] may not be there. */
struct reader {
    const struct side *side[2];
    struct file *file[FILES];
    struct str line[FILES], sentence[2];
    int words[2]; /* of the two sentences */
    int *id[2];   /* [room] their numbers */
    size_t room[2];
    struct piece_links links; /* between them */
    int max_length;
    long pairs, blank, overlong, overlong_line;
};

static bool open_side(struct reader *r, int i, struct rns_error *err)
{
    if (!strcmp(r->side[i]->path, "-"))
        return fail(err, RNS_USAGE,
                    "standard input cannot be a corpus, which is read twice; save it to a file");
    r->file[i] = file_open(r->side[i]->path, err);
    if (!r->file[i]) return false;
    if (!file_is_pipe(r->file[i])) return true;
    return fail(err, RNS_USAGE,
                "%s: a corpus is read twice, so it must be a regular file; save "
                "it to one first",
                file_name(r->file[i]));
}

static bool open_reader(struct reader *r, const struct side *source, const struct side *target,
                        int max_length, struct rns_error *err)
{
    *r = (struct reader){ .side = { source, target }, .max_length = max_length };
    return open_side(r, 0, err) && open_side(r, 1, err);
}

static void close_reader(struct reader *r)
{
    for (int i = 0; i < FILES; i++) {
        file_close(r->file[i]);
        str_free(&r->line[i]);
    }
    for (int i = 0; i < 2; i++) {
        str_free(&r->sentence[i]);
        memory_free(r->id[i]);
    }
    memory_free(r->links.at);
}

/* Puts the file and line before what segment said of the line: "column 12: ..." */
static bool blame(const struct reader *r, int i, const struct rns_error *why, struct rns_error *err)
{
    const char *name = file_name(r->file[i]);
    const long line = file_number(r->file[i]);
    int column, behind = 0;
    if (sscanf(why->message, "column %d: %n", &column, &behind) == 1)
        return fail(err, RNS_BAD_DATA, "%s:%ld:%d: %s", name, line, column, why->message + behind);
    return fail(err, RNS_BAD_DATA, "%s:%ld: %s", name, line, why->message);
}

static bool segment_side(struct reader *r, int i, struct rns_error *err)
{
    struct rns_error why = { 0 };
    str_clear(&r->sentence[i]);
    if (!segment(r->side[i]->segmenter, str_text(&r->line[i]), r->line[i].length, &r->sentence[i],
                 &why))
        return blame(r, i, &why, err);
    r->words[i] = token_count(str_text(&r->sentence[i]));
    return true;
}

/* File `longer` has more lines than that of source and `other`: counts them all to say so.
 * Always -1. */
static int tell_difference(struct reader *r, int longer, int other, struct rns_error *err)
{
    int result;
    while ((result = file_line(r->file[longer], &r->line[longer], err)) > 0)
        ;
    if (result == 0)
        fail(err, RNS_BAD_DATA,
             "%s has %ld lines and %s %ld; line k of one must %s line k of the other",
             file_name(r->file[0]), file_number(r->file[0]), file_name(r->file[other]),
             file_number(r->file[other]), other == LINKS ? "have its links in" : "translate");
    return -1;
}

/* The line of links of the lines just read, or after them all the end of theirs. */
static int next_links(struct reader *r, int more, struct rns_error *err)
{
    const int links = r->file[LINKS] ? file_line(r->file[LINKS], &r->line[LINKS], err) : more;
    if (links < 0) return -1;
    return links == more ? more : tell_difference(r, links ? LINKS : 0, LINKS, err);
}

/* Reads a line of each file: 1, 0 at their end, -1 on failure. */
static int next_lines(struct reader *r, struct rns_error *err)
{
    const int source = file_line(r->file[0], &r->line[0], err);
    const int target = source < 0 ? -1 : file_line(r->file[1], &r->line[1], err);
    if (target < 0) return -1;
    if (source != target) return tell_difference(r, target, 1, err);
    return next_links(r, source, err);
}

/* The same, going on to the next one that is not passed over, and segmented. */
static int next_sentences(struct reader *r, struct rns_error *err)
{
    const int every = r->side[0]->every;
    int result;
    do result = next_lines(r, err);
    while (result > 0 && every && file_number(r->file[0]) % every);
    if (result <= 0) return result;
    return segment_side(r, 0, err) && segment_side(r, 1, err) ? 1 : -1;
}

/* The same, going on to the next pair that is kept. */
static int next_pair(struct reader *r, struct rns_error *err)
{
    int result;
    while ((result = next_sentences(r, err)) > 0) {
        const int *words = r->words;
        if (!words[0] || !words[1]) r->blank++;
        else if (words[0] <= r->max_length && words[1] <= r->max_length) break;
        else if (!r->overlong++) r->overlong_line = file_number(r->file[0]);
    }
    r->pairs += result > 0;
    return result;
}

static bool any_pairs(const struct reader *r, struct rns_error *err)
{
    if (r->pairs) return true;
    if (r->blank + r->overlong == 0)
        return fail(err, RNS_BAD_DATA, "%s and %s are empty: no pair to learn from",
                    file_name(r->file[0]), file_name(r->file[1]));
    if (r->overlong == 0)
        return fail(err, RNS_BAD_DATA,
                    "%s and %s: every pair is blank on a side: no pair to learn from",
                    file_name(r->file[0]), file_name(r->file[1]));
    return fail(err, RNS_BAD_DATA,
                "%s and %s: no pair to learn from: of %ld, %ld are blank on a "
                "side and %ld longer than %d words (data.max_length)",
                file_name(r->file[0]), file_name(r->file[1]), r->blank + r->overlong, r->blank,
                r->overlong, r->max_length);
}

bool bitext_count(const struct side *source, const struct side *target, int max_length,
                  struct rns_error *err)
{
    struct reader r;
    int result = open_reader(&r, source, target, max_length, err) ? 1 : -1;
    while (result > 0 && (result = next_pair(&r, err)) > 0) {
        vocab_count(source->vocab, str_text(&r.sentence[0]));
        vocab_count(target->vocab, str_text(&r.sentence[1]));
    }
    const bool ok = result == 0 && any_pairs(&r, err);
    close_reader(&r);
    return ok;
}

/* Those of the sentences just read. */
static bool read_links(struct reader *r, struct rns_error *err)
{
    struct rns_error why = { 0 };
    struct links links = { 0 };
    struct pieces side[2];
    for (int i = 0; i < 2; i++)
        side[i] = (struct pieces){ str_text(&r->sentence[i]), r->side[i]->segmenter->bpe != NULL };
    const bool ok = links_parse(&links, str_text(&r->line[LINKS]), LINKS_PLAIN, 0, &why) &&
                    piece_links_add(&r->links, &links, &side[0], &side[1], &why);
    links_free(&links);
    return ok || blame(r, LINKS, &why, err);
}

static int encode(struct reader *r, int i)
{
    return vocab_encode(r->side[i]->vocab, str_text(&r->sentence[i]), &r->id[i], &r->room[i]);
}

static bool add_pair(struct bitext *b, struct reader *r, struct rns_error *err)
{
    r->links.count = 0;
    if (r->file[LINKS] && !read_links(r, err)) return false;
    const int S = encode(r, 0), T = encode(r, 1);
    const struct sentence_pair p = {
        (int)file_number(r->file[0]), S, T, (int)r->links.count, r->id[0], r->id[1], r->links.at
    };
    return bitext_add(b, &p, err);
}

static bool open_links(struct reader *r, const char *alignments, struct rns_error *err)
{
    r->file[LINKS] = alignments ? file_open(alignments, err) : NULL;
    return !alignments || r->file[LINKS];
}

static bool read_pairs(struct bitext *b, struct reader *r, struct rns_error *err)
{
    int result;
    while ((result = next_pair(r, err)) > 0)
        if (!add_pair(b, r, err)) return false;
    b->blank = r->blank;
    b->overlong = r->overlong;
    b->overlong_line = r->overlong_line;
    return result == 0 && any_pairs(r, err) && bitext_finish(b, err);
}

struct bitext *bitext_read(const struct side *source, const struct side *target,
                           const char *alignments, int max_length, const char *folder,
                           struct rns_error *err)
{
    struct reader r;
    struct bitext *b = NULL;
    if (open_reader(&r, source, target, max_length, err) && open_links(&r, alignments, err))
        b = bitext_new(folder, err);
    if (b && !read_pairs(b, &r, err)) {
        bitext_free(b);
        b = NULL;
    }
    close_reader(&r);
    return b;
}

/* --- records ---------------------------------------------------------------------------------- */

/* How a record begins;  then the words of source and target, then the links. */
struct head {
    int line, links;
};

static struct bitext *bitext_on(struct scratch *text)
{
    struct bitext *b = memory_new(1, sizeof *b);
    b->text = text;
    return b;
}

struct bitext *bitext_new(const char *folder, struct rns_error *err)
{
    struct scratch *text = scratch_new(folder, err);
    return text ? bitext_on(text) : NULL;
}

struct bitext *bitext_in_memory(void) { return bitext_on(scratch_in_memory()); }

static long count_unknown(const int *id, int count)
{
    long unknown = 0;
    for (int i = 0; i < count; i++) unknown += id[i] == VOCAB_UNK;
    return unknown;
}

/* The pair is one more (1) or one less (-1). */
static void tally(struct bitext *b, const struct sentence_pair *p, int sign)
{
    b->source_words += sign * p->S;
    b->target_words += sign * p->T;
    b->source_unknown += sign * count_unknown(p->source, p->S);
    b->target_unknown += sign * count_unknown(p->target, p->T);
    b->links += sign * p->links;
}

bool bitext_add(struct bitext *b, const struct sentence_pair *p, struct rns_error *err)
{
    const struct head head = { p->line, p->links };
    b->place = memory_grow(b->place, (size_t)b->pairs, &b->room, sizeof *b->place);
    b->place[b->pairs++] = (struct place){ scratch_size(b->text), p->S, p->T };
    tally(b, p, 1);
    return scratch_write(b->text, &head, sizeof head, err) &&
           scratch_write(b->text, p->source, (size_t)p->S * sizeof *p->source, err) &&
           scratch_write(b->text, p->target, (size_t)p->T * sizeof *p->target, err) &&
           scratch_write(b->text, p->link, (size_t)p->links * sizeof *p->link, err);
}

bool bitext_finish(struct bitext *b, struct rns_error *err)
{
    b->room = (size_t)b->pairs;
    b->place = memory_resize(b->place, b->room, sizeof *b->place);
    return scratch_finish(b->text, err);
}

void bitext_free(struct bitext *b)
{
    if (!b) return;
    scratch_free(b->text);
    memory_free(b->place);
    memory_free(b);
}

void bitext_keep(struct bitext *b, const bool *kept)
{
    int count = 0;
    for (int k = 0; k < b->pairs; k++) {
        if (kept[k]) {
            b->place[count++] = b->place[k];
        } else {
            const struct sentence_pair p = bitext_pair(b, k);
            tally(b, &p, -1);
        }
    }
    b->pairs = count;
    assert(b->pairs > 0);
}

size_t bitext_bytes(const struct bitext *b)
{
    const size_t text = scratch_size(b->text);
    return b->room * sizeof *b->place + (text < SCRATCH_KEPT ? text : SCRATCH_KEPT);
}

struct sentence_pair bitext_pair(const struct bitext *b, int pair)
{
    assert(0 <= pair && pair < b->pairs);
    const struct place *place = &b->place[pair];
    const struct head *head = scratch_at(b->text, place->at);
    const int *source = (const int *)(head + 1), *target = source + place->S;
    return (struct sentence_pair){ head->line,
                                   place->S,
                                   place->T,
                                   head->links,
                                   source,
                                   target,
                                   (const struct piece_link *)(target + place->T) };
}

int bitext_source_length(const struct bitext *b, int pair)
{
    assert(0 <= pair && pair < b->pairs);
    return b->place[pair].S;
}

int bitext_target_length(const struct bitext *b, int pair)
{
    assert(0 <= pair && pair < b->pairs);
    return b->place[pair].T;
}

const int *bitext_source(const struct bitext *b, int pair, int *length)
{
    const struct sentence_pair p = bitext_pair(b, pair);
    *length = p.S;
    return p.source;
}

const int *bitext_target(const struct bitext *b, int pair, int *length)
{
    const struct sentence_pair p = bitext_pair(b, pair);
    *length = p.T;
    return p.target;
}

/* Where there are none at all, no record is looked at. */
const struct piece_link *bitext_links(const struct bitext *b, int pair, int *count)
{
    *count = 0;
    if (!b->links) return NULL;
    const struct sentence_pair p = bitext_pair(b, pair);
    *count = p.links;
    return p.link;
}

static uint64_t hash_link(uint64_t hash, const struct piece_link *l)
{
    return rng_hash(rng_hash(rng_hash(hash, (uint64_t)l->i), (uint64_t)l->j), (uint64_t)l->share);
}

uint64_t bitext_hash(const struct bitext *b, uint64_t hash)
{
    hash = rng_hash(hash, (uint64_t)b->pairs);
    for (int k = 0; k < b->pairs; k++) {
        const struct sentence_pair p = bitext_pair(b, k);
        for (int j = 0; j < p.S; j++) hash = rng_hash(hash, (uint64_t)p.source[j]);
        for (int i = 0; i < p.T; i++) hash = rng_hash(hash, (uint64_t)p.target[i]);
        for (int l = 0; l < p.links; l++) hash = hash_link(hash, &p.link[l]);
    }
    return hash;
}
