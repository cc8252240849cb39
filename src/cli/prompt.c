#include "cli/prompt.h"

#include <errno.h>
#include <histedit.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/nearest.h"
#include "cli/output.h"
#include "cli/terminal.h"

struct prompt {
    const struct rns_model *model;
    struct rns_search search;
    bool align, ascii, ended;
    struct rns_pairs last; /* what was answered last, for :svg and :html */
};

/* --- commands -------------------------------------------------------------------------------- */

static const char advice[] = ":beam N        keep N translations at every word\n"
                             ":nbest N       show the N best, with their scores\n"
                             ":alpha X       rank by log p / length^X; 0 by log p\n"
                             ":align on|off  show what each word looked at\n"
                             ":svg FILE      the alignment of the last translation as a picture\n"
                             ":html FILE     the alignments of the last translations as a page\n"
                             ":quit          leave; so does Ctrl-D\n";

/* Reads a number from `least` to `most`, and says so when it is none. */
static bool read_number(const char *text, double least, double most, double *x)
{
    char *end;
    const double read = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(read) || read < least || read > most) {
        fprintf(stderr, "a number from %g to %g, please\n", least, most);
        return false;
    }
    *x = read;
    return true;
}

static void set_beam(struct prompt *p, const char *value)
{
    double n;
    if (!read_number(value, 1, 1000, &n)) return;
    p->search.beam = (int)n;
    if (p->search.n_best > p->search.beam) p->search.n_best = p->search.beam;
}

static void set_n_best(struct prompt *p, const char *value)
{
    double n;
    if (!read_number(value, 1, 1000, &n)) return;
    p->search.n_best = (int)n;
    if (p->search.beam < p->search.n_best) p->search.beam = p->search.n_best;
}

static void set_alpha(struct prompt *p, const char *value)
{
    read_number(value, 0, 100, &p->search.alpha);
}

static void set_align(struct prompt *p, const char *value)
{
    if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
        fprintf(stderr, ":align on or :align off, please\n");
    else p->align = strcmp(value, "on") == 0;
}

static void put(FILE *file, char *text)
{
    fputs(text, file);
    rns_text_free(text);
}

/* Draws some pairs as a file of that kind. */
static void put_pairs(const struct prompt *p, FILE *file, const char *kind,
                      const struct rns_pair *pair, int count)
{
    const struct rns_format_options look = { .color = terminal_color(file),
                                             .ascii = p->ascii,
                                             .width = terminal_width(file),
                                             .confidence = strcmp(kind, "html") == 0 };
    struct rns_format *format = rns_format_new(kind, &look, NULL);
    put(file, rns_format_begin(format));
    for (int i = 0; i < count; i++) put(file, rns_format_entry(format, 0, &pair[i]));
    put(file, rns_format_end(format));
    rns_format_free(format);
}

/* The first `most` of the last translations. */
static void save(const struct prompt *p, const char *kind, int most, const char *path)
{
    struct rns_error err = { RNS_OK, "" };
    struct output o;
    if (p->last.count == 0 || !p->last.at[0].align)
        complain(&err, RNS_FAILED, "there is no alignment to draw yet");
    else if (*path == '\0') complain(&err, RNS_FAILED, ":%s FILE, please", kind);
    else if (output_open(&o, path, &err)) {
        put_pairs(p, o.file, kind, p->last.at, p->last.count < most ? p->last.count : most);
        output_close(&o, true, &err);
    }
    if (err.message[0] != '\0') fprintf(stderr, "%s\n", err.message);
}

static void save_svg(struct prompt *p, const char *path) { save(p, "svg", 1, path); }

static void save_html(struct prompt *p, const char *path) { save(p, "html", INT_MAX, path); }

static void show_advice(struct prompt *p, const char *value)
{
    (void)p, (void)value;
    fputs(advice, stderr);
}

static void leave(struct prompt *p, const char *value)
{
    (void)value;
    p->ended = true;
}

static const struct {
    const char *name;
    void (*run)(struct prompt *, const char *value);
} commands[] = {
    { "beam", set_beam }, { "nbest", set_n_best }, { "alpha", set_alpha },  { "align", set_align },
    { "svg", save_svg },  { "html", save_html },   { "help", show_advice }, { "quit", leave },
};

static void obey(struct prompt *p, char *line)
{
    char *value = line + strcspn(line, " ");
    if (*value != '\0') *value++ = '\0';
    value += strspn(value, " ");
    struct nearest n = { .word = line };
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(line, commands[i].name) == 0) {
            commands[i].run(p, value);
            return;
        }
        nearest_offer(&n, commands[i].name);
    }
    fprintf(stderr, "there is no :%s%s\n", line, nearest_question(&n, ":"));
}

/* --- translations ---------------------------------------------------------------------------- */

static void show_pair(const struct prompt *p, const struct rns_pair *pair)
{
    if (p->search.n_best > 1) printf("%8.4f  ", pair->score);
    puts(pair->text);
    if (p->align && pair->align) put_pairs(p, stdout, "text", pair, 1);
    else if (p->align && pair->S > 0) fputs("this model has no attention\n", stderr);
}

/* Can what the command line asks for be searched at all? */
static bool check(const struct prompt *p, struct rns_error *err)
{
    const char *nothing = "";
    struct rns_pairs found = { 0 };
    const bool ok = rns_translate(p->model, &nothing, 1, &p->search, &found, err);
    rns_pairs_free(&found);
    return ok;
}

/* What was typed since may be none that can: that is said, and is not the end. */
static bool answer(struct prompt *p, const char *line, struct rns_error *err)
{
    struct rns_error why = { RNS_OK, "" };
    rns_pairs_free(&p->last);
    if (!rns_translate(p->model, &line, 1, &p->search, &p->last, &why)) {
        if (why.status != RNS_USAGE) return complain(err, why.status, "%s", why.message);
        return fprintf(stderr, "%s\n", why.message) > 0;
    }
    for (int i = 0; i < p->last.count; i++) show_pair(p, &p->last.at[i]);
    return output_check(stdout, "standard output", err);
}

/* What was typed, without its newline; free.  NULL without memory. */
static char *copy_line(const char *typed)
{
    char *line = NULL;
    size_t length;
    FILE *copy = open_memstream(&line, &length);
    if (!copy) return NULL;
    fwrite(typed, 1, strcspn(typed, "\n"), copy);
    return fclose(copy) == 0 ? line : NULL;
}

static bool react(struct prompt *p, const char *typed, struct rns_error *err)
{
    bool ok = true;
    char *line = copy_line(typed);
    if (!line) return complain(err, RNS_FAILED, "out of memory for what was typed");
    if (line[0] == ':') obey(p, line + 1);
    else ok = answer(p, line, err);
    free(line);
    return ok;
}

/* --- the line editor ------------------------------------------------------------------------- */

static char *say_prompt(EditLine *editor)
{
    static char text[] = "> ";
    (void)editor;
    return text;
}

/* Messages and the edited line go to standard error, answers to standard output.  The tty gives
 * Ctrl-C to the editor, which clears the line. */
static EditLine *open_editor(History *past)
{
    HistEvent event;
    EditLine *editor = el_init("rnnsearch", stdin, stderr, stderr);
    if (!editor) return NULL;
    history(past, &event, H_SETSIZE, 1000);
    history(past, &event, H_SETUNIQUE, 1);
    el_set(editor, EL_PROMPT, say_prompt);
    el_set(editor, EL_EDITOR, "emacs");
    el_set(editor, EL_HIST, history, past);
    el_set(editor, EL_SETTY, "-d", "-isig", NULL);
    el_set(editor, EL_BIND, "^C", "em-kill-line", NULL);
    el_set(editor, EL_BIND, "^R", "em-inc-search-prev", NULL);
    el_source(editor, NULL);
    return editor;
}

static bool converse(struct prompt *p, EditLine *editor, History *past, struct rns_error *err)
{
    int length;
    const char *typed;
    bool ok = true;
    fputs(":help tells what to type besides sentences\n", stderr);
    while (ok && !p->ended && (typed = el_gets(editor, &length)) && length > 0) {
        HistEvent event;
        if (typed[strspn(typed, " \t\n")] == '\0') continue;
        history(past, &event, H_ENTER, typed);
        ok = react(p, typed, err);
    }
    if (ok && !p->ended) fputc('\n', stderr);
    return ok;
}

bool prompt_run(const struct rns_model *model, struct rns_search search, bool align,
                struct rns_error *err)
{
    struct prompt p = { .model = model, .search = search, .align = align };
    if (!check(&p, err)) return false;
    p.ascii = terminal_ascii(); /* as the user's locale says */
    if (MB_CUR_MAX == 1)
        setlocale(LC_CTYPE, "C.UTF-8"); /* the editor counts characters; the text is UTF-8 */
    History *past = history_init();
    EditLine *editor = past ? open_editor(past) : NULL;
    const bool ok = editor ? converse(&p, editor, past, err)
                           : complain(err, RNS_FAILED, "the terminal cannot be used for editing");
    if (editor) el_end(editor);
    if (past) history_end(past);
    rns_pairs_free(&p.last);
    return ok;
}
