#include "share/stix.h"

#include "base/time.h"
#include "share/suricata.h"
#include "share/uuid.h"

#include <inttypes.h>
#include <stdio.h>

enum { PATTERN_MAX = 16384 };

#define TLP_EXTENSION "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"

static const char *id_of(const char *type, const char *uuid, char *to)
{
	(void)snprintf(to, STIX_ID, "%s--%s", type, uuid);
	return to;
}

const char *stix_indicator_id(const struct blocklist_row *row, char *to)
{
	char uuid[UUID_TEXT];

	return id_of("indicator", view_uuid(row, uuid), to);
}

const char *stix_sighting_id(const struct blocklist_row *row, char *to)
{
	char uuid[UUID_TEXT], own[UUID_TEXT];

	return id_of("sighting", uuid_of("sighting", view_uuid(row, uuid), own), to);
}

const char *stix_identity_id(const struct share_view *view, char *to)
{
	char uuid[UUID_TEXT];

	return id_of("identity", view_house_uuid(view, uuid), to);
}

/* --- patterns (STIX 2.1, 9) --- */

static void put_literal(struct str *out, const char *text)
{
	str_char(out, '\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			str_char(out, '\\');
		str_char(out, *text);
	}
	str_char(out, '\'');
}

static void put_comparison(struct str *out, const char *path, const char *op, const char *value)
{
	str_addf(out, "[%s %s ", path, op);
	put_literal(out, value);
	str_char(out, ']');
}

static void put_below(struct str *out, const char *wildcard)
{
	STR_AUTO(like, PATTERN_MAX);

	str_addf(&like, "%%%s", wildcard + 1);
	str_add(out, "[domain-name:value = ");
	put_literal(out, wildcard + strlen("*."));
	str_add(out, " OR domain-name:value LIKE ");
	put_literal(out, str_text(&like));
	str_char(out, ']');
}

const char *stix_pattern(
    const struct share_view *view, const struct blocklist_row *row, struct str *out)
{
	char path[40];

	switch (row->type) {
	case IOC_DOMAIN:
		put_comparison(out, "domain-name:value", "=", row->value);
		break;
	case IOC_WILDCARD_DOMAIN:
		put_below(out, row->value);
		break;
	case IOC_IPV4:
	case IOC_IPV6:
		put_comparison(out,
		    row->type == IOC_IPV4 ? "ipv4-addr:value" : "ipv6-addr:value", "=",
		    row->value);
		break;
	case IOC_IPV4_CIDR:
	case IOC_IPV6_CIDR:
		put_comparison(out,
		    row->type == IOC_IPV4_CIDR ? "ipv4-addr:value" : "ipv6-addr:value",
		    "ISSUBSET", row->value);
		break;
	case IOC_URL:
		put_comparison(out, "url:value", "=", row->value);
		break;
	case IOC_HASH:
		(void)snprintf(
		    path, sizeof(path), "file:hashes.'%s'", view_hash_name(row->value));
		put_comparison(out, path, "=", row->value);
		break;
	case IOC_EMAIL:
		put_comparison(out, "email-addr:value", "=", row->value);
		break;
	default: /* fingerprints of TLS */
		(void)suricata_rule(view, row, out);
		return "suricata";
	}
	return "stix";
}

/* --- objects --- */

static void put_time(struct json_writer *w, const char *key, int64_t ms)
{
	char text[TIME_TEXT];

	json_member_text(w, key, time_text(ms, text));
}

static void put_begin(struct json_writer *w, const char *type, const char *id)
{
	json_write_object(w);
	json_member_text(w, "type", type);
	json_member_text(w, "spec_version", "2.1");
	json_member_text(w, "id", id);
}

static void put_one(struct json_writer *w, const char *key, const char *text)
{
	json_write_key(w, key);
	json_write_array(w);
	json_write_text(w, text);
	json_write_array_end(w);
}

static void put_phase(const struct blocklist_row *row, struct json_writer *w)
{
	static const char *const phases[] = {[IOC_DELIVERY] = "delivery",
	    [IOC_ACTION] = "actions-on-objectives",
	    [IOC_C2] = "command-and-control",
	    [IOC_EXPLOITATION] = "exploitation",
	    [IOC_RECONNAISSANCE] = "reconnaissance"};

	if (row->kill_chain == IOC_PHASE_UNKNOWN)
		return;
	json_write_key(w, "kill_chain_phases");
	json_write_array(w);
	json_write_object(w);
	json_member_text(w, "kill_chain_name", "lockheed-martin-cyber-kill-chain");
	json_member_text(w, "phase_name", phases[row->kill_chain]);
	json_write_object_end(w);
	json_write_array_end(w);
}

static const char *kind_of(const struct blocklist_row *row)
{
	switch (row->category) {
	case IOC_SCAN:
		return "anomalous-activity";
	case IOC_CATEGORY_UNKNOWN:
		return "unknown";
	default:
		return "malicious-activity";
	}
}

static void put_labels(const struct blocklist_row *row, struct json_writer *w)
{
	STR_AUTO(family, 200);

	json_write_key(w, "labels");
	json_write_array(w);
	json_write_text(w, ioc_category_names[row->category]);
	json_write_text(w, row->list == IOC_LIST_AUTH ? "list-auth" : "list-default");
	if (row->malware) {
		str_addf(&family, "malware-family: %.100s", row->malware);
		json_write_text(w, str_text(&family));
	}
	json_write_array_end(w);
}

static void put_description(const struct blocklist_row *row, struct json_writer *w)
{
	STR_AUTO(text, 400);

	str_addf(&text, "%s%s%.100s; impact %s, false alarms %s",
	    ioc_category_names[row->category], row->malware ? ", " : "",
	    row->malware ? row->malware : "", ioc_level_names[row->impact],
	    ioc_fp_rate_names[row->fp_rate]);
	json_member_text(w, "description", str_text(&text));
}

void stix_indicator_write(
    const struct share_view *view, const struct blocklist_row *row, struct json_writer *w)
{
	/* The values of the scale none, low, medium, high (STIX 2.1, appendix A). */
	static const int confidence[] = {15, 50, 85};
	STR_AUTO(pattern, PATTERN_MAX);
	STR_AUTO(name, 2200);
	char id[STIX_ID];
	const char *type = stix_pattern(view, row, &pattern);

	put_begin(w, "indicator", stix_indicator_id(row, id));
	json_member_text(w, "created_by_ref", stix_identity_id(view, id));
	put_time(w, "created", row->added);
	put_time(w, "modified", view_changed(row));
	if (row->ended)
		json_member_bool(w, "revoked", true);
	str_addf(&name, "%s %s", ioc_kind_names[row->type], row->value);
	json_member_text(w, "name", str_text(&name));
	put_description(row, w);
	put_one(w, "indicator_types", kind_of(row));
	json_member_text(w, "pattern", str_text(&pattern));
	json_member_text(w, "pattern_type", type);
	if (strcmp(type, "stix") == 0)
		json_member_text(w, "pattern_version", "2.1");
	put_time(w, "valid_from", row->added);
	if (row->expires > row->added)
		put_time(w, "valid_until", row->expires);
	put_phase(row, w);
	json_member_int(w, "confidence", confidence[row->confidence]);
	put_labels(row, w);
	put_one(w, "object_marking_refs", tlp_stix((enum tlp)row->tlp));
	json_write_object_end(w);
}

void stix_sighting_write(
    const struct share_view *view, const struct blocklist_row *row, struct json_writer *w)
{
	char id[STIX_ID];

	put_begin(w, "sighting", stix_sighting_id(row, id));
	json_member_text(w, "created_by_ref", stix_identity_id(view, id));
	put_time(w, "created", MIN(row->seen_from, row->seen_to));
	put_time(w, "modified", row->seen_to);
	put_time(w, "first_seen", row->seen_from);
	put_time(w, "last_seen", row->seen_to);
	json_member_int(w, "count", MIN(row->seen, 999999999));
	json_member_text(w, "sighting_of_ref", stix_indicator_id(row, id));
	put_one(w, "object_marking_refs", tlp_stix((enum tlp)row->tlp));
	json_write_object_end(w);
}

void stix_identity_write(const struct share_view *view, struct json_writer *w)
{
	char id[STIX_ID];

	put_begin(w, "identity", stix_identity_id(view, id));
	put_time(w, "created", STIX_ALWAYS);
	put_time(w, "modified", STIX_ALWAYS);
	json_member_text(w, "name", view->name);
	json_member_text(w, "description", "Publishes indicators of attacks for its sector");
	json_member_text(w, "identity_class", "organization");
	put_one(w, "sectors", "healthcare");
	if (view->contact)
		json_member_text(w, "contact_information", view->contact);
	json_write_object_end(w);
}

void stix_marking_write(enum tlp tlp, struct json_writer *w)
{
	put_begin(w, "marking-definition", tlp_stix(tlp));
	put_time(w, "created", STIX_ALWAYS);
	json_member_text(w, "name", tlp_label(tlp));
	json_write_key(w, "extensions");
	json_write_object(w);
	json_write_key(w, TLP_EXTENSION);
	json_write_object(w);
	json_member_text(w, "extension_type", "property-extension");
	json_member_text(w, "tlp_2_0", tlp_names[tlp]);
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_object_end(w);
}
