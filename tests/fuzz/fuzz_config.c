#include <string.h>

#include "fuzz.h"
#include "model/option.h"

/* What describes a model comes back from the text a model carries. */
static void print_and_parse(const struct rns_config *c)
{
    struct str text = { 0 };
    struct rns_config *again = rns_config_new();
    config_print_model(c, &text);
    fuzz_must(config_parse(again, str_text(&text), "again", NULL));
    fuzz_must(!config_difference(c, again));
    rns_config_free(again);
    str_free(&text);
}

/* A config file; and of its bytes, options of the command line. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct str part[FUZZ_PARTS];
    struct rns_config *c = rns_config_new();
    fuzz_cut(bytes, size, part);
    if (fuzz_told(rns_config_read(c, fuzz_file(0, bytes, size), &err), &err)) print_and_parse(c);
    fuzz_told(config_check(c, &err), &err);
    fuzz_told(rns_config_set(c, str_text(&part[0]), str_text(&part[1]), &err), &err);
    rns_text_free(rns_config_get(c, str_text(&part[0])));
    print_and_parse(c);
    rns_config_free(c);
    fuzz_free(part);
    return 0;
}
