#include "task/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format_example.h"

static const struct rns_format_options plain;

/* A reader of `i-j` lines: marks each link it finds. */
static int read_links(const char *line, int found[3][3])
{
    int count = 0, i, j, length;
    memset(found, 0, 9 * sizeof(int));
    for (; sscanf(line, "%d-%d%n", &i, &j, &length) == 2; line += length, count++) found[i][j] = 1;
    ck_assert_str_eq(line, "\n");
    return count;
}

START_TEST(hard_links_leave_out_the_end_of_sentence)
{
    const struct rns_pair pair = example();
    char *file = write_file("hard", plain, &pair, 1);
    int found[3][3];
    ck_assert_int_eq(read_links(file, found), 2);
    ck_assert(found[0][0] && found[1][1]);
    rns_text_free(file);
}
END_TEST

/* A reader of Marian's layout: groups between blanks, numbers between commas. */
static int read_matrix(char *line, double *value)
{
    int rows = 0;
    for (char *rest = line, *group; (group = strtok_r(rest, " \n", &rest)); rows++)
        for (char *inner = group, *item; (item = strtok_r(inner, ",", &inner));) {
            char *end;
            *value++ = strtod(item, &end);
            ck_assert(*end == '\0');
        }
    return rows;
}

START_TEST(soft_weights_are_those_of_the_pair_and_rows_sum_to_1)
{
    const struct rns_pair pair = example();
    char *file = write_file("soft", plain, &pair, 1);
    double value[12];
    ck_assert_int_eq(read_matrix(file, value), 4);
    for (int k = 0; k < 12; k++) ck_assert_double_eq_tol(value[k], pair.align[k], 1e-6);
    for (int i = 0; i < 4; i++)
        ck_assert_double_eq_tol(value[3 * i] + value[3 * i + 1] + value[3 * i + 2], 1, 1e-5);
    rns_text_free(file);
}
END_TEST

START_TEST(soft_is_marians_layout_to_the_byte)
{
    const struct rns_pair pair = example();
    check_file("soft", plain, &pair, 1,
               "0.75,0.2,0.05 0.125,0.875,0 0.25,0.25,0.5 1e-07,0.333333,0.666667\n");
}
END_TEST

START_TEST(tsv_has_a_line_a_weight_under_its_column_names)
{
    const struct rns_pair pair = example();
    char *file = write_file("tsv", plain, &pair, 1), *line = file;
    for (int k = -1; k < 12; k++) {
        char target[20], source[20];
        double weight;
        int id, i, j;
        if (k >= 0) {
            ck_assert_int_eq(sscanf(line, "%d\t%d\t%d\t%19[^\t]\t%19[^\t]\t%lf\n", &id, &i, &j,
                                    target, source, &weight),
                             6);
            ck_assert_int_eq(id, 0);
            ck_assert_int_eq(3 * i + j, k);
            ck_assert_str_eq(target, i < 3 ? pair.target[i] : "</s>");
            ck_assert_str_eq(source, j < 2 ? pair.source[j] : "</s>");
            ck_assert_double_eq_tol(weight, pair.align[k], 1e-6);
        }
        line = strchr(line, '\n') + 1;
    }
    ck_assert_str_eq(line, "");
    rns_text_free(file);
}
END_TEST

START_TEST(tsv_escapes_what_would_break_a_field)
{
    char odd[] = "a\tb\\\n";
    char *source[] = { odd };
    double align[] = { 0.5, 0.5 };
    const struct rns_pair pair = { .S = 1, .source = source, .align = align };
    check_file("tsv", plain, &pair, 1,
               "id\ti\tj\ttarget\tsource\tweight\n"
               "0\t0\t0\t</s>\ta\\tb\\\\\\n\t0.5\n"
               "0\t0\t1\t</s>\t</s>\t0.5\n");
}
END_TEST

START_TEST(a_pair_without_align_keeps_its_line)
{
    struct rns_pair pair[2] = { { 0 }, example() };
    pair[1].align = NULL;
    check_file("hard", plain, pair, 2, "\n\n");
    check_file("soft", plain, pair, 2, "\n\n");
    check_file("tsv", plain, pair, 2, "id\ti\tj\ttarget\tsource\tweight\n");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { hard_links_leave_out_the_end_of_sentence,
                                   soft_weights_are_those_of_the_pair_and_rows_sum_to_1,
                                   soft_is_marians_layout_to_the_byte,
                                   tsv_has_a_line_a_weight_under_its_column_names,
                                   tsv_escapes_what_would_break_a_field,
                                   a_pair_without_align_keeps_its_line,
                                   NULL };
    return unit_run("task/format_plain", tests, NULL, NULL);
}
