#include "task/schedule.h"

#include <math.h>
#include <string.h>

#include "unit.h"

static struct rns_config *config;

static void setup(void)
{
    config = rns_config_new();
    config->train.learning_rate = 0.8;
}

static void teardown(void) { rns_config_free(config); }

static void assert_rate(long update, double factor, double should)
{
    const struct progress p = { .update = update - 1, .rate_factor = factor };
    ck_assert_double_eq_tol(schedule_rate(config, &p, 10), should, 1e-15);
}

START_TEST(a_constant_rate_is_that_of_the_config)
{
    assert_rate(1, 1, 0.8);
    assert_rate(1000000, 1, 0.8);
}
END_TEST

START_TEST(a_warm_up_rises_in_equal_steps_to_the_whole_rate)
{
    for (int kind = SCHEDULE_CONSTANT; kind <= SCHEDULE_LINEAR; kind++) {
        config->train.schedule = (enum schedule)kind;
        config->train.warmup = 8;
        for (long u = 1; u <= 8; u++) assert_rate(u, 1, 0.1 * (double)u);
        assert_rate(4, 0.25, 0.1);
    }
    assert_rate(9, 1, 0.8);
}
END_TEST

START_TEST(inverse_sqrt_falls_with_the_root_of_the_updates)
{
    config->train.schedule = SCHEDULE_INVERSE_SQRT;
    config->train.warmup = 100;
    assert_rate(100, 1, 0.8);
    assert_rate(400, 1, 0.4);
    assert_rate(10000, 1, 0.08);
    assert_rate(101, 1, 0.8 * sqrt(100 / 101.0));
}
END_TEST

START_TEST(a_linear_rate_is_held_and_then_falls_in_equal_steps_to_the_end)
{
    config->train.schedule = SCHEDULE_LINEAR;
    config->train.max_updates = 100;
    config->train.hold = 0.6;
    assert_rate(1, 1, 0.8);
    assert_rate(61, 1, 0.8);
    assert_rate(71, 1, 0.6);
    assert_rate(100, 1, 0.02);
    assert_rate(101, 1, 0);
    assert_rate(150, 1, 0);
    config->train.hold = 1;
    assert_rate(100, 1, 0.8);
    config->train.hold = 0;
    assert_rate(1, 1, 0.8);
    assert_rate(51, 1, 0.4);
}
END_TEST

START_TEST(a_linear_rate_falls_to_the_nearer_of_two_ends)
{
    const struct progress p = { .update = 50, .epoch = 3, .batch = 5, .rate_factor = 1 };
    config->train.schedule = SCHEDULE_LINEAR;
    config->train.max_epochs = 5;
    ck_assert_double_eq_tol(schedule_rate(config, &p, 20), 0.8 * 1.75 / 5, 1e-15);
    config->train.max_updates = 100;
    ck_assert_double_eq_tol(schedule_rate(config, &p, 20), 0.8 * 1.75 / 5, 1e-15);
    config->train.max_updates = 60;
    ck_assert_double_eq_tol(schedule_rate(config, &p, 20), 0.8 / 6, 1e-15);
}
END_TEST

START_TEST(the_weight_of_alignments_falls_every_epoch)
{
    ck_assert_double_eq(schedule_alignment_weight(config, 7), 0.1);
    config->train.alignment_weight = 0.8;
    config->train.alignment_decay = 0.5;
    ck_assert_double_eq(schedule_alignment_weight(config, 0), 0.8);
    ck_assert_double_eq(schedule_alignment_weight(config, 3), 0.1);
}
END_TEST

/* What the training loop does at each validation. */
static void validate(struct progress *p, bool better)
{
    if (better) {
        p->stalled = 0;
        return;
    }
    p->stalled++;
    schedule_stalled(config, p);
}

START_TEST(a_plateau_lowers_the_rate_after_each_patience_of_stalled_validations)
{
    struct progress p = { .rate_factor = 1 };
    const bool better[] = { true, false, false, false, false, true, false, false, true };
    const double factor[] = { 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125 };
    config->train.schedule = SCHEDULE_PLATEAU;
    config->train.decay_patience = 2;
    for (int i = 0; i < 9; i++) {
        validate(&p, better[i]);
        ck_assert_double_eq(p.rate_factor, factor[i]);
    }
    assert_rate(50, p.rate_factor, 0.1);
}
END_TEST

START_TEST(a_patience_of_one_lowers_it_at_once_by_the_decay)
{
    struct progress p = { .rate_factor = 1 };
    config->train.schedule = SCHEDULE_PLATEAU;
    config->train.decay = 0.1;
    validate(&p, false);
    validate(&p, false);
    ck_assert_double_eq_tol(p.rate_factor, 0.01, 1e-16);
}
END_TEST

START_TEST(other_schedules_do_not_mind_a_plateau)
{
    struct progress p = { .rate_factor = 1 };
    for (int i = 0; i < 5; i++) validate(&p, false);
    config->train.schedule = SCHEDULE_INVERSE_SQRT;
    for (int i = 0; i < 5; i++) validate(&p, false);
    ck_assert_double_eq(p.rate_factor, 1);
}
END_TEST

START_TEST(without_bounds_training_never_ends)
{
    const struct progress p = {
        .update = 1L << 40, .epoch = 1L << 30, .seconds = 1e9, .stalled = 1000
    };
    ck_assert_ptr_null(schedule_end(config, &p));
    ck_assert_double_lt(schedule_left(config, &p, 100), 0);
}
END_TEST

START_TEST(each_bound_ends_it_when_it_is_reached_and_says_which_it_was)
{
    struct progress p = { .update = 99, .epoch = 2, .seconds = 119.9, .stalled = 3 };
    config->train.max_updates = 100;
    config->train.max_epochs = 3;
    config->train.max_minutes = 2;
    config->train.patience = 4;
    ck_assert_ptr_null(schedule_end(config, &p));
    p.update = 100;
    ck_assert_ptr_nonnull(strstr(schedule_end(config, &p), "train.max_updates"));
    p = (struct progress){ .epoch = 3 };
    ck_assert_ptr_nonnull(strstr(schedule_end(config, &p), "train.max_epochs"));
    p = (struct progress){ .seconds = 120 };
    ck_assert_ptr_nonnull(strstr(schedule_end(config, &p), "train.max_minutes"));
    p = (struct progress){ .stalled = 4 };
    ck_assert_ptr_nonnull(strstr(schedule_end(config, &p), "train.patience"));
}
END_TEST

START_TEST(the_seconds_left_are_those_to_the_nearest_bound)
{
    const struct progress p = { .update = 50, .epoch = 1, .batch = 10, .seconds = 100 };
    config->train.max_updates = 80; /* 30 more, of 2 seconds each */
    ck_assert_double_eq(schedule_left(config, &p, 40), 60);
    config->train.max_epochs = 2; /* 30 of 40 batches more */
    ck_assert_double_eq(schedule_left(config, &p, 40), 60);
    config->train.max_epochs = 3;
    config->train.max_updates = 0;
    ck_assert_double_eq(schedule_left(config, &p, 40), 140);
    config->train.accumulate = 3; /* 14 updates of an epoch, 4 of which are done */
    ck_assert_double_eq(schedule_left(config, &p, 40), 48);
    config->train.max_minutes = 2;
    ck_assert_double_eq(schedule_left(config, &p, 40), 20);
}
END_TEST

/* Negative would say that nothing bounds it. */
START_TEST(beyond_a_bound_there_are_no_seconds_left)
{
    const struct progress p = { .update = 50, .epoch = 5, .seconds = 100 };
    config->train.max_updates = 40;
    ck_assert_double_eq(schedule_left(config, &p, 10), 0);
    config->train.max_updates = 0;
    config->train.max_minutes = 1;
    ck_assert_double_eq(schedule_left(config, &p, 10), 0);
    config->train.max_epochs = 9;
    ck_assert_double_eq(schedule_left(config, &p, 10), 0);
}
END_TEST

START_TEST(before_the_first_update_the_time_it_takes_is_not_known_yet)
{
    const struct progress p = { .update = 0 };
    config->train.max_minutes = 5;
    config->train.max_updates = 1000;
    ck_assert_double_ge(schedule_left(config, &p, 10), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_constant_rate_is_that_of_the_config,
        a_warm_up_rises_in_equal_steps_to_the_whole_rate,
        inverse_sqrt_falls_with_the_root_of_the_updates,
        a_linear_rate_is_held_and_then_falls_in_equal_steps_to_the_end,
        a_linear_rate_falls_to_the_nearer_of_two_ends,
        the_weight_of_alignments_falls_every_epoch,
        a_plateau_lowers_the_rate_after_each_patience_of_stalled_validations,
        a_patience_of_one_lowers_it_at_once_by_the_decay,
        other_schedules_do_not_mind_a_plateau,
        without_bounds_training_never_ends,
        each_bound_ends_it_when_it_is_reached_and_says_which_it_was,
        the_seconds_left_are_those_to_the_nearest_bound,
        beyond_a_bound_there_are_no_seconds_left,
        before_the_first_update_the_time_it_takes_is_not_known_yet,
        NULL,
    };
    return unit_run("task/schedule", tests, setup, teardown);
}
