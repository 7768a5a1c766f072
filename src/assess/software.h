/*
 * What the knowledge pack says of the software that services tell: made once an assessment, for
 * the rules of rules_software.c. Everything lives in the assessment's arena. Internal to
 * assess/.
 */
#ifndef VARDE_ASSESS_SOFTWARE_H
#define VARDE_ASSESS_SOFTWARE_H

#include "assess/context.h"
#include "match/banner.h"
#include "match/exploited.h"
#include "match/group.h"
#include "match/match.h"
#include "model/affected.h"
#include "rank/rank.h"

/* What is known of an address: for what its software is needed, and with what it runs. */
struct software_host {
	enum role role;
	bool internal;                  /* of a private network */
	struct match_product *products; /* all that was seen there */
	size_t nproducts;
};

/* One vulnerability of one service. */
struct software_match {
	const char *id;            /* CVE, or the advisory's number */
	const char *vector;        /* CVSS, or NULL */
	const struct match *match; /* verdict and reason */
};

struct software_matches {
	VEC(struct software_match) all; /* each id once; fixed and hidden ones are left out */
	struct matches found;           /* as the matcher gave them */
};

struct software_place {
	const struct software_host *host;
	const char *software; /* "nginx 1.22.1" */
	const char *evidence; /* a line for the finding */
	struct software_matches matches;
};

struct software_eol {
	const char *software, *title, *cycle;
	const char *ended;  /* "2024-04-20", or "ended" when the day is not stated */
	const char *latest; /* newest version of a supported cycle; NULL: not known */
	bool sure;          /* nobody else is known to support it */
};

struct software;

/* Looked up once and kept in the context; NULL when there is no knowledge. */
struct software *software_of(struct assess_ctx *ctx);

/* Ends it. */
void software_done(struct assess_ctx *ctx);

/* What the service runs; NULL when it tells no product and version. */
const struct software_place *software_at(struct software *sw, const struct obs_service *s);

/* What the service says that it runs: by our fingerprints, else by those of the pack. */
struct match_product software_product(struct software *sw, const struct obs_service *s);

/* Whether something is exploited of the product, whatever its version. */
bool software_exploited(
    struct software *sw, const struct match_product *p, struct exploited_hint *ret);

/* Whether its release has no support any more on the assessment's day. */
bool software_ended(struct software *sw, const struct obs_service *s, struct software_eol *ret);

/* The lowest version that mends all of them (possible: of those to be verified); NULL. */
const char *software_fixed(
    struct arena *arena, const struct software_matches *matches, bool possible);

#endif
