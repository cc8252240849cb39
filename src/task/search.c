#include "task/search.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/network.h"
#include "model/shortlist.h"
#include "nn/vec.h"
#include "task/lexicon.h"
#include "text/vocab.h"

/* Numbers of attention that one search may keep;  rows whose logits are there at a time. */
enum { KEPT_MOST = 1 << 24, LOGIT_ROWS = 128 };

/* The open hypotheses at one step, as rows of the decoder: sentence after sentence, each
 * sentence's from the likeliest down. */
struct step {
    int n;
    int *parent;      /* [n] row of the step before            */
    int *word;        /* [n] the word that led here            */
    double *log_p;    /* [n] of all words so far               */
    struct mat alpha; /* [n][S] where each looks for its next word */
};

/* Where a hypothesis took </s>. */
struct ending {
    int t, row;
    double log_p, score;
};

/* One sentence. */
struct beam {
    int row, rows; /* its hypotheses: rows row .. row + rows of the step */
    int open;      /* how many it may go on with */
    int limit;
    int endings;
    struct ending *ending; /* [how->beam], best first */
};

struct candidate {
    double log_p;
    int row, word;
};

/* The best extensions of every row, each row's from the best down. */
struct ranking {
    int width;
    struct candidate *at; /* [n][width] */
    int *count, *taken;   /* [n] */
};

struct search {
    const struct network *net;
    const struct rns_search *how;
    struct search_memory *mem;
    const struct packed *source;
    struct shortlist list; /* with how->lexicon */
    struct decoding decoding;
    struct beam *beam; /* [B] by source column */
    struct step *step; /* [longest limit + 1] */
    int t;
    struct decoder_state state;
};

int search_limit(const struct rns_search *how, int S)
{
    return (int)(how->max_length_factor * S) + 10;
}

int search_room(const struct rns_search *how, int S)
{
    const double each = (double)how->beam * S * search_limit(how, S);
    const double room = KEPT_MOST / each;
    return room < 1 ? 1 : room < how->batch ? (int)room : how->batch;
}

static double score_of(const struct search *s, double log_p, int length)
{
    return log_p / pow(length, s->how->alpha);
}

/* --- ranking: which words may follow ---------------------------------------------------------- */

/* The k largest of the row, best first; of equal ones the lower word. */
static int rank_words(const real *logit, int V, int k, struct candidate *best)
{
    real threshold = -INFINITY;
    int count = 0;
    for (int v = 0; v < V; v++) {
        if (!(logit[v] > threshold)) continue;
        int i = count < k ? count++ : k - 1;
        for (; i > 0 && logit[best[i - 1].word] < logit[v]; i--) best[i] = best[i - 1];
        best[i].word = v;
        if (count == k) threshold = logit[best[k - 1].word];
    }
    return count;
}

static int rank_row(const struct search *s, int r, real *logit, struct candidate *best)
{
    const int column = s->state.column[r];
    const struct beam *b = &s->beam[column];
    const struct shortlist *list = s->decoding.list;
    const int V = list ? shortlist_pick(list, column, logit) : s->net->sizes.target_words;
    const double log_z = vec_log_sum_exp(logit, V);
    int count = 1;
    if (!isfinite(log_z)) return 0;
    if (!s->how->allow_unk) logit[VOCAB_UNK] = -INFINITY;
    if (s->t + 1 == b->limit) best->word = VOCAB_EOS;
    else count = rank_words(logit, V, b->open, best);
    for (int i = 0; i < count; i++) {
        best[i].row = r;
        best[i].log_p = s->step[s->t].log_p[r] + ((double)logit[best[i].word] - log_z);
        if (list) best[i].word = shortlist_word(list, column, best[i].word);
    }
    return count;
}

/* t [n][M] is what the output layer reads. */
static struct ranking rank_all(struct search *s, struct mat t)
{
    struct arena *mem = &s->mem->work;
    const size_t n = (size_t)t.rows, width = (size_t)s->how->beam;
    const int V = s->decoding.list ? s->list.count : s->net->sizes.target_words;
    const struct mat room = mat_take(mem, t.rows < LOGIT_ROWS ? t.rows : LOGIT_ROWS, V);
    struct ranking rank = { s->how->beam, arena_take(mem, n * width, sizeof(struct candidate)),
                            arena_take(mem, n, sizeof(int)), arena_zero(mem, n, sizeof(int)) };
    for (int from = 0; from < t.rows; from += room.rows) {
        const int rows = t.rows - from < room.rows ? t.rows - from : room.rows;
        const struct mat logits = mat_rows(room, 0, rows);
        decoder_words(&s->decoding, mat_rows(t, from, rows), logits);
#pragma omp parallel for schedule(static) if ((long)rows * V > 1 << 15)
        for (int r = from; r < from + rows; r++)
            rank.count[r] = rank_row(s, r, row(logits, r - from), rank.at + (long)r * rank.width);
    }
    return rank;
}

/* The likeliest candidate not yet taken of the rows of a beam; NULL when there are no more. */
static const struct candidate *take_best(const struct ranking *rank, const struct beam *b)
{
    const struct candidate *best = NULL;
    for (int r = b->row; r < b->row + b->rows; r++) {
        const struct candidate *c = rank->at + (long)r * rank->width + rank->taken[r];
        if (rank->taken[r] < rank->count[r] && (!best || c->log_p > best->log_p)) best = c;
    }
    if (best) rank->taken[best->row]++;
    return best;
}

/* --- one step --------------------------------------------------------------------------------- */

static struct step step_new(struct arena *mem, int room)
{
    return (struct step){ .parent = arena_take(mem, (size_t)room, sizeof(int)),
                          .word = arena_take(mem, (size_t)room, sizeof(int)),
                          .log_p = arena_take(mem, (size_t)room, sizeof(double)) };
}

static void step_add(struct step *step, const struct candidate *c)
{
    step->parent[step->n] = c->row;
    step->word[step->n] = c->word;
    step->log_p[step->n++] = c->log_p;
}

static void finish(const struct search *s, struct beam *b, const struct candidate *c)
{
    const struct ending e = { s->t, c->row, c->log_p, score_of(s, c->log_p, s->t + 1) };
    int i = b->endings++;
    for (; i > 0 && b->ending[i - 1].score < e.score; i--) b->ending[i] = b->ending[i - 1];
    b->ending[i] = e;
    b->open--;
}

/* Can a hypothesis this likely still get among the n best? */
static bool may_win(const struct search *s, const struct beam *b, double log_p)
{
    const int n = s->how->n_best;
    return b->endings < n || score_of(s, log_p, b->limit) > b->ending[n - 1].score;
}

/* Moves one sentence on: what it takes ends, or becomes a row of the next step. */
static void extend(const struct search *s, struct beam *b, const struct ranking *rank,
                   struct step *next)
{
    const int first = next->n;
    for (int k = b->open; k > 0; k--) {
        const struct candidate *c = take_best(rank, b);
        if (!c) break;
        if (c->word == VOCAB_EOS) finish(s, b, c);
        else step_add(next, c);
    }
    if (next->n > first && !may_win(s, b, next->log_p[first])) next->n = first;
    b->row = first;
    b->rows = next->n - first;
}

static void swap_states(struct search_memory *mem)
{
    const struct arena old = mem->now;
    mem->now = mem->next;
    mem->next = old;
    arena_reset(&mem->next);
}

static void advance(struct search *s)
{
    struct step *here = &s->step[s->t], *next = here + 1;
    struct arena *kept = &s->mem->kept, *work = &s->mem->work;
    if (s->net->sizes.decoder != DECODER_ENCDEC)
        here->alpha = mat_take(kept, here->n, s->source->T);
    const struct decoder_state stepped =
        decoder_step(&s->decoding, &s->state, here->word, here->alpha, work);
    const struct ranking rank = rank_all(s, stepped.t);
    int room = 0;
    for (int b = 0; b < s->source->B; b++) room += s->beam[b].rows ? s->beam[b].open : 0;
    *next = step_new(kept, room);
    for (int b = 0; b < s->source->B; b++)
        if (s->beam[b].rows) extend(s, &s->beam[b], &rank, next);
    if (next->n > 0) s->state = decoder_select(&stepped, next->parent, next->n, &s->mem->next);
    swap_states(s->mem);
    arena_reset(work);
    s->t++;
}

/* --- a whole search --------------------------------------------------------------------------- */

static void begin_beams(struct search *s)
{
    const int B = s->source->B;
    struct arena *kept = &s->mem->kept;
    s->beam = arena_take(kept, (size_t)B, sizeof *s->beam);
    s->step = arena_zero(kept, (size_t)search_limit(s->how, s->source->T) + 1, sizeof *s->step);
    s->step[0] = step_new(kept, B);
    for (int b = 0; b < B; b++) {
        s->beam[b] = (struct beam){
            .row = b,
            .rows = 1,
            .open = s->how->beam,
            .limit = search_limit(s->how, s->source->length[b]),
            .ending = arena_take(kept, (size_t)s->how->beam, sizeof(struct ending)),
        };
        step_add(&s->step[0], &(struct candidate){ .log_p = 0, .row = -1, .word = -1 });
    }
}

static void begin(struct search *s)
{
    const struct decoder *decoder = &s->net->decoder;
    struct arena *kept = &s->mem->kept, *work = &s->mem->work;
    const struct encoder_tape tape =
        encoder_forward(&s->net->encoder, s->source, &(struct encoder_dropout){ 0 }, work);
    s->decoding = (struct decoding){
        .decoder = decoder,
        .memory = decoder_look_at(decoder, s->source, tape.h, kept),
    };
    s->state = decoder_begin(&s->decoding, &s->mem->now);
    decoder_look_through(decoder, &s->decoding.memory, kept);
    arena_reset(work);
    if (s->how->lexicon) {
        struct word_set *words = lexicon_words(s->how, s->source, kept);
        s->list = shortlist_new(&decoder->out, words, s->source->B, kept);
        s->decoding.list = &s->list;
    }
    begin_beams(s);
}

/* Walks back from an ending: its words, and where it looked for each. */
static struct hypothesis trace(const struct search *s, const struct ending *e, int S,
                               struct arena *out)
{
    const bool attends = s->net->sizes.decoder != DECODER_ENCDEC;
    struct hypothesis h = { .T = e->t, .log_p = e->log_p, .score = e->score };
    h.id = arena_take(out, (size_t)e->t + 1, sizeof(int));
    h.word_log_p = arena_take(out, (size_t)e->t + 1, sizeof(double));
    double so_far = e->log_p;
    if (attends) h.alpha = mat_take(out, e->t + 1, S);
    for (int i = e->t, r = e->row, word = VOCAB_EOS; i >= 0; i--) {
        const struct step *step = &s->step[i];
        h.id[i] = word;
        h.word_log_p[i] = so_far - step->log_p[r];
        so_far = step->log_p[r];
        if (attends) memcpy(row(h.alpha, i), row(step->alpha, r), (size_t)S * sizeof(real));
        word = step->word[r];
        r = step->parent[r];
    }
    return h;
}

static void collect(const struct search *s, struct hypotheses *result, struct arena *out)
{
    for (int b = 0; b < s->source->B; b++) {
        const struct beam *beam = &s->beam[b];
        struct hypotheses *found = &result[s->source->origin[b]];
        found->count = beam->endings;
        found->at = arena_take(out, (size_t)beam->endings, sizeof *found->at);
        for (int k = 0; k < beam->endings; k++)
            found->at[k] = trace(s, &beam->ending[k], s->source->length[b], out);
    }
}

void search(const struct network *net, const struct rns_search *how, const struct packed *source,
            struct hypotheses *result, struct search_memory *mem)
{
    struct search s = { .net = net, .how = how, .source = source, .mem = mem };
    arena_reset(&mem->kept);
    arena_reset(&mem->now);
    begin(&s);
    while (s.step[s.t].n > 0) advance(&s);
    collect(&s, result, &mem->out);
}

void search_memory_free(struct search_memory *mem)
{
    arena_free(&mem->kept);
    arena_free(&mem->work);
    arena_free(&mem->now);
    arena_free(&mem->next);
    arena_free(&mem->out);
}
