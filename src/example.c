/* example.c -- the library from outside: translates a line and shows what each word looked at.
 *
 *     build/example runs/demo/model.safetensors "I do not see the white house."
 *
 * After `make install` it builds with
 *
 *     cc example.c $(pkg-config --cflags --libs rnnsearch)
 */
#include <rnnsearch.h>
#include <stdio.h>

static void show(const struct rns_pair *pair)
{
    printf("%s\n", pair->text);
    for (int i = 0; i < pair->T && pair->align; i++) {
        const double *row = pair->align + (size_t)i * (pair->S + 1);
        int best = 0;
        for (int j = 1; j <= pair->S; j++)
            if (row[j] > row[best]) best = j;
        printf("    %-16s <- %-16s %3.0f %%\n", pair->target[i],
               best < pair->S ? pair->source[best] : "</s>", 100 * row[best]);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: example MODEL SENTENCE\n");
        return RNS_USAGE;
    }
    struct rns_error err = { .status = RNS_OK };
    struct rns_model *model = rns_model_load(argv[1], &err);
    const char *const line = argv[2];
    const struct rns_search search = rns_search_default();
    struct rns_pairs found = { 0 };
    if (model && rns_translate(model, &line, 1, &search, &found, &err)) show(&found.at[0]);
    else fprintf(stderr, "example: %s\n", err.message);
    rns_pairs_free(&found);
    rns_model_free(model);
    return err.status;
}
