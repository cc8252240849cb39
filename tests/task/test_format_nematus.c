#include "task/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format_example.h"

static const struct rns_format_options plain;

struct block {
    long id;
    char target[50], source[50];
    double score;
    int columns, rows;
    double weight[20];
};

/* A reader of one block; gives what follows it. */
static char *read_block(char *at, struct block *b)
{
    int length, used = 0;
    ck_assert_int_eq(sscanf(at, "%ld ||| %49[^|]||| %lf ||| %49[^|]||| %d %d%n", &b->id, b->target,
                            &b->score, b->source, &b->columns, &b->rows, &length),
                     6);
    at += length;
    ck_assert(*at++ == '\n');
    for (int i = 0; i < b->rows; i++)
        for (int j = 0; j < b->columns; j++) {
            b->weight[used++] = strtod(at, &at);
            ck_assert(*at++ == (j + 1 < b->columns ? ' ' : '\n'));
        }
    ck_assert(*at == '\n');
    return at + 1;
}

START_TEST(a_block_holds_the_pair_and_an_empty_line_ends_it)
{
    const struct rns_pair pair[2] = { example(), example() };
    char *file = write_file("nematus", plain, pair, 2), *at = file;
    for (int n = 0; n < 2; n++) {
        struct block b;
        at = read_block(at, &b);
        ck_assert_int_eq(b.id, n);
        ck_assert_str_eq(b.target, "le chat . ");
        ck_assert_str_eq(b.source, "the cat ");
        ck_assert_double_eq(b.score, -0.625);
        ck_assert_int_eq(b.columns, 3);
        ck_assert_int_eq(b.rows, 4);
        for (int k = 0; k < 12; k++) ck_assert_double_eq_tol(b.weight[k], example_align[k], 1e-6);
    }
    ck_assert_str_eq(at, "");
    rns_text_free(file);
}
END_TEST

START_TEST(the_layout_is_nematus_to_the_byte)
{
    const struct rns_pair pair = example();
    check_file("nematus", plain, &pair, 1,
               "0 ||| le chat . ||| -0.625 ||| the cat ||| 3 4\n"
               "0.75 0.2 0.05\n0.125 0.875 0\n0.25 0.25 0.5\n1e-07 0.333333 0.666667\n\n");
}
END_TEST

START_TEST(no_word_ends_a_field_or_a_line)
{
    char bars[] = "|||", odd[] = "a\nb";
    char *source[] = { bars }, *target[] = { odd };
    double align[] = { 0.5, 0.5, 0.5, 0.5 };
    const struct rns_pair pair = {
        .S = 1, .T = 1, .source = source, .target = target, .align = align
    };
    check_file("nematus", plain, &pair, 1,
               "0 ||| a\ufffdb ||| 0 ||| &#124;&#124;&#124; ||| 2 2\n0.5 0.5\n0.5 0.5\n\n");
}
END_TEST

START_TEST(a_pair_without_align_is_a_heading_without_rows)
{
    const struct rns_pair pair = { 0 };
    check_file("nematus", plain, &pair, 1, "0 |||  ||| 0 |||  ||| 0 0\n\n");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_block_holds_the_pair_and_an_empty_line_ends_it,
                                   the_layout_is_nematus_to_the_byte,
                                   no_word_ends_a_field_or_a_line,
                                   a_pair_without_align_is_a_heading_without_rows, NULL };
    return unit_run("task/format_nematus", tests, NULL, NULL);
}
