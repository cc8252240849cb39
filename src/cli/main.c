#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/help.h"
#include "cli/nearest.h"
#include "cli/options.h"
#include "cli/output.h"

enum { MOST_THREADS = 1024 };

const struct command *const all_commands[] = {
    &command_train,
    &command_translate,
    &command_align,
    &command_score,
    &command_symmetrize,
    &command_view,
    &command_lexicon,
    &command_bpe,
    &command_bleu,
    &command_aer,
    &command_info,
    &command_average,
    &command_attend,
    &command_check,
    &command_bench,
    &command_manual,
    NULL,
};

static const struct command *find_command(const char *name, struct rns_error *err)
{
    struct nearest n = { .word = name };
    for (int i = 0; all_commands[i]; i++) {
        if (strcmp(name, all_commands[i]->name) == 0) return all_commands[i];
        if (all_commands[i]->brief) nearest_offer(&n, all_commands[i]->name);
    }
    const char *question = nearest_question(&n, "");
    complain(err, RNS_USAGE, "there is no command '%s'%s", name,
             question[0] ? question : "; rnnsearch --help lists them");
    return NULL;
}

static bool run_command(const struct command *c, int count, char **argument, struct rns_error *err)
{
    if (c->prepare) c->prepare();
    if (!options_read(c, &count, argument, err)) return false;
    if (option_help) {
        help_command(c);
        return true;
    }
    if (option_threads > MOST_THREADS)
        return complain(err, RNS_USAGE, "--threads takes at most %d, not %d", MOST_THREADS,
                        option_threads);
    rns_threads(option_threads > 0 ? option_threads : 0);
    return c->run(count, argument, err);
}

/* Help shows the defaults, so it looks before the options are read. */
static bool asks_help(int count, char **argument)
{
    for (int i = 0; i < count && strcmp(argument[i], "--") != 0; i++) {
        if (strcmp(argument[i], "--help") == 0 || strcmp(argument[i], "-h") == 0) return true;
    }
    return false;
}

static bool show_help(const char *name, struct rns_error *err)
{
    const struct command *c = name ? find_command(name, err) : NULL;
    if (name && !c) return false;
    if (c && c->prepare) c->prepare();
    if (c) help_command(c);
    else help_program();
    return true;
}

static bool run_program(int count, char **argument, const struct command **c, struct rns_error *err)
{
    if (count < 2) return complain(err, RNS_USAGE, "which command? rnnsearch --help lists them");
    const char *name = argument[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) return show_help(NULL, err);
    if (strcmp(name, "help") == 0) return show_help(argument[2], err);
    if (strcmp(name, "--version") == 0) return puts("rnnsearch " RNS_VERSION) >= 0;
    *c = find_command(name, err);
    if (!*c) return false;
    if (asks_help(count - 2, argument + 2)) return show_help(name, err);
    return run_command(*c, count - 2, argument + 2, err);
}

/* A standard stream that was closed stays useless: the next file opened must not become it. */
static void keep_streams(void)
{
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
        if (fcntl(file, F_GETFD) < 0)
            (void)!open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int count, char **argument)
{
    struct rns_error err = { RNS_OK, "" };
    const struct command *c = NULL;
    keep_streams();
    signal(SIGPIPE, SIG_IGN); /* a write then fails with EPIPE, and we leave in good order */
    signal(SIGXFSZ, SIG_IGN); /* and with EFBIG */
    setlocale(LC_CTYPE, "");
    const bool ran = run_program(count, argument, &c, &err);
    if (ran) output_check(stdout, "standard output", &err);
    if (err.message[0] != '\0')
        fprintf(stderr, "rnnsearch%s%s: %s\n", c ? " " : "", c ? c->name : "", err.message);
    return (int)err.status;
}
