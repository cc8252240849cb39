/* format_example.h -- one aligned pair for the tests of every format, and the writing of a file. */
#ifndef TESTS_TASK_FORMAT_EXAMPLE_H
#define TESTS_TASK_FORMAT_EXAMPLE_H

#include "base/str.h"
#include "unit.h"

static char the[] = "the", cat[] = "cat", le[] = "le", chat[] = "chat", stop[] = ".",
            le_chat[] = "Le chat.";
static char *example_source[] = { the, cat }, *example_target[] = { le, chat, stop };
static double example_align[] = {
    0.75,  0.2,          0.05,        /* le   */
    0.125, 0.875,        0,           /* chat */
    0.25,  0.25,         0.5,         /* .    */
    1e-7,  0.3333333333, 0.6666665667 /* </s> */
};

static double example_log_p[] = { -0.5, -1, -0.75, -0.25 };

static inline struct rns_pair example(void)
{
    return (struct rns_pair){ le_chat,       2,    3,      example_source, example_target,
                              example_align, -2.5, -0.625, example_log_p,  NULL };
}

/* The whole file of these entries; rns_text_free. */
static inline char *write_file(const char *kind, struct rns_format_options options,
                               const struct rns_pair *pair, int count)
{
    struct rns_format *f = rns_format_new(kind, &options, NULL);
    struct str file = { 0 };
    ck_assert_ptr_nonnull(f);
    for (int k = -1; k <= count; k++) {
        char *part = k < 0        ? rns_format_begin(f)
                     : k == count ? rns_format_end(f)
                                  : rns_format_entry(f, k, &pair[k]);
        str_bytes(&file, part, rns_format_length(f));
        rns_text_free(part);
    }
    rns_format_free(f);
    return str_take(&file);
}

static inline void check_file(const char *kind, struct rns_format_options options,
                              const struct rns_pair *pair, int count, const char *expected)
{
    char *file = write_file(kind, options, pair, count);
    ck_assert_str_eq(file, expected);
    rns_text_free(file);
}

#endif
