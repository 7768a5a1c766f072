#include "cmd/kb_import.h"

#include "base/log.h"
#include "base/map.h"
#include "base/time.h"
#include "cmd/kb_bundle.h"
#include "cmd/kb_take.h"
#include "feed/bundle.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/folder.h"

#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH = 32 };

struct options {
	const char *db;
	bool accept, json, quiet;
};

const struct option_row kb_import_options[] = {
    {"db", OPTION_TEXT, offsetof(struct options, db), "PLACE",
	"the database: a file or a PostgreSQL URL", NULL},
    {"accept", OPTION_FLAG, offsetof(struct options, accept), NULL,
	"take it in although its size or age is unusual", NULL},
    {"json", OPTION_FLAG, offsetof(struct options, json), NULL,
	"tell what happened as JSON, one object a publication", NULL},
    {"quiet", OPTION_FLAG, offsetof(struct options, quiet), NULL, "tell failures only", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

struct importing {
	const struct options *o;
	struct arena *arena;
	struct db *db;
	struct kb_out out;
	const char *keep;
	struct map groups; /* feed name to struct text_list of paths: documents */
	struct text_list unknown;
	bool failed, database;
};

/* What one file holds, before any of it is taken. */
struct content {
	struct arena *arena;
	VEC(struct part {
		const struct feed *feed;
		const char *name;
	})
	parts;
	size_t unknown;
};

static int on_part(void *arg, const struct feed *feed, const char *name, struct span bytes)
{
	struct content *c = arg;

	(void)bytes;
	if (!feed || !feed->read) {
		c->unknown++;
		return 0;
	}
	if (feed->flags & FEED_DOCUMENT) /* all of them together are one publication */
		vec_foreach (part, &c->parts)
			if (part->feed == feed)
				return 0;
	vec_push(c->arena, &c->parts,
	    (struct part){
		feed, feed->flags & FEED_DOCUMENT ? NULL : arena_strdup(c->arena, name)});
	return 0;
}

static void note(struct importing *im, int r)
{
	if (r >= 0)
		return;
	im->failed = true;
	im->database |= r == ERR_BUSY || r == ERR_FULL || r == ERR_CORRUPT || r == ERR_IO;
}

/*
 * The name of a publication: of feeds that are one file, and of documents, the feed's own; of
 * those that come in parts (years), with the file's, so that like is compared with like.
 */
static const char *name_of(struct importing *im, const struct feed *feed, const char *file)
{
	const char *end;

	if ((feed->flags & FEED_DOCUMENT) || strcmp(feed->name, "nvd") != 0)
		return strcmp(feed->name, "debian") == 0 &&
			       strcmp(file + strcspn(file, "."), ".tsv") == 0
			   ? "debian/table"
			   : feed->name;
	end = strstr(file, ".json"); /* "nvdcve-2.0-2024.json": the year is behind a dot */
	return arena_printf(im->arena, "%s/%.*s", feed->name,
	    (int)(end ? (size_t)(end - file) : strcspn(file, ".")), file);
}

static void take_file(struct importing *im, const struct kb_file *file, const struct content *c)
{
	vec_foreach (part, &c->parts) {
		struct kb_publication pub = {.feed = part->feed,
		    .name = name_of(im, part->feed, part->name ? part->name : file->name),
		    .member = part->name,
		    .shown = file->path,
		    .file = file,
		    .keep = im->keep,
		    .accept = im->o->accept,
		    .documents = part->feed->flags & FEED_DOCUMENT};

		note(im, kb_take(im->db, &pub, im->arena, &im->out));
	}
}

/* Documents of a folder wait, to be taken as one. */
static bool wait_in_group(struct importing *im, const char *path, const struct content *c)
{
	struct text_list *paths;
	const char *name;

	if (c->parts.n != 1 || !(c->parts.items[0].feed->flags & FEED_DOCUMENT))
		return false;
	name = c->parts.items[0].feed->name;
	paths = map_get(&im->groups, name);
	if (!paths) {
		paths = ARENA_NEW(im->arena, struct text_list);
		(void)map_set(&im->groups, name, paths);
	}
	if ((paths->n & (paths->n - 1)) == 0) {
		const char **to =
		    ARENA_ARRAY(im->arena, paths->n ? paths->n * 2 : 1, const char *);

		if (paths->n)
			memcpy(to, paths->items, paths->n * sizeof(*to));
		paths->items = to;
	}
	paths->items[paths->n++] = path;
	return true;
}

static void unknown(struct importing *im, const char *path, bool named)
{
	struct msg msg = {0};

	if (!named) {
		if (im->out.json || !im->out.quiet)
			text_list_add(&im->unknown, im->arena, path);
		return;
	}
	msg_what(&msg, "the file is of no feed that Varde knows");
	msg_detail(&msg, "%s", path);
	msg_hint(&msg, "varde kb sources lists the feeds");
	kb_tell_refused(&im->out, path, NULL, &msg);
	im->failed = true;
}

/* named: the user gave this very file. */
static void import_file(struct importing *im, const char *path, bool named)
{
	struct content c = {.arena = im->arena};
	struct kb_file file;
	struct msg msg = {0};
	int r = kb_file_open(&file, path, im->arena, &msg);

	if (r == 0 && bundle_sniff(file.packed)) {
		r = kb_bundle_take(im->db, &file, im->keep, im->o->accept, &im->out, &msg);
		if (r < 0)
			kb_tell_refused(&im->out, path, "bundle", &msg);
		note(im, r);
		kb_file_done(&file);
		return;
	}
	if (r == 0)
		r = kb_file_each(&file, on_part, &c, &msg);
	if (r < 0) {
		kb_tell_refused(&im->out, path, NULL, &msg);
		im->failed = true;
	} else if (c.parts.n == 0) {
		unknown(im, path, named);
	} else if (named || file.archive || !wait_in_group(im, path, &c)) {
		take_file(im, &file, &c);
	}
	kb_file_done(&file);
}

static void import_any(struct importing *im, const char *path, bool named, int depth);

static void import_folder(struct importing *im, const char *path, int depth)
{
	struct folder all = {0};
	struct msg msg = {0};
	int r = depth < DEPTH ? folder_list(path, im->arena, &all, &msg) : 0;

	if (r < 0) {
		kb_tell_refused(&im->out, path, NULL, &msg);
		im->failed = true;
	}
	vec_foreach (name, &all.names)
		import_any(im, arena_printf(im->arena, "%s/%s", path, *name), false, depth + 1);
}

static void import_any(struct importing *im, const char *path, bool named, int depth)
{
	struct stat st;
	struct msg msg = {0};

	if ((named ? stat(path, &st) : lstat(path, &st)) < 0) {
		(void)file_error("read", path, &msg);
		kb_tell_refused(&im->out, path, NULL, &msg);
		im->failed = true;
	} else if (S_ISDIR(st.st_mode)) {
		import_folder(im, path, depth);
	} else if (S_ISREG(st.st_mode) || named) {
		import_file(im, path, named);
	}
}

static void take_groups(struct importing *im)
{
	map_foreach (entry, &im->groups) {
		const struct text_list *paths = entry->value;
		const struct feed *feed = feed_of(entry->key);
		struct kb_publication pub = {.feed = feed,
		    .name = feed->name,
		    .shown = arena_printf(im->arena, "%zu files of %s", paths->n,
			file_folder(im->arena, paths->items[0])),
		    .paths = *paths,
		    .keep = im->keep,
		    .accept = im->o->accept,
		    .documents = true};

		note(im, kb_take(im->db, &pub, im->arena, &im->out));
	}
}

static void tell_unknown(const struct importing *im)
{
	if (im->out.json || im->out.quiet)
		return;
	for (size_t i = 0; i < im->unknown.n; i++)
		(void)printf(
		    "%s: of no feed that Varde knows; left out\n", im->unknown.items[i]);
}

const char *kb_import_folder(const char *where, struct arena *arena)
{
	const char *path = strstr(where, "://") ? options_db(NULL, arena) : where;

	return arena_printf(arena, "%s/knowledge", file_folder(arena, path));
}

static int import(struct importing *im, const struct text_list *args, struct msg *msg)
{
	const char *where = options_db(im->o->db, im->arena);
	int r;

	if (!args->n) {
		msg_what(msg, "what to take in is not told");
		msg_hint(msg, "varde kb import FILE|DIR...");
		return EXIT_USAGE;
	}
	r = db_open(where, DB_CREATE, msg, &im->db);
	if (r < 0)
		return EXIT_DATABASE;
	im->keep = kb_import_folder(where, im->arena);
	map_init(&im->groups, im->arena);
	for (size_t i = 0; i < args->n; i++)
		import_any(im, args->items[i], true, 0);
	take_groups(im);
	tell_unknown(im);
	im->db = db_close(im->db);
	return im->database ? EXIT_DATABASE : im->failed ? EXIT_FILES : EXIT_DONE;
}

int cmd_kb_import(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct options o = {0};
	struct importing im = {.o = &o, .arena = arena};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse("kb import", argc, argv, &o, &args, arena, &msg);

	im.out = (struct kb_out){o.json, o.quiet, !o.json && !o.quiet && isatty(STDERR_FILENO)};
	r = r < 0 ? EXIT_USAGE : import(&im, &args, &msg);
	if (msg.what[0])
		log_msg(LOG_ERROR, &msg);
	arena_free(arena);
	return r;
}
