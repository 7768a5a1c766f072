/*
 * The knowledge that this process judges with: the compiled pack whose path it was told, taken
 * anew when the file was replaced, or what is built in. Any thread may ask.
 */
#ifndef VARDE_PACK_KNOWLEDGE_CURRENT_H
#define VARDE_PACK_KNOWLEDGE_CURRENT_H

#include "pack/knowledge.h"

/* Tells the path (copies it); NULL: what is built in. The file may come later. */
void knowledge_use(const char *file);

/*
 * The pack of now, never NULL; a file that cannot be used is logged once, and then the last
 * good one or what is built in goes on. Borrows until knowledge_release, which must follow.
 */
const struct knowledge_pack *knowledge_hold(void);
void knowledge_release(const struct knowledge_pack *k);

/* When the file of a pack that is held was made, ms since 1970; 0 of what is built in. */
int64_t knowledge_when(const struct knowledge_pack *k);

/* Whether the pack is what is built in: no feed was compiled. */
bool knowledge_is_builtin(const struct knowledge_pack *k);

#endif
