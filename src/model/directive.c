#include "model/directive.h"

#include <ctype.h>

#define MINUTE 60000LL
#define HOUR   3600000LL
#define DAY    86400000LL

enum { DIGEST_HOUR = 7 /* as the digest of mails, notify/quiet.h */, FRIDAY = 4 };

const char *const inbound_kind_names[] = {
    "reply", "bounce", "automatic", "other", "refused", NULL};

const char *const inbound_verdict_names[] = {"done", "for_duty", "ignored", "settled", NULL};

static const struct field directive_fields[] = {
    F_TEXT(directive, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(directive, org, 0, 64, "Whose rule; none: where there is none of one's own."),
    F_TEXT(directive, name, FIELD_REQUIRED, 120, "What it is called."),
    F_BOOL(directive, enabled, 0, "Whether it counts."),
    F_ENUM(directive, channel, 0, notice_channel_names, "By which way."),
    F_LIST(directive, persons, 0, 64, "Identifiers of people of the organisation."),
    F_LIST(directive, functions, 0, 40, "Contact functions."),
    F_LIST(directive, roles, 0, 40, "Roles."),
    F_LIST(directive, kinds, 0, 40, "Kinds of causes; none: all."),
    F_ENUM(directive, least, 0, criticality_names, "Least severity."),
    F_ENUM(directive, at_once, 0, criticality_names, "Hours do not count from here on."),
    F_ENUM(directive, tlp, 0, tlp_names, "Strictest label that goes this way."),
    F_ENUM(directive, plain, 0, tlp_names, "Up to this label the content is in the mail."),
    F_LIST(directive, hours, 0, 16, "When, HH:MM-HH:MM in the organisation's zone."),
    F_BOOL(directive, weekdays, 0, "Monday to Friday alone."),
    F_BOOL(directive, digest, 0, "Once a day."),
    F_TEXT(directive, lang, 0, 8, "Language; none: the reader's own."),
    F_INT(directive, interval, 0, 0, DIRECTIVE_INTERVAL_MAX,
	"Minutes in which the same cause is told once."),
    F_TEXT(directive, url, 0, 1000, "Address of a webhook."),
    F_TEXT(directive, secret, 0, 100, "Key of the webhook."),
    F_INT(directive, failures, 0, 0, INT64_MAX, "Of the webhook, since it last worked."),
    F_TIME(directive, created, 0, "When."),
    F_TIME(directive, changed, 0, "Last change."),
    F_INT(directive, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type directive_type =
    RECORD_TYPE("directive", directive, directive_fields, "A rule: who is told what, how.");

static const struct field inbound_fields[] = {
    F_TEXT(inbound, id, FIELD_REQUIRED, 64, "SHA-256 of its bytes, hex."),
    F_TIME(inbound, time, 0, "When it was read."),
    F_ENUM(inbound, type, 0, inbound_kind_names, "What it is."),
    F_ENUM(inbound, verdict, 0, inbound_verdict_names, "What was done with it."),
    F_TEXT(inbound, sender, 0, 320, "From whom, as it says."),
    F_TEXT(inbound, subject, 0, 300, "As it says, shortened."),
    F_TEXT(inbound, outgoing, 0, 64, "Which message it answers."),
    F_TEXT(inbound, notice, 0, 64, "Which notice."),
    F_TEXT(inbound, org, 0, 64, "Of which organisation."),
    F_TEXT(inbound, person, 0, 64, "Who was told by that message."),
    F_ENUM(inbound, answer, 0, notice_answer_names, "What was understood."),
    F_TEXT(inbound, text, 0, 4000, "Its first lines, without what it quotes."),
    F_TEXT(inbound, reason, 0, 1000, "Why it was refused or needs to be read."),
    F_TEXT(inbound, settled_by, 0, 64, "Who read it."),
    F_TIME(inbound, settled, 0, "When."),
};

const struct record_type inbound_type =
    RECORD_TYPE("inbound", inbound, inbound_fields, "A mail that came in.");

static const struct field address_state_fields[] = {
    F_TEXT(address_state, id, FIELD_REQUIRED, 254, "The address, lower case."),
    F_TEXT(address_state, person, 0, 64, "Whose."),
    F_INT(address_state, bounces, 0, 0, INT64_MAX, "Mails in a row that came back."),
    F_TIME(address_state, last, 0, "When the last one did."),
    F_TEXT(address_state, reason, 0, 1000, "What the server said."),
    F_TIME(address_state, disabled, 0, "Nothing is sent to it since then."),
    F_INT(address_state, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type address_state_type =
    RECORD_TYPE("address_state", address_state, address_state_fields, "How an address does.");

bool directive_takes(const struct directive *d, const char *cause, int severity, int tlp)
{
	return d->enabled && severity <= d->least && tlp <= d->tlp &&
	       (!d->kinds.n || text_list_has(&d->kinds, cause));
}

bool directive_names(const struct directive *d, const char *person, const char *role,
    const struct text_list *functions)
{
	if (text_list_has(&d->persons, person) || text_list_has(&d->roles, role))
		return true;
	for (size_t i = 0; i < functions->n; i++)
		if (text_list_has(&d->functions, functions->items[i]))
			return true;
	return false;
}

/* --- when --- */

static int64_t floor_day(int64_t local)
{
	int64_t over = local % DAY;

	return local - (over < 0 ? over + DAY : over);
}

/* 1970-01-01 was a Thursday. */
static int weekday(int64_t local)
{
	int64_t n = (floor_day(local) / DAY + 3) % 7;

	return (int)(n < 0 ? n + 7 : n);
}

/* "HH:MM", up to 24:00, in minutes; -1: it is none. */
static int minutes(const char *s)
{
	for (int i = 0; i < 5; i++)
		if (i == 2 ? s[i] != ':' : !isdigit((unsigned char)s[i]))
			return -1;
	if (s[3] > '5')
		return -1;

	int m = ((s[0] - '0') * 10 + s[1] - '0') * 60 + (s[3] - '0') * 10 + s[4] - '0';

	return m <= 24 * 60 ? m : -1;
}

static bool read_hours(const char *hours, int *ret_from, int *ret_to)
{
	if (!hours || strlen(hours) != 11 || hours[5] != '-')
		return false;
	*ret_from = minutes(hours);
	*ret_to = minutes(hours + 6);
	return *ret_from >= 0 && *ret_to >= 0 && *ret_from != *ret_to;
}

bool directive_hours_fit(const char *hours)
{
	int from, to;

	return read_hours(hours, &from, &to);
}

/* The first moment from local on that lies in the hours; hours may pass midnight. */
static int64_t next_in(const char *hours, int64_t local)
{
	int64_t day = floor_day(local), at = (local - day) / MINUTE;
	int from, to;

	if (!read_hours(hours, &from, &to))
		return local;
	if (from < to ? at >= from && at < to : at >= from || at < to)
		return local;
	return at < from ? day + from * MINUTE : day + DAY + from * MINUTE;
}

static int64_t next_hour(const struct text_list *hours, int64_t local)
{
	int64_t best = INT64_MAX;

	for (size_t i = 0; i < hours->n; i++)
		best = MIN(best, next_in(hours->items[i], local));
	return hours->n ? best : local;
}

int64_t directive_due(const struct directive *d, int severity, int64_t zone, int64_t now)
{
	int64_t local = now + zone * MINUTE;

	if (severity <= d->at_once)
		return now;
	if (d->digest) {
		int64_t at = floor_day(local) + DIGEST_HOUR * HOUR;

		local = at > local ? at : at + DAY;
	}
	/* A weekend is passed over to its end, and then the hours are looked at again. */
	for (int i = 0; i < 4; i++) {
		local = next_hour(&d->hours, local);
		if (!d->weekdays || weekday(local) <= FRIDAY)
			break;
		local = floor_day(local) + DAY + (d->digest ? DIGEST_HOUR * HOUR : 0);
	}
	return local - zone * MINUTE;
}
