/* sentence.h -- one raw line as a model sees it: words and their numbers. */
#ifndef TASK_SENTENCE_H
#define TASK_SENTENCE_H

struct segmenter;
struct vocab;

struct sentence {
    int count;   /* words; 0 for a blank line */
    char **word; /* [count] as in the text, known to the vocabulary or not */
    int *id;     /* [count+1] ended by </s> */
};

/* Invalid UTF-8 is replaced by U+FFFD, so every line has a sentence. */
void sentence_read(struct sentence *, const struct segmenter *, const struct vocab *,
                   const char *line);
void sentence_free(struct sentence *);

/* The tokens of a tokenized sentence; NULL where there are none.  Words are copied one by one, as
 * rns_pair_free releases them. */
char **words_split(const char *tokens, int *count);
char **words_copy(char *const *word, int count);
void words_free(char **word, int count);

#endif
