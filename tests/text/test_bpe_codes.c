#include "text/bpe_codes.h"

#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "unit.h"

static struct bpe_codes codes;
static struct rns_error err;

static void setup(void) { err = (struct rns_error){ RNS_OK, "" }; }
static void teardown(void) { bpe_codes_free(&codes); }

static bool parse(const char *text, size_t size)
{
    bpe_codes_free(&codes);
    return bpe_codes_parse(&codes, text, size, "codes", &err);
}

static void read_well(const char *text)
{
    ck_assert_msg(parse(text, strlen(text)), "%s", err.message);
}

static void refused(const char *text, size_t size, const char *message)
{
    err = (struct rns_error){ RNS_OK, "" };
    ck_assert(!parse(text, size));
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
    ck_assert_str_eq(err.message, message);
}

static int symbol(const char *text) { return map_get(&codes.symbol, text, strlen(text)); }

START_TEST(merges_rank_as_they_come)
{
    read_well("#version: 0.2\na n\nan </w>\r\n\n");
    ck_assert_int_eq(codes.merges, 2);
    ck_assert(!codes.separate_end);
    ck_assert_int_eq(bpe_codes_rank(&codes, symbol("a"), symbol("n")), 0);
    ck_assert_int_eq(bpe_codes_rank(&codes, symbol("an"), symbol("</w>")), 1);
    ck_assert_int_eq(bpe_codes_rank(&codes, symbol("n"), symbol("a")), BPE_NONE);
    ck_assert_int_eq(bpe_codes_rank(&codes, BPE_NONE, symbol("a")), BPE_NONE);
    ck_assert_int_eq(codes.merge[0].whole, symbol("an"));
}
END_TEST

START_TEST(of_merges_that_are_the_same_the_first_counts)
{
    read_well("#version: 0.2\na b\nc d\na b\nab c\n");
    ck_assert_int_eq(codes.merges, 3);
    ck_assert_int_eq(bpe_codes_rank(&codes, symbol("a"), symbol("b")), 0);
    ck_assert_int_eq(bpe_codes_rank(&codes, symbol("ab"), symbol("c")), 2);
}
END_TEST

START_TEST(a_symbol_comes_from_the_first_merge_that_makes_it)
{
    read_well("#version: 0.2\nb c\na bc\na b\nab c\n");
    ck_assert_int_eq(codes.origin[symbol("abc")], 1);
    ck_assert_int_eq(codes.origin[symbol("a")], BPE_NONE);
}
END_TEST

START_TEST(without_a_version_it_is_the_first)
{
    read_well("a b\n");
    ck_assert(codes.separate_end);
    read_well("#version: 0.1\na b");
    ck_assert(codes.separate_end);
    ck_assert_int_eq(codes.merges, 1);
    read_well("#version: 0.2\n");
    ck_assert_int_eq(codes.merges, 0);
}
END_TEST

START_TEST(what_is_no_codes_file_is_refused_by_line)
{
    refused("", 0, "codes: empty; not a codes file");
    refused("#version: 0.3\na b\n", 18,
            "codes:1: codes of another kind, \"#version: 0.3\"; "
            "versions 0.1 and 0.2 of characters are known");
    refused("#version: 0.2 byte\n", 19,
            "codes:1: codes of another kind, \"#version: 0.2 byte\"; "
            "versions 0.1 and 0.2 of characters are known");
    refused("#version: 0.2\na b\nabc\n", 22,
            "codes:3: two fields with a blank between them "
            "expected, not \"abc\"");
    refused("a b c\n", 6, "codes:1: two fields with a blank between them expected, not \"a b c\"");
    refused("a  b\n", 5, "codes:1: two fields with a blank between them expected, not \"a  b\"");
    refused("a b\n\nc d\n", 9, "codes:2: two fields with a blank between them expected, not \"\"");
    refused("a b\na\0 b\n", 9, "codes:2: NUL byte; is it a text file?");
}
END_TEST

START_TEST(a_long_line_is_quoted_from_its_start)
{
    char text[200], message[300];
    snprintf(text, sizeof text, "%0120d\n", 0);
    snprintf(message, sizeof message,
             "codes:1: two fields with a blank between them expected, not \"%0100d\"", 0);
    refused(text, strlen(text), message);
    snprintf(text, sizeof text, "#version: %0120d\n", 0);
    snprintf(message, sizeof message,
             "codes:1: codes of another kind, \"#version: %050d\"; "
             "versions 0.1 and 0.2 of characters are known",
             0);
    refused(text, strlen(text), message);
}
END_TEST

START_TEST(random_bytes_are_read_or_refused_but_do_no_harm)
{
    static const char bytes[] = "ab \n\r\0</w>#version: 0.2\xC3\xA9";
    struct rng rng;
    rng_seed(&rng, 1);
    for (int round = 0; round < 2000; round++) {
        char text[40];
        const size_t size = rng_below(&rng, sizeof text);
        for (size_t i = 0; i < size; i++) text[i] = bytes[rng_below(&rng, sizeof bytes - 1)];
        err = (struct rns_error){ RNS_OK, "" };
        ck_assert(parse(text, size) == !err.message[0]);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { merges_rank_as_they_come,
                                   of_merges_that_are_the_same_the_first_counts,
                                   a_symbol_comes_from_the_first_merge_that_makes_it,
                                   without_a_version_it_is_the_first,
                                   what_is_no_codes_file_is_refused_by_line,
                                   a_long_line_is_quoted_from_its_start,
                                   random_bytes_are_read_or_refused_but_do_no_harm,
                                   NULL };
    return unit_run("text/bpe_codes", tests, setup, teardown);
}
