/* maxout.h -- t_k = max(u_{2k−1}, u_{2k}), k = 1..M          [B15, A.2.2; Goodfellow et al. 2013]
 *
 * Shapes    u [N][2M]    t [N][M]
 */
#ifndef NN_MAXOUT_H
#define NN_MAXOUT_H

#include "nn/mat.h"

void maxout_forward(struct mat u, struct mat t);                  /* t is filled */
void maxout_backward(struct mat u, struct mat dt, struct mat du); /* du is filled */

#endif
