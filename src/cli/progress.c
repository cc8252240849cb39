#include "cli/progress.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/terminal.h"

struct progress progress_new(bool quiet)
{
    return (struct progress){ .quiet = quiet, .live = terminal_live(stderr), .drawn_at = -1 };
}

void progress_clear(struct progress *p)
{
    if (p->drawn) fputs("\r\033[K", stderr);
    p->drawn = false;
}

static void format_time(double seconds, char *text, size_t room)
{
    const long s = (long)fmin(fmax(seconds, 0) + 0.5, 3.6e6);
    snprintf(text, room, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
}

static void format_numbers(const struct rns_report *r, char *text, size_t room)
{
    char left[48] = "", time[32], alignment[40] = "";
    if (r->seconds_left >= 0) {
        format_time(r->seconds_left, time, sizeof time);
        snprintf(left, sizeof left, "  left %s", time);
    }
    if (!isnan(r->alignment_loss))
        snprintf(alignment, sizeof alignment, "  alignment %.4f", r->alignment_loss);
    snprintf(text, room,
             "epoch %ld  batch %ld/%ld  loss %.4f%s  %.0f words/s%s  rate %.3g  norm %.3g",
             r->epoch, r->batch, r->batches, r->cross_entropy, alignment, r->words_per_second, left,
             r->rate, r->norm);
}

static void draw(struct progress *p, const struct rns_report *r)
{
    char text[300];
    if (p->drawn && r->seconds - p->drawn_at < 0.1) return;
    format_numbers(r, text, sizeof text);
    fprintf(stderr, "\r\033[K%.*s", terminal_width(stderr) - 1, text);
    fflush(stderr);
    p->drawn = true;
    p->drawn_at = r->seconds;
}

static void print_log(const struct rns_report *r)
{
    char text[300];
    format_numbers(r, text, sizeof text);
    fprintf(stderr, "update %ld  %s\n", r->update, text);
}

static void print_text(const char *text)
{
    if (!text || text[0] == '\0') return;
    fputs(text, stderr);
    if (text[strlen(text) - 1] != '\n') fputc('\n', stderr);
}

static void print_valid(const struct rns_report *r)
{
    char time[32];
    format_time(r->seconds, time, sizeof time);
    fprintf(stderr, "valid  update %ld  epoch %ld  time %s", r->update, r->epoch, time);
    if (!isnan(r->valid_cross_entropy))
        fprintf(stderr, "  loss %.4f  perplexity %.4g", r->valid_cross_entropy,
                exp(r->valid_cross_entropy));
    if (!isnan(r->valid_bleu)) fprintf(stderr, "  BLEU %.2f", r->valid_bleu);
    if (r->improved) fputs("  the best so far", stderr);
    else if (!isnan(r->valid_best)) fprintf(stderr, "  best %.4g", r->valid_best);
    fputc('\n', stderr);
    if (r->improved) print_text(r->text); /* the samples */
}

void progress_report(struct progress *p, const struct rns_report *r)
{
    if (p->quiet) return;
    if (r->event == RNS_EVENT_UPDATE) {
        if (p->live) draw(p, r);
        return;
    }
    if (r->event == RNS_EVENT_LOG) {
        if (!p->live) print_log(r);
        return;
    }
    if (r->event == RNS_EVENT_SAVED) {
        if (!p->live) fprintf(stderr, "saved  %s\n", r->text ? r->text : "");
        return;
    }
    progress_clear(p);
    if (r->event == RNS_EVENT_VALID) print_valid(r);
    else print_text(r->text);
}
