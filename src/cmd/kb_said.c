#include "cmd/kb_said.h"

#include "cmd/kb_file.h"
#include "desk/said.h"

enum { RECORD_MAX = 16 << 20 };

/* A document that is being read. */
struct reading {
	struct arena *arena;
	struct said records;
	struct msg *msg;
	const char *path;
	size_t unknown; /* files that no reader knows */
};

/* Keeps a copy: what a reader gives is gone when this returns. */
static int keep(void *arg, const struct knowledge *k)
{
	struct reading *said = arg;
	struct knowledge copy = *k;
	STR_AUTO(body, RECORD_MAX);
	const char *text;
	int r;

	know_write(k, &body);
	text = str_dup(&body, said->arena);
	r = know_read(k->kind, span_str(text), said->arena, &copy.rec, said->msg);
	if (r < 0)
		return r;
	copy.source = arena_strdup(said->arena, k->source);
	copy.id = arena_strdup(said->arena, k->id);
	copy.origin = NULL;
	vec_push(said->arena, &said->records.all, copy);
	return 0;
}

static int read_one(void *arg, const struct feed *feed, const char *name, struct span bytes)
{
	struct reading *said = arg;
	struct feed_read rd = {.origin = said->path, .emit = keep, .arg = said};

	(void)name;
	if (!feed || !feed->read) {
		said->unknown++;
		return 0;
	}
	rd.source = feed->name;
	return feed->read(bytes, &rd, said->msg);
}

int kb_said_document(
    const char *path, struct arena *arena, struct knowledge_pack *ret, struct msg *msg)
{
	struct reading said = {.arena = arena, .msg = msg, .path = path};
	struct kb_file file;
	int r = kb_file_open(&file, path, arena, msg);

	if (r == 0)
		r = kb_file_each(&file, read_one, &said, msg);
	kb_file_done(&file);
	if (r < 0)
		return r;
	if (!said.records.all.n) {
		msg_what(msg, said.unknown ? "no reader knows this document"
					   : "the document states nothing");
		msg_detail(msg, "%.200s", path);
		msg_hint(msg, "give a CVE record or a CSAF document, or write the product and "
			      "its versions: 'vendor:product <1.2'");
		return ERR_SYNTAX;
	}
	return said_pack(&said.records, arena, ret, msg);
}
