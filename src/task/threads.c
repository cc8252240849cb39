#include "rnnsearch.h"

#include "nn/mat.h"

void rns_threads(int count) { threads_use(count); }
