#include "cli/options.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/nearest.h"

int option_threads = -1;
bool option_help;

const struct option common_options[] = {
    { "threads", 't', OPTION_INTEGER, &option_threads, 0, "N",
      "threads to compute with; 0, and unless told: as many as there are cores; the results are "
      "the same",
      "General" },
    { "help", 'h', OPTION_FLAG, &option_help, 0, NULL, "show this and do nothing else", NULL },
    { 0 }
};

/* The arguments, and how far they are read. */
struct reader {
    const struct command *command;
    char **argument;
    int count, at;
};

static bool same_name(const char *a, const char *b)
{
    for (; *a != '\0' && (*a == '_' ? '-' : *a) == *b; a++) b++;
    return *a == *b;
}

static const struct option *find_in(const struct option *row, const char *name, char letter)
{
    for (; row && row->name; row++) {
        if (name ? same_name(name, row->name) : letter == row->letter) return row;
    }
    return NULL;
}

static const struct option *find_option(const struct command *c, const char *name, char letter)
{
    const struct option *const table[] = { c->options, c->shared, common_options };
    const struct option *found = NULL;
    for (int i = 0; i < 3 && !found; i++) found = find_in(table[i], name, letter);
    return found;
}

static bool set_integer(const struct option *o, const char *value, struct rns_error *err)
{
    char *end;
    errno = 0;
    const long n = strtol(value, &end, 10);
    if (end == value || *end != '\0' || errno != 0 || n < o->least || n > INT_MAX)
        return complain(err, RNS_USAGE, "--%s takes a whole number from %g, not '%s'", o->name,
                        o->least, value);
    *(int *)o->place = (int)n;
    return true;
}

static bool set_number(const struct option *o, const char *value, struct rns_error *err)
{
    char *end;
    const double x = strtod(value, &end);
    if (end == value || *end != '\0' || !isfinite(x) || x < o->least)
        return complain(err, RNS_USAGE, "--%s takes a number from %g, not '%s'", o->name, o->least,
                        value);
    *(double *)o->place = x;
    return true;
}

static bool add_to_list(const struct option *o, const char *value, struct rns_error *err)
{
    struct list *list = o->place;
    if (list->count == LIST_MOST)
        return complain(err, RNS_USAGE, "--%s is given more than %d times", o->name, LIST_MOST);
    list->at[list->count++] = value;
    return true;
}

/* Sets an option that takes a value: the one given, or else the next argument. */
static bool set_value(struct reader *r, const struct option *o, const char *value,
                      struct rns_error *err)
{
    if (!value && r->at < r->count) value = r->argument[r->at++];
    if (!value)
        return complain(err, RNS_USAGE, "--%s needs a value: --%s %s", o->name, o->name, o->value);
    if (o->kind == OPTION_INTEGER) return set_integer(o, value, err);
    if (o->kind == OPTION_NUMBER) return set_number(o, value, err);
    if (o->kind == OPTION_LIST) return add_to_list(o, value, err);
    *(const char **)o->place = value;
    return true;
}

static void offer_options(struct nearest *n, const struct option *row)
{
    for (; row && row->name; row++) nearest_offer(n, row->name);
}

/* Offers every --section.key, and the one whose key alone was typed before all others. */
static void offer_settings(struct nearest *n)
{
    int count;
    const struct rns_option *row = rns_options(&count);
    for (int i = 0; i < count; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.%s", row[i].section, row[i].key);
        struct nearest key = { .word = n->word };
        nearest_offer(&key, row[i].key);
        if (key.distance <= 2 && (n->distance == 0 || key.distance < n->distance)) {
            n->distance = key.distance;
            snprintf(n->best, sizeof n->best, "%s", name);
        }
        nearest_offer(n, name);
    }
}

static bool refuse(const struct command *c, const char *name, struct rns_error *err)
{
    char typed[64];
    snprintf(typed, sizeof typed, "%s", name);
    for (char *at = typed; *at != '\0'; at++) *at = *at == '_' && !c->setting ? '-' : *at;
    struct nearest n = { .word = typed };
    offer_options(&n, c->options);
    offer_options(&n, c->shared);
    offer_options(&n, common_options);
    if (c->setting) offer_settings(&n);
    return complain(err, RNS_USAGE, "there is no option --%s%s", name, nearest_question(&n, "--"));
}

static bool read_setting(struct reader *r, const char *name, const char *value,
                         struct rns_error *err)
{
    if (!value && r->at < r->count) value = r->argument[r->at++];
    if (!value) return complain(err, RNS_USAGE, "--%s needs a value", name);
    return r->command->setting(name, value, err);
}

static bool read_long(struct reader *r, char *name, struct rns_error *err)
{
    char *value = strchr(name, '=');
    if (value) *value++ = '\0';
    if (r->command->setting && strchr(name, '.')) return read_setting(r, name, value, err);
    const struct option *o = find_option(r->command, name, 0);
    const bool no = !o && (strncmp(name, "no-", 3) == 0 || strncmp(name, "no_", 3) == 0);
    if (no) o = find_option(r->command, name + 3, 0);
    if (!o || (no && o->kind != OPTION_FLAG)) return refuse(r->command, name, err);
    if (o->kind != OPTION_FLAG) return set_value(r, o, value, err);
    if (value)
        return complain(err, RNS_USAGE, "--%s takes no value; --no-%s is its opposite", o->name,
                        o->name);
    *(bool *)o->place = !no;
    return true;
}

/* -q, -b 5, -b5, and flags in a row: -qh. */
static bool read_short(struct reader *r, const char *letters, struct rns_error *err)
{
    for (; *letters != '\0'; letters++) {
        const struct option *o = find_option(r->command, NULL, *letters);
        if (!o)
            return complain(err, RNS_USAGE, "there is no option -%c; rnnsearch help %s lists them",
                            isprint((unsigned char)*letters) ? *letters : '?', r->command->name);
        if (o->kind != OPTION_FLAG)
            return set_value(r, o, letters[1] != '\0' ? letters + 1 : NULL, err);
        *(bool *)o->place = true;
    }
    return true;
}

bool options_read(const struct command *c, int *count, char **argument, struct rns_error *err)
{
    struct reader r = { c, argument, *count, 0 };
    int kept = 0;
    bool ended = false, ok = true;
    while (ok && r.at < r.count) {
        char *word = argument[r.at++];
        if (ended || word[0] != '-' || word[1] == '\0') argument[kept++] = word;
        else if (strcmp(word, "--") == 0) ended = true;
        else if (word[1] == '-') ok = read_long(&r, word + 2, err);
        else ok = read_short(&r, word + 1, err);
    }
    *count = kept;
    return ok;
}
