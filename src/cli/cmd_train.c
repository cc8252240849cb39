#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/settings.h"

static bool quiet;

static const struct option options[] = { { "quiet", 'q', OPTION_FLAG, &quiet, 0, NULL,
                                           "no progress, no notes; errors alone", "Progress" },
                                         { 0 } };

/* The signal that asks training to end; a second one does not ask. */
static volatile sig_atomic_t caught;

static void catch_signal(int number)
{
    if (caught) _exit(128 + number);
    caught = number;
}

static void watch_signals(void)
{
    struct sigaction action = { .sa_handler = catch_signal, .sa_flags = SA_RESTART };
    struct sigaction before;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* as nohup wants */
        sigaction(SIGHUP, &action, NULL);
}

static bool is_caught(void *self)
{
    (void)self;
    return caught != 0;
}

static void report(void *self, const struct rns_report *r) { progress_report(self, r); }

static void say_where(const struct rns_config *config)
{
    char *folder = rns_config_get(config, "run.dir");
    fprintf(stderr, "the model is %s/model.safetensors; %s/report.html shows how it came\n", folder,
            folder);
    rns_text_free(folder);
}

static bool train(const struct rns_config *config, struct rns_error *err)
{
    struct progress progress = progress_new(quiet);
    const struct rns_watcher watcher = { &progress, report, is_caught };
    bool stopped = false;
    watch_signals();
    const bool ok = rns_train(config, &watcher, &stopped, err);
    progress_clear(&progress);
    if (ok && stopped)
        return complain(err, (enum rns_status)(128 + caught),
                        "stopped and saved; run the same command to go on");
    if (ok && !quiet) say_where(config);
    return ok;
}

static bool run(int count, char **operand, struct rns_error *err)
{
    if (count != 1) return complain(err, RNS_USAGE, "give one config file: rnnsearch train CONFIG");
    struct rns_config *config = rns_config_new();
    const bool ok = settings_apply(config, operand[0], err) && train(config, err);
    rns_config_free(config);
    return ok;
}

const struct command command_train = {
    .name = "train",
    .operands = "CONFIG [--section.key VALUE]...",
    .brief = "Trains a model on parallel text, or goes on where it was stopped",
    .more =
        "The run directory (run.dir) gets model.safetensors, the best model so far, and\n"
        "checkpoint.safetensors, from which the same command goes on: the finished model is\n"
        "the same as if nothing had happened.  Ctrl-C, SIGTERM and SIGHUP save and end; a second\n"
        "ends at once.  The text as numbers is in a temporary file, in $TMPDIR or, where that is\n"
        "not set, in the run directory.\n",
    .options = options,
    .setting = settings_keep,
    .run = run,
};
