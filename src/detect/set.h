/* Sets of values that rules ask for: dataset, datarep. They are read from the image when the
 * engine is made; what rules add at run time is bounded. */
#ifndef VARDE_DETECT_SET_H
#define VARDE_DETECT_SET_H

#include "detect/detect_impl.h"

enum { SET_ADDED = 1 << 16 }; /* values that rules may add to one set */

/* Hash of a value. */
uint64_t set_hash(struct span bytes);

#endif
