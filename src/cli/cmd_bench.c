#include <stdio.h>

#include "cli/command.h"
#include "cli/settings.h"

static struct rns_bench_plan plan = { .seconds = 10, .length = 15 };
static bool training_only;

static const struct option options[] = {
    { "seconds", 0, OPTION_NUMBER, &plan.seconds, 0, "S", "of training to measure", "Benchmark" },
    { "training-only", 0, OPTION_FLAG, &training_only, 0, NULL, "leave translation out", NULL },
    { "length", 0, OPTION_INTEGER, &plan.length, 2, "N", "words of a sentence, on average", NULL },
    { 0 }
};

static void print_training(const struct rns_bench *b)
{
    printf("training     %.0f target words/s   %.1f sentences/s   (%ld updates)\n",
           b->words_per_second, b->sentences_per_second, b->updates);
    printf("arithmetic   %.2f GFLOP an update   %.1f GFLOP/s   %.1f %% of the peak, %.1f GFLOP/s "
           "(%s)\n",
           b->flops_per_update / 1e9, b->flops_per_second / 1e9,
           100 * b->flops_per_second / b->peak_flops, b->peak_flops / 1e9, b->peak_kernel);
    printf("memory       %.0f MB   %zu parameters\n\n", b->peak_bytes / 1e6, b->parameters);
    for (int s = 0; s < b->stages; s++)
        printf("%5.1f %%  %s\n", 100 * b->stage[s].share, b->stage[s].name);
}

static void print_search(const struct rns_bench *b)
{
    printf("\nbeam   ms a sentence alone   sentences/s in batches of 64\n");
    for (int k = 0; k < 3; k++)
        printf("%4d   %19.1f   %28.1f\n", b->search[k].beam, 1e3 * b->search[k].seconds_alone,
               b->search[k].sentences_per_second);
}

static bool run(int count, char **operand, struct rns_error *err)
{
    if (count > 1) return complain(err, RNS_USAGE, "it takes rnnsearch bench [CONFIG]");
    struct rns_config *config = rns_config_new();
    struct rns_bench b;
    plan.translation = !training_only;
    const bool ok =
        settings_apply(config, count ? operand[0] : NULL, err) && rns_bench(config, &plan, &b, err);
    if (ok) {
        print_training(&b);
        if (!training_only) print_search(&b);
    }
    rns_config_free(config);
    return ok;
}

const struct command command_bench = {
    .name = "bench",
    .operands = "[CONFIG] [--section.key VALUE]... [--seconds S] [--length N]",
    .brief = "Measures training and translation on made-up text of a config's sizes",
    .more =
        "The arithmetic is that of the products, counted from the shapes; the peak is one\n"
        "product of 2048 x 2048 x 2048 by OpenBLAS on the same threads, with the kernel that it\n"
        "picks: Prescott, the slowest, where it does not know the processor.  Without a CONFIG\n"
        "the sizes are the paper's.\n",
    .options = options,
    .setting = settings_keep,
    .run = run,
};
