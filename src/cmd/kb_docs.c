#include "cmd/kb_docs.h"

#include "base/limits.h"
#include "base/parse.h"
#include "codec/sha256.h"
#include "os/clock.h"
#include "os/file.h"

#include <unistd.h>

/*
 * Both files are lines of fields with tabs between: "state" begins with a line of the whole,
 * the others are a document each. "waiting" grows while documents come; a last line without its
 * end is not one.
 */
enum { STATE_MAX = 256 << 20, FEW = 20, TENTH = 10 };

static const char version[] = "varde-1";

static const char *path_of(const struct kb_docs *d, const char *name)
{
	return arena_printf(d->arena, "%s/%s", d->folder, name);
}

static const char *field(struct span *line, struct arena *arena)
{
	struct span part = {0};

	return span_split(line, '\t', &part) && part.n ? arena_strndup(arena, part.p, part.n)
						       : NULL;
}

static int64_t number(const char *text)
{
	int64_t n = 0;

	return text && parse_int(span_str(text), 0, INT64_MAX, &n) == 0 ? n : 0;
}

/* What a name in the file may be: what we make of it. */
static const char *file_of(const struct kb_docs *d, const char *url, int64_t updated)
{
	char hex[SHA256_HEX];
	const char *both = arena_printf(d->arena, "%s\n%lld", url, (long long)updated);

	return arena_printf(d->arena, "%s/%s.json", d->folder, sha256_hex(span_str(both), hex));
}

static struct kb_doc *read_doc(struct kb_docs *d, struct span line, struct map *to)
{
	struct kb_doc *doc = ARENA_NEW(d->arena, struct kb_doc);

	doc->updated = number(field(&line, d->arena));
	doc->digest = field(&line, d->arena);
	doc->url = field(&line, d->arena);
	doc->id = field(&line, d->arena);
	if (doc->digest && strcmp(doc->digest, "-") == 0)
		doc->digest = NULL;
	if (!doc->url)
		return NULL;
	(void)map_set(to, doc->url, doc);
	return doc;
}

static void read_head(struct kb_docs *d, struct span line)
{
	const char *key;

	d->updated = number(field(&line, d->arena));
	d->is_signed = number(field(&line, d->arena)) == 1;
	d->rule_was = field(&line, d->arena);
	while ((key = field(&line, d->arena)))
		text_list_add(&d->keys, d->arena, key);
}

static int read_whole(
    const struct kb_docs *d, const char *name, struct str *text, struct msg *msg)
{
	struct msg none = {0};
	int r = file_read(path_of(d, name), text, &none);

	if (r < 0 && r != ERR_NOTFOUND)
		*msg = none;
	return r == ERR_NOTFOUND ? 0 : r;
}

static int read_state(struct kb_docs *d, struct msg *msg)
{
	STR_AUTO(text, STATE_MAX);
	struct span rest, line, head;
	int r = read_whole(d, "state", &text, msg);

	rest = str_bytes(&text);
	if (r < 0 || !span_split(&rest, '\n', &line) || !span_split(&line, '\t', &head) ||
	    !span_eq(head, version))
		return r;
	read_head(d, line);
	while (span_split(&rest, '\n', &line))
		if (line.n)
			(void)read_doc(d, line, &d->known);
	d->first = false;
	return 0;
}

/* What waits, if its file is still there. */
static int read_waiting(struct kb_docs *d, struct msg *msg)
{
	STR_AUTO(text, STATE_MAX);
	struct span rest, line;
	int r = read_whole(d, "waiting", &text, msg);

	rest = str_bytes(&text);
	while (rest.n && memchr(rest.p, '\n', rest.n) && span_split(&rest, '\n', &line)) {
		struct kb_doc *doc = read_doc(d, line, &d->waiting);

		if (!doc)
			continue;
		doc->path = file_of(d, doc->url, doc->updated);
		if (access(doc->path, R_OK) != 0)
			doc->path = NULL;
	}
	return r;
}

int kb_docs_open(
    struct kb_docs *d, const char *keep, const char *name, struct arena *arena, struct msg *msg)
{
	int r;

	*d = (struct kb_docs){.name = name,
	    .folder = arena_printf(arena, "%s/fetch/%s", keep, name),
	    .arena = arena,
	    .first = true};
	map_init(&d->known, arena);
	map_init(&d->waiting, arena);
	r = file_make_folder(d->folder, 0700, msg);
	if (r == 0)
		r = read_state(d, msg);
	return r == 0 ? read_waiting(d, msg) : r;
}

bool kb_docs_wants(
    struct kb_docs *d, const char *url, int64_t updated, const struct kb_doc **ret_known)
{
	struct kb_doc *known = map_get(&d->known, url), *waits = map_get(&d->waiting, url);

	*ret_known = known;
	if (known)
		known->listed = true;
	/* a list without times does not tell whether what waits is the newest */
	if (waits && waits->updated == updated && updated && (waits->path || !waits->id)) {
		waits->listed = true;
		return false;
	}
	if (known && !known->id && d->rule && d->rule_was && strcmp(d->rule, d->rule_was) != 0)
		return true;
	return !known || !updated || known->updated != updated;
}

static void put_doc(struct str *to, const struct kb_doc *doc)
{
	str_addf(to, "%lld\t%s\t%s\t%s\n", (long long)doc->updated,
	    doc->digest ? doc->digest : "-", doc->url, doc->id ? doc->id : "");
}

static int append(const struct kb_docs *d, const struct kb_doc *doc, struct msg *msg)
{
	STR_AUTO(line, LIMIT_LINE);
	const char *path = path_of(d, "waiting");
	FILE *file = fopen(path, "ae");

	put_doc(&line, doc);
	if (!file)
		return file_error("write", path, msg);
	(void)fwrite(line.p, 1, line.n, file);
	return fclose(file) == 0 ? 0 : file_error("write", path, msg);
}

int kb_docs_add(struct kb_docs *d, const struct kb_doc *doc, struct span bytes, struct msg *msg)
{
	struct kb_doc *copy = ARENA_NEW(d->arena, struct kb_doc);
	int r = 0;

	*copy = (struct kb_doc){.url = arena_strdup(d->arena, doc->url),
	    .digest = doc->digest ? arena_strdup(d->arena, doc->digest) : NULL,
	    .id = bytes.p && doc->id && !strpbrk(doc->id, "\t\n")
		      ? arena_strdup(d->arena, doc->id)
		      : NULL,
	    .updated = doc->updated,
	    .listed = true};
	if (bytes.p) {
		copy->path = file_of(d, copy->url, copy->updated);
		r = file_write(copy->path, bytes, 0600, msg);
	}
	(void)map_set(&d->waiting, copy->url, copy);
	return r == 0 ? append(d, copy, msg) : r;
}

/* --- all at once --- */

static int write_state(struct kb_docs *d, struct msg *msg)
{
	STR_AUTO(text, STATE_MAX);

	str_addf(&text, "%s\t%lld\t%d\t%s", version, (long long)d->updated, d->is_signed,
	    d->rule ? d->rule : "-");
	for (size_t i = 0; i < d->keys.n; i++)
		str_addf(&text, "\t%s", d->keys.items[i]);
	str_char(&text, '\n');
	map_foreach (entry, &d->known) {
		const struct kb_doc *doc = entry->value;

		if (doc->listed && !map_has(&d->waiting, doc->url))
			put_doc(&text, doc);
	}
	map_foreach (entry, &d->waiting)
		put_doc(&text, entry->value);
	if (str_ok(&text) < 0)
		return 0; /* too long to remember: all is looked at again */
	return file_write(path_of(d, "state"), str_bytes(&text), 0600, msg);
}

/* What waited is in: the next time begins anew. */
static void clear(struct kb_docs *d)
{
	map_foreach (entry, &d->waiting) {
		const struct kb_doc *doc = entry->value;

		if (doc->path)
			(void)unlink(doc->path); /* one that stays is only room */
	}
	(void)unlink(path_of(d, "waiting"));
}

/* Records of documents that the list no longer has, unless another document gives them. */
static int find_gone(struct kb_docs *d, bool accept, struct text_list *ret, struct msg *msg)
{
	struct map alive;
	int64_t all = 0, n = 0;

	map_init(&alive, d->arena);
	map_foreach (entry, &d->known) {
		const struct kb_doc *doc = entry->value;

		if (doc->listed && doc->id)
			(void)map_set(&alive, doc->id, entry);
	}
	map_foreach (entry, &d->waiting) {
		const struct kb_doc *doc = entry->value;

		if (doc->id)
			(void)map_set(&alive, doc->id, entry);
	}
	map_foreach (entry, &d->known) {
		const struct kb_doc *doc = entry->value;

		all++;
		n += !doc->listed;
		if (!doc->listed && doc->id && !map_has(&alive, doc->id))
			text_list_add(ret, d->arena, doc->id);
	}
	if (accept || n <= FEW || n <= all / TENTH)
		return 0;
	msg_what(msg, "the publisher's list has lost much of what it had");
	msg_detail(msg, "%s: %lld of %lld documents are no longer in it", d->name, (long long)n,
	    (long long)all);
	msg_hint(msg,
	    "what was known before stays in use; ask the publisher, and give --accept "
	    "if it is right");
	return ERR_RANGE;
}

/* What is to be read, in the order in which it came. */
static void collect(struct kb_docs *d, struct kb_publication *pub)
{
	size_t n = 0;

	map_foreach (entry, &d->waiting)
		n += ((const struct kb_doc *)entry->value)->path != NULL;
	if (!n)
		return;
	pub->paths.items = ARENA_ARRAY(d->arena, n, const char *);
	pub->origins = ARENA_ARRAY(d->arena, n, const char *);
	map_foreach (entry, &d->waiting) {
		const struct kb_doc *doc = entry->value;

		if (!doc->path)
			continue;
		pub->origins[pub->paths.n] = doc->url;
		pub->paths.items[pub->paths.n++] = doc->path;
	}
}

/* Only documents of this list: one that waited since an update that was cut may be gone. */
static void forget_unlisted(struct kb_docs *d)
{
	map_foreach (entry, &d->waiting) {
		struct kb_doc *doc = entry->value;

		if (doc->listed)
			continue;
		if (doc->path)
			(void)unlink(doc->path);
		doc->path = doc->id = NULL;
	}
}

int kb_docs_take(struct kb_docs *d, struct db *db, struct kb_publication *pub, bool whole,
    const struct kb_out *out, struct msg *msg)
{
	struct text_list *gone = ARENA_NEW(d->arena, struct text_list);
	int r = 0;

	if (whole) {
		forget_unlisted(d);
		r = find_gone(d, pub->accept, gone, msg);
	} else {
		map_foreach (entry, &d->known)
			((struct kb_doc *)entry->value)->listed = true;
	}
	if (r < 0)
		return r;
	collect(d, pub);
	pub->gone = gone;
	if (pub->paths.n || gone->n) {
		r = kb_take(db, pub, d->arena, out);
	} else {
		pub->web.name = pub->name;
		pub->web.feed = pub->feed->name;
		r = know_checked(db, &pub->web, clock_system.wall(NULL), NULL);
		if (r < 0)
			*msg = *db_msg(db);
		if (r == 0 && !out->quiet && !out->json)
			(void)printf("%s: nothing new\n", pub->name);
		r = r == 0 ? 1 : r;
	}
	if (r < 0)
		return r;
	if (write_state(d, msg) < 0)
		return ERR_IO;
	clear(d);
	return r;
}
