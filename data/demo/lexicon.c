#include "lexicon.h"

#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "inflect.h"

enum { COLUMNS = 12 };

bool classes_meet(const char *a, const char *b) { return a[strcspn(a, b)] != '\0'; }

const struct verb *lexicon_english_verb(const struct lexicon *l, const char *base)
{
    for (int i = 0; i < l->verbs; i++)
        if (strcmp(l->verb[i].en, base) == 0) return &l->verb[i];
    return NULL;
}

const struct verb *lexicon_french_verb(const struct lexicon *l, const char *infinitive)
{
    for (int i = 0; i < l->verbs; i++)
        if (strcmp(l->verb[i].fr, infinitive) == 0) return &l->verb[i];
    return NULL;
}

static bool without_tilde(const char *form, const char *plain)
{
    const size_t length = strcspn(form, "~");
    return strlen(plain) == length && strncmp(form, plain, length) == 0;
}

const struct determiner *lexicon_determiner(const struct lexicon *l, const char *masculine)
{
    for (int i = 0; i < l->determiners; i++)
        if (without_tilde(l->determiner[i].form[0][0], masculine)) return &l->determiner[i];
    return NULL;
}

static bool regular(const char *column) { return strcmp(column, "-") == 0; }

static const char *or_none(const char *column)
{
    return column && strcmp(column, "0") != 0 ? column : NULL;
}

static bool add_noun(struct lexicon *l, char **c, int columns)
{
    if (l->nouns == (int)(sizeof l->noun / sizeof *l->noun) || (columns != 6 && columns != 8))
        return false;
    l->noun[l->nouns++] = (struct noun){
        .classes = c[0],
        .en = c[1],
        .en_plural = regular(c[2]) ? english_plural(c[1]) : or_none(c[2]),
        .fr = c[3],
        .fr_plural = regular(c[4]) ? french_plural(c[3]) : or_none(c[4]),
        .feminine = *c[5] == 'f',
        .en_at = columns == 8 ? c[6] : NULL,
        .fr_at = columns == 8 ? c[7] : NULL,
    };
    return true;
}

static bool add_adjective(struct lexicon *l, char **c, int columns)
{
    if (l->adjectives == (int)(sizeof l->adjective / sizeof *l->adjective) || columns != 7)
        return false;
    const char *feminine = regular(c[4]) ? french_feminine(c[3]) : c[4];
    l->adjective[l->adjectives++] = (struct adjective){
        .classes = c[0],
        .en = c[1],
        .comparative = regular(c[2]) ? NULL : c[2],
        .form = { { c[3], feminine },
                  { regular(c[5]) ? french_plural(c[3]) : c[5], french_plural(feminine) } },
        .place = *c[6],
    };
    return true;
}

static bool add_verb(struct lexicon *l, char **c, int columns)
{
    if (l->verbs == (int)(sizeof l->verb / sizeof *l->verb) || columns != 12) return false;
    const char *past = regular(c[4]) ? english_past(c[3]) : c[4];
    l->verb[l->verbs++] = (struct verb){
        .kind = *c[0],
        .subjects = c[1],
        .objects = c[2],
        .en = c[3],
        .past = past,
        .done = regular(c[5]) ? past : c[5],
        .ing = regular(c[6]) ? english_ing(c[3]) : c[6],
        .fr = c[7],
        .present = regular(c[8]) ? french_present(c[7]) : c[8],
        .participle = regular(c[9]) ? french_participle(c[7]) : c[9],
        .future = regular(c[10]) ? french_future(c[7]) : c[10],
        .etre = strcmp(c[11], "être") == 0,
    };
    return true;
}

static bool add_determiner(struct lexicon *l, char **c, int columns)
{
    if (l->determiners == (int)(sizeof l->determiner / sizeof *l->determiner) || columns != 4)
        return false;
    l->determiner[l->determiners++] =
        (struct determiner){ .form = { { c[0], c[1] }, { c[2], c[3] } } };
    return true;
}

static int split(char *line, char **column)
{
    int count = 0;
    for (char *at = strtok(line, " "); at && *at != '#' && count < COLUMNS; at = strtok(NULL, " "))
        column[count++] = at;
    return count;
}

static bool read_table(struct lexicon *l, const char *path,
                       bool (*add)(struct lexicon *, char **, int), struct rns_error *err)
{
    struct file *f = file_open(path, err);
    struct str line = { 0 };
    char *column[COLUMNS];
    int more = -1;
    bool ok = f != NULL;
    while (ok && (more = file_line(f, &line, err)) > 0) {
        char *kept = memory_copy(str_text(&line)); /* to the end, if there is a row in it */
        const int columns = split(kept, column);
        if (columns == 0) memory_free(kept);
        else if (!add(l, column, columns))
            ok = fail(err, RNS_BAD_DATA, "%s:%ld: not a row of this table, or one too many", path,
                      file_number(f));
    }
    file_close(f);
    str_free(&line);
    return ok && more == 0;
}

bool lexicon_read(struct lexicon *l, const char *folder, struct rns_error *err)
{
    static const struct {
        const char *name;
        bool (*add)(struct lexicon *, char **, int);
    } table[] = { { "nouns", add_noun },
                  { "adjectives", add_adjective },
                  { "verbs", add_verb },
                  { "determiners", add_determiner } };
    struct str path = { 0 };
    bool ok = true;
    for (int i = 0; ok && i < 4; i++) {
        str_clear(&path);
        str_print(&path, "%s/lexicon/%s.txt", folder, table[i].name);
        ok = read_table(l, path.at, table[i].add, err);
    }
    str_free(&path);
    return ok;
}
