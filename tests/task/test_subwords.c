#include <stdio.h>
#include <string.h>

#include "unit.h"

static char folder[256];
static struct rns_error err;

static void setup(void)
{
    snprintf(folder, sizeof folder, "%s", unit_folder("subwords"));
    err = (struct rns_error){ RNS_OK, "" };
}

/* The path of a file of the folder with this text; good until the call after the next. */
static const char *write_file(const char *name, const char *text)
{
    static char path[2][400];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    FILE *f = fopen(path[turn], "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
    return path[turn];
}

static void same(char *text, const char *expected)
{
    ck_assert_str_eq(text, expected);
    rns_text_free(text);
}

START_TEST(what_is_learned_from_files_is_applied_and_undone)
{
    const char *const path[] = { write_file("1", "ab ab\n\ncd\n"), write_file("2", "cd ab") };
    char *codes = rns_bpe_learn(path, 2, 10, 2, &err);
    ck_assert_msg(codes != NULL, "%s", err.message);
    ck_assert_str_eq(codes, "#version: 0.2\na b</w>\nc d</w>\n");
    struct rns_bpe *bpe = rns_bpe_read(write_file("codes", codes), &err);
    ck_assert_msg(bpe != NULL, "%s", err.message);
    same(rns_bpe_apply(bpe, "ab abcd"), "ab a@@ b@@ cd");
    same(rns_bpe_apply(bpe, ""), "");
    same(rns_bpe_undo("ab a@@ b@@ cd"), "ab abcd");
    ck_assert(rns_bpe_restrict(bpe, write_file("vocabulary", "ab 1\n"), 2, &err));
    same(rns_bpe_apply(bpe, "ab"), "ab"); /* an empty vocabulary restricts nothing */
    rns_bpe_free(bpe);
    rns_text_free(codes);
}
END_TEST

START_TEST(the_same_seed_drops_the_same_merges)
{
    struct rns_bpe *bpe = rns_bpe_read(write_file("codes", "#version: 0.2\na b\nab ab\n"), &err);
    char first[4][100];
    for (int seed = 0; seed < 2; seed++) {
        for (int i = 0; i < 2; i++) {
            rns_bpe_drop(bpe, 0.5, (unsigned long long)seed);
            char *line = rns_bpe_apply(bpe, "abababababababababababc");
            snprintf(first[2 * seed + i], sizeof *first, "%s", line);
            rns_text_free(line);
        }
    }
    ck_assert_str_eq(first[0], first[1]);
    ck_assert_str_eq(first[2], first[3]);
    ck_assert_str_ne(first[0], first[2]);
    rns_bpe_free(bpe);
}
END_TEST

START_TEST(a_text_that_is_none_is_refused_by_line)
{
    const char *const path[] = { write_file("bad", "ab\n\xE9t\xE9\n") };
    ck_assert_ptr_null(rns_bpe_learn(path, 1, 10, 2, &err));
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(err.message, "bad:2: column 1: invalid UTF-8"));
}
END_TEST

START_TEST(files_that_are_missing_are_told)
{
    ck_assert_ptr_null(rns_bpe_read("/no/such/file", &err));
    ck_assert_int_eq(err.status, RNS_FAILED);
    const char *const path[] = { "/no/such/file" };
    ck_assert_ptr_null(rns_bpe_learn(path, 1, 1, 1, NULL));
    rns_bpe_free(NULL);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        what_is_learned_from_files_is_applied_and_undone,
        the_same_seed_drops_the_same_merges,
        a_text_that_is_none_is_refused_by_line,
        files_that_are_missing_are_told,
        NULL,
    };
    return unit_run("task/subwords", tests, setup, NULL);
}
