#include "share/blocklist.h"

#include "base/map.h"
#include "base/parse.h"
#include "base/time.h"

#include <inttypes.h>

enum { ALL = ~0, LIMIT_MAX = 10000000 };

const char *const blocklist_format_names[] = {"list", "list_context", "list_cidr",
    "list_cidr_context", "list_regex", "list_regex_context", "paloalto", "squid", NULL};

/* --- what is asked for --- */

/* Spellings that clients in the field send. */
static const struct {
	const char *written, *meant;
} aliases[] = {{"ipv4cidr", "ipv4_cidr"}, {"ipv6cidr", "ipv6_cidr"}};

static int bit_of(const char *const *names, const char *value)
{
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
		if (strcmp(aliases[i].written, value) == 0)
			value = aliases[i].meant;
	for (int i = 0; names[i]; i++)
		if (span_ieq(span_str(value), names[i]))
			return i;
	return -1;
}

static int wrong(struct msg *msg, const char *name, const char *value)
{
	msg_what(msg, "the query cannot be answered");
	msg_detail(msg, "%.40s=%.80s", name, value);
	msg_hint(msg, "the page of the blocklist in the portal has what may be asked for");
	return ERR_SYNTAX;
}

/* The parameters that choose among names; each may stand several times. */
static const struct choice {
	const char *name;
	const char *const *values;
	size_t offset;
	int values_n; /* of which may be asked for */
} choices[] = {
    {"type", ioc_kind_names, offsetof(struct blocklist_query, types), IOC_KINDS_SERVED},
    {"list_name", ioc_list_names, offsetof(struct blocklist_query, lists), 2},
    {"confidence", ioc_level_names, offsetof(struct blocklist_query, confidence), 3},
    {"impact", ioc_level_names, offsetof(struct blocklist_query, impact), 3},
    {"fp_rate", ioc_fp_rate_names, offsetof(struct blocklist_query, fp_rate), 4},
    {"kill_chain", ioc_kill_chain_names, offsetof(struct blocklist_query, kill_chain), 6},
    {"category", ioc_category_names, offsetof(struct blocklist_query, category), 11},
};

static unsigned *bits_of(struct blocklist_query *q, const struct choice *c)
{
	return (unsigned *)((char *)q + c->offset);
}

static int read_choice(
    const struct choice *c, const char *value, struct blocklist_query *q, struct msg *msg)
{
	int bit = bit_of(c->values, value);

	if (!*value) /* a parameter without a value asks for nothing */
		return 0;
	if (bit < 0 || bit >= c->values_n)
		return wrong(msg, c->name, value);
	*bits_of(q, c) |= 1u << bit;
	return 0;
}

static int read_format(const char *value, struct blocklist_query *q, struct msg *msg)
{
	int format = bit_of(blocklist_format_names, value);

	if (format < 0)
		return wrong(msg, "format", value);
	q->format = (enum blocklist_format)format;
	return 0;
}

static int read_other(const struct blocklist_arg *arg, struct arena *arena,
    struct blocklist_query *q, struct msg *msg)
{
	int64_t limit;

	if (strcmp(arg->name, "format") == 0)
		return read_format(arg->value, q, msg);
	if (strcmp(arg->name, "limit") == 0) {
		if (parse_int(span_str(arg->value), 1, LIMIT_MAX, &limit) < 0)
			return wrong(msg, arg->name, arg->value);
		q->limit = (size_t)limit;
	} else if (strcmp(arg->name, "hash") == 0) {
		/* Clients in the field write "True" as well. */
		if (!span_ieq(span_str(arg->value), "md5") &&
		    !span_ieq(span_str(arg->value), "true"))
			return wrong(msg, arg->name, arg->value);
		q->hash = true;
	} else if (strcmp(arg->name, "state") == 0) {
		if (strcmp(arg->value, "active") != 0 && strcmp(arg->value, "removed") != 0)
			return wrong(msg, arg->name, arg->value);
		q->removed = strcmp(arg->value, "removed") == 0;
	} else if (strcmp(arg->name, "malware_family") == 0 && *arg->value) {
		text_list_add(&q->malware, arena, arg->value);
	}
	return 0;
}

int blocklist_query_read(const struct blocklist_arg *args, size_t n, struct arena *arena,
    struct blocklist_query *ret, struct msg *msg)
{
	struct blocklist_query q = {0};
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++) {
		size_t k = 0;

		while (k < ARRAY_LEN(choices) && strcmp(choices[k].name, args[i].name) != 0)
			k++;
		r = k < ARRAY_LEN(choices) ? read_choice(&choices[k], args[i].value, &q, msg)
					   : read_other(&args[i], arena, &q, msg);
	}
	if (r < 0)
		return r;
	if (!q.types)
		return wrong(msg, "type", "");
	if (!q.lists)
		q.lists = 1u << IOC_LIST_DEFAULT;
	for (size_t k = 2; k < ARRAY_LEN(choices); k++)
		if (!*bits_of(&q, &choices[k]))
			*bits_of(&q, &choices[k]) = (unsigned)ALL;
	*ret = q;
	return 0;
}

void blocklist_query_text(const struct blocklist_query *query, struct str *out)
{
	struct blocklist_query q = *query;

	str_addf(out, "format=%s", blocklist_format_names[q.format]);
	for (size_t k = 0; k < ARRAY_LEN(choices); k++)
		for (int i = 0; i < choices[k].values_n; i++)
			if (*bits_of(&q, &choices[k]) != (unsigned)ALL &&
			    *bits_of(&q, &choices[k]) >> i & 1)
				str_addf(out, "&%s=%s", choices[k].name, choices[k].values[i]);
	for (size_t i = 0; i < q.malware.n; i++)
		str_addf(out, "&malware_family=%.80s", q.malware.items[i]);
	if (q.limit)
		str_addf(out, "&limit=%zu", q.limit);
	if (q.hash)
		str_add(out, "&hash=md5");
	if (q.removed)
		str_add(out, "&state=removed");
}

/* --- lines --- */

static bool has_family(const struct text_list *families, const char *family)
{
	for (size_t i = 0; i < families->n; i++)
		if (span_ieq(span_str(families->items[i]), family ? family : "unknown"))
			return true;
	return families->n == 0;
}

static bool fits(const struct blocklist_row *row, const struct blocklist_query *q, int64_t now)
{
	bool gone = row->ended || row->expires <= now;

	return gone == q->removed && q->types >> row->type & 1 && q->lists >> row->list & 1 &&
	       q->tlps >> row->tlp & 1 && q->confidence >> row->confidence & 1 &&
	       q->impact >> row->impact & 1 && q->fp_rate >> row->fp_rate & 1 &&
	       q->kill_chain >> row->kill_chain & 1 && q->category >> row->category & 1 &&
	       has_family(&q->malware, row->malware);
}

static bool is_address(const struct blocklist_row *row)
{
	return row->type == IOC_IPV4 || row->type == IOC_IPV6;
}

static const char *name_of_wildcard(const struct blocklist_row *row)
{
	return row->value + strlen("*.");
}

static void put_literal(struct str *out, const char *text)
{
	for (; *text; text++) {
		if (strchr(".\\+*?[^]$(){}=!<>|-", *text))
			str_char(out, '\\');
		str_char(out, *text);
	}
}

/* An IPv4 network as octets: those that are whole, the values of the one that is not, and any.
 */
static void put_net_regex(struct str *out, const char *net)
{
	struct span rest = span_str(net), octets, part;
	int64_t bits = 32, octet;

	if (!span_split(&rest, '/', &octets) || parse_int(rest, 0, 32, &bits) < 0)
		return; /* no network of ours: they are stored in one form */
	for (int i = 0; span_split(&octets, '.', &part); i++) {
		int left = (int)bits - 8 * i;

		if (i)
			str_add(out, "\\.");
		if (parse_int(part, 0, 255, &octet) < 0 || left <= 0) {
			str_add(out, "[0-9]{1,3}");
			continue;
		}
		for (int64_t v = octet; left < 8 && v < octet + (1 << (8 - left)); v++)
			str_addf(out, "%s%" PRId64, v == octet ? "(" : "|", v);
		if (left < 8)
			str_char(out, ')');
		else
			str_addf(out, "%" PRId64, octet);
	}
}

/* False when the type has no regular expression: an IPv6 network has too many spellings. */
static bool put_regex(struct str *out, const struct blocklist_row *row)
{
	if (row->type == IOC_IPV6_CIDR)
		return false;
	str_char(out, '^');
	if (row->type == IOC_WILDCARD_DOMAIN) {
		str_add(out, "(.+\\.)?");
		put_literal(out, name_of_wildcard(row));
	} else if (row->type == IOC_IPV4_CIDR) {
		put_net_regex(out, row->value);
	} else {
		put_literal(out, row->value);
	}
	str_char(out, '$');
	return true;
}

/* URL lists of PAN-OS take no scheme, and want the host ended. */
static void put_paloalto(struct str *out, const struct blocklist_row *row, size_t *lines)
{
	const char *at = row->type == IOC_URL ? strstr(row->value, "://") : NULL;

	if (row->type == IOC_WILDCARD_DOMAIN) {
		str_addf(out, "%s\n", name_of_wildcard(row));
		(*lines)++;
	}
	str_add(out, at ? at + 3 : row->value);
}

/* dstdomain takes a leading dot for a name and all below it, and refuses a name that another
 * one covers already; URLs are for url_regex. */
static bool put_squid(struct str *out, const struct blocklist_row *row, const struct map *wild)
{
	const char *at = row->value;

	if (row->type == IOC_URL) {
		str_char(out, '^');
		put_literal(out, row->value);
		return true;
	}
	if (row->type == IOC_WILDCARD_DOMAIN)
		at = strchr(name_of_wildcard(row), '.') + 1;
	else if (row->type != IOC_DOMAIN)
		at = NULL;
	for (; at; at = strchr(at, '.') ? strchr(at, '.') + 1 : NULL)
		if (map_has(wild, at))
			return false;
	str_add(out, row->type == IOC_WILDCARD_DOMAIN ? row->value + 1 : row->value);
	return true;
}

static bool has_context(enum blocklist_format format)
{
	return format == BLOCKLIST_LIST_CONTEXT || format == BLOCKLIST_LIST_CIDR_CONTEXT ||
	       format == BLOCKLIST_LIST_REGEX_CONTEXT;
}

/* "key:val": clients split tokens at blanks and at their one colon, and lines at their one
 * hash sign. */
static void put_token(struct str *out, const char *key, const char *value)
{
	str_char(out, ' ');
	str_add(out, key);
	str_char(out, ':');
	for (;;) {
		size_t n = strcspn(value, " \t:#\r\n");

		str_put(out, value, n);
		value += n;
		if (!*value)
			return;
		str_char(out, '_');
		value++;
	}
}

void blocklist_context(const struct blocklist_row *row, struct str *out)
{
	char added[TIME_TEXT];

	str_add(out, " # ");
	str_add(out, time_text(row->added, added));
	put_token(out, "type", ioc_kind_names[row->type]);
	put_token(out, "list_name", ioc_list_names[row->list]);
	put_token(out, "confidence", ioc_level_names[row->confidence]);
	put_token(out, "impact", ioc_level_names[row->impact]);
	put_token(out, "fp_rate", ioc_fp_rate_names[row->fp_rate]);
	put_token(out, "kill_chain", ioc_kill_chain_names[row->kill_chain]);
	put_token(out, "category", ioc_category_names[row->category]);
	put_token(out, "malware_family", row->malware ? row->malware : "unknown");
	put_token(out, "tlp", tlp_names[row->tlp]);
	put_token(out, "id", row->id);
}

/* One indicator; gives how many lines it made. */
static size_t put_row(struct str *out, const struct blocklist_row *row,
    const struct blocklist_query *q, const struct map *wild)
{
	size_t before = out->n, lines = 1;
	bool put = true;

	switch (q->format) {
	case BLOCKLIST_LIST_REGEX:
	case BLOCKLIST_LIST_REGEX_CONTEXT:
		put = put_regex(out, row);
		break;
	case BLOCKLIST_PALOALTO:
		put_paloalto(out, row, &lines);
		break;
	case BLOCKLIST_SQUID:
		put = put_squid(out, row, wild);
		break;
	case BLOCKLIST_LIST_CIDR:
	case BLOCKLIST_LIST_CIDR_CONTEXT:
		str_add(out, row->value);
		if (is_address(row))
			str_add(out, row->type == IOC_IPV4 ? "/32" : "/128");
		break;
	case BLOCKLIST_LIST:
	case BLOCKLIST_LIST_CONTEXT:
		str_add(out, row->value);
		break;
	}
	if (!put) {
		str_cut(out, before);
		return 0;
	}
	if (has_context(q->format))
		blocklist_context(row, out);
	str_char(out, '\n');
	return lines;
}

size_t blocklist_write(const struct blocklist_row *rows, size_t n,
    const struct blocklist_query *q, int64_t now, struct arena *arena, struct str *out)
{
	struct map wild;
	size_t lines = 0;

	map_init(&wild, arena);
	if (q->format == BLOCKLIST_SQUID)
		for (size_t i = 0; i < n; i++)
			if (rows[i].type == IOC_WILDCARD_DOMAIN && fits(&rows[i], q, now))
				(void)map_set(&wild, name_of_wildcard(&rows[i]), NULL);
	for (size_t i = 0; i < n && (!q->limit || lines < q->limit); i++) {
		size_t before = out->n, more;

		if (!fits(&rows[i], q, now))
			continue;
		more = put_row(out, &rows[i], q, &wild);
		if (q->limit && lines + more > q->limit) {
			str_cut(out, before);
			break;
		}
		lines += more;
	}
	return lines;
}
