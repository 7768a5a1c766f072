#include "cmd/kb_take.h"

#include "base/log.h"
#include "codec/sha256.h"
#include "os/clock.h"
#include "os/file.h"

#include <inttypes.h>

enum { SHOW_EVERY = 5000, OUT_MAX = 1 << 20 };

struct taking {
	const struct kb_publication *pub;
	const struct kb_out *out;
	struct arena *arena;
	struct feed_read rd; /* of the last pass */
	struct msg *msg;
	int (*emit)(void *arg, const struct knowledge *k);
	void *emit_arg;
	int64_t shown;
	char first[200]; /* the first document that was left out, and why */
};

static int on_record(void *arg, const struct knowledge *k)
{
	struct taking *t = arg;
	bool show = ++t->shown % SHOW_EVERY == 0;

	if (show && t->pub->file)
		scratch_rest(&t->pub->file->unpacked);
	if (show && t->out->live) {
		(void)fprintf(stderr, "\r%.60s: %" PRId64 " records", t->pub->shown, t->shown);
		(void)fflush(stderr);
	}
	return t->emit(t->emit_arg, k);
}

/* A document that cannot be read is left out; the others are taken. */
static int tolerate(struct taking *t, int r, const char *name)
{
	bool one = t->pub->total || (t->pub->file && !t->pub->file->archive);

	if (r >= 0 || one || !t->pub->documents || !t->msg->what[0] ||
	    (r != ERR_SYNTAX && r != ERR_TRUNCATED && r != ERR_LIMIT))
		return r;
	feed_leave(&t->rd, "a document that is malformed");
	if (!*t->first)
		(void)snprintf(
		    t->first, sizeof(t->first), "%.60s: %.120s", name, t->msg->detail);
	*t->msg = (struct msg){0};
	return 0;
}

static int on_part(void *arg, const struct feed *feed, const char *name, struct span bytes)
{
	struct taking *t = arg;
	const struct kb_publication *pub = t->pub;
	/* what was fetched for a feed is that feed's, or the reader says why not */
	bool ours = pub->origins || (pub->file && !pub->file->archive) ? true
		    : pub->feed->sniff                                 ? feed == pub->feed
								       : feed != NULL;

	if (!ours || (pub->member && strcmp(pub->member, name) != 0))
		return 0;
	if ((int64_t)bytes.n > pub->feed->max_bytes)
		return tolerate(t,
		    feed_bad(t->msg, ERR_LIMIT, "%.100s: it has %zu bytes", name, bytes.n),
		    name);
	return tolerate(t, pub->feed->read(bytes, &t->rd, t->msg), name);
}

static int read_paths(struct taking *t)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < t->pub->paths.n; i++) {
		struct kb_file file;
		struct arena *arena = arena_new();

		r = kb_file_open(&file, t->pub->paths.items[i], arena, t->msg);
		t->rd.origin = t->pub->origins ? t->pub->origins[i] : t->pub->paths.items[i];
		if (r == 0)
			r = kb_file_each(&file, on_part, t, t->msg);
		r = tolerate(t, r, file.name);
		kb_file_done(&file);
		arena_free(arena);
	}
	return r;
}

static int read_all(void *arg, int (*emit)(void *arg, const struct knowledge *k),
    void *emit_arg, struct know_reading *ret, struct msg *msg)
{
	struct taking *t = arg;
	int r;

	t->rd = (struct feed_read){.source = t->pub->feed->name,
	    .origin = t->pub->web.url ? t->pub->web.url : t->pub->shown,
	    .emit = on_record,
	    .arg = t};
	t->msg = msg;
	t->emit = emit;
	t->emit_arg = emit_arg;
	t->shown = 0;
	r = t->pub->file ? kb_file_each(t->pub->file, on_part, t, msg) : read_paths(t);
	ret->newest = t->rd.newest;
	ret->whole = t->rd.whole;
	ret->none = t->rd.none || t->pub->gone; /* documents may all be of other products */
	ret->gone = t->pub->gone;
	if (t->pub->total)
		*t->pub->total = t->rd.total;
	ret->left = t->rd.left;
	ret->records = t->pub->feed->flags & FEED_KEPT ? t->rd.records : 0;
	return r;
}

/* --- told --- */

static void clear_line(const struct kb_out *out)
{
	if (out->live)
		(void)fputs("\r\033[K", stderr);
}

static void write_line(struct str *line)
{
	str_char(line, '\n');
	(void)fwrite(line->p, 1, line->n, stdout);
	(void)fflush(stdout);
}

void kb_tell_refused(
    const struct kb_out *out, const char *shown, const char *feed, const struct msg *msg)
{
	clear_line(out);
	if (out->json) {
		STR_AUTO(line, OUT_MAX);
		struct json_writer w;

		json_write_init(&w, &line, 0);
		json_write_object(&w);
		json_member_text(&w, "file", shown);
		if (feed)
			json_member_text(&w, "feed", feed);
		json_member_text(&w, "error", msg->what);
		json_member_text(&w, "detail", msg->detail);
		json_member_text(&w, "hint", msg->hint);
		json_write_object_end(&w);
		write_line(&line);
		return;
	}
	log_line(LOG_ERROR, "%s%s%s%s was not taken in", shown, feed ? " (" : "",
	    feed ? feed : "", feed ? ")" : "");
	log_msg(LOG_ERROR, msg);
}

static void tell_json(const struct taking *t, const struct know_taken *n)
{
	STR_AUTO(line, OUT_MAX);
	struct json_writer w;

	json_write_init(&w, &line, 0);
	json_write_object(&w);
	json_member_text(&w, "file", t->pub->shown);
	json_member_text(&w, "feed", t->pub->feed->name);
	json_member_text(&w, "publication", t->pub->name);
	json_member_int(&w, "records", n->records);
	json_member_int(&w, "added", n->added);
	json_member_int(&w, "changed", n->changed);
	json_member_int(&w, "same", n->same);
	json_member_int(&w, "older", n->older);
	json_member_int(&w, "withdrawn", n->withdrawn);
	json_member_int(&w, "left_out", n->left);
	json_write_key(&w, "reasons");
	json_write_array(&w);
	for (size_t i = 0; i < t->rd.nreasons; i++) {
		json_write_object(&w);
		json_member_text(&w, "why", t->rd.reasons[i].why);
		json_member_int(&w, "n", t->rd.reasons[i].n);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	json_write_object_end(&w);
	write_line(&line);
}

static void tell(const struct taking *t, const struct know_taken *n, int64_t ms)
{
	clear_line(t->out);
	if (t->out->json) {
		tell_json(t, n);
		return;
	}
	if (t->out->quiet)
		return;
	(void)printf("%s: %s, %" PRId64 " records: %" PRId64 " new, %" PRId64
		     " changed, %" PRId64 " the same",
	    t->pub->shown, t->pub->feed->name, n->records, n->added, n->changed, n->same);
	if (n->older)
		(void)printf(", %" PRId64 " older than what we have", n->older);
	if (n->withdrawn)
		(void)printf(", %" PRId64 " withdrawn", n->withdrawn);
	(void)printf(" (%" PRId64 ".%" PRId64 " s)\n", ms / 1000, ms % 1000 / 100);
	for (size_t i = 0; i < t->rd.nreasons; i++)
		(void)printf("    left out: %s (%" PRId64 ")\n", t->rd.reasons[i].why,
		    t->rd.reasons[i].n);
	if (*t->first)
		(void)printf("    the first: %s\n", t->first);
	(void)fflush(stdout);
}

/* --- kept files --- */

struct keeping {
	const struct kb_publication *pub;
	struct arena *arena;
	struct msg *msg;
};

static int keep_part(void *arg, const struct feed *feed, const char *name, struct span bytes)
{
	struct keeping *k = arg;
	const char *folder, *path;
	int r;

	if (feed != k->pub->feed)
		return 0;
	folder = arena_printf(k->arena, "%s/%s", k->pub->keep, feed->name);
	r = file_make_folder(folder, 0755, k->msg);
	if (r < 0)
		return r;
	path = arena_printf(k->arena, "%s/%s", folder, name);
	return file_write(path, bytes, 0644, k->msg);
}

static int keep_all(const struct kb_publication *pub, struct arena *arena, struct msg *msg)
{
	struct keeping k = {pub, arena, msg};
	int r = 0;

	if (pub->file)
		return kb_file_each(pub->file, keep_part, &k, msg);
	for (size_t i = 0; r == 0 && i < pub->paths.n; i++) {
		struct kb_file file;

		r = kb_file_open(&file, pub->paths.items[i], arena, msg);
		if (r == 0)
			r = kb_file_each(&file, keep_part, &k, msg);
		kb_file_done(&file);
	}
	return r;
}

int kb_take(struct db *db, const struct kb_publication *pub, struct arena *arena,
    const struct kb_out *out)
{
	struct taking t = {.pub = pub, .out = out, .arena = arena};
	struct know_publication p = {.source = pub->web,
	    .accept = pub->accept,
	    .loose = pub->documents,
	    .now = clock_system.wall(NULL),
	    .read = read_all,
	    .arg = &t};
	int64_t from = clock_system.mono(NULL);
	struct know_taken n = {0};
	struct msg msg = {0};
	char sum[SHA256_HEX] = "";
	int r;

	p.source.name = pub->name;
	p.source.feed = pub->feed->name;
	p.source.origin = pub->web.url ? pub->web.url : pub->shown;
	if (pub->file) {
		p.source.bytes = (int64_t)pub->file->bytes.n;
		p.source.sha256 = sha256_hex(pub->file->packed, sum);
	}
	r = know_take(db, &p, &n, &msg);
	if (r == 0 && (pub->feed->flags & FEED_KEPT))
		r = keep_all(pub, arena, &msg);
	if (r < 0)
		kb_tell_refused(out, pub->shown, pub->feed->name, &msg);
	else
		tell(&t, &n, clock_system.mono(NULL) - from);
	return r;
}
