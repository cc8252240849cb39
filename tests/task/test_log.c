#include "task/log.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "unit.h"

static char path[300];
static struct rns_error err;

static void setup(void)
{
    snprintf(path, sizeof path, "%s/log.jsonl", unit_folder("log"));
    err = (struct rns_error){ 0 };
}

static const struct rns_report report = {
    .event = RNS_EVENT_LOG,
    .update = 100,
    .epoch = 2,
    .cross_entropy = 4.5,
    .rate = 0.25,
    .norm = NAN,
    .words_per_second = 9000,
    .seconds = 12.5,
};

static void write_reports(long keep, int count)
{
    struct log *log = log_open(path, keep, &err);
    ck_assert_ptr_nonnull(log);
    for (int i = 0; i < count; i++) ck_assert(log_report(log, &report, NULL, 0, &err));
    ck_assert(log_close(log, &err));
}

/* Line `number` from 0; the caller frees. */
static json_t *read_line(int number)
{
    struct str line = { 0 };
    struct file *file = file_open(path, &err);
    for (int i = 0; i <= number; i++) ck_assert_int_eq(file_line(file, &line, &err), 1);
    json_t *object = json_loads(str_text(&line), 0, NULL);
    str_free(&line);
    file_close(file);
    ck_assert_ptr_nonnull(object);
    return object;
}

static int count_lines(void)
{
    struct str line = { 0 };
    struct file *file = file_open(path, &err);
    int count = 0;
    while (file_line(file, &line, &err) == 1) count++;
    str_free(&line);
    file_close(file);
    return count;
}

static double number(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

START_TEST(a_training_report_is_one_object_with_its_numbers)
{
    write_reports(0, 1);
    json_t *line = read_line(0);
    ck_assert_str_eq(json_string_value(json_object_get(line, "event")), "train");
    ck_assert_double_eq(number(line, "update"), 100);
    ck_assert_double_eq(number(line, "epoch"), 2);
    ck_assert_double_eq(number(line, "cross_entropy"), 4.5);
    ck_assert_double_eq(number(line, "rate"), 0.25);
    ck_assert_double_eq(number(line, "seconds"), 12.5);
    json_decref(line);
}
END_TEST

START_TEST(an_alignment_loss_is_there_where_it_is_known)
{
    for (int known = 0; known < 2; known++) {
        struct rns_report guided = report;
        guided.alignment_loss = known ? 0.75 : NAN;
        struct log *log = log_open(path, 0, &err);
        ck_assert(log_report(log, &guided, NULL, 0, &err) && log_close(log, &err));
        json_t *line = read_line(0);
        ck_assert_int_eq(json_object_get(line, "alignment_loss") != NULL, known);
        if (known) ck_assert_double_eq(number(line, "alignment_loss"), 0.75);
        json_decref(line);
    }
}
END_TEST

START_TEST(an_unknown_number_is_null)
{
    write_reports(0, 1);
    json_t *line = read_line(0);
    ck_assert(json_is_null(json_object_get(line, "norm")));
    json_decref(line);
}
END_TEST

START_TEST(a_validation_carries_its_samples_and_alignments)
{
    char cat[] = "cat", chat[] = "chat", *source[] = { cat }, *target[] = { chat };
    char text[] = "chat </script> \"";
    double align[] = { 0.98765432, 0.01234568, 0.25, 0.75 };
    const struct rns_pair pair = { text, 1, 1, source, target, align, -1, -1, NULL, NULL };
    const struct rns_pair plain = { text, 1, 1, source, target, NULL, -1, -1, NULL, NULL };
    const struct log_sample samples[] = { { "cat", "un chat", &pair }, { "cat", NULL, &plain } };
    struct rns_report valid = report;
    valid.event = RNS_EVENT_VALID, valid.improved = true;
    struct log *log = log_open(path, 0, &err);
    ck_assert(log_report(log, &valid, samples, 2, &err));
    ck_assert(log_close(log, &err));

    json_t *line = read_line(0);
    ck_assert(json_is_true(json_object_get(line, "best")));
    const json_t *list = json_object_get(line, "samples"), *first = json_array_get(list, 0);
    ck_assert_uint_eq(json_array_size(list), 2);
    ck_assert_str_eq(json_string_value(json_object_get(first, "text")), text);
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(first, "trg"), 0)), "chat");
    const json_t *row = json_array_get(json_object_get(first, "align"), 0);
    ck_assert_double_eq(json_number_value(json_array_get(row, 0)), 0.9877);
    ck_assert(json_is_null(json_object_get(json_array_get(list, 1), "align")));
    json_decref(line);
}
END_TEST

START_TEST(opening_keeps_what_the_checkpoint_remembers_and_no_more)
{
    write_reports(0, 1);
    struct log *log = log_open(path, 1 << 20, &err);
    const long one = log_bytes(log);
    ck_assert(log_report(log, &report, NULL, 0, &err));
    ck_assert_int_eq(log_bytes(log), 2 * one);
    ck_assert(log_close(log, &err));

    write_reports(one, 3);
    ck_assert_int_eq(count_lines(), 4);
    write_reports(0, 1);
    ck_assert_int_eq(count_lines(), 1);
}
END_TEST

START_TEST(every_line_is_there_before_the_log_is_closed)
{
    struct log *log = log_open(path, 0, &err);
    ck_assert(log_report(log, &report, NULL, 0, &err));
    ck_assert_int_eq(count_lines(), 1);
    ck_assert(log_close(log, &err));
}
END_TEST

START_TEST(events_without_figures_leave_no_line)
{
    struct rns_report saved = report;
    saved.event = RNS_EVENT_SAVED;
    struct log *log = log_open(path, 0, &err);
    ck_assert(log_report(log, &saved, NULL, 0, &err));
    ck_assert_int_eq(log_bytes(log), 0);
    ck_assert(log_close(log, &err));
}
END_TEST

START_TEST(the_start_names_every_option)
{
    struct rns_config *config = rns_config_new();
    struct log *log = log_open(path, 0, &err);
    ck_assert(log_start(log, config, 1234, 0, &err));
    ck_assert(log_close(log, &err));
    rns_config_free(config);

    json_t *line = read_line(0);
    int count;
    rns_options(&count);
    ck_assert_uint_eq(json_object_size(json_object_get(line, "config")), count);
    ck_assert_str_eq(json_string_value(json_object_get(line, "version")), RNS_VERSION);
    ck_assert_double_eq(number(line, "parameters"), 1234);
    json_decref(line);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_said)
{
    ck_assert_ptr_null(log_open("build/tmp/log/nowhere/log.jsonl", 0, &err));
    ck_assert_int_eq(err.status, RNS_FAILED);
    ck_assert_ptr_nonnull(strstr(err.message, "nowhere/log.jsonl"));
}
END_TEST

START_TEST(a_full_disk_is_told_once)
{
    if (access("/dev/full", W_OK)) return;
    ck_assert_int_eq(symlink("/dev/full", path), 0);
    struct log *log = log_open(path, 0, &err);
    ck_assert(!log_report(log, &report, NULL, 0, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "log.jsonl"));
    ck_assert(log_report(log, &report, NULL, 0, &err));
    ck_assert(log_close(log, &err));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_training_report_is_one_object_with_its_numbers,
        an_alignment_loss_is_there_where_it_is_known,
        an_unknown_number_is_null,
        a_validation_carries_its_samples_and_alignments,
        opening_keeps_what_the_checkpoint_remembers_and_no_more,
        every_line_is_there_before_the_log_is_closed,
        events_without_figures_leave_no_line,
        the_start_names_every_option,
        a_folder_that_is_not_there_is_said,
        a_full_disk_is_told_once,
        NULL,
    };
    return unit_run("task/log", tests, setup, NULL);
}
