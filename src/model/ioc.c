#include "model/ioc.h"

const char *const ioc_kind_names[] = {"domain", "wildcard_domain", "ipv4", "ipv4_cidr", "ipv6",
    "ipv6_cidr", "url", "hash", "ja3", "ja4", "email", NULL};

const char *const ioc_list_names[] = {"default", "auth", NULL};

const char *const ioc_level_names[] = {"low", "medium", "high", NULL};

const char *const ioc_fp_rate_names[] = {"none", "low", "medium", "high", NULL};

const char *const ioc_kill_chain_names[] = {
    "delivery", "action", "c2", "exploitation", "unknown", "reconnaissance", NULL};

const char *const ioc_category_names[] = {"ceofraud", "malware", "phishing", "scan", "attack",
    "bruteforce", "scam", "mining", "webshell", "unknown", "ddos", NULL};

const char *const ioc_state_names[] = {
    "candidate", "checked", "active", "expired", "withdrawn", NULL};

const char *const sighting_kind_names[] = {"seen", "false_positive", NULL};

static const struct field ioc_fields[] = {
    F_TEXT(ioc, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_ENUM(ioc, type, 0, ioc_kind_names, "What it is."),
    F_TEXT(ioc, value, FIELD_REQUIRED, 2048, "Canonical form."),
    F_ENUM(ioc, list, 0, ioc_list_names, "Which list."),
    F_ENUM(ioc, state, 0, ioc_state_names, "Where it stands."),
    F_ENUM(ioc, confidence, 0, ioc_level_names, "How sure."),
    F_ENUM(ioc, impact, 0, ioc_level_names, "How bad."),
    F_ENUM(ioc, fp_rate, 0, ioc_fp_rate_names, "How often it is a false alarm."),
    F_ENUM(ioc, kill_chain, 0, ioc_kill_chain_names, "Phase of the attack."),
    F_ENUM(ioc, category, 0, ioc_category_names, "What for."),
    F_TEXT(ioc, malware, 0, 80, "Malware family; none when not known."),
    F_ENUM(ioc, tlp, 0, tlp_names, "Label; never RED."),
    F_TEXT(ioc, source, 0, 200, "Where it comes from."),
    F_TEXT(ioc, note, 0, 2000, "Remark."),
    F_TIME(ioc, added, 0, "When it became active; before that when it was entered."),
    F_TIME(ioc, expires, 0, "Until when."),
    F_TIME(ioc, checked, 0, "When it was last checked."),
    F_LIST(ioc, warnings, 0, 300, "What the check found on warning lists."),
    F_TEXT(ioc, override, 0, 2000, "Why it is active in spite of a warning."),
    F_INT(ioc, sightings, 0, 0, INT64_MAX, "How often it was seen by members and the CERT."),
    F_INT(ioc, false_positives, 0, 0, INT64_MAX, "How often it was reported as a false alarm."),
    F_TIME(ioc, ended, 0, "When it expired or was withdrawn."),
    F_TEXT(ioc, reason, 0, 2000, "Why withdrawn."),
    F_TEXT(
	ioc, first, 0, 260, "First address as in a perimeter item, or the name turned round."),
    F_TEXT(ioc, last, 0, 260, "Last address, or the end of what lies below the name."),
    F_TIME(ioc, created, 0, "When it was entered."),
    F_TEXT(ioc, created_by, 0, 64, "By whom."),
    F_INT(ioc, version, 0, 0, INT64_MAX, "Counts its changes."),
    F_TIME(ioc, published, 0, "When it first became active; never: it was never told."),
    F_INT(ioc, number, 0, 0, INT64_MAX,
	"Its number among those published, for rules of sensors."),
};

const struct record_type ioc_type =
    RECORD_TYPE("ioc", ioc, ioc_fields, "Something whose sight means an attack.");

static const struct field sighting_fields[] = {
    F_TEXT(sighting, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(sighting, ioc, FIELD_REQUIRED, 64, "Which."),
    F_ENUM(sighting, type, 0, sighting_kind_names, "What is said."),
    F_TEXT(sighting, org, 0, 64, "Where; none at the CERT."),
    F_TEXT(sighting, person, 0, 64, "Who says so."),
    F_TIME(sighting, time, 0, "When."),
    F_TEXT(sighting, note, 0, 2000, "Remark."),
};

const struct record_type sighting_type = RECORD_TYPE("ioc_sighting", sighting, sighting_fields,
    "Somebody saw an indicator, or says that it is a false alarm.");

static const struct field feed_key_fields[] = {
    F_TEXT(feed_key, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(feed_key, hash, FIELD_REQUIRED, 64, "SHA-256 of the key, hex."),
    F_TEXT(feed_key, org, FIELD_REQUIRED, 64, "Whose."),
    F_TEXT(feed_key, name, FIELD_REQUIRED, 200, "What it is for."),
    F_LIST(feed_key, sources, 0, 64, "Addresses or networks it may come from."),
    F_TIME(feed_key, created, 0, "When."),
    F_TEXT(feed_key, created_by, 0, 64, "By whom."),
    F_TIME(feed_key, expires, 0, "At the latest."),
    F_TIME(feed_key, revoked, 0, "When it was revoked."),
    F_TIME(feed_key, used, 0, "Last use."),
};

const struct record_type feed_key_type = RECORD_TYPE("feed_key", feed_key, feed_key_fields,
    "The key of a member's firewall or script for the blocklist.");

static const struct field feed_fetch_fields[] = {
    F_TEXT(feed_fetch, id, FIELD_REQUIRED, 64, "SHA-256 of key, day and query, hex."),
    F_TEXT(feed_fetch, key, FIELD_REQUIRED, 64, "Which key."),
    F_TEXT(feed_fetch, org, FIELD_REQUIRED, 64, "Whose."),
    F_TIME(feed_fetch, day, 0, "The day, midnight UTC."),
    F_TEXT(feed_fetch, query, 0, 1000, "What was asked for, without the key."),
    F_TEXT(feed_fetch, remote, 0, 64, "Address of the last one."),
    F_TIME(feed_fetch, first, 0, "The day's first."),
    F_TIME(feed_fetch, last, 0, "The day's last."),
    F_INT(feed_fetch, times, 0, 0, INT64_MAX, "How often."),
    F_INT(feed_fetch, lines, 0, 0, INT64_MAX, "Lines of the last one."),
    F_INT(feed_fetch, bytes, 0, 0, INT64_MAX, "Bytes of the last one."),
    F_INT(feed_fetch, unchanged, 0, 0, INT64_MAX, "How often the client had it already."),
};

const struct record_type feed_fetch_type =
    RECORD_TYPE("feed_fetch", feed_fetch, feed_fetch_fields, "What a key fetched on one day.");
