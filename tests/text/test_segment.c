#include "text/segment.h"

#include <string.h>

#include "text/bpe.h"
#include "unit.h"

static struct str out, back;
static struct rns_error err;

static void setup(void) { err = (struct rns_error){ RNS_OK, "" }; }

static void teardown(void)
{
    str_free(&out);
    str_free(&back);
}

static const char *segmented(struct segmenter s, const char *line)
{
    str_clear(&out);
    ck_assert(segment(&s, line, strlen(line), &out, &err));
    return str_text(&out);
}

static const struct segmenter FRENCH = { { TOKENIZER_MOSES, LANGUAGE_FR }, false, NULL };
static const struct segmenter FRENCH_LOWER = { { TOKENIZER_MOSES, LANGUAGE_FR }, true, NULL };
static const struct segmenter ENGLISH_LOWER = { { TOKENIZER_MOSES, LANGUAGE_EN }, true, NULL };

START_TEST(a_line_is_composed_lowered_and_tokenized)
{
    ck_assert_str_eq(segmented(FRENCH, "L'E\xCC\x81tat n'est pas la\xCC\x80."),
                     "L' État n' est pas là .");
    ck_assert_str_eq(segmented(FRENCH_LOWER, "L'ÉTAT, EST-IL LÀ ?"), "l' état , est -il là ?");
    ck_assert_str_eq(segmented(ENGLISH_LOWER, "Don't GO."), "do n't go .");
}
END_TEST

START_TEST(a_lowered_line_comes_back_in_lower_case)
{
    desegment(&FRENCH_LOWER, segmented(FRENCH_LOWER, "« Ça va ? »"), &back);
    ck_assert_str_eq(str_text(&back), "« ça va ? »");
}
END_TEST

START_TEST(blank_lines_have_no_tokens_whatever_the_tokenizer)
{
    for (int kind = TOKENIZER_MOSES; kind <= TOKENIZER_CHAR; kind++) {
        const struct segmenter s = { { kind, LANGUAGE_EN }, false, NULL };
        ck_assert_str_eq(segmented(s, ""), "");
        ck_assert_str_eq(segmented(s, "   "), "");
        ck_assert_str_eq(segmented(s, "\t\xC2\xA0\xE2\x80\xAF"), "");
    }
}
END_TEST

START_TEST(a_bad_line_adds_nothing_and_says_where)
{
    ck_assert(!segment(&FRENCH, "un \xE9t\xE9", 6, &out, &err));
    ck_assert_str_eq(str_text(&out), "");
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
    ck_assert_str_eq(err.message,
                     "column 4: invalid UTF-8 (byte 0xE9); try iconv -f latin1 -t utf8");
    ck_assert(!segment(&FRENCH, "a\0b", 3, &out, NULL));
}
END_TEST

START_TEST(words_are_cut_into_pieces_behind_the_tokenizer_and_come_back)
{
    static const char codes[] = "#version: 0.2\nc h\na t</w>\nl '</w>\n";
    struct segmenter s = FRENCH_LOWER;
    s.bpe = bpe_parse(codes, strlen(codes), "codes", NULL);
    ck_assert_str_eq(segmented(s, "L'CHAT là ?"), "l' ch@@ at l@@ à ?");
    desegment(&s, str_text(&out), &back);
    ck_assert_str_eq(str_text(&back), "l'chat là ?");
    ck_assert_str_eq(segmented(s, "  "), "");
    bpe_free(s.bpe);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_line_is_composed_lowered_and_tokenized,
                                   a_lowered_line_comes_back_in_lower_case,
                                   blank_lines_have_no_tokens_whatever_the_tokenizer,
                                   words_are_cut_into_pieces_behind_the_tokenizer_and_come_back,
                                   a_bad_line_adds_nothing_and_says_where,
                                   NULL };
    return unit_run("text/segment", tests, setup, teardown);
}
