#include "model/posterior.h"

#include <math.h>

#include "base/memory.h"
#include "unit.h"

enum { B = 2, V = 7, E = 3, H = 4, A = 5, M = 3, KINDS = 2 };

/* A long sentence and one of its end alone. */
enum { LONG = 40, GIVEN = 9 };
static int long_source[LONG];
static const int *const source[B] = { (int[]){ 0 }, long_source };
static const int source_length[B] = { 1, LONG };
static const int *const target[B] = { (int[]){ 3, 0 }, (int[]){ 1, 2, 3, 4, 5, 6, 5, 4, 0 } };
static const int target_length[B] = { 2, GIVEN };

static struct arena mem;
static struct params params;
static struct decoder decoder;
static struct packed from, to;
static int column[B];
static struct memory memory;
static struct decoder_run run;

static void setup(void)
{
    threads_use(1);
    from = packed_new(&mem, B, source, source_length);
    to = packed_new(&mem, B, target, target_length);
    for (int b = 0; b < B; b++)
        for (int c = 0; c < B; c++)
            if (from.origin[c] == to.origin[b]) column[b] = c;
}

static void teardown(void)
{
    params_free(&params);
    arena_free(&mem);
}

static void decode(int kind)
{
    const struct decoder_sizes sizes = { .V = V, .E = E, .H = H, .A = A, .M = M };
    decoder_add(&decoder, &params, (enum decoder_kind)kind, &sizes);
    params_alloc(&params);
    for (int i = 0; i < params.count; i++) unit_fill(params.list[i]->w, 0.9);
    weights_arrange(&params, true);
    const struct mat h = mat_take(&mem, from.rows, 2 * H);
    unit_fill(h, 1);
    memory = decoder_look_at(&decoder, &from, h, &mem);
    run = (struct decoder_run){ .words = &to, .column = column };
    decoder_forward(&decoder, &memory, &run, &mem);
}

/* √p(y) of a row that reads out annotation j, without its denominator. */
static double p_of(int r, int j)
{
    const struct mat logits = mat_take(&mem, 1, V);
    const struct decoder_tape one = decoder_tape_rows(&run.all, r, 1);
    mat_copy(mat_rows(memory.source.h, packed_row(&from, j, run.all.column[r]), 1), one.c);
    decoder_read_out(&decoder, &one);
    linear_forward(&decoder.out, one.t, logits);
    return sqrt(exp((double)row(logits, 0)[to.id[r]]));
}

START_TEST(it_is_bayes_rule_for_every_pair)
{
    decode(_i);
    const struct mat found = posterior(&decoder, &memory, &run, &mem);
    for (int r = 0; r < to.rows; r++) {
        const int S = from.length[run.all.column[r]];
        double joint[LONG], sum = 0;
        for (int j = 0; j < S; j++) sum += joint[j] = row(run.all.alpha, r)[j] * p_of(r, j);
        for (int j = 0; j < S; j++)
            ck_assert_double_eq_tol(row(found, r)[j], joint[j] / sum, 1e-12);
        for (int j = S; j < from.T; j++) ck_assert_double_eq(row(found, r)[j], 0);
    }
}
END_TEST

START_TEST(attention_stays_what_it_was)
{
    decode(_i);
    const struct mat before = mat_take(&mem, to.rows, from.T);
    mat_copy(run.all.alpha, before);
    const struct mat found = posterior(&decoder, &memory, &run, &mem);
    double moved = 0;
    for (int r = 0; r < to.rows; r++)
        for (int j = 0; j < from.T; j++) {
            ck_assert_double_eq(row(run.all.alpha, r)[j], row(before, r)[j]);
            moved = fmax(moved, fabs((double)row(found, r)[j] - (double)row(before, r)[j]));
        }
    ck_assert_double_gt(moved, 1e-3);
}
END_TEST

START_TEST(where_attention_is_zero_it_stays_zero)
{
    decode(0);
    for (int r = 0; r < to.rows; r++)
        if (from.length[run.all.column[r]] > 1) row(run.all.alpha, r)[1] = 0;
    const struct mat found = posterior(&decoder, &memory, &run, &mem);
    for (int r = 0; r < to.rows; r++)
        if (from.length[run.all.column[r]] > 1) ck_assert_double_eq(row(found, r)[1], 0);
}
END_TEST

/* However much likelier another source word would make the target word. */
START_TEST(the_only_word_that_is_looked_at_stays_that)
{
    decode(0);
    const struct mat w = decoder.out.weight.of->w;
    for (int i = 0; i < w.rows; i++)
        for (int k = 0; k < w.cols; k++) row(w, i)[k] *= (real)1e5;
    for (int r = 0; r < to.rows; r++)
        for (int j = 0, S = from.length[run.all.column[r]]; j < S; j++)
            row(run.all.alpha, r)[j] = j == r % S;
    const struct mat found = posterior(&decoder, &memory, &run, &mem);
    for (int r = 0; r < to.rows; r++)
        for (int j = 0; j < from.T; j++)
            ck_assert_double_eq(row(found, r)[j], row(run.all.alpha, r)[j]);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("posterior");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, it_is_bayes_rule_for_every_pair, 0, KINDS);
    tcase_add_loop_test(c, attention_stays_what_it_was, 0, KINDS);
    tcase_add_test(c, where_attention_is_zero_it_stays_zero);
    tcase_add_test(c, the_only_word_that_is_looked_at_stays_that);
    return unit_run_case("model/posterior", c);
}
