#include "cli/nearest.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST = 63 };

static int least(int a, int b) { return a < b ? a : b; }

/* Insertions, deletions, replacements and swaps of neighbours from a to b, both at most LONGEST.
 * model/option.c, which the cli does not see, counts alike. */
static int edit_distance(const char *a, const char *b)
{
    int row[LONGEST + 1][LONGEST + 1];
    const int A = (int)strlen(a), B = (int)strlen(b);
    for (int i = 0; i <= A; i++) {
        for (int j = 0; j <= B; j++) {
            if (i == 0 || j == 0) {
                row[i][j] = i + j;
                continue;
            }
            row[i][j] = least(least(row[i - 1][j], row[i][j - 1]) + 1,
                              row[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[i][j] = least(row[i][j], row[i - 2][j - 2] + 1);
        }
    }
    return row[A][B];
}

/* A word near the first part of a name counts as one slip farther from the whole name: --beam and
 * --beem are near --beam-size. */
static int distance_by_parts(const char *word, const char *name)
{
    char first[LONGEST + 1];
    const size_t length = strcspn(name, "-");
    const int whole = edit_distance(word, name);
    if (!name[length]) return whole;
    snprintf(first, sizeof first, "%.*s", (int)length, name);
    return least(whole, edit_distance(word, first) + 1);
}

void nearest_offer(struct nearest *n, const char *name)
{
    if (strlen(n->word) > LONGEST || strlen(name) > LONGEST) return;
    const int distance = distance_by_parts(n->word, name) + 1;
    if (n->distance != 0 && distance >= n->distance) return;
    n->distance = distance;
    snprintf(n->best, sizeof n->best, "%s", name);
}

const char *nearest_question(const struct nearest *n, const char *prefix)
{
    static char question[128];
    const int most = 1 + (int)strlen(n->word) / 3;
    if (n->distance == 0 || n->distance - 1 > most) return "";
    snprintf(question, sizeof question, "; did you mean %s%s?", prefix, n->best);
    return question;
}
