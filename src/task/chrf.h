/* chrf.h -- chrF2, the F-score of character n-grams [Popovic 2015], as sacreBLEU computes it. */
#ifndef TASK_CHRF_H
#define TASK_CHRF_H

/* 0..100 for n lines: n-grams of 1 to 6 characters, white space removed, recall twice as important,
 * counted over all lines. */
double chrf(const char *const *hypothesis, const char *const *reference, int n);

#endif
