#include <stdio.h>

#include "base/str.h"
#include "task/doctor.h"

void line_tally_add(struct line_tally *t, long number, const struct str *line,
                    const struct inspection *in)
{
    t->lines++;
    encoding_add(&t->encoding, str_text(line), line->length, in);
    for (int k = 0; k < ODD_COUNT; k++) {
        if (!in->odd[k].count) continue;
        if (!t->odd[k].lines++) {
            t->odd[k].line = number;
            t->odd[k].column = in->odd[k].column;
            t->odd[k].what = in->odd[k].what;
        }
        t->odd[k].count += in->odd[k].count;
    }
}

/* What each oddity is called and what to do about it; %s is the path. */
static const struct oddity_row {
    enum rns_severity severity;
    const char *kind, *name, *todo;
} known[ODD_COUNT] = {
    [ODD_INVALID] = { RNS_ERROR, "invalid-utf8", "invalid UTF-8", NULL },
    [ODD_NUL] = { RNS_ERROR, "nul", "a NUL byte", NULL },
    [ODD_CONTROL] = { RNS_WARNING, "control-character", "a control character",
                      "LC_ALL=C.UTF-8 sed 's/[[:cntrl:]]/ /g' puts blanks for them" },
    [ODD_RETURN] = { RNS_WARNING, "carriage-return", "a carriage return within a line",
                     "other programs end lines there; replace them with blanks, or, where they "
                     "end lines, tr '\\r' '\\n'" },
    [ODD_BREAK] = { RNS_WARNING, "line-separator", "a line separator other than \\n",
                    "here it breaks no line, but to other programs it does, and their line counts "
                    "differ; replace it with a blank" },
    [ODD_MARK] = { RNS_WARNING, "byte-order-mark", "a byte order mark within the text",
                   "files were joined with their marks; sed 's/\\xEF\\xBB\\xBF//g' takes them "
                   "out" },
    [ODD_LOST] = { RNS_WARNING, "replacement-character", "a replacement character",
                   "an earlier conversion lost what stood there; convert the original again, or "
                   "leave such lines out" },
    [ODD_DOUBLE] = { RNS_WARNING, "double-encoding",
                     "UTF-8 that was taken for Latin-1 and encoded once more",
                     "where whole files are, iconv -f utf8 -t cp1252 undoes it; else leave such "
                     "lines out" },
    [ODD_ENTITY] = { RNS_WARNING, "entity", "an escaped character, as &amp; is one",
                     "undo it (Moses's deescape-special-chars.perl, or an HTML decoder)" },
    [ODD_SUBWORD] = { RNS_WARNING, "subwords", "@@: words are in pieces already",
                      "rnnsearch bpe undo joins them; or take text.tokenizer = space" },
};

static void advise_encoding(const struct line_tally *t, char *todo, size_t room)
{
    const char *guess = encoding_guess(&t->encoding);
    if (guess) snprintf(todo, room, "it looks like %s: iconv -f %s -t utf8", guess, guess);
    else if (t->encoding.low + t->encoding.high)
        snprintf(todo, room,
                 "most of the file is UTF-8, so do not convert all of it: mend these lines, or "
                 "iconv -c -f utf8 -t utf8 drops the bytes");
    else snprintf(todo, room, "tr -d '\\000' takes them out");
}

static void describe(const struct line_tally *t, enum oddity k, char *what, size_t room)
{
    const uint32_t c = t->odd[k].what;
    if (k == ODD_INVALID) snprintf(what, room, "%s (byte 0x%02X)", known[k].name, (unsigned)c);
    else if (k == ODD_CONTROL || k == ODD_BREAK)
        snprintf(what, room, "%s (U+%04X)", known[k].name, (unsigned)c);
    else snprintf(what, room, "%s", known[k].name);
}

static void tell_oddity(const struct line_tally *t, enum oddity k, const char *path,
                        struct findings *f)
{
    const bool rare = known[k].severity == RNS_WARNING && 1000 * t->odd[k].lines < t->lines;
    const enum rns_severity severity = rare ? RNS_NOTE : known[k].severity;
    char todo[200], what[100];
    describe(t, k, what, sizeof what);
    advise_encoding(t, todo, sizeof todo);
    findings_add(f,
                 &(struct rns_finding){ severity, known[k].kind, path, t->odd[k].line,
                                        t->odd[k].column, t->odd[k].count, NULL },
                 "%s; %ld in %ld line%s; %s", what, t->odd[k].count, t->odd[k].lines,
                 t->odd[k].lines == 1 ? "" : "s", known[k].todo ? known[k].todo : todo);
}

static void tell_quirks(const struct line_tally *t, const char *path, const struct file_quirks *q,
                        struct findings *f)
{
    struct rns_finding about = { RNS_NOTE, "byte-order-mark", path, 1, 1, 1, NULL };
    if (q->mark) findings_add(f, &about, "begins with a byte order mark, which is passed over");
    about = (struct rns_finding){ RNS_NOTE, "crlf", path, 0, 0, q->returns, NULL };
    if (q->returns == t->lines && t->lines)
        findings_add(f, &about, "lines end in CR LF, as on Windows; the CR is passed over");
    else if (q->returns)
        findings_add(f, &about,
                     "%ld of %ld lines end in CR LF and the others in LF; the CR is passed over",
                     q->returns, t->lines);
    about = (struct rns_finding){ RNS_NOTE, "unended", path, t->lines, 0, 1, NULL };
    if (q->unended)
        findings_add(f, &about,
                     "the last line has no end, so wc -l counts one line less; was the file cut "
                     "off?");
}

void line_tally_tell(const struct line_tally *t, const char *path, const struct file_quirks *q,
                     struct findings *f)
{
    for (int k = 0; k < ODD_COUNT; k++)
        if (t->odd[k].count) tell_oddity(t, (enum oddity)k, path, f);
    tell_quirks(t, path, q, f);
}
