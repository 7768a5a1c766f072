/* Lists of indicators: one a line, or CSV (desk/ioc.h). */
#include "desk/ioc.h"

#include "base/limits.h"
#include "base/parse.h"
#include "codec/csv.h"
#include "codec/utf8.h"

enum { TEXT_MAX = 200, COLUMNS_MAX = 32 };

#define DAY_MS INT64_C(86400000)

static int refuse(struct msg *why, int err, const char *detail)
{
	msg_what(why, TR("this is no indicator"));
	msg_detail(why, "%-s", detail);
	msg_hint(why, TR("write an address, network, domain, URL, hash or mail address"));
	return err;
}

static void fail_line(
    struct ioc_lines *lines, struct ioc_line *line, const struct msg *why, struct arena *arena)
{
	line->why = ARENA_NEW(arena, struct msg);
	*line->why = *why;
	lines->refused++;
}

static void push(struct ioc_lines *lines, struct ioc_line *line, struct span value, int kind,
    struct arena *arena)
{
	struct msg why = {0};

	line->text = utf8_clean(arena, value, TEXT_MAX);
	if (!line->why && ioc_parse(value, kind, arena, &line->ioc, &why) < 0)
		fail_line(lines, line, &why, arena);
	vec_push(arena, &lines->all, *line);
}

/* A line without columns: the value, and behind it a remark. */
static void plain_line(
    struct ioc_lines *lines, struct ioc_line *line, struct span text, struct arena *arena)
{
	size_t n = 0;
	struct span note;

	text = span_trim(text);
	if (text.n == 0 || text.p[0] == '#')
		return;
	while (n < text.n && !strchr(" \t,;", text.p[n]))
		n++;
	note = span_sub(text, n, text.n);
	while (note.n && strchr(" \t,;#", note.p[0]))
		note = span_sub(note, 1, note.n);
	if (note.n)
		line->ioc.note = utf8_clean(arena, note, 1000);
	push(lines, line, span_sub(text, 0, n), -1, arena);
}

static const char *const columns_known[] = {"value", "type", "list", "confidence", "impact",
    "fp_rate", "kill_chain", "category", "malware", "tlp", "source", "note", "days", NULL};

/* What others call our columns, in exports and spreadsheets. */
static const struct {
	const char *theirs, *ours;
} synonyms[] = {{"indicator", "value"}, {"ioc", "value"}, {"observable", "value"},
    {"indicator_value", "value"}, {"kind", "type"}, {"indicator_type", "type"},
    {"list_name", "list"}, {"family", "malware"}, {"malware_family", "malware"},
    {"false_positive_rate", "fp_rate"}, {"phase", "kill_chain"}, {"comment", "note"},
    {"description", "note"}, {"remark", "note"}, {"reference", "source"}, {"ttl", "days"}};

/* And what they call our types; NULL: whatever the value looks like. */
static const struct {
	const char *theirs, *ours;
} type_synonyms[] = {{"hostname", "domain"}, {"fqdn", "domain"}, {"host", "domain"},
    {"domain-name", "domain"}, {"ip", NULL}, {"ip-dst", NULL}, {"ip-src", NULL},
    {"ipv4-addr", NULL}, {"ipv6-addr", NULL}, {"address", NULL}, {"cidr", NULL},
    {"network", NULL}, {"uri", "url"}, {"link", "url"}, {"md5", "hash"}, {"sha1", "hash"},
    {"sha-1", "hash"}, {"sha256", "hash"}, {"sha-256", "hash"}, {"sha512", "hash"},
    {"filehash-md5", "hash"}, {"filehash-sha1", "hash"}, {"filehash-sha256", "hash"},
    {"ja3-fingerprint-md5", "ja3"}, {"email-src", "email"}, {"email-addr", "email"},
    {"mail", "email"}};

/* A type as others call it. */
static bool set_type(struct ioc_line *line, const struct field *f, const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(type_synonyms); i++) {
		if (!span_ieq(span_str(text), type_synonyms[i].theirs))
			continue;
		if (type_synonyms[i].ours)
			return field_set_enum(f, &line->ioc, type_synonyms[i].ours) == 0;
		line->ioc.type = -1;
		return true;
	}
	return false;
}

/* Sets one cell; gives false when it is none of what the column can hold. */
static bool set_cell(struct ioc_line *line, const char *column, struct span cell, int64_t now,
    struct arena *arena)
{
	const struct field *f;
	const char *text = utf8_clean(arena, cell, 1000);
	int64_t days;
	enum tlp tlp;

	if (cell.n == 0)
		return true;
	if (strcmp(column, "days") == 0) {
		if (parse_int(cell, 1, IOC_DAYS_MAX, &days) < 0)
			return false;
		line->ioc.expires = now + days * DAY_MS;
		return true;
	}
	if (strcmp(column, "tlp") == 0) {
		if (tlp_from_text(cell, &tlp) < 0)
			return false;
		line->ioc.tlp = (int)tlp;
		return true;
	}
	f = record_field(&ioc_type, column);
	if (f->type == FIELD_ENUM)
		return field_set_enum(f, &line->ioc, text) == 0 ||
		       (strcmp(column, "type") == 0 && set_type(line, f, text));
	if (strlen(text) > (size_t)f->max)
		return false;
	field_set_text(f, &line->ioc, text);
	return true;
}

struct header {
	const char *columns[COLUMNS_MAX]; /* NULL: passed over */
	size_t n;
	char separator;
};

static char separator_of(struct span line)
{
	if (span_find(line, ";") >= 0)
		return ';';
	return span_find(line, "\t") >= 0 ? '\t' : ',';
}

static const char *known_column(struct span name)
{
	for (size_t i = 0; columns_known[i]; i++)
		if (span_ieq(name, columns_known[i]))
			return columns_known[i];
	for (size_t i = 0; i < ARRAY_LEN(synonyms); i++)
		if (span_ieq(name, synonyms[i].theirs))
			return synonyms[i].ours;
	return NULL;
}

/* What the mapping makes of the column: ours, or NULL: it is passed over. */
static const char *mapped_column(struct span name, const char *mapping)
{
	struct span rest = span_str(mapping), line, ours;

	while (span_line(&rest, &line)) {
		if (!span_split(&line, '=', &ours) || !line.p)
			continue;
		if (line.n && span_trim(line).n == name.n &&
		    memcmp(span_trim(line).p, name.p, name.n) == 0)
			return known_column(span_trim(ours));
	}
	return NULL;
}

/* The mapping names a column of ours that there is not, or is no mapping. */
static int check_mapping(const char *mapping, struct arena *arena, struct msg *why)
{
	struct span rest = span_str(mapping), line, ours;

	while (span_line(&rest, &line)) {
		struct span whole = line;

		if (!span_trim(line).n)
			continue;
		if (span_split(&line, '=', &ours) && line.p && known_column(span_trim(ours)))
			continue;
		msg_what(why, TR("the columns' names cannot be read"));
		msg_detail(why, "%.80s", utf8_clean(arena, whole, 80));
		msg_hint(why, TR("write one a line: value=Name of their column"));
		return ERR_SYNTAX;
	}
	return 0;
}

/* Whether the first line names columns; *ret then has them. */
static int read_header(struct span line, const char *mapping, struct arena *arena,
    struct header *ret, struct msg *why)
{
	struct span part, rest = line;
	bool value = false, mapped = mapping && *mapping;
	const char *unknown = NULL;

	*ret = (struct header){.separator = separator_of(line)};
	while (span_split(&rest, ret->separator, &part) && ret->n < COLUMNS_MAX) {
		const char *column;

		part = span_trim(part);
		if (part.n >= 2 && part.p[0] == '"' && part.p[part.n - 1] == '"')
			part = span_sub(part, 1, part.n - 2);
		column = mapped ? mapped_column(part, mapping) : known_column(part);
		if (!column && !unknown)
			unknown = utf8_clean(arena, part, 60);
		value = value || (column && strcmp(column, "value") == 0);
		ret->columns[ret->n++] = column;
	}
	if (mapped && !value) {
		(void)refuse(why, ERR_SYNTAX, TR("no column of the first line is the value"));
		return ERR_SYNTAX;
	}
	if (!value)
		return 0;
	if (!mapped && unknown) {
		msg_what(why, TR("a column of the first line is not known"));
		msg_detail(why, "%.80s", unknown);
		msg_hint(why, TR("say which column is which, or take it out"));
		return ERR_SYNTAX;
	}
	return 1;
}

/* One row of CSV out of *rest. False when it is no CSV. */
static bool csv_line(struct span *rest, const struct header *header, struct ioc_lines *lines,
    struct ioc_line *line, int64_t now, struct arena *arena)
{
	struct span value = {0};
	bool ends = false, typed = false;
	struct msg why = {0};

	for (size_t i = 0; !ends && rest->n; i++) {
		STR_AUTO(cell, LIMIT_TEXT);
		struct span text;

		if (csv_next(rest, header->separator, &cell, &ends) < 0 || str_ok(&cell) < 0)
			return false;
		if (i >= header->n || !header->columns[i])
			continue;
		text = span_trim(arena_span(arena, str_bytes(&cell)));
		if (strcmp(header->columns[i], "value") == 0)
			value = text;
		else if (!set_cell(line, header->columns[i], text, now, arena) && !line->why) {
			(void)refuse(
			    &why, ERR_SYNTAX, TR("a cell holds what its column cannot"));
			fail_line(lines, line, &why, arena);
		} else if (strcmp(header->columns[i], "type") == 0)
			typed = text.n > 0;
	}
	if (value.n || line->why)
		push(lines, line, value, typed ? line->ioc.type : -1, arena);
	return true;
}

/* It is not CSV: where. */
static int not_csv(size_t number, struct msg *why)
{
	msg_what(why, TR("it is not CSV"));
	msg_detail(why, "line %zu", number);
	msg_hint(why, TR("look at the quotes of that line: every one that opens must close"));
	return ERR_SYNTAX;
}

int ioc_parse_list(struct span text, const struct ioc *like, int64_t now, struct arena *arena,
    struct ioc_lines *ret, struct msg *why)
{
	return ioc_parse_columns(text, NULL, like, now, arena, ret, why);
}

int ioc_parse_columns(struct span text, const char *mapping, const struct ioc *like,
    int64_t now, struct arena *arena, struct ioc_lines *ret, struct msg *why)
{
	struct ioc_lines lines = {0};
	struct span rest = text, head;
	struct header header = {0};
	size_t number = 0;
	int csv;

	if (span_starts(rest, "\xef\xbb\xbf"))
		rest = span_sub(rest, 3, rest.n);
	text = rest;
	head = (struct span){0};
	(void)span_line(&text, &head);
	csv = check_mapping(mapping, arena, why);
	if (csv == 0)
		csv = read_header(head, mapping, arena, &header, why);
	if (csv < 0)
		return csv;
	if (csv) {
		rest = text;
		number = 1;
	}
	while (rest.n && rest.p) {
		struct ioc_line line = {.number = number + 1, .ioc = *like};
		struct span one;

		if (++number > IOC_BATCH)
			return refuse(
			    why, ERR_LIMIT, TR("the list is too long: enter it in parts"));
		if (csv && !csv_line(&rest, &header, &lines, &line, now, arena))
			return not_csv(number, why);
		if (!csv && span_line(&rest, &one))
			plain_line(&lines, &line, one, arena);
	}
	*ret = lines;
	return 0;
}
