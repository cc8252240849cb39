#include "task/report_run.h"

#include <math.h>
#include <stdio.h>

#include "unit.h"

static char path[300];
static struct rns_error err;
static struct run run;

static void setup(void)
{
    snprintf(path, sizeof path, "%s/log.jsonl", unit_folder("report_run"));
    err = (struct rns_error){ 0 };
}

static void teardown(void) { run_free(&run); }

static void write_log(int validations, const char *rest)
{
    FILE *out = fopen(path, "w");
    for (int i = 1; i <= validations; i++)
        fprintf(out, "{\"event\":\"valid\",\"update\":%d,\"bleu\":%d,\"best\":%s}\n", i, i % 7,
                i == 5 ? "true" : "false");
    fputs(rest, out);
    fclose(out);
    ck_assert(run_read(&run, path, &err));
}

static double kept_update(size_t i)
{
    json_t *line = json_loads(run.kept[i], 0, NULL);
    const double update = json_number_value(json_object_get(line, "update"));
    json_decref(line);
    return update;
}

START_TEST(few_validations_are_all_kept)
{
    write_log(9, "");
    ck_assert_uint_eq(run.kept_count, 9);
    ck_assert_uint_eq(run.valid_count, 9);
}
END_TEST

START_TEST(of_many_validations_an_even_selection_is_kept)
{
    write_log(1000, "");
    ck_assert_uint_eq(run.valid_count, 1000);
    ck_assert_uint_ge(run.kept_count, RUN_KEPT / 2);
    ck_assert_uint_le(run.kept_count, RUN_KEPT + 1);
    ck_assert_double_eq(kept_update(0), 1);
    ck_assert_double_eq(kept_update(run.kept_count - 1), 1000);
    const double step = kept_update(1) - kept_update(0);
    for (size_t i = 1; i + 1 < run.kept_count; i++)
        ck_assert_double_eq(kept_update(i) - kept_update(i - 1), step);
}
END_TEST

START_TEST(the_best_is_the_last_one_marked_so)
{
    write_log(9, "");
    ck_assert_double_eq(run_best(&run)->update, 5);
    run_free(&run);
    write_log(3, "");
    ck_assert_ptr_null(run_best(&run));
}
END_TEST

START_TEST(a_resumed_run_is_under_way_again)
{
    write_log(0, "{\"event\":\"start\",\"update\":0}\n{\"event\":\"end\",\"update\":9}\n");
    ck_assert_ptr_nonnull(run.end);
    run_free(&run);
    write_log(0, "{\"event\":\"end\",\"update\":9}\n{\"event\":\"start\",\"update\":9}\n");
    ck_assert_ptr_null(run.end);
    ck_assert_ptr_nonnull(run.start);
}
END_TEST

START_TEST(a_cut_line_is_left_out_and_null_is_unknown)
{
    write_log(0, "{\"event\":\"train\",\"update\":1,\"rate\":null}\n{\"event\":\"train\",\"upd");
    ck_assert_uint_eq(run.train_count, 1);
    ck_assert(isnan(run.train[0].rate));
}
END_TEST

START_TEST(a_log_that_is_not_there_is_said)
{
    ck_assert(!run_read(&run, "build/tmp/report_run/none", &err));
    ck_assert_int_eq(err.status, RNS_FAILED);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        few_validations_are_all_kept,
        of_many_validations_an_even_selection_is_kept,
        the_best_is_the_last_one_marked_so,
        a_resumed_run_is_under_way_again,
        a_cut_line_is_left_out_and_null_is_unknown,
        a_log_that_is_not_there_is_said,
        NULL,
    };
    return unit_run("task/report_run", tests, setup, teardown);
}
