/* Perimeter items as people write them. */
#include "base/limits.h"
#include "base/map.h"
#include "codec/idn.h"
#include "codec/utf8.h"
#include "desk/perimeter.h"
#include "wire/ip.h"

#include <libpsl.h>

enum { NOTE_MAX = 1000, TEXT_MAX = 200, CELLS = 16 };

static int refuse(struct msg *why, int err, const char *detail, ...) PRINTF(3, 4);

static int refuse(struct msg *why, int err, const char *detail, ...)
{
	va_list ap;

	va_start(ap, detail);
	msg_vdetail(why, detail, ap);
	va_end(ap);
	msg_what(why, "this cannot be declared");
	msg_hint(why, "write a domain (hospital.example), a host, an address or a network");
	return err;
}

/* Addresses that belong to nobody in particular (IANA's registries of special addresses,
 * RFC 6890). */
static const struct special {
	const char *net, *what;
} specials[] = {
    {"0.0.0.0/8", TR("\"this network\"")},
    {"10.0.0.0/8", TR("private: everybody uses these inside")},
    {"100.64.0.0/10", TR("carriers' shared space")},
    {"127.0.0.0/8", TR("loopback")},
    {"169.254.0.0/16", TR("link-local")},
    {"172.16.0.0/12", TR("private: everybody uses these inside")},
    {"192.0.0.0/24", TR("reserved for protocols")},
    {"192.0.2.0/24", TR("for documentation")},
    {"192.88.99.0/24", TR("reserved")},
    {"192.168.0.0/16", TR("private: everybody uses these inside")},
    {"198.18.0.0/15", TR("for measurements")},
    {"198.51.100.0/24", TR("for documentation")},
    {"203.0.113.0/24", TR("for documentation")},
    {"224.0.0.0/3", TR("multicast or reserved")},
    {"2001::/23", TR("reserved for protocols")},
    {"2001:db8::/32", TR("for documentation")},
    {"2002::/16", TR("6to4")},
    {"3fff::/20", TR("for documentation")},
};

/* What makes the network nobody's, or NULL. */
static const char *special(const struct ip_net *net, const struct item_rules *rules)
{
	struct ip_net global, s;

	if (ip_is_loopback(&net->ip) && rules->loopback &&
	    net->bits >= (net->ip.family == 4 ? 8 : 128))
		return NULL;
	if (net->ip.family == 6 && (ip_net_parse(span_str("2000::/3"), &global, NULL) < 0 ||
				       !ip_net_covers(&global, net)))
		return TR("not a global address");
	for (size_t i = 0; i < ARRAY_LEN(specials); i++)
		if (ip_net_parse(span_str(specials[i].net), &s, NULL) == 0 &&
		    (ip_net_covers(&s, net) || ip_net_covers(net, &s)))
			return specials[i].what;
	return NULL;
}

/* 32 hexadecimal digits; IPv4 as ::ffff:a.b.c.d, so that one order holds for both. */
static const char *hex_of(const struct ip *ip, struct arena *arena)
{
	uint8_t b[16] = {0};
	STR_AUTO(out, 64);

	if (ip->family == 4) {
		b[10] = b[11] = 0xff;
		memcpy(b + 12, ip->b, 4);
	} else {
		memcpy(b, ip->b, 16);
	}
	for (size_t i = 0; i < sizeof(b); i++)
		str_addf(&out, "%02x", b[i]);
	return str_dup(&out, arena);
}

void item_net_keys(const struct ip_net *net, struct arena *arena, const char **ret_first,
    const char **ret_last)
{
	struct ip last = ip_net_last(net);

	*ret_first = hex_of(&net->ip, arena);
	*ret_last = hex_of(&last, arena);
}

static int parse_net(struct span text, const struct item_rules *rules, struct arena *arena,
    struct item *ret, struct msg *why)
{
	char canonical[IP_NET_TEXT];
	struct item item = *ret;
	struct ip_net net;
	bool host_bits = false;
	const char *what;
	int r = ip_net_parse(text, &net, &host_bits);

	if (r < 0)
		return refuse(why, r,
		    r == ERR_RANGE
			? "a number of the address is out of range"
			: "it is no address or network; a range is written as a network");
	(void)ip_net_text(&net, canonical);
	if (host_bits)
		return refuse(why, ERR_RANGE,
		    "bits are set behind the prefix: is the network %s meant, or an address?",
		    canonical);
	what = special(&net, rules);
	if (what)
		return refuse(why, ERR_RANGE, "%s is or holds addresses of this kind: %-s",
		    canonical, what);
	if (!rules->cert && net.bits < (net.ip.family == 4 ? 16 : 32))
		return refuse(why, ERR_LIMIT,
		    "networks larger than /16 (IPv6: /32) are entered by the CERT: ask it");
	item.type = ITEM_NETWORK;
	item.value = arena_strdup(arena, canonical);
	item_net_keys(&net, arena, &item.first, &item.last);
	*ret = item;
	return 0;
}

/* "test.chu." of chu.test: all below it is a range, up to "test.chu/". */
static char *turned(const char *name, struct arena *arena)
{
	size_t n = strlen(name);
	char *to = arena_alloc(arena, n + 2), *at = to;

	while (n) {
		size_t from = n;

		while (from && name[from - 1] != '.')
			from--;
		memcpy(at, name + from, n - from);
		at += n - from;
		*at++ = '.';
		n = from ? from - 1 : 0;
	}
	*at = '\0';
	return to;
}

void item_name_keys(
    const char *name, struct arena *arena, const char **ret_first, const char **ret_last)
{
	char *last = turned(name, arena);

	last[strlen(last) - 1] = '/';
	*ret_first = turned(name, arena);
	*ret_last = last;
}

static const char *reserved_name(const char *name)
{
	static const char *const tops[] = {
	    "local", "localhost", "onion", "arpa", "invalid", "internal", "lan", "home", NULL};
	const char *top = strrchr(name, '.');

	for (size_t i = 0; tops[i]; i++)
		if (strcmp(top ? top + 1 : name, tops[i]) == 0)
			return tops[i];
	return NULL;
}

static int parse_name(
    struct span text, bool wild, struct arena *arena, struct item *ret, struct msg *why)
{
	const psl_ctx_t *psl = psl_builtin();
	const char *registrable;
	struct item item = *ret;
	char *name;

	if (idn_to_ascii(text, arena, &name) < 0)
		return refuse(why, ERR_SYNTAX, "it is no valid domain or host name");
	if (!strchr(name, '.'))
		return refuse(why, ERR_RANGE, "a single label is no domain of one owner");
	if (strrchr(name, '.')[1] >= '0' && strrchr(name, '.')[1] <= '9')
		return refuse(why, ERR_SYNTAX, "it is neither a name nor an address");
	if (reserved_name(name))
		return refuse(why, ERR_RANGE, ".%s names mean something else to everybody",
		    reserved_name(name));
	if (psl && psl_is_public_suffix(psl, name))
		return refuse(why, ERR_RANGE,
		    "%s is a public suffix: below it everybody registers their own", name);
	registrable = psl ? psl_registrable_domain(psl, name) : NULL;
	item.type =
	    wild || (registrable && strcmp(registrable, name) == 0) ? ITEM_DOMAIN : ITEM_HOST;
	item.value = name;
	item_name_keys(name, arena, &item.first, &item.last);
	*ret = item;
	return 0;
}

static bool looks_like_address(struct span s)
{
	bool digits = s.n > 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ':' || s.p[i] == '/')
			return true;
		digits = digits &&
			 ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.' || s.p[i] == '-');
	}
	return digits;
}

/* The host of a URL; anything else as it is. */
static struct span host_of(struct span s)
{
	ptrdiff_t at = span_find(s, "://");
	size_t n = 0;

	if (at < 0)
		return s;
	s = span_sub(s, (size_t)at + 3, s.n);
	while (n < s.n && !strchr("/?#", s.p[n]))
		n++;
	s = span_sub(s, 0, n);
	if (s.n && s.p[0] == '[') {
		at = span_find(s, "]");
		return at > 0 ? span_sub(s, 1, (size_t)at - 1) : s;
	}
	at = span_find(s, ":");
	return at < 0 ? s : span_sub(s, 0, (size_t)at);
}

int item_parse(struct span text, const struct item_rules *rules, struct arena *arena,
    struct item *ret, struct msg *why)
{
	struct item item = {0};
	bool wild;
	int r;

	text = span_trim(text);
	if (text.n == 0 || text.n > 2048)
		return refuse(why, ERR_SYNTAX, text.n ? "it is too long" : "it is empty");
	text = host_of(text);
	wild = span_starts(text, "*.");
	if (wild)
		text = span_sub(text, 2, text.n);
	if (!wild && looks_like_address(text))
		r = parse_net(text, rules, arena, &item, why);
	else
		r = parse_name(text, wild, arena, &item, why);
	if (r == 0)
		*ret = item;
	return r;
}

/* --- lists --- */

/* Bytes that spreadsheets and mails leave around a cell: white space, quotes, a leading
 * apostrophe, no-break and zero-width spaces. */
static struct span strip(struct span s)
{
	static const char *const junk[] = {" ", "\t", "\r", "\"", "'", "\xc2\xa0",
	    "\xe2\x80\x8b", "\xef\xbb\xbf", "\xe2\x80\xaf", "\xe2\x80\x9c", "\xe2\x80\x9d",
	    "\xc2\xab", "\xc2\xbb", "<", ">", NULL};
	bool more = true;

	while (more && s.n) {
		more = false;
		for (size_t i = 0; junk[i]; i++) {
			size_t n = strlen(junk[i]);

			if (s.n >= n && memcmp(s.p, junk[i], n) == 0) {
				s = span_sub(s, n, s.n);
				more = true;
			}
			if (s.n >= n && memcmp(s.p + s.n - n, junk[i], n) == 0) {
				s = span_sub(s, 0, s.n - n);
				more = true;
			}
		}
	}
	return s;
}

static size_t cells_of(struct span line, struct span *cells, struct span *ret_comment)
{
	size_t n = 0, from = 0;

	*ret_comment = (struct span){NULL, 0};
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '#' &&
		    (i == 0 || line.p[i - 1] == ' ' || line.p[i - 1] == '\t')) {
			*ret_comment = strip(span_sub(line, i + 1, line.n));
			line = span_sub(line, 0, i);
		}
	for (size_t i = 0; i <= line.n; i++) {
		struct span cell;

		if (i < line.n && line.p[i] != ',' && line.p[i] != ';' && line.p[i] != '\t')
			continue;
		cell = strip(span_sub(line, from, i - from));
		from = i + 1;
		if (cell.n && n < CELLS)
			cells[n++] = cell;
	}
	return n;
}

/* Kinds as they stand in a column, in three languages. -1: no such word. */
static int kind_of(struct span cell)
{
	static const struct {
		const char *word;
		int kind;
	} words[] = {{"domain", ITEM_DOMAIN}, {"domaine", ITEM_DOMAIN}, {"domene", ITEM_DOMAIN},
	    {"host", ITEM_HOST}, {"hôte", ITEM_HOST}, {"vert", ITEM_HOST},
	    {"network", ITEM_NETWORK}, {"réseau", ITEM_NETWORK}, {"nettverk", ITEM_NETWORK},
	    {"address", ITEM_NETWORK}, {"adresse", ITEM_NETWORK}, {"ip", ITEM_NETWORK},
	    {"cidr", ITEM_NETWORK}};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (span_ieq(cell, words[i].word))
			return words[i].kind;
	return -1;
}

static bool is_header(struct span cell)
{
	static const char *const words[] = {"value", "valeur", "verdi", "name", "nom", "navn",
	    "item", "perimeter", "périmètre", "type", "kind", "asset", "target", "fqdn",
	    "ip address", "adresse ip", "ip-adresse", "hostname", "note", "notes", "remark",
	    "remarks", "remarque", "remarques", "merknad", "comment", "commentaire",
	    "kommentar", "description", "beskrivelse", NULL};

	for (size_t i = 0; words[i]; i++)
		if (span_ieq(cell, words[i]))
			return true;
	return kind_of(cell) >= 0;
}

/*
 * A row of headings: the first thing in a list is one when its first cell is a usual heading
 * and no cell is anything that can be declared ("value;owner of the line"). Further down, where
 * a file follows what was pasted, all of its cells must be usual ones.
 */
static bool is_header_row(const struct span *cells, size_t n, bool first,
    const struct item_rules *rules, struct arena *arena)
{
	struct item item = {0};
	struct msg why = {0};
	size_t usual = 0;

	if (!is_header(cells[0]))
		return false;
	for (size_t i = 0; i < n; i++) {
		usual += is_header(cells[i]);
		if (item_parse(cells[i], rules, arena, &item, &why) == 0)
			return false;
	}
	return first || usual == n;
}

static const char *note_of(
    const struct span *cells, size_t n, struct span comment, struct arena *arena)
{
	STR_AUTO(out, LIMIT_TEXT);

	for (size_t i = 0; i < n; i++)
		str_addf(&out, "%s%s", out.n ? ", " : "",
		    utf8_clean(arena, cells[i], NOTE_MAX / CELLS));
	if (comment.n)
		str_addf(
		    &out, "%s%s", out.n ? ", " : "", utf8_clean(arena, comment, NOTE_MAX / 4));
	return out.n ? str_dup(&out, arena) : NULL;
}

/* The cells of one line as an item; the kind may stand before or behind it. */
static void parse_line(struct item_line *line, struct span *cells, size_t n,
    struct span comment, const struct item_rules *rules, struct arena *arena)
{
	struct msg why = {0};
	size_t rest = 1;
	int kind = -1;

	if (n > 1 && kind_of(cells[0]) >= 0) {
		kind = kind_of(cells[0]);
		cells++;
		n--;
	} else if (n > 1 && kind_of(cells[1]) >= 0) {
		kind = kind_of(cells[1]);
		rest = 2;
	}
	line->text = utf8_clean(arena, cells[0], TEXT_MAX);
	if (item_parse(cells[0], rules, arena, &line->item, &why) < 0) {
		line->outcome = LINE_REFUSED;
		line->why = ARENA_NEW(arena, struct msg);
		*line->why = why;
		return;
	}
	if (kind == ITEM_DOMAIN && line->item.type == ITEM_HOST)
		line->item.type = ITEM_DOMAIN;
	line->item.note = note_of(cells + rest, n - rest, comment, arena);
	line->outcome = LINE_NEW;
}

static bool covers(const struct item *outer, const struct item *inner)
{
	return (outer->type == ITEM_NETWORK) == (inner->type == ITEM_NETWORK) &&
	       strcmp(outer->value, inner->value) != 0 &&
	       strcmp(inner->first, outer->first) >= 0 && strcmp(inner->last, outer->last) <= 0;
}

static int by_first(const void *a, const void *b)
{
	const struct item_line *x = *(struct item_line *const *)a,
			       *y = *(struct item_line *const *)b;
	int r = strcmp(x->item.first, y->item.first);

	if (r == 0)
		r = -strcmp(x->item.last, y->item.last);
	return r ? r : (x->number < y->number ? -1 : x->number > y->number);
}

/* Names what lies in something else of the list. Items are nested or apart, never crossed, so
 * in their order one look back the chain of what encloses is enough. */
static void note_inside(struct item_lines *lines, struct arena *arena)
{
	VEC(struct item_line *) order = {0};
	VEC(struct item_line *) open = {0};

	vec_foreach (l, &lines->all)
		if (l->outcome == LINE_NEW)
			vec_push(arena, &order, l);
	if (order.n)
		qsort(order.items, order.n, sizeof(*order.items), by_first);
	vec_foreach (l, &order) {
		while (open.n && !covers(&open.items[open.n - 1]->item, &(*l)->item))
			open.n--;
		if (open.n)
			(*l)->inside = open.items[open.n - 1]->item.value;
		vec_push(arena, &open, *l);
	}
}

int item_parse_list(struct span text, const struct item_rules *rules, struct arena *arena,
    struct item_lines *ret)
{
	struct item_lines lines = {0};
	struct span line;
	struct map seen;
	size_t number = 0;

	if (text.n > LIMIT_PASTE)
		return ERR_LIMIT;
	map_init(&seen, arena);
	while (span_line(&text, &line)) {
		struct item_line l = {.number = number + 1};
		struct span cells[CELLS], comment;
		size_t n = cells_of(line, cells, &comment);

		number++;
		if (number > LIMIT_PASTE_LINES)
			return ERR_LIMIT;
		if (n == 0 || is_header_row(cells, n, lines.all.n == 0, rules, arena))
			continue;
		parse_line(&l, cells, n, comment, rules, arena);
		if (l.outcome == LINE_NEW && !map_set(&seen, l.item.value, arena))
			l.outcome = LINE_TWICE;
		lines.refused += l.outcome == LINE_REFUSED;
		vec_push(arena, &lines.all, l);
	}
	note_inside(&lines, arena);
	*ret = lines;
	return 0;
}
