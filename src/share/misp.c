#include "share/misp.h"

#include "base/time.h"
#include "codec/md5.h"
#include "share/uuid.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { TAG_MAX = 120, LABELS = TLP_RED + 1, NUMBERS_A_DAY = 8 };

#define DAY_MS INT64_C(86400000)

/* --- values --- */

const char *misp_type(const struct blocklist_row *row)
{
	/* MISP's domain means all below it too, its hostname that name alone. */
	static const char *const types[] = {[IOC_DOMAIN] = "hostname",
	    [IOC_WILDCARD_DOMAIN] = "domain",
	    [IOC_URL] = "url",
	    [IOC_JA3] = "ja3-fingerprint-md5",
	    [IOC_JA4] = "other", /* MISP has no type for it */
	    [IOC_EMAIL] = "email-src"};
	bool inbound = row->category == IOC_SCAN || row->category == IOC_BRUTEFORCE ||
		       row->category == IOC_DDOS || row->list == IOC_LIST_AUTH;

	switch (row->type) {
	case IOC_IPV4:
	case IOC_IPV4_CIDR:
	case IOC_IPV6:
	case IOC_IPV6_CIDR:
		return inbound ? "ip-src" : "ip-dst";
	case IOC_HASH:
		switch (strlen(row->value)) {
		case 32:
			return "md5";
		case 40:
			return "sha1";
		case 64:
			return "sha256";
		default:
			return "sha512";
		}
	default:
		return types[row->type];
	}
}

const char *misp_category(const struct blocklist_row *row)
{
	return row->type == IOC_HASH || row->type == IOC_EMAIL ? "Payload delivery"
							       : "Network activity";
}

const char *misp_value(const struct blocklist_row *row)
{
	return row->type == IOC_WILDCARD_DOMAIN ? row->value + strlen("*.") : row->value;
}

void misp_tags(
    const struct blocklist_row *row, void (*take)(void *arg, const char *tag), void *arg)
{
	static const char *const confidence[] = {"low", "moderate", "high"};
	static const char *const phases[] = {[IOC_DELIVERY] = "Delivery",
	    [IOC_ACTION] = "Actions on Objectives",
	    [IOC_C2] = "Command and Control",
	    [IOC_EXPLOITATION] = "Exploitation",
	    [IOC_RECONNAISSANCE] = "Reconnaissance"};
	char tag[TAG_MAX];

	(void)snprintf(tag, sizeof(tag), "tlp:%s", tlp_names[row->tlp]);
	take(arg, tag);
	(void)snprintf(tag, sizeof(tag),
	    "estimative-language:confidence-in-analytic-judgment=\"%s\"",
	    confidence[row->confidence]);
	take(arg, tag);
	if (row->kill_chain != IOC_PHASE_UNKNOWN) {
		(void)snprintf(tag, sizeof(tag), "kill-chain:%s", phases[row->kill_chain]);
		take(arg, tag);
	}
	(void)snprintf(
	    tag, sizeof(tag), "varde:category=\"%s\"", ioc_category_names[row->category]);
	take(arg, tag);
	(void)snprintf(tag, sizeof(tag), "varde:list=\"%s\"", ioc_list_names[row->list]);
	take(arg, tag);
}

/* --- events --- */

static int by_day(const void *a, const void *b)
{
	const struct misp_event *x = a, *y = b;

	return x->number < y->number ? 1 : x->number > y->number ? -1 : 0;
}

/* A new event of the day and the row's label, at the end. */
static void add_event(const struct share_view *view, const struct blocklist_row *row,
    int64_t day, struct arena *arena, struct misp_events *to)
{
	struct misp_event one = {
	    .day = day, .tlp = row->tlp, .number = day / DAY_MS * NUMBERS_A_DAY + row->tlp + 1};

	(void)uuid_of(
	    "misp-event", arena_printf(arena, "%s\n%" PRId64, view->url, one.number), one.uuid);
	vec_push(arena, &to->all, one);
}

static void add_row(const struct share_view *view, const struct blocklist_row *row,
    struct arena *arena, struct misp_event *to)
{
	vec_push(arena, &to->rows, row);
	to->changed = MAX(to->changed, view_changed(row));
	if (view_over(view, row))
		return;
	to->impact = MAX(to->impact, row->impact);
	to->active++;
}

void misp_events_of(const struct share_view *view, struct arena *arena, struct misp_events *ret)
{
	size_t at[LABELS] = {0}; /* the open event of each label, from 1 */
	struct misp_events events = {0};

	for (size_t i = 0; i < view->n; i++) {
		const struct blocklist_row *row = &view->rows[i];
		int64_t day = row->added - row->added % DAY_MS;
		size_t *open = &at[row->tlp];

		if (!view_sees(view, row))
			continue;
		if (!*open || events.all.items[*open - 1].day != day) {
			add_event(view, row, day, arena, &events);
			*open = events.all.n;
		}
		add_row(view, row, arena, &events.all.items[*open - 1]);
	}
	if (events.all.n)
		qsort(events.all.items, events.all.n, sizeof(*events.all.items), by_day);
	*ret = events;
}

const struct misp_event *misp_event_find(const struct misp_events *events, const char *id)
{
	char number[24];

	vec_foreach (e, &events->all) {
		(void)snprintf(number, sizeof(number), "%" PRId64, e->number);
		if (strcmp(e->uuid, id) == 0 || strcmp(number, id) == 0)
			return e;
	}
	return NULL;
}

/* --- writing --- */

static void put_seconds(struct json_writer *w, const char *key, int64_t ms)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRId64, ms / 1000);
	json_member_text(w, key, text);
}

static void put_number(struct json_writer *w, const char *key, int64_t v)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRId64, v);
	json_member_text(w, key, text);
}

static void put_tag(void *arg, const char *tag)
{
	struct json_writer *w = arg;

	json_write_object(w);
	json_member_text(w, "name", tag);
	json_write_object_end(w);
}

static void put_label(const struct misp_event *e, struct json_writer *w)
{
	char tag[TAG_MAX];

	(void)snprintf(tag, sizeof(tag), "tlp:%s", tlp_names[e->tlp]);
	json_write_key(w, "Tag");
	json_write_array(w);
	put_tag(w, tag);
	json_write_array_end(w);
}

static void put_house(const struct share_view *view, const char *key, struct json_writer *w)
{
	char uuid[UUID_TEXT];

	json_write_key(w, key);
	json_write_object(w);
	json_member_text(w, "id", "1");
	json_member_text(w, "name", view->name);
	json_member_text(w, "uuid", view_house_uuid(view, uuid));
	json_write_object_end(w);
}

/* What the manifest and the event say alike. */
static void put_facts(
    const struct share_view *view, const struct misp_event *e, struct json_writer *w)
{
	static const char *const threats[] = {"3", "2", "1"}; /* low, medium, high */
	char date[TIME_TEXT], info[300];

	(void)time_date(e->day, date);
	(void)snprintf(info, sizeof(info), "%.200s: indicators of %s, %s", view->name, date,
	    tlp_label((enum tlp)e->tlp));
	json_member_text(w, "info", info);
	json_member_text(w, "date", date);
	json_member_text(w, "analysis", "2"); /* complete */
	json_member_text(w, "threat_level_id", threats[e->impact]);
	put_seconds(w, "timestamp", e->changed);
}

void misp_manifest_write(
    const struct share_view *view, const struct misp_events *events, struct str *out)
{
	struct json_writer w;

	json_write_init(&w, out, 0);
	json_write_object(&w);
	vec_foreach (e, &events->all) {
		json_write_key(&w, e->uuid);
		json_write_object(&w);
		put_house(view, "Orgc", &w);
		put_label(e, &w);
		put_facts(view, e, &w);
		json_write_object_end(&w);
	}
	json_write_object_end(&w);
}

void misp_hashes_write(
    const struct share_view *view, const struct misp_events *events, struct str *out)
{
	char sum[MD5_HEX];

	vec_foreach (e, &events->all)
		vec_foreach (row, &e->rows)
			if (!view_over(view, *row))
				str_addf(out, "%s,%s\n",
				    md5_hex(span_str(misp_value(*row)), sum), e->uuid);
}

/* How far it may go on at the receiver: to all, in its community, or not beyond it. */
static const char *distribution(int tlp)
{
	return tlp == TLP_CLEAR ? "3" : tlp == TLP_GREEN ? "1" : "0";
}

static void put_comment(const struct blocklist_row *row, struct json_writer *w)
{
	char text[300];

	(void)snprintf(text, sizeof(text), "%s%s%s%s", ioc_kind_names[row->type],
	    row->malware ? ", " : "", row->malware ? row->malware : "",
	    row->type == IOC_WILDCARD_DOMAIN ? ", and everything below it" : "");
	json_member_text(w, "comment", text);
}

void misp_attribute_write(const struct share_view *view, const struct misp_event *e,
    const struct blocklist_row *row, bool with_event, struct json_writer *w)
{
	char uuid[UUID_TEXT], first[TIME_TEXT];

	json_write_object(w);
	put_number(w, "id", row->number);
	put_number(w, "event_id", e->number);
	json_member_text(w, "uuid", view_uuid(row, uuid));
	json_member_text(w, "type", misp_type(row));
	json_member_text(w, "category", misp_category(row));
	json_member_text(w, "value", misp_value(row));
	json_member_bool(w, "to_ids", true);
	put_seconds(w, "timestamp", view_changed(row));
	json_member_text(w, "first_seen", time_text(row->added, first));
	json_member_text(w, "distribution", "5"); /* the event's */
	json_member_bool(w, "disable_correlation", false);
	json_member_bool(w, "deleted", view_over(view, row));
	put_comment(row, w);
	json_write_key(w, "Tag");
	json_write_array(w);
	misp_tags(row, put_tag, w);
	json_write_array_end(w);
	if (with_event) {
		json_write_key(w, "Event");
		json_write_object(w);
		put_number(w, "id", e->number);
		json_member_text(w, "uuid", e->uuid);
		json_member_text(w, "distribution", distribution(e->tlp));
		put_facts(view, e, w);
		json_write_object_end(w);
	}
	json_write_object_end(w);
}

void misp_event_write(const struct share_view *view, const struct misp_event *e,
    const struct misp_pick *pick, bool bare, struct json_writer *w)
{
	json_write_object(w);
	json_write_key(w, "Event");
	json_write_object(w);
	put_number(w, "id", e->number);
	json_member_text(w, "uuid", e->uuid);
	put_facts(view, e, w);
	json_member_bool(w, "published", true);
	put_seconds(w, "publish_timestamp", e->changed);
	json_member_text(w, "distribution", distribution(e->tlp));
	json_member_text(w, "orgc_id", "1");
	json_member_text(w, "org_id", "1");
	put_number(w, "attribute_count", (int64_t)e->active);
	put_house(view, "Orgc", w);
	put_house(view, "Org", w);
	put_label(e, w);
	if (!bare) {
		json_write_key(w, "Attribute");
		json_write_array(w);
		vec_foreach (row, &e->rows)
			if (!pick || !pick->has || pick->has(pick->arg, *row))
				misp_attribute_write(view, e, *row, false, w);
		json_write_array_end(w);
	}
	json_write_object_end(w);
	json_write_object_end(w);
}
