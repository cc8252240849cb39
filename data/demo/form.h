/* form.h -- {…} in a rule: a word that agrees with others. */
#ifndef DEMO_FORM_H
#define DEMO_FORM_H

#include "derive.h"

struct form {
    const struct lexicon *lexicon;
    const char *text;             /* between the braces: lemma, :form, @name  */
    const struct phrase *phrase;  /* that the lemma names, if it names one    */
    const struct phrase *with;    /* that it says to agree with; NULL         */
    const struct phrase *subject; /* whom the rule refers to; NULL            */
};

bool form_text(const struct form *, bool french, char *out, size_t room);

#endif
