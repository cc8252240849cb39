#include "text/bitext.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "text/links.h"
#include "text/vocab.h"

enum { LINKS = 2, FILES };

/* The files being read in step; [0] is the source, [1] the target, [LINKS] may not be there. */
struct reader {
    const struct side *side[2];
    struct file *file[FILES];
    struct str line[FILES], sentence[2];
    int words[2]; /* of the two sentences */
    int *id;      /* [room] the numbers of one of them */
    size_t room;
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
    for (int i = 0; i < 2; i++) str_free(&r->sentence[i]);
    memory_free(r->id);
}

/* Puts the file and line before what segment said of the line: "column 12: ..." */
static bool blame(const struct reader *r, int i, const struct rns_error *why, struct rns_error *err)
{
    const char *name = file_name(r->file[i]);
    const long line = file_number(r->file[i]);
    int column, behind = 0;
    if (sscanf(why->message, "column %d: %n", &column, &behind) == 1 && behind)
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

/* How much of the bitext's arrays is in use and allocated. */
struct room {
    size_t words, ids, source, target, line, link;
};

static long count_unknown(const int *id, int count)
{
    long unknown = 0;
    for (int i = 0; i < count; i++) unknown += id[i] == VOCAB_UNK;
    return unknown;
}

/* Numbers side i's sentence behind the others; returns how many words it has. */
static int append(struct bitext *b, struct room *room, struct reader *r, int i)
{
    const int count = vocab_encode(r->side[i]->vocab, str_text(&r->sentence[i]), &r->id, &r->room);
    if (room->words + count > room->ids) {
        room->ids = 2 * (room->words + count);
        b->id = memory_resize(b->id, room->ids, sizeof *b->id);
    }
    memcpy(b->id + room->words, r->id, count * sizeof *r->id);
    room->words += count;
    return count;
}

/* Makes room for the beginnings of pair k and of what follows it. */
static void grow(struct bitext *b, struct room *room)
{
    b->source = memory_grow(b->source, b->pairs + 1, &room->source, sizeof *b->source);
    b->target = memory_grow(b->target, b->pairs + 1, &room->target, sizeof *b->target);
    b->line = memory_grow(b->line, b->pairs + 1, &room->line, sizeof *b->line);
}

/* The links of the pair that was added last. */
static bool add_links(struct bitext *b, struct room *room, struct reader *r, struct rns_error *err)
{
    struct rns_error why = { 0 };
    struct links links = { 0 };
    b->link = memory_grow(b->link, (size_t)b->pairs, &room->link, sizeof *b->link);
    b->link[b->pairs - 1] = (long)b->links.count;
    struct pieces side[2];
    for (int i = 0; i < 2; i++)
        side[i] = (struct pieces){ str_text(&r->sentence[i]), r->side[i]->segmenter->bpe != NULL };
    const bool ok = links_parse(&links, str_text(&r->line[LINKS]), LINKS_PLAIN, 0, &why) &&
                    piece_links_add(&b->links, &links, &side[0], &side[1], &why);
    links_free(&links);
    b->link[b->pairs] = (long)b->links.count;
    return ok || blame(r, LINKS, &why, err);
}

/* Pair k goes on with its target in id and comes to its end. */
static void count_pair(struct bitext *b, int k, long target, long end)
{
    const long source = b->source[k];
    b->target[k] = target;
    b->source[k + 1] = end;
    b->source_words += target - source;
    b->target_words += end - target;
    b->source_unknown += count_unknown(b->id + source, (int)(target - source));
    b->target_unknown += count_unknown(b->id + target, (int)(end - target));
}

static bool add_pair(struct bitext *b, struct room *room, struct reader *r, struct rns_error *err)
{
    grow(b, room);
    const int k = b->pairs++;
    b->line[k] = (int)file_number(r->file[0]);
    b->source[k] = (long)room->words;
    const int S = append(b, room, r, 0), T = append(b, room, r, 1);
    count_pair(b, k, b->source[k] + S, b->source[k] + S + T);
    return !r->file[LINKS] || add_links(b, room, r, err);
}

static bool open_links(struct reader *r, const char *alignments, struct rns_error *err)
{
    r->file[LINKS] = alignments ? file_open(alignments, err) : NULL;
    return !alignments || r->file[LINKS];
}

struct bitext *bitext_read(const struct side *source, const struct side *target,
                           const char *alignments, int max_length, struct rns_error *err)
{
    struct reader r;
    struct room room = { 0 };
    struct bitext *b = memory_new(1, sizeof *b);
    int result = open_reader(&r, source, target, max_length, err) && open_links(&r, alignments, err)
                     ? 1
                     : -1;
    while (result > 0 && (result = next_pair(&r, err)) > 0)
        if (!add_pair(b, &room, &r, err)) result = -1;
    b->blank = r.blank;
    b->overlong = r.overlong;
    b->overlong_line = r.overlong_line;
    if (result < 0 || !any_pairs(&r, err)) {
        bitext_free(b);
        b = NULL;
    } else {
        b->id = memory_resize(b->id, room.words, sizeof *b->id);
    }
    close_reader(&r);
    return b;
}

/* The links of pair i become those of pair k, the last so far. */
static void keep_links(struct bitext *b, int i, int k)
{
    const long from = b->link[i], count = b->link[i + 1] - from;
    memmove(b->links.at + b->link[k], b->links.at + from, (size_t)count * sizeof *b->links.at);
    b->link[k + 1] = b->link[k] + count;
}

void bitext_keep(struct bitext *b, const bool *kept)
{
    const int pairs = b->pairs;
    b->pairs = 0;
    b->source_words = b->target_words = b->source_unknown = b->target_unknown = 0;
    for (int i = 0; i < pairs; i++) {
        const long from = b->source[i], S = b->target[i] - from, end = b->source[i + 1];
        if (!kept[i]) continue;
        const int k = b->pairs++;
        const long to = b->source[k];
        memmove(b->id + to, b->id + from, (size_t)(end - from) * sizeof *b->id);
        b->line[k] = b->line[i];
        count_pair(b, k, to + S, to + end - from);
        if (b->link) keep_links(b, i, k);
    }
    if (b->link) b->links.count = (size_t)b->link[b->pairs];
    assert(b->pairs > 0);
}

void bitext_free(struct bitext *b)
{
    if (!b) return;
    memory_free(b->id);
    memory_free(b->source);
    memory_free(b->target);
    memory_free(b->line);
    memory_free(b->link);
    memory_free(b->links.at);
    memory_free(b);
}

const int *bitext_source(const struct bitext *b, int pair, int *length)
{
    assert(0 <= pair && pair < b->pairs);
    *length = (int)(b->target[pair] - b->source[pair]);
    return b->id + b->source[pair];
}

const int *bitext_target(const struct bitext *b, int pair, int *length)
{
    assert(0 <= pair && pair < b->pairs);
    *length = (int)(b->source[pair + 1] - b->target[pair]);
    return b->id + b->target[pair];
}

const struct piece_link *bitext_links(const struct bitext *b, int pair, int *count)
{
    assert(0 <= pair && pair < b->pairs);
    *count = b->link ? (int)(b->link[pair + 1] - b->link[pair]) : 0;
    return *count ? b->links.at + b->link[pair] : NULL;
}
