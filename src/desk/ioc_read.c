/* What is imported, whatever its format, and a look at it before it is entered (desk/ioc.h). */
#include "desk/ioc.h"

/* Line and column of a byte, from 1. */
static int malformed(struct span text, size_t at, struct msg *why)
{
	size_t line = 1, column = 1;

	for (size_t i = 0; i < at && i < text.n; i++) {
		column = text.p[i] == '\n' ? 1 : column + 1;
		line += text.p[i] == '\n';
	}
	msg_what(why, TR("this is no JSON"));
	msg_detail(why, "line %zu, column %zu", line, column);
	msg_hint(why, TR("export it again: it is damaged at that place"));
	return ERR_SYNTAX;
}

int ioc_read(const struct ioc_import *import, struct arena *arena, struct ioc_lines *ret,
    size_t *ret_left, struct msg *why)
{
	struct span text = import->text, head;
	struct json *doc;
	size_t at = 0;

	if (span_starts(text, "\xef\xbb\xbf"))
		text = span_sub(text, 3, text.n);
	head = span_trim(span_sub(text, 0, 4096));
	if (!span_starts(head, "{") && !span_starts(head, "["))
		return ioc_parse_columns(
		    text, import->mapping, &import->like, import->now, arena, ret, why);
	if (json_parse(text, arena, &doc, &at) < 0)
		return malformed(text, at, why);
	if (json_get(doc, "objects"))
		return ioc_stix_lines(
		    doc, &import->like, import->now, arena, ret, ret_left, why);
	return ioc_misp_lines(doc, &import->like, arena, ret, ret_left, why);
}

static int preview_line(struct db *db, struct ioc_line *line, struct arena *arena)
{
	struct ioc_hits hits = {0};
	struct ioc old = {0};
	int r = desk_find(db, &ioc_type,
	    "WHERE \"value\" = $1 AND \"list\" = $2 AND \"type\" = $3",
	    DESK_PARAMS(DESK_TEXT(line->ioc.value), DESK_TEXT(ioc_list_names[line->ioc.list]),
		DESK_TEXT(ioc_kind_names[line->ioc.type])),
	    arena, &old);

	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	line->known = r == 0 && old.state != IOC_EXPIRED && old.state != IOC_WITHDRAWN;
	r = ioc_hits(db, &line->ioc, arena, &hits);
	if (r == 0 && hits.all.n)
		line->hits = arena_printf(
		    arena, "%s: %s", hits.all.items[0].org_name, hits.all.items[0].item);
	return r;
}

int ioc_preview(
    struct db *db, struct ioc_lines *lines, const char *warnings, struct arena *arena)
{
	struct ioc_warn warn;
	int r = 0;

	ioc_warn_init(&warn, arena);
	for (size_t i = 0; r == 0 && i < lines->all.n; i++) {
		struct ioc_line *line = &lines->all.items[i];

		if (line->why)
			continue;
		line->ioc.warnings = (struct text_list){0};
		ioc_warn_add(&warn, &line->ioc);
		r = preview_line(db, line, arena);
	}
	if (r == 0)
		ioc_warn_folder(&warn, warnings);
	return r;
}
