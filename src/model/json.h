/* json.h -- jansson, which drops a character or a member without a word when memory is out. */
#ifndef MODEL_JSON_H
#define MODEL_JSON_H

/* From now on jansson takes its memory from base/memory.h, which ends the program instead.  To be
 * called before JSON is read or written, as often as one likes. */
void json_use_memory(void);

#endif
