/* Which members an indicator would hit (desk/ioc.h). */
#include "desk/ioc.h"

#include "model/member.h"
#include "wire/ip.h"

enum { HITS_MAX = 50 };

/* The indicator as an item: what would be hit is what would dispute it. */
static bool as_item(const struct ioc *ioc, struct arena *arena, struct item *ret)
{
	const char *host = ioc_warn_host(ioc, arena);
	char text[IP_NET_TEXT];
	struct ip_net net;

	if (!ioc->first)
		return false;
	*ret = (struct item){
	    .type = ITEM_HOST, .value = host, .first = ioc->first, .last = ioc->last};
	if (ip_net_parse(span_str(host ? host : ioc->value), &net, NULL) == 0) {
		ret->type = ITEM_NETWORK;
		ret->value = arena_strdup(arena, ip_net_text(&net, text));
	}
	return ret->value != NULL;
}

static int add(struct db *db, const struct item *item, struct arena *arena, struct ioc_hits *to)
{
	struct ioc_hit hit = {.org = item->org, .item = item->value};
	struct org org = {0};
	int r;

	vec_foreach (h, &to->all)
		if (strcmp(h->org, item->org) == 0 && strcmp(h->item, item->value) == 0)
			return 0;
	r = desk_get(db, &org_type, item->org, arena, &org);
	if (r < 0)
		return r;
	hit.org_name = org.name;
	if (to->all.n < HITS_MAX)
		vec_push(arena, &to->all, hit);
	return 0;
}

static int add_all(struct db *db, const struct desk_records *found, bool network,
    struct arena *arena, struct ioc_hits *to)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < found->all.n; i++) {
		const struct item *item = found->all.items[i];

		if ((item->type == ITEM_NETWORK) == network)
			r = add(db, item, arena, to);
	}
	return r;
}

int ioc_hits(struct db *db, const struct ioc *ioc, struct arena *arena, struct ioc_hits *ret)
{
	struct desk_records found = {0};
	struct ioc_hits hits = {0};
	struct text_list wider;
	struct item self;
	int r = 0;

	if (!as_item(ioc, arena, &self)) {
		*ret = hits;
		return 0;
	}
	/* What lies inside; a single host or URL has no inside. */
	if (strcmp(self.first, self.last) != 0 || self.type == ITEM_NETWORK)
		r = desk_list(db, &item_type,
		    "WHERE \"first\" >= $1 AND \"first\" <= $2 AND \"state\" = 'verified' "
		    "ORDER BY \"first\", \"id\" LIMIT $3",
		    DESK_PARAMS(
			DESK_TEXT(self.first), DESK_TEXT(self.last), DESK_INT(HITS_MAX)),
		    arena, &found);
	if (r == 0)
		r = add_all(db, &found, self.type == ITEM_NETWORK, arena, &hits);
	wider = item_covering(&self, arena);
	for (size_t i = 0; r == 0 && i < wider.n; i++) {
		r = desk_list(db, &item_type,
		    "WHERE \"value\" = $1 AND \"state\" = 'verified' ORDER BY \"id\" LIMIT 10",
		    DESK_PARAMS(DESK_TEXT(wider.items[i])), arena, &found);
		if (r == 0)
			r = add_all(db, &found, self.type == ITEM_NETWORK, arena, &hits);
	}
	if (r == 0)
		*ret = hits;
	return r;
}
