#include "feed/shadowserver.h"

#include "base/limits.h"
#include "base/parse.h"
#include "base/time.h"
#include "codec/csv.h"
#include "codec/json.h"
#include "codec/sha256.h"
#include "codec/utf8.h"
#include "model/event_kind.h"
#include "wire/ip.h"

#include <ctype.h>

enum { DETAIL_MAX = 8000, KEY_MAX = 16384, ID_BYTES = 32, NAME_MAX = 80 };

/* What a column tells. */
enum tells {
	TELLS_DETAIL,  /* kept as it is */
	TELLS_KEY,     /* the same, and it makes the event another one */
	TELLS_PERSON,  /* the same, and it names somebody: shortened */
	TELLS_NOTHING, /* a secret: not kept */
	TELLS_TIME,
	TELLS_ADDR,
	TELLS_PORT,
	TELLS_TRANSPORT,
	TELLS_REVERSE,
	TELLS_ASN,
	TELLS_COUNTRY,
	TELLS_SEVERITY,
	TELLS_COUNT,
	TELLS_HOST,  /* the name by which it was reached */
	TELLS_URL,   /* a URL with that name */
	TELLS_EMAIL, /* an account, whose domain is the name */
	TELLS_PEER,
	TELLS_INFECTION, /* of these the first that is there is the indicator */
	TELLS_FAMILY,
	TELLS_WEAKNESS,
	TELLS_TAG,
	TELLS_COLUMNS,
};

enum { SIDE_ANY, SIDE_SOURCE, SIDE_TARGET };

/* Columns by name. Those of a side are the system's that it is about, or its peer's. */
static const struct {
	const char *name;
	enum tells tells;
	int side;
} known[] = {
    {"timestamp", TELLS_TIME, SIDE_ANY},
    {"ip", TELLS_ADDR, SIDE_ANY},
    {"src_ip", TELLS_ADDR, SIDE_SOURCE},
    {"dst_ip", TELLS_ADDR, SIDE_TARGET},
    {"port", TELLS_PORT, SIDE_ANY},
    {"src_port", TELLS_PORT, SIDE_SOURCE},
    {"dst_port", TELLS_PORT, SIDE_TARGET},
    {"protocol", TELLS_TRANSPORT, SIDE_ANY},
    {"hostname", TELLS_REVERSE, SIDE_ANY},
    {"src_hostname", TELLS_REVERSE, SIDE_SOURCE},
    {"dst_hostname", TELLS_REVERSE, SIDE_TARGET},
    {"asn", TELLS_ASN, SIDE_ANY},
    {"src_asn", TELLS_ASN, SIDE_SOURCE},
    {"dst_asn", TELLS_ASN, SIDE_TARGET},
    {"geo", TELLS_COUNTRY, SIDE_ANY},
    {"src_geo", TELLS_COUNTRY, SIDE_SOURCE},
    {"dst_geo", TELLS_COUNTRY, SIDE_TARGET},
    {"severity", TELLS_SEVERITY, SIDE_ANY},
    {"count", TELLS_COUNT, SIDE_ANY},
    {"http_host", TELLS_HOST, SIDE_ANY},
    {"fqdn", TELLS_HOST, SIDE_ANY},
    {"url", TELLS_URL, SIDE_ANY},
    {"email", TELLS_EMAIL, SIDE_ANY},
    {"infection", TELLS_INFECTION, SIDE_ANY},
    {"malware", TELLS_INFECTION, SIDE_ANY},
    {"family", TELLS_FAMILY, SIDE_ANY},
    {"cve", TELLS_WEAKNESS, SIDE_ANY},
    {"vulnerability_id", TELLS_WEAKNESS, SIDE_ANY},
    {"tag", TELLS_TAG, SIDE_ANY},
    {"event_id", TELLS_KEY, SIDE_ANY},
    {"payload_url", TELLS_KEY, SIDE_ANY},
    {"md5", TELLS_KEY, SIDE_ANY},
    {"sha256", TELLS_KEY, SIDE_ANY},
    {"username", TELLS_PERSON, SIDE_ANY},
    {"account", TELLS_PERSON, SIDE_ANY},
    {"password", TELLS_NOTHING, SIDE_ANY},
    {"http_postdata", TELLS_NOTHING, SIDE_ANY},
};

struct column {
	const char *name;
	enum tells tells;
	bool peer; /* of the other system */
};

struct reading {
	const struct event *like;
	const struct event_kind *kind;
	struct arena *arena, *keep;
	int (*emit)(void *ctx, struct event *event);
	void *ctx;
	struct shadowserver_counts *ret;
	struct msg *msg;
	struct column columns[SHADOWSERVER_COLUMNS];
	struct span cells[SHADOWSERVER_COLUMNS]; /* of the row */
	struct str text;                         /* of them */
	size_t n;
	bool sided;  /* its address is that of a source or target: a name is not its own */
	size_t line; /* of the row, from 1 */
};

static int refuse(struct msg *msg, int err, const char *what, const char *hint)
{
	msg_what(msg, "%s", what);
	msg_hint(msg, "%s", hint);
	return err;
}

/* --- names --- */

static bool is_date(struct span s)
{
	for (size_t i = 0; i < 10; i++)
		if (s.n <= 10 || (i == 4 || i == 7 ? s.p[i] != '-' : !isdigit(s.p[i])))
			return false;
	return s.p[10] == '-';
}

const char *shadowserver_report(const char *file, struct arena *arena)
{
	const char *slash = strrchr(file, '/');
	struct span name = span_str(slash ? slash + 1 : file);
	char to[NAME_MAX + 1];
	size_t n = 0;

	if (is_date(name)) {
		struct span rest = span_sub(name, 11, name.n);

		(void)span_split(&rest, '-', &name);
	}
	for (size_t i = 0; i < name.n && name.p[i] != '.' && n < NAME_MAX; i++) {
		int c = tolower(name.p[i]);

		to[n++] = (char)(isalnum(c) ? c : '_');
	}
	return n ? arena_strndup(arena, to, n) : "report";
}

/* --- cells --- */

static bool read_time(struct span cell, int64_t *ret)
{
	char text[40];
	size_t n = cell.n;

	if (n < 10 || n > 32)
		return false;
	memcpy(text, cell.p, n);
	if (n > 10 && text[10] == ' ')
		text[10] = 'T';
	if (n > 11 && text[n - 1] != 'Z' && text[n - 1] != 'z' &&
	    !memchr(text + 11, '+', n - 11) && !memchr(text + 11, '-', n - 11))
		text[n++] = 'Z';
	/* What is older than such reports, or in no calendar, is a slip. */
	return time_parse(span_of(text, n), ret) == 0 && *ret > INT64_C(946684800000) &&
	       *ret < INT64_C(4102444800000);
}

static const char *text_of(const struct reading *rd, struct span cell, size_t max)
{
	return cell.n ? utf8_clean(rd->arena, cell, max) : NULL;
}

/* The host of "http://user@host:port/...", or of a host alone, in lower case; NULL when it is
 * none. */
static const char *host_of(const struct reading *rd, struct span cell)
{
	ptrdiff_t at = span_find(cell, "://");
	char to[LIMIT_NAME + 1] = "";
	size_t n = 0, from = 0, end = 0;
	bool letter = false;

	if (at >= 0)
		cell = span_sub(cell, (size_t)at + 3, cell.n);
	for (; end < cell.n && !strchr("/?#", cell.p[end]); end++)
		if (cell.p[end] == '@')
			from = end + 1;
	cell = span_sub(cell, from, end - from);
	while (n < cell.n && n < LIMIT_NAME && cell.p[n] != ':') {
		int c = tolower(cell.p[n]);

		if (!isalnum(c) && c != '.' && c != '-' && c != '_')
			return NULL;
		letter = letter || isalpha(c);
		to[n++] = (char)c;
	}
	if (n && to[n - 1] == '.')
		n--;
	return letter && memchr(to, '.', n) ? arena_strndup(rd->arena, to, n) : NULL;
}

/* "j***@hospital.example": whose it is can be told, and nobody is named. */
static const char *shortened(const struct reading *rd, struct span cell)
{
	ptrdiff_t at = span_find(cell, "@");
	const char *domain =
	    at >= 0 ? text_of(rd, span_sub(cell, (size_t)at, cell.n), 200) : "";
	uint32_t code;
	size_t n = utf8_next(cell, &code);

	return n ? arena_printf(rd->arena, "%.*s***%s", (int)n, (const char *)cell.p, domain)
		 : "***";
}

static int severity_of(struct span cell, int dflt)
{
	for (int i = 0; criticality_names[i]; i++)
		if (span_ieq(cell, criticality_names[i]))
			return i;
	return dflt;
}

/* The key by which addresses are ordered, as that of a perimeter's networks. */
static const char *key_of(const struct ip *ip, struct arena *arena)
{
	char to[33];

	if (ip->family == 4) {
		(void)snprintf(to, sizeof(to), "00000000000000000000ffff%02x%02x%02x%02x",
		    ip->b[0], ip->b[1], ip->b[2], ip->b[3]);
	} else {
		for (size_t i = 0; i < 16; i++)
			(void)snprintf(to + 2 * i, 3, "%02x", ip->b[i]);
	}
	return arena_strdup(arena, to);
}

static const char *set_addr(const struct reading *rd, struct span cell, struct event *e)
{
	char text[IP_TEXT];
	struct ip ip;

	if (ip_parse(cell, &ip) < 0)
		return "its address is none";
	e->addr = arena_strdup(rd->arena, ip_text(&ip, text));
	e->addr_key = key_of(&ip, rd->arena);
	return NULL;
}

/* Sets what a number says; NULL, or what is wrong with it. */
static const char *set_number(enum tells tells, struct span cell, struct event *e)
{
	if (span_istarts(cell, "AS"))
		cell = span_sub(cell, 2, cell.n);
	if (tells == TELLS_PORT)
		return parse_int(cell, 0, 65535, &e->port) < 0 ? "its port is none" : NULL;
	if (tells == TELLS_ASN)
		return parse_int(cell, 0, UINT32_MAX, &e->asn) < 0 ? "its ASN is no number"
								   : NULL;
	return parse_int(cell, 0, INT64_MAX, &e->count) < 0 ? "its count is no number" : NULL;
}

/* Sets what the column tells of the system; NULL, or what is wrong with it. */
static const char *set_cell(
    struct reading *rd, const struct column *c, struct span cell, struct event *e)
{
	switch ((int)c->tells) {
	case TELLS_TIME:
		return read_time(cell, &e->time) ? NULL : "its time is none";
	case TELLS_ADDR:
		return set_addr(rd, cell, e);
	case TELLS_PORT:
	case TELLS_ASN:
	case TELLS_COUNT:
		return set_number(c->tells, cell, e);
	case TELLS_TRANSPORT:
		e->transport = cell.n <= 10 ? text_of(rd, cell, 10) : NULL;
		break;
	case TELLS_REVERSE:
		e->reverse = host_of(rd, cell);
		break;
	case TELLS_COUNTRY:
		e->country = cell.n == 2 ? text_of(rd, cell, 2) : NULL;
		break;
	case TELLS_SEVERITY:
		e->severity = severity_of(cell, e->severity);
		break;
	case TELLS_HOST:
	case TELLS_URL:
	case TELLS_EMAIL:
		if (!e->name && !rd->sided)
			e->name = host_of(rd, cell);
		break;
	default:
		break;
	}
	return NULL;
}

/* --- rows --- */

static const char *indicator_of(const struct reading *rd)
{
	for (enum tells t = TELLS_INFECTION; t <= TELLS_TAG; t++)
		for (size_t i = 0; i < rd->n; i++)
			if (rd->columns[i].tells == t && rd->cells[i].n)
				return text_of(rd, rd->cells[i], 200);
	return NULL;
}

/* Whether it is said of the event already. */
static bool is_told(const struct column *c)
{
	return !c->peer && c->tells >= TELLS_TIME && c->tells <= TELLS_COUNT;
}

static const char *detail_of(const struct reading *rd)
{
	STR_AUTO(out, DETAIL_MAX + 1024);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	for (size_t i = 0; i < rd->n; i++) {
		const struct column *c = &rd->columns[i];
		struct span cell = rd->cells[i];
		bool person = c->tells == TELLS_PERSON || c->tells == TELLS_EMAIL;

		if (!cell.n || c->tells == TELLS_NOTHING || is_told(c) ||
		    out.n + 600 > DETAIL_MAX)
			continue;
		json_member_text(
		    &w, c->name, person ? shortened(rd, cell) : text_of(rd, cell, 400));
	}
	json_write_object_end(&w);
	return out.n > 2 ? str_dup(&out, rd->arena) : NULL;
}

static void add_key(struct str *key, const char *text)
{
	str_addf(key, "%zu:%s\n", text ? strlen(text) : 0, text ? text : "");
}

/* The same row in another file, or with other words about the device, is the same event. */
static const char *id_of(const struct reading *rd, const struct event *e)
{
	STR_AUTO(key, KEY_MAX);
	char *hex = ARENA_ARRAY(rd->arena, SHA256_HEX, char);

	add_key(&key, e->feed);
	add_key(&key, e->report);
	add_key(&key, e->addr);
	add_key(&key, e->transport);
	add_key(&key, e->name);
	add_key(&key, e->indicator);
	add_key(&key, e->peer);
	str_addf(&key, "%lld %lld\n", (long long)e->time, (long long)e->port);
	for (size_t i = 0; i < rd->n; i++) {
		enum tells t = rd->columns[i].tells;

		if (t != TELLS_KEY && t != TELLS_PERSON && t != TELLS_EMAIL && t != TELLS_URL)
			continue;
		str_addf(&key, "%s=", rd->columns[i].name);
		str_span(&key, span_sub(rd->cells[i], 0, 1000));
		str_char(&key, '\n');
	}
	(void)sha256_hex(str_bytes(&key), hex);
	hex[ID_BYTES] = '\0';
	return hex;
}

/* Fills the event of the row; NULL, or what is wrong with it. */
static const char *fill(struct reading *rd, struct event *e)
{
	const char *why = NULL;

	for (size_t i = 0; i < rd->n && !why; i++) {
		const struct column *c = &rd->columns[i];

		if (!rd->cells[i].n)
			continue;
		if (!c->peer)
			why = set_cell(rd, c, rd->cells[i], e);
		else if (c->tells == TELLS_ADDR)
			e->peer = text_of(rd, rd->cells[i], 255);
	}
	if (why)
		return why;
	if (!e->time)
		return "there is no time in it";
	if (!e->addr && !e->name)
		return "there is no address and no name in it";
	e->indicator = indicator_of(rd);
	e->detail = detail_of(rd);
	e->id = id_of(rd, e);
	return NULL;
}

static void note_wrong(struct reading *rd, const char *why)
{
	rd->ret->wrong++;
	if (rd->ret->lines.n < SHADOWSERVER_LINES)
		text_list_add(&rd->ret->lines, rd->keep,
		    arena_printf(rd->keep, "%zu: %s", rd->line, why));
}

/* Takes the cells of a row: gives how many there were (more than columns are counted, and left
 * away), or an error. */
static int take_cells(struct reading *rd, struct span *rest)
{
	size_t from[SHADOWSERVER_COLUMNS + 1] = {0}, n = 0;
	bool ends = false;

	str_clear(&rd->text);
	while (!ends) {
		size_t at = rd->text.n;
		int r = csv_next(rest, ',', &rd->text, &ends);

		if (r < 0)
			return r;
		if (str_ok(&rd->text) < 0)
			return ERR_LIMIT;
		if (n < SHADOWSERVER_COLUMNS)
			from[n] = at, from[n + 1] = rd->text.n;
		n++;
	}
	for (size_t i = 0; i < MIN(n, (size_t)SHADOWSERVER_COLUMNS); i++)
		rd->cells[i] = span_trim(
		    span_of(rd->text.p ? rd->text.p + from[i] : NULL, from[i + 1] - from[i]));
	return (int)MIN(n, (size_t)SHADOWSERVER_COLUMNS + 1);
}

static int one_row(struct reading *rd, struct span *rest)
{
	struct event e = *rd->like;
	const char *why;
	int n = take_cells(rd, rest);

	if (n < 0)
		return n;
	if (n == 1 && !rd->cells[0].n)
		return 0; /* an empty line */
	e.type = rd->kind->name;
	e.severity = (int)rd->kind->severity;
	e.count = 1;
	why = (size_t)n == rd->n ? fill(rd, &e) : "it has another number of cells than columns";
	if (why) {
		note_wrong(rd, why);
		return 0;
	}
	rd->ret->rows++;
	return rd->emit ? rd->emit(rd->ctx, &e) : 0;
}

/* --- the file --- */

static void know(struct reading *rd, struct column *c, bool turned)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		int own = turned ? SIDE_TARGET : SIDE_SOURCE;

		if (strcmp(known[i].name, c->name) != 0)
			continue;
		c->tells = known[i].tells;
		c->peer = known[i].side != SIDE_ANY && known[i].side != own;
		if (c->tells == TELLS_ADDR && known[i].side == own)
			rd->sided = true;
	}
}

static int read_header(struct reading *rd, struct span *rest)
{
	bool turned = event_kind_is_turned(span_str(rd->like->report));
	int n = take_cells(rd, rest);
	bool when = false, where = false;

	if (n < 0 || n > SHADOWSERVER_COLUMNS)
		return refuse(rd->msg, n < 0 ? ERR_SYNTAX : ERR_LIMIT,
		    "the first line names no columns",
		    "give a CSV file whose first line names its columns");
	rd->n = (size_t)n;
	for (size_t i = 0; i < rd->n; i++) {
		struct column *c = &rd->columns[i];
		char *name = utf8_clean(rd->keep, rd->cells[i], NAME_MAX);

		for (char *p = name; *p; p++)
			*p = (char)tolower((unsigned char)*p);
		c->name = *name ? name : "column";
		know(rd, c, turned);
		when = when || c->tells == TELLS_TIME;
		where = where || (c->tells == TELLS_ADDR && !c->peer) ||
			c->tells == TELLS_HOST || c->tells == TELLS_URL ||
			c->tells == TELLS_EMAIL;
	}
	if (!when || !where)
		return refuse(rd->msg, ERR_SYNTAX, "the first line names no columns",
		    "a column timestamp and one of ip, src_ip, url, fqdn or email are needed");
	return 0;
}

static int read_rows(struct reading *rd, struct span rest)
{
	int r = 0;

	for (rd->line = 2; r == 0 && rest.n; rd->line++) {
		if (rd->line > SHADOWSERVER_ROWS)
			return refuse(rd->msg, ERR_LIMIT, "the file has too many rows",
			    "give it in parts");
		if (!rd->emit)
			arena_clear(rd->arena);
		r = one_row(rd, &rest);
		if (r == ERR_SYNTAX || r == ERR_TRUNCATED || r == ERR_LIMIT) {
			msg_detail(rd->msg, "row %zu", rd->line);
			return refuse(rd->msg, ERR_SYNTAX, "this is no CSV",
			    "fetch the file again, and look at that row");
		}
	}
	if (r == 0 && rd->ret->wrong > rd->ret->rows) {
		msg_detail(rd->msg, "%zu rows can be read, %zu cannot; row %s", rd->ret->rows,
		    rd->ret->wrong, rd->ret->lines.items[0]);
		return refuse(rd->msg, ERR_SYNTAX, "more rows are wrong than right",
		    "nothing was taken in: see whether it is the right file");
	}
	return r;
}

int shadowserver_read(struct span text, const struct event *like, struct arena *arena,
    int (*emit)(void *ctx, struct event *event), void *ctx, struct arena *keep,
    struct shadowserver_counts *ret, struct msg *msg)
{
	struct reading rd = {.like = like,
	    .kind = event_kind_of_report(span_str(like->report)),
	    .arena = arena,
	    .keep = keep,
	    .emit = emit,
	    .ctx = ctx,
	    .ret = ret,
	    .msg = msg};
	int r;

	*ret = (struct shadowserver_counts){0};
	if (span_starts(text, "\xef\xbb\xbf"))
		text = span_sub(text, 3, text.n);
	str_init(&rd.text, (size_t)SHADOWSERVER_CELL * 16);
	r = read_header(&rd, &text);
	if (r == 0)
		r = read_rows(&rd, text);
	str_done(&rd.text);
	return r;
}
