/* Organisations from CSV (desk/org.h). */
#include "desk/org.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/parse.h"
#include "codec/csv.h"
#include "desk/id.h"

enum { COLUMNS_MAX = 32 };

/* Columns that are not simply a field of the record's type. */
static const char parent_column[] = "parent";

static const char *const allowed[] = {"name", "type", "abbreviation", parent_column, "state",
    "region", "national_ids", "lang", "zone", "criticality", "beds", "emergency", "supplier_of",
    NULL};

struct row {
	int64_t line;
	const char *cells[COLUMNS_MAX];
	size_t n;
};

struct importer {
	struct db *db;
	const struct actor *actor;
	struct arena *arena;
	struct org_import *got;
	struct span rest;
	int64_t line; /* of what comes next */
	char separator;
	const char *columns[COLUMNS_MAX];
	size_t ncolumns;
	struct map known; /* national identifier or name -> struct org */
	VEC(struct org *) made;
	int64_t now;
};

static void PRINTF(3, 4) fault(struct importer *im, int64_t line, const char *fmt, ...)
{
	struct msg *why = ARENA_NEW(im->arena, struct msg);
	va_list ap;

	va_start(ap, fmt);
	msg_vdetail(why, fmt, ap);
	va_end(ap);
	vec_push(im->arena, &im->got->faults, (struct org_import_fault){line, why});
}

/* The next row; false at the end. A row that cannot be read ends the file: where the next one
 * begins is not known. */
static bool next_row(struct importer *im, struct row *row)
{
	bool ends = false;

	*row = (struct row){.line = im->line};
	while (im->rest.n && !ends) {
		STR_AUTO(cell, LIMIT_TEXT);
		size_t before = im->rest.n;
		struct span taken = im->rest;
		int r = csv_next(&im->rest, im->separator, &cell, &ends);

		if (r < 0 || str_ok(&cell) < 0 || row->n == COLUMNS_MAX) {
			fault(im, row->line, "it is not CSV from here on");
			im->rest = (struct span){0};
			return false;
		}
		for (size_t i = 0; i < before - im->rest.n; i++)
			im->line += taken.p[i] == '\n';
		row->cells[row->n++] = str_dup(&cell, im->arena);
	}
	return row->n > 0;
}

static bool read_header(struct importer *im)
{
	struct span first;
	struct span all = im->rest;
	struct row row;
	bool name = false, type = false;

	if (span_starts(im->rest, "\xef\xbb\xbf"))
		all = im->rest = span_sub(im->rest, 3, im->rest.n);
	(void)span_line(&all, &first);
	im->separator = span_find(first, ";") >= 0 ? ';' : ',';
	im->line = 1;
	if (!next_row(im, &row))
		return false;
	for (size_t i = 0; i < row.n; i++) {
		struct span cell = span_trim(span_str(row.cells[i]));
		const char *const *a = allowed;

		while (*a && !span_ieq(cell, *a))
			a++;
		if (!*a)
			fault(im, 1, "there is no column %.40s", row.cells[i]);
		name = name || (*a && strcmp(*a, "name") == 0);
		type = type || (*a && strcmp(*a, "type") == 0);
		im->columns[im->ncolumns++] = *a;
	}
	if (!name || !type)
		fault(im, 1, "the columns name and type are needed");
	return im->got->faults.n == 0;
}

/* One cell into the record; gives what is wrong with it, or NULL. */
static const char *set_cell(
    struct importer *im, struct org *org, const char *column, struct span cell)
{
	const struct field *f = record_field(&org_type, column);
	const char *text = arena_strndup(im->arena, cell.p, cell.n);
	struct text_list list = {0};
	struct span part;
	int64_t n;

	if (f->type == FIELD_ENUM)
		return field_set_enum(f, org, text) < 0 ? TR("is none of its values") : NULL;
	if (f->type == FIELD_INT) {
		if (parse_int(cell, f->min, f->max, &n) < 0)
			return TR("is no number in bounds");
		field_set_int(f, org, n);
	} else if (f->type == FIELD_LIST) {
		while (span_split(&cell, ' ', &part))
			if (part.n)
				text_list_add(
				    &list, im->arena, arena_strndup(im->arena, part.p, part.n));
		field_set_list(f, org, list);
	} else {
		field_set_text(f, org, text);
	}
	return NULL;
}

/* Names lead to organisations only as long as they are unique; identifiers always. */
static void remember(struct importer *im, struct org *org)
{
	for (size_t i = 0; i < org->national_ids.n; i++)
		(void)map_set(&im->known, org->national_ids.items[i], org);
	if (!map_has(&im->known, org->name))
		(void)map_set(&im->known, org->name, org);
	else if (map_get(&im->known, org->name) != org)
		(void)map_set(&im->known, org->name, NULL);
}

static const struct org *existing(struct importer *im, const struct org *org)
{
	for (size_t i = 0; i < org->national_ids.n; i++) {
		const struct org *other = map_get(&im->known, org->national_ids.items[i]);

		if (other)
			return other;
	}
	return NULL;
}

static void take_row(struct importer *im, const struct row *row)
{
	struct org *org = ARENA_NEW(im->arena, struct org);
	const struct org *parent = NULL;
	size_t before = im->got->faults.n;
	struct msg msg = {0};

	*org = (struct org){.criticality = 3, .type = -1};
	for (size_t i = 0; i < row->n && i < im->ncolumns; i++) {
		struct span cell = span_trim(span_str(row->cells[i]));
		const char *wrong = NULL;

		if (!cell.n)
			continue;
		if (im->columns[i] == parent_column) {
			parent = map_get(&im->known, arena_strndup(im->arena, cell.p, cell.n));
			if (!parent)
				wrong = TR("is not known, or not unique; it must stand above");
		} else {
			wrong = set_cell(im, org, im->columns[i], cell);
		}
		if (wrong)
			fault(im, row->line, "%s: %.60s %-s", im->columns[i], row->cells[i],
			    wrong);
	}
	if (row->n > im->ncolumns)
		fault(im, row->line, "it has more cells than there are columns");
	if (org->type < 0 && im->got->faults.n == before)
		fault(im, row->line, "type: is needed");
	if (im->got->faults.n > before)
		return;
	org->id = id_make(im->arena);
	org->parent = parent ? parent->id : NULL;
	org->path = arena_printf(im->arena, "%s%s/", parent ? parent->path : "", org->id);
	if (record_validate(&org_type, org, &msg) < 0) {
		fault(im, row->line, "%s", msg.detail);
		*im->got->faults.items[im->got->faults.n - 1].why = msg;
		return;
	}
	if (existing(im, org)) {
		im->got->existing++;
		return;
	}
	im->got->created++;
	remember(im, org);
	vec_push(im->arena, &im->made, org);
}

static int remember_stored(struct importer *im)
{
	struct desk_records stored;
	int r = desk_list(im->db, &org_type, "ORDER BY \"path\"", NULL, 0, im->arena, &stored);

	for (size_t i = 0; r == 0 && i < stored.all.n; i++)
		remember(im, stored.all.items[i]);
	return r;
}

static bool blank(const struct row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (span_trim(span_str(row->cells[i])).n)
			return false;
	return true;
}

static int import(struct importer *im, bool dry_run)
{
	struct row row;
	int r = remember_stored(im);

	if (r < 0)
		return r;
	if (read_header(im)) {
		while (next_row(im, &row)) {
			if (blank(&row))
				continue;
			im->got->lines++;
			take_row(im, &row);
		}
	}
	if (im->got->faults.n)
		return db_fail(im->db, ERR_SYNTAX, "the organisations were not imported",
		    "correct the lines that are named; nothing was stored", "line %lld: %.200s",
		    (long long)im->got->faults.items[0].line,
		    im->got->faults.items[0].why->detail);
	for (size_t i = 0; r == 0 && !dry_run && i < im->made.n; i++)
		r = org_add(im->db, im->actor, im->made.items[i], im->now, im->arena);
	return r;
}

int org_import(struct db *db, const struct actor *actor, struct span csv, bool dry_run,
    int64_t now, struct arena *arena, struct org_import *ret)
{
	struct importer im = {
	    .db = db, .actor = actor, .arena = arena, .got = ret, .rest = csv, .now = now};
	int r = db_begin(db, dry_run ? DB_READ : DB_WRITE);

	*ret = (struct org_import){0};
	map_init(&im.known, arena);
	return r < 0 ? r : db_end(db, import(&im, dry_run));
}
