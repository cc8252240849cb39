#include "task/findings.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/str.h"

/* "corpus.en:17:3: ", as far as it is known. */
static void add_place(struct str *s, const struct rns_finding *f)
{
    if (!f->file) return;
    str_print(s, "%s:", f->file);
    if (f->line) str_print(s, "%ld:", f->line);
    if (f->column) str_print(s, "%ld:", f->column);
    str_byte(s, ' ');
}

void findings_add(struct findings *f, const struct rns_finding *about, const char *format, ...)
{
    char text[1000];
    struct str whole = { 0 };
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    add_place(&whole, about);
    str_add(&whole, text);
    f->at = memory_grow(f->at, f->count, &f->room, sizeof *f->at);
    struct rns_finding *to = &f->at[f->count++];
    *to = *about;
    to->file = memory_copy(about->file);
    to->text = str_take(&whole);
}

/* There are a few dozen, so each is moved before the milder ones. */
void findings_sort(struct findings *f)
{
    for (size_t i = 1; i < f->count; i++) {
        const struct rns_finding moved = f->at[i];
        size_t k = i;
        for (; k > 0 && f->at[k - 1].severity < moved.severity; k--) f->at[k] = f->at[k - 1];
        f->at[k] = moved;
    }
}

void findings_free(struct findings *f)
{
    for (size_t i = 0; i < f->count; i++) {
        memory_free((char *)f->at[i].file);
        memory_free((char *)f->at[i].text);
    }
    memory_free(f->at);
    *f = (struct findings){ 0 };
}

bool findings_any(const struct findings *f, enum rns_severity severity)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->at[i].severity == severity) return true;
    return false;
}
