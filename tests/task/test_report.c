#include "task/report.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "unit.h"

static char log_path[300], html_path[300];
static struct rns_error err;
static struct str page;

static void setup(void)
{
    const char *folder = unit_folder("report");
    snprintf(log_path, sizeof log_path, "%s/log.jsonl", folder);
    snprintf(html_path, sizeof html_path, "%s/report.html", folder);
    err = (struct rns_error){ 0 };
}

static void teardown(void) { str_free(&page); }

static void write_page(const char *log)
{
    FILE *out = fopen(log_path, "w");
    fputs(log, out);
    fclose(out);
    ck_assert(report_write(log_path, html_path, &err));
    ck_assert(file_read(html_path, &page, &err));
}

static int count(const char *what)
{
    int n = 0;
    for (const char *at = str_text(&page); (at = strstr(at, what)); at++) n++;
    return n;
}

static const char whole_run[] =
    "{\"event\":\"start\",\"update\":0,\"version\":\"0.1.0\",\"parameters\":7,"
    "\"config\":{\"run.dir\":\"runs/<demo>\",\"train.seed\":\"{{data}}\"}}\n"
    "{\"event\":\"train\",\"update\":10,\"cross_entropy\":5.5,\"rate\":0.1,\"seconds\":75}\n"
    "{\"event\":\"valid\",\"update\":10,\"cross_entropy\":4.5,\"bleu\":12.25,\"best\":true,"
    "\"samples\":[{\"id\":0,\"source\":\"a <b> & c\",\"reference\":\"\\\"r\\\"\","
    "\"text\":\"</script><script>alert(1)</script>\",\"src\":[\"a\"],\"trg\":[\"</script>\"],"
    "\"align\":[[0.875,0.125],[0.25,0.75]]}]}\n"
    "{\"event\":\"end\",\"update\":10,\"seconds\":75,\"reason\":\"max_updates\"}\n";

START_TEST(the_page_shows_the_run)
{
    write_page(whole_run);
    ck_assert_int_eq(count("<svg class=\"chart\""), 4);
    ck_assert_int_ge(count("12.25"), 2);
    ck_assert_int_eq(count("1 min 15 s"), 1);
    ck_assert_int_eq(count("Ended: max_updates"), 1);
    ck_assert_int_eq(count("\"align\":[[88,13],[25,75]]"), 1);
}
END_TEST

START_TEST(text_cannot_leave_its_place)
{
    write_page(whole_run);
    ck_assert_int_eq(count("</script>"), 2); /* the page's own */
    ck_assert_int_eq(count("<script>alert"), 0);
    ck_assert_int_eq(count("a &lt;b&gt; &amp; c"), 1);
    ck_assert_int_eq(count("Training of &lt;demo&gt;"), 2);
}
END_TEST

START_TEST(a_setting_that_looks_like_a_place_stays_text)
{
    write_page(whole_run);
    ck_assert_int_eq(count("{{"), 1);
    ck_assert_int_eq(count("<td>{{data}}</td>"), 1);
}
END_TEST

START_TEST(the_page_asks_nothing_of_the_network)
{
    write_page(whole_run);
    ck_assert_int_eq(count("http:") + count("https:") + count(" src=") + count("@import"), 0);
    ck_assert_int_eq(count("default-src 'none'"), 1);
}
END_TEST

START_TEST(a_run_that_has_only_begun_has_its_page)
{
    write_page("{\"event\":\"start\",\"update\":0}\n");
    ck_assert_int_eq(count("There was no validation yet"), 1);
    ck_assert_int_eq(count("nan"), 0);
    ck_assert_int_eq(count("Still under way"), 1);
}
END_TEST

START_TEST(without_attention_there_is_no_matrix)
{
    write_page("{\"event\":\"valid\",\"update\":1,\"samples\":[{\"source\":\"a\",\"text\":\"b\","
               "\"src\":[\"a\"],\"trg\":[\"b\"],\"align\":null}]}\n");
    ck_assert_int_eq(count("\"align\":null"), 1);
}
END_TEST

START_TEST(a_matrix_of_a_very_long_line_is_left_out)
{
    struct str log = { 0 };
    str_add(&log, "{\"event\":\"valid\",\"update\":1,\"samples\":[{\"source\":\"a\",\"text\":\"b\","
                  "\"src\":[],\"trg\":[],\"align\":[");
    for (int i = 0; i < 300; i++) {
        str_add(&log, i ? ",[1" : "[1");
        for (int j = 1; j < 300; j++) str_add(&log, ",0");
        str_byte(&log, ']');
    }
    str_add(&log, "]}]}\n");
    write_page(log.at);
    str_free(&log);
    ck_assert_int_eq(count("\"align\":null"), 1);
    ck_assert_uint_lt(page.length, 40000);
}
END_TEST

START_TEST(a_long_run_has_a_page_of_bounded_size)
{
    struct str log = { 0 };
    for (int i = 0; i < 3000; i++)
        str_print(&log,
                  "{\"event\":\"train\",\"update\":%d,\"cross_entropy\":%d,\"rate\":1}\n"
                  "{\"event\":\"valid\",\"update\":%d,\"bleu\":%d,\"samples\":[{\"text\":\"word\","
                  "\"src\":[\"w\"],\"trg\":[\"w\"],\"align\":[[0.5,0.5],[0.5,0.5]]}]}\n",
                  i, i % 10, i, i % 50);
    write_page(log.at);
    str_free(&log);
    ck_assert_uint_lt(page.length, 400000);
}
END_TEST

START_TEST(without_a_log_the_old_page_stays)
{
    write_page(whole_run);
    const size_t before = page.length;
    ck_assert(!report_write("build/tmp/report/none", html_path, &err));
    ck_assert_int_eq(err.status, RNS_FAILED);
    str_clear(&page);
    ck_assert(file_read(html_path, &page, NULL));
    ck_assert_uint_eq(page.length, before);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_page_shows_the_run,
        text_cannot_leave_its_place,
        a_setting_that_looks_like_a_place_stays_text,
        the_page_asks_nothing_of_the_network,
        a_run_that_has_only_begun_has_its_page,
        without_attention_there_is_no_matrix,
        a_matrix_of_a_very_long_line_is_left_out,
        a_long_run_has_a_page_of_bounded_size,
        without_a_log_the_old_page_stays,
        NULL,
    };
    return unit_run("task/report", tests, setup, teardown);
}
