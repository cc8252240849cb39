#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#include "cli/options.h"

enum { LEFT = 34, WIDTH = 100 };

const char exit_statuses[] =
    "0    it went well\n"
    "1    it failed: a file cannot be opened, the disk is full; without a message when whoever\n"
    "     read the results went away\n"
    "2    the command line or the config is wrong\n"
    "3    bad data: a corpus, an alignment\n"
    "4    a bad model or checkpoint file\n"
    "5    training diverged\n"
    "129  stopped by SIGHUP, 130 by SIGINT, 143 by SIGTERM; training was saved, the same command\n"
    "     goes on\n";

/* The words of text from column LEFT on, wrapped. */
static void print_wrapped(const char *text)
{
    int column = LEFT;
    for (bool first = true; *text != '\0'; first = false) {
        const int length = (int)strcspn(text, " ");
        const bool full = !first && column + 1 + length > WIDTH;
        if (full) column = LEFT;
        printf("%s%*s%.*s", full ? "\n" : "", full ? LEFT : !first, "", length, text);
        column += !full && !first;
        column += length;
        text += length + (text[length] == ' ');
    }
    putchar('\n');
}

static void print_row(const char *left, const char *help, const char *initial)
{
    char text[400];
    snprintf(text, sizeof text, "%s%s%s%s", help, initial[0] ? " [" : "", initial,
             initial[0] ? "]" : "");
    if (strlen(left) >= LEFT - 1) printf("%s\n%*s", left, LEFT, "");
    else printf("%-*s", LEFT, left);
    print_wrapped(text);
}

void help_names(const char *list, char *text, size_t room)
{
    text[0] = '\0';
    for (const char *name = list; *name != '\0';) {
        const size_t used = strlen(text);
        const int length = (int)strcspn(name, "|");
        const bool last = name[length] == '\0';
        snprintf(text + used, room - used, "%s%.*s",
                 name == list ? ""
                 : last       ? " or "
                              : ", ",
                 length, name);
        name += length + !last;
    }
}

void option_initial(const struct option *o, char *text, size_t room)
{
    const char *word = o->kind == OPTION_TEXT ? *(const char **)o->place : NULL;
    text[0] = '\0';
    if (o->kind == OPTION_INTEGER && *(int *)o->place >= o->least)
        snprintf(text, room, "%d", *(int *)o->place);
    else if (o->kind == OPTION_NUMBER && *(double *)o->place >= o->least)
        snprintf(text, room, "%g", *(double *)o->place);
    else if (word) snprintf(text, room, "%s", word);
}

static void print_options(const struct option *row)
{
    for (; row && row->name; row++) {
        char left[80], initial[80], letter[] = "    ";
        if (row->group) printf("\n%s\n", row->group);
        if (row->letter) snprintf(letter, sizeof letter, "-%c, ", row->letter);
        snprintf(left, sizeof left, "  %s--%s%s%s", row->letter ? letter : "    ", row->name,
                 row->value ? " " : "", row->value ? row->value : "");
        option_initial(row, initial, sizeof initial);
        print_row(left, row->help, initial);
    }
}

static void print_settings(void)
{
    int count;
    const struct rns_option *row = rns_options(&count);
    puts("\nThe config file and the command line: section.key, its kind and its default");
    for (int i = 0; i < count; i++) {
        char left[120];
        if (i == 0 || strcmp(row[i].section, row[i - 1].section) != 0)
            printf("\n[%s]\n", row[i].section);
        snprintf(left, sizeof left, "  --%s.%s %s", row[i].section, row[i].key, row[i].kind);
        print_row(left, row[i].help, row[i].initial);
    }
}

void help_command(const struct command *c)
{
    printf("usage: rnnsearch %s %s\n", c->name, c->operands);
    if (c->brief) printf("\n%s.\n", c->brief);
    if (c->more) printf("\n%s", c->more);
    print_options(c->options);
    print_options(c->shared);
    print_options(common_options);
    if (c->setting) print_settings();
}

void help_program(void)
{
    puts("usage: rnnsearch COMMAND [ARGUMENT]...\n\n"
         "Trains, runs and looks into the attention translation model of Bahdanau, Cho and\n"
         "Bengio (2014).\n");
    for (int i = 0; all_commands[i]; i++) {
        const struct command *c = all_commands[i];
        if (c->brief) printf("  %-11s%s\n", c->name, c->brief);
    }
    printf("\nrnnsearch help COMMAND, or rnnsearch COMMAND --help, tells the rest; --version the "
           "version.\nFiles are UTF-8, one sentence a line; - is standard input, .gz is read "
           "everywhere.\nResults go to standard output and everything else to standard error.\n"
           "\nExit status\n%s",
           exit_statuses);
}
