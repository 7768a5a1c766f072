/* What orders need of the rest of the house (struct order_house), from the settings: the same
 * for portal, scheduler and workers. */
#ifndef VARDE_API_HOUSE_H
#define VARDE_API_HOUSE_H

#include "desk/order.h"
#include "model/settings.h"

/* Borrows the settings; the name servers of the system, when none are set, live in the arena.
 */
void house_init(const struct settings *settings, struct arena *arena, struct order_house *ret);

#endif
