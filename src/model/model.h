/* model.h -- everything needed to turn text into text: config, vocabularies, network; one file.
 *
 * This is what the public header calls struct rns_model.  Its file is a function of the model
 * alone: no path, no date; saving twice gives the same bytes.
 *
 *     __metadata__     format "rnnsearch 1", config: INI text of the rows that describe a model
 *     each parameter   by its name, [rows][cols]
 *     vocabulary.source, vocabulary.target   U8, one word a line
 *     bpe.source, bpe.target                 U8, with text.bpe_merges: the text of the codes
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "model/config.h"
#include "model/network.h"
#include "model/safetensors.h"
#include "text/segment.h"
#include "text/vocab.h"

struct rns_model {
    struct rns_config *config;
    struct segmenter source_segmenter, target_segmenter;
    struct vocab *source_vocab, *target_vocab;
    struct network network;
    struct tensors *file; /* the map the values stand in, when it was loaded; NULL in training */
};

/* How a side of this language is segmented, but for its subwords. */
struct segmenter model_segmenter(const struct rns_config *, const char *language);

/* The sizes of its network, with vocabularies of so many words. */
struct network_sizes model_sizes(const struct rns_config *, int source_words, int target_words);

/* A fresh model with allocated, initialised values; takes the vocabularies, copies the config. */
struct rns_model *model_new(const struct rns_config *, struct vocab *source, struct vocab *target);
/* From now on it segments with these, which it takes; NULL for words. */
void model_take_subwords(struct rns_model *, struct bpe *source, struct bpe *target);
bool model_save(const struct rns_model *, const char *path, struct rns_error *);
/* Adds what model_save writes; the model must stay until tensors_save. */
void model_declare(const struct rns_model *, struct tensors_out *);
/* The config a file was saved with; RNS_BAD_MODEL when it is not a model's. */
struct rns_config *model_config(const struct tensors *, struct rns_error *);
/* rns_model_load and rns_model_free are in the public header and defined here too.  A loaded model
 * has its values in the map (read-only) and no gradients. */

#endif
