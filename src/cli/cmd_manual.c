#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/help.h"
#include "cli/options.h"

/* Text as roff takes it: backslashes and hyphens escaped, no line that begins as a request. */
static void put(const char *text)
{
    bool first = true;
    for (; *text != '\0'; text++) {
        if (first && (*text == '.' || *text == '\'')) fputs("\\&", stdout);
        if (*text == '\\') fputs("\\e", stdout);
        else if (*text == '-') fputs("\\-", stdout);
        else putchar(*text);
        first = *text == '\n';
    }
}

static void put_initial(const char *initial)
{
    if (initial[0] != '\0') {
        fputs(" [", stdout);
        put(initial);
        fputs("]", stdout);
    }
    putchar('\n');
}

static void put_options(const struct option *row)
{
    for (; row && row->name; row++) {
        char initial[80];
        fputs(".TP\n", stdout);
        if (row->letter) printf("\\fB\\-%c\\fR, ", row->letter);
        fputs("\\fB\\-\\-", stdout);
        put(row->name);
        fputs("\\fR", stdout);
        if (row->value) {
            fputs(" \\fI", stdout);
            put(row->value);
            fputs("\\fR", stdout);
        }
        putchar('\n');
        put(row->help);
        option_initial(row, initial, sizeof initial);
        put_initial(initial);
    }
}

static void put_settings(void)
{
    int count;
    const struct rns_option *row = rns_options(&count);
    puts(".SH CONFIG\nAn INI file of the sections and keys below; paths are relative to its "
         "folder.\nOn the command line of \\fBtrain\\fR they are options.");
    for (int i = 0; i < count; i++) {
        printf(".TP\n\\fB\\-\\-%s.", row[i].section);
        put(row[i].key);
        fputs("\\fR \\fI", stdout);
        put(row[i].kind);
        fputs("\\fR\n", stdout);
        put(row[i].help);
        put_initial(row[i].initial);
    }
}

static void put_command(const struct command *c)
{
    if (c->prepare) c->prepare();
    printf(".SS \"rnnsearch %s ", c->name);
    put(c->operands);
    puts("\"");
    put(c->brief);
    puts(".");
    if (c->more) put(c->more);
    put_options(c->options);
    put_options(c->shared);
}

static bool run(int count, char **operand, struct rns_error *err)
{
    (void)operand;
    if (count != 0) return complain(err, RNS_USAGE, "it takes no arguments");
    puts(".TH RNNSEARCH 1 \"\" \"rnnsearch " RNS_VERSION "\"\n.SH NAME\n"
         "rnnsearch \\- train and run attention translation models\n.SH SYNOPSIS\n"
         "\\fBrnnsearch\\fR \\fICOMMAND\\fR [\\fIARGUMENT\\fR]...\n.SH DESCRIPTION\n"
         "Trains, runs and looks into the attention translation model of Bahdanau, Cho and\n"
         "Bengio (2014).  Files are UTF\\-8, one sentence a line; \\- is standard input and .gz\n"
         "is read everywhere.  Results go to standard output, everything else to standard\n"
         "error.  Long options take \\-\\-opt VALUE and \\-\\-opt=VALUE.\n.SH COMMANDS");
    for (int i = 0; all_commands[i]; i++)
        if (all_commands[i]->brief) put_command(all_commands[i]);
    puts(".SH OPTIONS OF EVERY COMMAND");
    put_options(common_options);
    put_settings();
    puts(".SH EXIT STATUS\n.nf");
    put(exit_statuses);
    puts(".fi");
    return true;
}

const struct command command_manual = {
    .name = "manual",
    .operands = "",
    .run = run,
};
