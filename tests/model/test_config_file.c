#include "model/config.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "unit.h"

#define INVALID "tests/model/fixtures/invalid"

static struct rns_config *c;
static struct rns_error err;
static char path[300];

static void setup(void)
{
    c = rns_config_new();
    err = (struct rns_error){ 0 };
    snprintf(path, sizeof path, "%s/demo.conf", unit_folder("config_file"));
}

static void teardown(void) { rns_config_free(c); }

static void read_text(const char *text)
{
    struct save s;
    ck_assert(save_open(&s, path, &err) && save_write(&s, text, strlen(text), &err) &&
              save_commit(&s, &err));
    ck_assert_msg(rns_config_read(c, path, &err), "%s", err.message);
}

/* The folder's `input` must be refused with the sentence in its `error`. */
static void expect_refusal(const char *name)
{
    struct rns_config *fresh = rns_config_new();
    struct rns_error found = { 0 };
    struct str wanted = { 0 };
    char file[600];
    snprintf(file, sizeof file, INVALID "/%s/error", name);
    ck_assert(file_read(file, &wanted, &err));
    wanted.at[strcspn(wanted.at, "\n")] = '\0';
    snprintf(file, sizeof file, INVALID "/%s/input", name);
    ck_assert_msg(!rns_config_read(fresh, file, &found), "%s is read", file);
    ck_assert_int_eq(found.status, RNS_USAGE);
    ck_assert_str_eq(found.message + strlen(file) - strlen("input"), wanted.at);
    str_free(&wanted);
    rns_config_free(fresh);
}

START_TEST(every_invalid_file_is_refused_with_its_sentence)
{
    DIR *folder = opendir(INVALID);
    int count = 0;
    ck_assert_ptr_nonnull(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.') {
            expect_refusal(entry->d_name);
            count++;
        }
    closedir(folder);
    ck_assert_int_gt(count, 15);
}
END_TEST

START_TEST(a_file_sets_what_it_says_and_leaves_the_rest)
{
    read_text("[model]\nhidden = 12\n[train]\noptimizer=sgd\n");
    ck_assert_int_eq(c->model.hidden, 12);
    ck_assert_int_eq(c->train.optimizer, OPTIMIZER_SGD);
    ck_assert_int_eq(c->model.embedding, 620);
    ck_assert_str_eq(c->file, path);
}
END_TEST

START_TEST(blanks_comments_crlf_and_a_byte_order_mark_do_no_harm)
{
    read_text("\xEF\xBB\xBF# one\r\n\r\n  [model]\r\n  hidden = 12 # units\r\nmaxout = 4\t# too\n"
              "\tembedding = 3 ; numbers\r\n; two\n[data]\nsource = a#b;c\n   # three");
    ck_assert_int_eq(c->model.hidden, 12);
    ck_assert_int_eq(c->model.maxout, 4);
    ck_assert_int_eq(c->model.embedding, 3);
    ck_assert_str_eq(c->data.source + strlen(c->data.source) - 5, "a#b;c");
}
END_TEST

START_TEST(a_later_file_goes_over_an_earlier_one)
{
    read_text("[model]\nhidden = 12\nmaxout = 5\n");
    read_text("[model]\nhidden = 13\n");
    ck_assert_int_eq(c->model.hidden, 13);
    ck_assert_int_eq(c->model.maxout, 5);
}
END_TEST

START_TEST(the_run_folder_has_the_config_s_name_unless_it_is_given)
{
    read_text("");
    ck_assert_str_eq(c->run.dir, "runs/demo");
    read_text("[run]\ndir = elsewhere\n");
    ck_assert_str_eq(c->run.dir, "elsewhere");
}
END_TEST

START_TEST(a_config_in_the_working_directory_and_without_an_ending_names_its_run)
{
    static const char *const names[][2] = { { "toy", "runs/toy" }, { ".conf", "runs/.conf" } };
    ck_assert_int_eq(chdir(unit_folder("config_file")), 0);
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s", names[i][0]);
        read_text("");
        ck_assert_str_eq(c->run.dir, names[i][1]);
        ck_assert(rns_config_set(c, "run.dir", "", &err));
    }
}
END_TEST

START_TEST(a_missing_file_is_an_error_that_names_it)
{
    ck_assert(!rns_config_read(c, "no/such.conf", &err));
    ck_assert_int_eq(err.status, RNS_FAILED);
    ck_assert_ptr_nonnull(strstr(err.message, "no/such.conf"));
}
END_TEST

START_TEST(a_model_s_text_may_hold_nothing_but_what_describes_a_model)
{
    ck_assert(!config_parse(c, "[data]\nsource = /etc/passwd\n", "m: config", &err));
    ck_assert_int_eq(err.status, RNS_BAD_MODEL);
    ck_assert_ptr_null(c->data.source);
    ck_assert_ptr_nonnull(strstr(err.message, "m: config:2: "));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        every_invalid_file_is_refused_with_its_sentence,
        a_file_sets_what_it_says_and_leaves_the_rest,
        blanks_comments_crlf_and_a_byte_order_mark_do_no_harm,
        a_later_file_goes_over_an_earlier_one,
        the_run_folder_has_the_config_s_name_unless_it_is_given,
        a_config_in_the_working_directory_and_without_an_ending_names_its_run,
        a_missing_file_is_an_error_that_names_it,
        a_model_s_text_may_hold_nothing_but_what_describes_a_model,
        NULL,
    };
    return unit_run("model/config_file", tests, setup, teardown);
}
