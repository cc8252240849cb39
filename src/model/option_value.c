#include "model/option.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/number.h"

static void *place(const struct option *o, struct rns_config *c) { return (char *)c + o->offset; }

char **option_string(const struct option *o, struct rns_config *c)
{
    return o->kind >= OPTION_NAME ? place(o, c) : NULL;
}

static bool refuse(const struct option *o, const char *wanted, const char *value,
                   struct rns_error *err)
{
    return fail(err, RNS_USAGE, "%s.%s must be %s, not '%.100s'", o->shown.section, o->shown.key,
                wanted, value);
}

static bool refuse_range(const struct option *o, const char *value, struct rns_error *err)
{
    return fail(err, RNS_USAGE, "%s.%s must be %s from %.10g to %.10g, not '%.100s'",
                o->shown.section, o->shown.key,
                o->kind == OPTION_INTEGER ? "a whole number" : "a number", o->least, o->most,
                value);
}

static bool set_integer(const struct option *o, int *to, const char *value, struct rns_error *err)
{
    char *end;
    errno = 0;
    const long number = strtol(value, &end, 10);
    if (errno || end == value || *end || number < o->least || number > o->most)
        return refuse_range(o, value, err);
    *to = (int)number;
    return true;
}

static bool set_number(const struct option *o, double *to, const char *value, struct rns_error *err)
{
    char *end;
    const double number = number_read(value, &end);
    if (end == value || *end || !(number >= o->least && number <= o->most))
        return refuse_range(o, value, err);
    *to = number;
    return true;
}

static bool set_seed(const struct option *o, uint64_t *to, const char *value, struct rns_error *err)
{
    char *end;
    errno = 0;
    const unsigned long long number = strtoull(value, &end, 10);
    if (errno || !isdigit((unsigned char)*value) || *end)
        return refuse(o, "a whole number from 0 to 18446744073709551615", value, err);
    *to = number;
    return true;
}

static bool set_yesno(const struct option *o, bool *to, const char *value, struct rns_error *err)
{
    const bool yes = !strcmp(value, "yes") || !strcmp(value, "true");
    if (!yes && strcmp(value, "no") && strcmp(value, "false"))
        return refuse(o, "yes or no", value, err);
    *to = yes;
    return true;
}

/* The n-th name of "sgd|adam|adadelta"; false when there are not so many. */
static bool find_choice(const char *names, int n, struct str *name)
{
    for (; n > 0; n--) {
        names = strchr(names, '|');
        if (!names) return false;
        names++;
    }
    str_clear(name);
    str_bytes(name, names, strcspn(names, "|"));
    return true;
}

static bool set_choice(const struct option *o, void *to, const char *value, struct rns_error *err)
{
    struct str name = { 0 };
    int found = -1;
    for (int i = 0; found < 0 && find_choice(o->shown.kind, i, &name); i++)
        if (!strcmp(str_text(&name), value)) found = i;
    str_free(&name);
    if (found < 0)
        return fail(err, RNS_USAGE, "%s.%s must be one of %s, not '%.100s'", o->shown.section,
                    o->shown.key, o->shown.kind, value);
    memcpy(to, &found, sizeof found); /* an enum without negative values has the size of int */
    return true;
}

/* Whatever the locale says. */
static bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool set_name(const struct option *o, char **to, const char *value, struct rns_error *err)
{
    enum { LONGEST = 30 };
    size_t length = 0;
    while (is_letter_or_digit(value[length]) || value[length] == '-' || value[length] == '_')
        length++;
    if (!length || value[length] || length > LONGEST)
        return refuse(o, "a short name such as en", value, err);
    memory_free(*to);
    *to = memory_copy(value);
    return true;
}

/* The length of the $NAME or ${NAME} that text begins with, 0 when it does not. */
static size_t find_variable(const char *text, struct str *name)
{
    if (*text != '$') return 0;
    const bool braced = text[1] == '{';
    const char *start = text + 1 + braced, *end = start;
    while (is_letter_or_digit(*end) || *end == '_') end++;
    if (end == start || (braced && *end != '}')) return 0;
    str_clear(name);
    str_bytes(name, start, (size_t)(end - start));
    return (size_t)(end + braced - text);
}

/* Copies the path with $NAME and ${NAME} replaced from the environment, and $$ by a dollar. */
static bool expand(const struct option *o, const char *path, struct str *out, struct rns_error *err)
{
    struct str name = { 0 };
    bool ok = true;
    while (*path && ok) {
        const size_t length = find_variable(path, &name);
        const char *found = length ? getenv(str_text(&name)) : NULL;
        if (length && !found)
            ok = fail(err, RNS_USAGE, "%s.%s: the environment has no variable %.100s",
                      o->shown.section, o->shown.key, str_text(&name));
        else if (length) str_add(out, found);
        else str_byte(out, *path);
        path += length ? length : path[0] == '$' && path[1] == '$' ? 2 : 1;
    }
    str_free(&name);
    return ok;
}

static bool set_path(const struct option *o, char **to, const char *value, const char *from,
                     struct rns_error *err)
{
    struct str path = { 0 };
    if (!expand(o, value, &path, err)) {
        str_free(&path);
        return false;
    }
    const bool beside = path.length && from && o->kind == OPTION_PATH;
    memory_free(*to);
    *to = beside        ? path_beside(from, str_text(&path))
          : path.length ? memory_copy(str_text(&path))
                        : NULL;
    str_free(&path);
    return true;
}

bool option_set(const struct option *o, struct rns_config *c, const char *value, const char *from,
                struct rns_error *err)
{
    switch (o->kind) {
    case OPTION_INTEGER: return set_integer(o, place(o, c), value, err);
    case OPTION_SEED: return set_seed(o, place(o, c), value, err);
    case OPTION_NUMBER: return set_number(o, place(o, c), value, err);
    case OPTION_YESNO: return set_yesno(o, place(o, c), value, err);
    case OPTION_CHOICE: return set_choice(o, place(o, c), value, err);
    case OPTION_NAME: return set_name(o, place(o, c), value, err);
    case OPTION_PATH:
    case OPTION_FOLDER: return set_path(o, place(o, c), value, from, err);
    }
    assert(!"an option of a kind");
    return false;
}

/* The shortest decimal that reads back as the same double. */
static void print_number(double number, struct str *out)
{
    char text[40], format[16];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(format, sizeof format, "%%.%dg", digits);
        number_write(text, sizeof text, format, number);
        if (number_read(text, NULL) == number) break;
    }
    str_add(out, text);
}

void option_get(const struct option *o, const struct rns_config *c, struct str *value)
{
    const void *at = (const char *)c + o->offset;
    int choice;
    str_clear(value);
    switch (o->kind) {
    case OPTION_INTEGER: str_print(value, "%d", *(const int *)at); break;
    case OPTION_SEED: str_print(value, "%llu", (unsigned long long)*(const uint64_t *)at); break;
    case OPTION_NUMBER: print_number(*(const double *)at, value); break;
    case OPTION_YESNO: str_add(value, *(const bool *)at ? "yes" : "no"); break;
    case OPTION_CHOICE:
        memcpy(&choice, at, sizeof choice);
        find_choice(o->shown.kind, choice, value);
        break;
    default: str_add(value, *(char *const *)at ? *(char *const *)at : "");
    }
}
