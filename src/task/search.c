#include "task/search.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "task/constraints.h"
#include "task/ensemble.h"
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
    struct prefix prefix;
    uint64_t seed; /* of its samples */
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
    bool *stuck;          /* [n] no word may follow; in the first place is </s> all the same */
};

struct search {
    const struct rns_search *how;
    const struct packed *source;
    const struct prefix *prefix;
    struct search_memory *mem;
    struct ensemble ensemble;
    struct beam *beam;  /* [B] by source column */
    struct step *step;  /* [longest limit + 1] */
    const int *history; /* [n][t] the words of this step's rows, for no_repeat_ngram */
    int t;
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

static int column_of(const struct search *s, int r) { return s->ensemble.member->state.column[r]; }

/* What a hypothesis looked at each source word by, </s> left out, until step t, row r. */
static void add_up(const struct search *s, int t, int r, int count, double *coverage)
{
    for (int j = 0; j < count; j++) coverage[j] = 0;
    for (int i = t; i >= 0; r = s->step[i--].parent[r])
        for (int j = 0; j < count; j++) coverage[j] += row(s->step[i].alpha, r)[j];
}

/* Σ_j log min(1, Σ_i α_ij)  [W16] */
static double coverage_of(const struct search *s, int t, int r)
{
    const int count = s->source->length[column_of(s, r)] - 1;
    const struct arena_mark mark = arena_mark(&s->mem->work);
    double *coverage = arena_take(&s->mem->work, (size_t)count, sizeof *coverage), sum = 0;
    add_up(s, t, r, count, coverage);
    for (int j = 0; j < count; j++) sum += log(fmax(fmin(coverage[j], 1), DBL_MIN));
    arena_release(&s->mem->work, mark);
    return sum;
}

static double score_of(const struct rns_search *how, double log_p, int length)
{
    return log_p / pow(length, how->alpha) + how->length_reward * length;
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

/* A number in [0, 1) that is a function of the seed, the words of the sentence and the place. */
static double chance(const struct search *s, const struct beam *b)
{
    return (double)(rng_hash(b->seed, (uint64_t)s->t) >> 11) * 0x1p-53;
}

/* The words that may follow row r, as places in w; STUCK: none may, and </s> is there. */
enum { STUCK = -1 };

static int choose(const struct search *s, int r, struct words_row w, struct candidate *best)
{
    const struct rns_search *how = s->how;
    const int column = column_of(s, r);
    const struct beam *b = &s->beam[column];
    const int *history = s->history ? s->history + (long)r * s->t : NULL;
    const struct place place = { ensemble_list(&s->ensemble), column, s->source->length[column],
                                 history, s->t };
    if (!isfinite(w.log_z)) return 0;
    best->word = s->t < b->prefix.count ? b->prefix.id[s->t] : VOCAB_EOS;
    if (s->t < b->prefix.count || s->t + 1 == b->limit) return 1;
    const real end = w.logit[VOCAB_EOS];
    constrain(how, &place, w);
    int count = 1;
    if (how->sample) best->word = draw_word(w, how->temperature, chance(s, b));
    else count = rank_words(w.logit, w.count, b->open, best);
    if (count > 0 && best->word >= 0) return count;
    w.logit[VOCAB_EOS] = end;
    best->word = VOCAB_EOS;
    return STUCK;
}

static void rank_row(const struct search *s, int r, struct words_row w, struct ranking *rank)
{
    const struct shortlist *list = ensemble_list(&s->ensemble);
    struct candidate *best = rank->at + (long)r * rank->width;
    const int count = choose(s, r, w, best);
    rank->stuck[r] = count == STUCK;
    rank->count[r] = rank->stuck[r] ? 0 : count;
    for (int i = 0; i < rank->count[r] + rank->stuck[r]; i++) {
        best[i].row = r;
        best[i].log_p = s->step[s->t].log_p[r] + ((double)w.logit[best[i].word] - w.log_z);
        if (list) best[i].word = shortlist_word(list, column_of(s, r), best[i].word);
    }
}

/* The words of each open hypothesis so far, [n][t]. */
static int *histories(const struct search *s, struct arena *mem)
{
    const int n = s->step[s->t].n;
    int *history = arena_take(mem, (size_t)n * (size_t)s->t, sizeof *history);
    for (int k = 0; k < n; k++)
        for (int i = s->t, r = k; i > 0; r = s->step[i--].parent[r])
            history[(long)k * s->t + i - 1] = s->step[i].word[r];
    return history;
}

static struct ranking rank_all(struct search *s)
{
    struct arena *mem = &s->mem->work;
    const int rows = s->step[s->t].n, most = rows < LOGIT_ROWS ? rows : LOGIT_ROWS;
    const size_t n = (size_t)rows, width = (size_t)s->how->beam;
    const struct mat room = mat_take(mem, most, ensemble_width(&s->ensemble));
    struct words_row *words = arena_take(mem, (size_t)most, sizeof *words);
    struct ranking rank = { s->how->beam, arena_take(mem, n * width, sizeof(struct candidate)),
                            arena_take(mem, n, sizeof(int)), arena_zero(mem, n, sizeof(int)),
                            arena_take(mem, n, sizeof(bool)) };
    s->history = s->how->no_repeat_ngram > 0 ? histories(s, mem) : NULL;
    for (int from = 0; from < rows; from += most) {
        const struct mat logits = mat_rows(room, 0, rows - from < most ? rows - from : most);
        ensemble_words(&s->ensemble, from, logits, words, mem);
#pragma omp parallel for schedule(static) if ((long)logits.rows * logits.cols > 1 << 15)
        for (int i = 0; i < logits.rows; i++) rank_row(s, from + i, words[i], &rank);
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
    struct ending e = { s->t, c->row, c->log_p, score_of(s->how, c->log_p, s->t + 1) };
    if (s->how->coverage_penalty > 0 && s->ensemble.attending)
        e.score += s->how->coverage_penalty * coverage_of(s, s->t, c->row);
    int i = b->endings++;
    for (; i > 0 && b->ending[i - 1].score < e.score; i--) b->ending[i] = b->ending[i - 1];
    b->ending[i] = e;
    b->open--;
}

/* Can a hypothesis this likely still get among the n best?  log p only falls, the reward grows to
 * the limit, coverage only costs. */
static bool may_win(const struct search *s, const struct beam *b, double log_p)
{
    const int n = s->how->n_best;
    return b->endings < n || score_of(s->how, log_p, b->limit) > b->ending[n - 1].score;
}

/* What the constraints leave no way on for is short of them rather than lost. */
static void end_stuck(const struct search *s, struct beam *b, const struct ranking *rank)
{
    const struct candidate *best = NULL;
    for (int r = b->row; r < b->row + b->rows; r++) {
        const struct candidate *c = rank->at + (long)r * rank->width;
        if (rank->stuck[r] && (!best || c->log_p > best->log_p)) best = c;
    }
    if (best) finish(s, b, best);
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
    if (next->n == first && b->endings == 0) end_stuck(s, b, rank);
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
    if (s->ensemble.attending) here->alpha = mat_take(kept, here->n, s->source->T);
    ensemble_step(&s->ensemble, here->word, here->alpha, work);
    const struct ranking rank = rank_all(s);
    int room = 0;
    for (int b = 0; b < s->source->B; b++) room += s->beam[b].rows ? s->beam[b].open : 0;
    *next = step_new(kept, room);
    for (int b = 0; b < s->source->B; b++)
        if (s->beam[b].rows) extend(s, &s->beam[b], &rank, next);
    if (next->n > 0) ensemble_select(&s->ensemble, next->parent, next->n, &s->mem->next);
    swap_states(s->mem);
    arena_reset(work);
    s->t++;
}

/* --- a whole search --------------------------------------------------------------------------- */

/* The same for the same sentence, whatever its company. */
static uint64_t seed_of(const struct search *s, int column)
{
    uint64_t seed = s->how->seed;
    for (int j = 0; j < s->source->length[column]; j++)
        seed = rng_hash(seed, (uint64_t)s->source->id[packed_row(s->source, j, column)]);
    return seed;
}

static struct beam beam_new(struct search *s, int column)
{
    const int S = s->source->length[column];
    struct beam b = { .row = column, .rows = 1, .open = s->how->beam };
    if (s->prefix) b.prefix = s->prefix[s->source->origin[column]];
    b.limit = b.prefix.count + search_limit(s->how, S);
    b.ending = arena_take(&s->mem->kept, (size_t)s->how->beam, sizeof *b.ending);
    if (s->how->sample) b.seed = seed_of(s, column);
    return b;
}

static void begin_beams(struct search *s)
{
    const int B = s->source->B;
    struct arena *kept = &s->mem->kept;
    int longest = 0;
    s->beam = arena_take(kept, (size_t)B, sizeof *s->beam);
    for (int b = 0; b < B; b++) {
        s->beam[b] = beam_new(s, b);
        if (s->beam[b].limit > longest) longest = s->beam[b].limit;
    }
    s->step = arena_zero(kept, (size_t)longest + 1, sizeof *s->step);
    s->step[0] = step_new(kept, B);
    for (int b = 0; b < B; b++)
        step_add(&s->step[0], &(struct candidate){ .log_p = 0, .row = -1, .word = -1 });
}

/* Walks back from an ending: its words, and where it looked for each. */
static struct hypothesis trace(const struct search *s, const struct ending *e, int S,
                               struct arena *out)
{
    const bool attends = s->ensemble.attending > 0;
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

void search(const struct search_plan *plan, struct hypotheses *result, struct search_memory *mem)
{
    struct search s = {
        .how = plan->how, .source = plan->source, .prefix = plan->prefix, .mem = mem
    };
    arena_reset(&mem->kept);
    arena_reset(&mem->now);
    s.ensemble = ensemble_begin(plan->net, plan->nets, plan->how, plan->source, mem);
    begin_beams(&s);
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
