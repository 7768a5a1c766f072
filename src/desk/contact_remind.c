#include "desk/contact_remind.h"

#include "auth/secret.h"
#include "base/map.h"
#include "codec/json_build.h"
#include "desk/contact_health.h"
#include "desk/outbox.h"
#include "desk/signin.h"

/* Days before the end of a key; the first that it is within, and that was not told yet. */
static const int steps[] = {7, 30, 60};

enum { FIRST_STEP = 60, CONTACT_ROLES = 100 /* of one person, that one mail asks for */ };

struct reminding {
	struct db *db;
	struct arena *arena;
	const char *url;
	int64_t now;
	int64_t told;
};

static int put(struct reminding *m, struct outgoing *message)
{
	m->told++;
	return outbox_put(m->db, message, m->now, m->arena);
}

/* --- keys --- */

static int step_of(const struct reminding *m, const struct contact_key *key)
{
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (key->expires <= m->now + steps[i] * CONTACT_DAY)
			return steps[i];
	return 0;
}

static int tell_end(struct reminding *m, const struct contact_key *key, int step)
{
	struct outgoing message = {
	    .template = "key_expires", .person = key->person, .object = key->id};
	STR_AUTO(values, 1024);
	struct json_writer w;
	int r = desk_exec(m->db, "UPDATE contact_key SET \"reminded\" = $2 WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(key->id), DESK_INT(step)), NULL);

	if (r < 0)
		return r;
	json_write_init(&w, &values, 0);
	json_write_object(&w);
	json_member_text(&w, "name", key->fingerprint);
	json_member_int(&w, "ends", key->expires);
	json_write_object_end(&w);
	message.values = str_text(&values);
	message.unique_key = arena_printf(m->arena, "key_expires:%s:%d", key->id, step);
	return put(m, &message);
}

static int keys(struct reminding *m, int max)
{
	struct desk_records found = {0};
	int r = desk_list(m->db, &contact_key_type,
	    "WHERE \"expires\" > $1 AND \"expires\" <= $2 AND \"used\" = 1 AND (\"reminded\" "
	    "= 0 OR (\"reminded\" > 30 AND \"expires\" <= $3) OR (\"reminded\" > 7 AND "
	    "\"expires\" <= $4)) ORDER BY \"expires\", \"id\" LIMIT $5",
	    DESK_PARAMS(DESK_INT(m->now), DESK_INT(m->now + FIRST_STEP * CONTACT_DAY),
		DESK_INT(m->now + 30 * CONTACT_DAY), DESK_INT(m->now + 7 * CONTACT_DAY),
		DESK_INT(max)),
	    m->arena, &found);

	vec_foreach (k, &found.all)
		if (r == 0)
			r = tell_end(m, *k, step_of(m, *k));
	return r;
}

/* --- contacts --- */

static int make_link(struct reminding *m, const struct membership *of, const char **ret_url)
{
	char secret[SECRET_TEXT], hash[SECRET_HASH];
	struct link link = {.purpose = LINK_CONTACT,
	    .person = of->person,
	    .org = of->org,
	    .object = of->id,
	    .expires = m->now + CONTACT_LINK};
	int r;

	link.id = secret_hash(span_str(secret_token(secret)), hash);
	r = signin_link_add(m->db, NULL, &link, m->now);
	if (r == 0)
		*ret_url = arena_printf(m->arena, "%s/link/%s", m->url, secret);
	secret_wipe(secret, sizeof(secret));
	return r;
}

/* Roles at active organisations that were not confirmed for a quarter, nor asked for lately. */
#define DUE                                                                                    \
	"\"confirmed\" < $1 AND \"since\" < $1 AND \"org\" IS NOT NULL AND (\"until\" = 0 OR " \
	"\"until\" > $2) AND EXISTS (SELECT 1 FROM person AS p WHERE p.\"id\" = "              \
	"membership.\"person\" AND p.\"state\" = 'active') AND EXISTS (SELECT 1 FROM org AS "  \
	"o WHERE o.\"id\" = membership.\"org\" AND o.\"state\" = 'active') AND NOT EXISTS "    \
	"(SELECT 1 FROM contact_health AS h WHERE h.\"id\" = 'unconfirmed.' || "               \
	"membership.\"id\" AND h.\"last\" > $3)"

/* The rows by which it is known that it was asked, one a role; the names of the organisations
 * are told when there are several. */
static int note_asked(struct reminding *m, const struct desk_records *roles, struct json *orgs)
{
	struct text_list named = {0};
	int r = 0;

	for (size_t i = 0; r == 0 && i < roles->all.n; i++) {
		const struct membership *of = roles->all.items[i];
		struct contact_health asked = {.type = CONTACT_HEALTH_UNCONFIRMED,
		    .person = of->person,
		    .org = of->org,
		    .object = of->id};
		struct json *one = json_new_object(m->arena);
		struct org org;

		r = contact_health_note(m->db, &asked, of->id, m->now, m->arena);
		if (r < 0 || text_list_has(&named, of->org))
			continue;
		text_list_add(&named, m->arena, of->org);
		r = desk_get(m->db, &org_type, of->org, m->arena, &org);
		json_set_text(m->arena, one, "name", r == 0 ? org.name : "");
		json_add_value(m->arena, orgs, one);
	}
	return r;
}

/* One question, for all roles of the person. */
static int ask(struct reminding *m, const struct desk_records *roles)
{
	const struct membership *first = roles->all.items[0];
	struct json *values = json_new_object(m->arena), *orgs = json_new_array(m->arena);
	struct outgoing message = {.template = "contact_confirm", .person = first->person};
	STR_AUTO(text, 16384);
	struct json_writer w;
	const char *link = NULL;
	int r = note_asked(m, roles, orgs);

	if (r == 0)
		r = make_link(m, first, &link);
	if (r < 0)
		return r;
	json_set_text(m->arena, values, "link", link);
	json_set_int(m->arena, values, "expires", m->now + CONTACT_LINK);
	if (orgs->array.n == 1)
		message.org = first->org;
	else
		json_set_value(m->arena, values, "orgs", orgs);
	json_write_init(&w, &text, 0);
	json_write_value(&w, values);
	r = str_ok(&text);
	if (r < 0)
		return r;
	message.values = str_text(&text);
	/* Two servers that ask at once have the same one, and one of them fails. */
	message.unique_key = arena_printf(m->arena, "contact_confirm:%s:%lld", first->id,
	    (long long)(m->now / CONTACT_AGAIN));
	return put(m, &message);
}

static int contacts(struct reminding *m, int max)
{
	const int64_t before = m->now - CONTACT_QUARTER, again = m->now - CONTACT_AGAIN;
	struct desk_records found = {0};
	struct map asked;
	int r = desk_list(m->db, &membership_type,
	    "WHERE " DUE " ORDER BY \"confirmed\", \"id\" LIMIT $4",
	    DESK_PARAMS(DESK_INT(before), DESK_INT(m->now), DESK_INT(again), DESK_INT(max)),
	    m->arena, &found);

	map_init(&asked, m->arena);
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct membership *of = found.all.items[i];
		struct desk_records roles = {0};

		if (!map_set(&asked, of->person, &asked))
			continue;
		r = desk_list(m->db, &membership_type,
		    "WHERE " DUE " AND \"person\" = $4 ORDER BY \"confirmed\", \"id\" LIMIT $5",
		    DESK_PARAMS(DESK_INT(before), DESK_INT(m->now), DESK_INT(again),
			DESK_TEXT(of->person), DESK_INT(CONTACT_ROLES)),
		    m->arena, &roles);
		if (r == 0 && roles.all.n)
			r = ask(m, &roles);
	}
	return r;
}

int contact_remind_due(struct db *db, const char *url, int64_t now, int max, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct reminding m = {db, arena, url ? url : "", now, 0};
	int r = db_begin(db, DB_WRITE);

	if (r == 0) {
		r = keys(&m, max);
		r = db_end(db, r == 0 ? contacts(&m, max) : r);
	}
	if (r == 0)
		*ret = m.told;
	/* Another server has just done it. */
	return r == ERR_BUSY || r == ERR_EXISTS ? 0 : r;
}
