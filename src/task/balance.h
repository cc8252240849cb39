/* balance.h -- words compete for words: a matrix of attention made nearly doubly stochastic.
 *
 * A row of α sums to 1, a column to anything: an article often looks at its noun more than at the
 * article of the other side, since the noun tells the gender, and the best word of each row alone
 * gives the noun two words and the article none.  Dividing columns and rows by their sums in turn
 * [Sinkhorn and Knopp 1967] lets a word that is looked at once win over one that is looked at
 * often:
 *
 *     β_ij = α_ij / Σ_k α_kj        α_ij ← β_ij / Σ_k β_ik        a round
 */
#ifndef TASK_BALANCE_H
#define TASK_BALANCE_H

/* The weights of T target and S source words out of α [..][columns], balanced in that many rounds;
 * none: as they are.  [T][S], the caller frees. */
double *balance(const double *alpha, int columns, int T, int S, int rounds);

#endif
