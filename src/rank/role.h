/* What an asset is for care, told by its protocols, products and names. */
#ifndef VARDE_RANK_ROLE_H
#define VARDE_RANK_ROLE_H

#include "model/record.h"

enum role {
	ROLE_OTHER,
	ROLE_ADMINISTRATION, /* mail, files, staff, money */
	ROLE_REMOTE_ACCESS,  /* the doors: VPN, remote desktops, jump hosts */
	ROLE_TELEMEDICINE,
	ROLE_RESULTS, /* records, laboratory, integration between systems */
	ROLE_IMAGING,
	ROLES,
};

/* Names as in JSON; NULL at the end. */
extern const char *const role_names[];

/* What told the role. */
enum role_evidence { ROLE_BY_NOTHING, ROLE_BY_NAME, ROLE_BY_PRODUCT, ROLE_BY_PROTOCOL };

struct role_result {
	enum role role;
	enum role_evidence by;
	const char *what; /* the protocol, product or name that told it (borrows); NULL */
};

/*
 * The role of an asset by all that is known of it (lists are borrowed, any may be empty): its
 * host names, its products as observed, the protocols it speaks. A protocol tells more than a
 * product, a product more than a name; of several roles the one nearest to patients counts.
 */
struct role_result role_of(const struct text_list *names, const struct text_list *products,
    const struct text_list *protocols);

#endif
