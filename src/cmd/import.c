#include "cmd/import.h"

#include "cmd/database.h"
#include "desk/pentest.h"
#include "desk/people.h"
#include "desk/tool_import.h"
#include "import/import.h"
#include "import/mapping.h"
#include "os/clock.h"
#include "os/file.h"

struct options {
	struct database_options database;
	const char *org, *engagement, *by;
	bool take, json;
};

const struct option_row import_options[] = {
    DATABASE_OPTIONS(options),
    {"org", OPTION_TEXT, offsetof(struct options, org), "NAME",
	"whose findings they become: name or identifier; without it the file is only shown",
	NULL},
    {"engagement", OPTION_TEXT, offsetof(struct options, engagement), "REF",
	"the penetration test whose report they become drafts of, PT-2026-0001", NULL},
    {"by", OPTION_TEXT, offsetof(struct options, by), "MAIL",
	"who of the CERT imports it, with the role for it", NULL},
    {"take", OPTION_FLAG, offsetof(struct options, take), NULL,
	"take what is new at once; else it waits in the portal", NULL},
    {"json", OPTION_FLAG, offsetof(struct options, json), NULL, "print JSON", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

/* --- showing --- */

static void print_line(const struct tool_finding *f, bool json)
{
	const char *type = mapping_type(f);
	STR_AUTO(out, 1 << 16);
	struct json_writer w;

	if (!json) {
		(void)printf("%-8s  %s%s%s%s%.0lld  %s  %s\n", criticality_names[f->severity],
		    f->host ? f->host : "", f->host && f->addr ? " " : "",
		    f->addr ? f->addr : "", f->port ? ":" : "", (long long)f->port, f->rule,
		    type ? type : f->title);
		return;
	}
	json_write_init(&w, &out, 0);
	record_to_json(&tool_finding_type, f, false, &w);
	(void)puts(str_text(&out));
}

static void print_file(const struct import_file *file, bool json)
{
	vec_foreach (f, &file->findings.all)
		print_line(f, json);
	if (!json)
		(void)printf("%s%s%s: %zu lines, %lld left out. Nothing was stored.\n",
		    tool_kind_labels[file->tool], file->program ? " " : "",
		    file->program ? file->program : "", file->findings.all.n,
		    (long long)file->bad);
}

static void print_import(const struct tool_import *i, bool json)
{
	STR_AUTO(out, 1 << 16);
	struct json_writer w;

	if (json) {
		json_write_init(&w, &out, 0);
		record_to_json(&tool_import_type, i, false, &w);
		(void)puts(str_text(&out));
		return;
	}
	(void)printf("%s (%s): %lld new, %lld known already, %lld said twice, %lld outside, "
		     "%lld for information.%s\n",
	    i->ref, tool_kind_labels[i->tool], (long long)i->fresh, (long long)i->known,
	    (long long)i->twice, (long long)i->outside, (long long)i->info,
	    i->state == TOOL_TAKEN ? " Taken." : " It waits in the portal.");
}

/* --- storing --- */

static int find_org(struct db *db, const char *name, struct arena *arena, const char **ret)
{
	struct desk_records all = {0};
	int r = desk_list(db, &org_type,
	    "WHERE \"id\" = $1 OR \"name\" = $1 ORDER BY \"id\" LIMIT 2",
	    DESK_PARAMS(DESK_TEXT(name)), arena, &all);

	if (r < 0)
		return r;
	if (all.all.n != 1)
		return db_fail(db, ERR_RANGE,
		    all.all.n ? "several organisations have this name"
			      : "there is no organisation of this name",
		    "give the identifier that its page has in its address", "%.100s", name);
	*ret = ((const struct org *)all.all.items[0])->id;
	return 0;
}

static int store(struct db *db, const struct options *o, const char *path, struct span bytes,
    struct arena *arena, struct tool_import *ret)
{
	struct tool_import_file file = {
	    .name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path,
	    .bytes = bytes,
	    .may = MAY_REVIEW};
	int64_t now = clock_system.wall(NULL);
	struct actor actor = {.remote = "varde import"};
	struct person person = {0};
	struct engagement e = {0};
	int r = o->engagement ? engagement_get(db, o->engagement, arena, &e)
			      : find_org(db, o->org, arena, &file.org);

	file.engagement = e.id;
	if (r == 0)
		r = people_by_mail(db, o->by, arena, &person);
	if (r < 0)
		return r;
	actor.person = person.id;
	actor.name = person.name;
	r = tool_import_preview(db, &actor, &file, now, arena, ret);
	if (r == 0 && o->take)
		r = tool_import_take(db, &actor, ret->id, file.may, now, arena, ret);
	return r;
}

static int import(const struct options *o, const char *path, struct span bytes,
    struct arena *arena, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	const char *where = NULL;
	struct tool_import i;
	int r = database_where(&o->database, arena, &where, msg);

	if (r == 0)
		r = db_open(where, 0, msg, &db);
	if (r < 0)
		return r;
	r = store(db, o, path, bytes, arena, &i);
	if (r < 0)
		*msg = *db_msg(db);
	else
		print_import(&i, o->json);
	return r;
}

static int run(
    const struct options *o, const struct text_list *args, struct arena *arena, struct msg *msg)
{
	const char *into = o->org ? o->org : o->engagement;
	struct import_file file = {0};
	STR_AUTO(bytes, IMPORT_BYTES);
	int r;

	if (args->n != 1 || (o->org && o->engagement) || (!into != !o->by) ||
	    (o->take && !into)) {
		msg_what(msg, "what to import is not told");
		msg_hint(msg, "varde import FILE, or with --by MAIL and either --org NAME or "
			      "--engagement REF");
		return ERR_SYNTAX;
	}
	r = file_read(args->items[0], &bytes, msg);
	if (r < 0)
		return r;
	if (into)
		return import(o, args->items[0], str_bytes(&bytes), arena, msg);
	r = import_read(str_bytes(&bytes), arena, &file, msg);
	if (r == 0)
		print_file(&file, o->json);
	return r;
}

int cmd_import(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct options o = {0};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse("import", argc, argv, &o, &args, arena, &msg);

	if (r == 0)
		r = run(&o, &args, arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}
