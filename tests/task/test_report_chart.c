#include "task/report_chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static struct str html;

static void teardown(void) { str_free(&html); }

static int count(const char *what)
{
    int n = 0;
    for (const char *at = str_text(&html); (at = strstr(at, what)); at++) n++;
    return n;
}

START_TEST(every_point_is_drawn_inside_the_frame)
{
    struct point at[] = { { 100, 9.5 }, { 200, 4.25 }, { 300, 0.125 } };
    const struct series s = { "loss", at, 3, 0, true };
    chart_draw(&html, "Loss", &s, 1);
    ck_assert_int_eq(count("<circle"), 3);
    for (const char *p = html.at; (p = strstr(p, "cy=\"")); p++) {
        const double y = atof(p + 4);
        ck_assert_double_ge(y, 14);
        ck_assert_double_le(y, 258);
    }
    ck_assert_ptr_nonnull(strstr(html.at, "update 200: loss 4.25"));
}
END_TEST

START_TEST(the_ranges_turn_pixels_back_into_numbers)
{
    struct point at[] = { { 0, 1 }, { 1000, 3 } };
    const struct series s = { "loss", at, 2, 0, true };
    chart_draw(&html, "Loss", &s, 1);
    double x0, x1, from, to;
    const char *range = strstr(html.at, "data-x=\"");
    ck_assert_int_eq(sscanf(range, "data-x=\"%lf %lf %lf %lf", &x0, &x1, &from, &to), 4);
    const double x = atof(strstr(strstr(html.at, "update 1000") - 60, "cx=\"") + 4);
    ck_assert_double_eq_tol(from + (x - x0) / (x1 - x0) * (to - from), 1000, 1);
}
END_TEST

START_TEST(points_without_a_number_are_left_out)
{
    struct point at[] = { { 1, NAN }, { 2, 5 }, { 3, INFINITY } };
    const struct series s = { "BLEU", at, 3, 0, true };
    chart_draw(&html, "BLEU", &s, 1);
    ck_assert_int_eq(count("<circle"), 1);
    ck_assert_int_eq(count("nan") + count("inf"), 0);
}
END_TEST

START_TEST(a_chart_of_nothing_is_an_empty_frame)
{
    const struct series s = { "BLEU", NULL, 0, 0, true };
    chart_draw(&html, "BLEU", &s, 1);
    ck_assert_int_eq(count("<figure"), 1);
    ck_assert_int_eq(count("</figure>"), 1);
    ck_assert_int_eq(count("<circle") + count("nan"), 0);
}
END_TEST

START_TEST(many_points_are_thinned_and_the_last_one_stays)
{
    static struct point at[5001];
    for (int i = 0; i <= 5000; i++) at[i] = (struct point){ i, i };
    const struct series s = { "rate", at, 5001, 0, true };
    chart_draw(&html, "Rate", &s, 1);
    ck_assert_int_le(count("<circle"), 400);
    ck_assert_int_ge(count("<circle"), 300);
    ck_assert_int_eq(count("update 5000: rate 5000<"), 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        every_point_is_drawn_inside_the_frame,          the_ranges_turn_pixels_back_into_numbers,
        points_without_a_number_are_left_out,           a_chart_of_nothing_is_an_empty_frame,
        many_points_are_thinned_and_the_last_one_stays, NULL,
    };
    return unit_run("task/report_chart", tests, NULL, teardown);
}
