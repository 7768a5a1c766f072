/* Claims of several organisations on one thing: disputes begin and end here. */
#include "desk/perimeter.h"

#include "model/member.h"
#include "store/desk.h"
#include "wire/ip.h"

/* Whether one organisation stands above the other, or both are one. */
static int related(struct db *db, const char *a, const char *b, struct arena *arena)
{
	struct org x = {0}, y = {0};
	int r = desk_get(db, &org_type, a, arena, &x);

	if (strcmp(a, b) == 0)
		return 1;
	if (r == 0)
		r = desk_get(db, &org_type, b, arena, &y);
	if (r < 0)
		return r;
	if (!x.path || !y.path)
		return 0;
	return strncmp(x.path, y.path, MIN(strlen(x.path), strlen(y.path))) == 0;
}

static int add_rivals(struct db *db, const struct item *item, const struct desk_records *found,
    struct arena *arena, struct item_list *to)
{
	vec_foreach (rec, &found->all) {
		struct item *other = *rec;
		int r = related(db, item->org, other->org, arena);

		if (r < 0)
			return r;
		if (!r && (other->type == ITEM_NETWORK) == (item->type == ITEM_NETWORK))
			vec_push(arena, &to->all, *other);
	}
	return 0;
}

/* Every value that covers the item and itself: a name's parents, a network's wider ones. */
struct text_list item_covering(const struct item *item, struct arena *arena)
{
	struct text_list list = {0};
	char text[IP_NET_TEXT];
	struct ip_net net;

	if (item->type != ITEM_NETWORK) {
		for (const char *at = item->value; at && strchr(at, '.');
		     at = strchr(at, '.') + 1)
			text_list_add(&list, arena, at);
		return list;
	}
	if (ip_net_parse(span_str(item->value), &net, NULL) < 0)
		return list;
	for (int bits = net.bits; bits >= 0; bits--) {
		struct ip_net wide = ip_net_of(&net.ip, bits);

		text_list_add(&list, arena, arena_strdup(arena, ip_net_text(&wide, text)));
	}
	return list;
}

int item_rivals(
    struct db *db, const struct item *item, struct arena *arena, struct item_list *ret)
{
	struct text_list values = item_covering(item, arena);
	struct item_list list = {0};
	struct desk_records found = {0};
	int r = desk_list(db, &item_type,
	    "WHERE \"first\" >= $1 AND \"first\" <= $2 AND \"value\" <> $3 AND \"org\" <> $4 "
	    "AND " ITEM_CLAIMS " ORDER BY \"first\", \"id\" LIMIT 1000",
	    DESK_PARAMS(DESK_TEXT(item->first), DESK_TEXT(item->last), DESK_TEXT(item->value),
		DESK_TEXT(item->org)),
	    arena, &found);

	if (r == 0)
		r = add_rivals(db, item, &found, arena, &list);
	for (size_t i = 0; i < values.n && r == 0; i++) {
		r = desk_list(db, &item_type,
		    "WHERE \"value\" = $1 AND \"org\" <> $2 AND " ITEM_CLAIMS
		    " ORDER BY \"id\" LIMIT 1000",
		    DESK_PARAMS(DESK_TEXT(values.items[i]), DESK_TEXT(item->org)), arena,
		    &found);
		if (r == 0)
			r = add_rivals(db, item, &found, arena, &list);
	}
	if (r == 0)
		*ret = list;
	return r;
}

/* The item has become a claim: it and all who claim it too are disputed. 1 when so. */
int item_claimed(struct item_work *work, struct item *item)
{
	struct item_list rivals = {0};
	int r = item_rivals(work->db, item, work->arena, &rivals);

	if (r < 0 || !rivals.all.n)
		return r;
	vec_foreach (rival, &rivals.all) {
		if (rival->state != ITEM_DISPUTED)
			r = item_step(work, rival, ITEM_DISPUTE, item->value);
		if (r < 0)
			return r;
	}
	r = item_step(work, item, ITEM_DISPUTE, rivals.all.items[0].value);
	return r < 0 ? r : 1;
}

/* The item claims no more: disputes that only lived of it end. */
int item_released(struct item_work *work, const struct item *item)
{
	struct item_list rivals = {0};
	int r = item_rivals(work->db, item, work->arena, &rivals);

	for (size_t i = 0; r == 0 && i < rivals.all.n; i++) {
		struct item *rival = &rivals.all.items[i];
		struct item_list left = {0};

		if (rival->state != ITEM_DISPUTED)
			continue;
		r = item_rivals(work->db, rival, work->arena, &left);
		if (r == 0 && !left.all.n)
			r = item_step(
			    work, rival, ITEM_SETTLE, "nobody else claims it any more");
	}
	return r;
}
