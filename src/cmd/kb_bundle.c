#include "cmd/kb_bundle.h"

#include "auth/sign.h"
#include "base/log.h"
#include "cmd/kb_import.h"
#include "codec/sha256.h"
#include "feed/bundle.h"
#include "feed/unpack.h"
#include "model/log.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/folder.h"
#include "store/desk.h"

#include <inttypes.h>

#define PAYLOAD_BYTES ((int64_t)32 << 30)

enum { HEAD = 4096, KEPT_MAX = 64 << 20, TRUSTED_MAX = 8192 };

static const char trusted[] = "bundle_keys"; /* a setting: names of keys, spaces between them */

struct options {
	const char *db, *key;
	struct text_list trust, distrust;
};

const struct option_row kb_bundle_options[] = {
    {"db", OPTION_TEXT, offsetof(struct options, db), "PLACE",
	"the database: a file or a PostgreSQL URL", NULL},
    {"key", OPTION_TEXT, offsetof(struct options, key), "FILE",
	"the key to sign with (varde kb key makes one)", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct option_row kb_key_options[] = {
    {"db", OPTION_TEXT, offsetof(struct options, db), "PLACE",
	"the database: a file or a PostgreSQL URL", NULL},
    {"key", OPTION_TEXT, offsetof(struct options, key), "FILE", "the key's file", NULL},
    {"trust", OPTION_LIST, offsetof(struct options, trust), "NAME",
	"take in bundles that this key has signed (repeatable)", NULL},
    {"distrust", OPTION_LIST, offsetof(struct options, distrust), "NAME",
	"do so no longer (repeatable)", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static const char *key_file(const struct options *o, struct arena *arena)
{
	const char *where = options_db(o->db, arena);

	return o->key ? o->key
		      : arena_printf(arena, "%s/bundle.key", kb_import_folder(where, arena));
}

/* --- whom to trust --- */

static int trusted_keys(struct db *db, struct arena *arena, struct text_list *ret)
{
	struct setting s;
	int r = desk_get(db, &setting_type, trusted, arena, &s);
	struct span rest, one;

	if (r < 0)
		return r == ERR_NOTFOUND ? 0 : r;
	rest = span_str(s.value);
	while (span_split(&rest, ' ', &one))
		if (one.n)
			text_list_add(ret, arena, arena_strndup(arena, one.p, one.n));
	return 0;
}

static int store_trusted(struct db *db, const struct text_list *keys, const struct options *o)
{
	struct setting s = {.name = trusted};
	STR_AUTO(all, TRUSTED_MAX);
	int r;

	for (size_t i = 0; i < keys->n; i++)
		if (!text_list_has(&o->distrust, keys->items[i]))
			str_addf(&all, "%s%s", all.n ? " " : "", keys->items[i]);
	s.value = str_text(&all);
	r = desk_update(db, &setting_type, &s);
	return r == ERR_NOTFOUND ? desk_insert(db, &setting_type, &s) : r;
}

static int trust(const struct options *o, struct arena *arena, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	struct text_list keys = {0};
	int r = db_open(options_db(o->db, arena), DB_CREATE, msg, &db);

	if (r < 0)
		return r;
	r = trusted_keys(db, arena, &keys);
	for (size_t i = 0; r == 0 && i < o->trust.n; i++) {
		if (strlen(o->trust.items[i]) != SIGN_NAME - 1) {
			msg_what(msg, "this is no name of a key");
			msg_detail(msg, "%.100s", o->trust.items[i]);
			msg_hint(msg, "varde kb key, where the bundles are made, prints it");
			return ERR_SYNTAX;
		}
		text_list_add(&keys, arena, o->trust.items[i]);
	}
	if (r == 0 && (o->trust.n || o->distrust.n))
		r = store_trusted(db, &keys, o);
	if (r < 0) {
		*msg = *db_msg(db);
		return r;
	}
	for (size_t i = 0; i < keys.n; i++)
		if (!text_list_has(&o->distrust, keys.items[i]))
			(void)printf("trusted  %s\n", keys.items[i]);
	return 0;
}

static int key(const struct options *o, struct arena *arena, struct msg *msg)
{
	const char *path = key_file(o, arena);
	struct sign_key own;
	int r = 0;

	if (!o->trust.n && !o->distrust.n) {
		r = file_make_folder(file_folder(arena, path), 0700, msg);
		if (r == 0)
			r = sign_open(path, true, &own, msg);
		if (r < 0)
			return r;
		(void)printf("own key  %s  (%s)\n", own.name, path);
		sign_forget(&own);
	}
	return trust(o, arena, msg);
}

/* --- writing --- */

struct bundling {
	struct bundle_writer w;
	struct msg *msg;
	struct arena *arena;
};

static int on_row(void *arg, const struct know_row *row)
{
	struct bundling *b = arg;

	return bundle_record(
	    &b->w, row->source, row->kind, row->id, row->modified, row->origin, row->body);
}

static int add_files(struct bundling *b, const char *keep, const char *feed)
{
	const char *path = arena_printf(b->arena, "%s/%s", keep, feed);
	struct folder all = {0};
	int r = folder_list(path, b->arena, &all, b->msg);

	if (r == ERR_NOTFOUND)
		return 0; /* nothing was kept of it */
	for (size_t i = 0; r == 0 && i < all.names.n; i++) {
		const char *name = all.names.items[i];
		STR_AUTO(bytes, KEPT_MAX);

		r = file_read(arena_printf(b->arena, "%s/%s", path, name), &bytes, b->msg);
		if (r == 0)
			r = bundle_file(&b->w, arena_printf(b->arena, "%s/%s", feed, name),
			    str_bytes(&bytes));
	}
	return r;
}

static int fill(struct db *db, const char *keep, struct bundling *b)
{
	int r = db_begin(db, DB_READ);

	if (r < 0) {
		*b->msg = *db_msg(db);
		return r;
	}
	b->msg->what[0] = '\0';
	r = know_each(db, -1, 0, on_row, b);
	if (r < 0 && !b->msg->what[0])
		*b->msg = *db_msg(db);
	db_rollback(db);
	for (const struct feed *feed = feeds; r == 0 && feed->name; feed++)
		if (feed->flags & FEED_KEPT)
			r = add_files(b, keep, feed->name);
	return r;
}

/* Head and payload into the file, whole or not at all. */
static int write_out(const char *path, const struct sign_key *own, struct scratch *payload,
    struct arena *arena, struct msg *msg)
{
	struct bundle_head head = {.created = clock_system.wall(NULL), .key = own->name};
	struct span bytes;
	char sum[SHA256_HEX];
	STR_AUTO(signature, HEAD);
	STR_AUTO(out, (size_t)payload->n + HEAD);
	int r = scratch_bytes(payload, &bytes, msg);

	if (r < 0)
		return r;
	head.bytes = (int64_t)bytes.n;
	head.sha256 = sha256_hex(bytes, sum);
	r = sign_message(
	    (void *)(uintptr_t)own, span_str(bundle_signed(&head, arena)), &signature);
	if (r < 0)
		return r;
	head.signature = str_text(&signature);
	bundle_head_write(&head, &out);
	str_span(&out, bytes);
	return file_write(path, str_bytes(&out), 0644, msg);
}

static int bundle(
    const struct options *o, const char *path, struct arena *arena, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	const char *where = options_db(o->db, arena);
	struct scratch payload = {0};
	struct bundling b = {.msg = msg, .arena = arena};
	struct sign_key own;
	int r = sign_open(key_file(o, arena), false, &own, msg);

	if (r == ERR_NOTFOUND)
		msg_hint(msg, "varde kb key makes a key; tell its name to who shall trust it");
	if (r < 0)
		return r;
	r = db_open(where, 0, msg, &db);
	if (r == 0)
		r = scratch_new(PAYLOAD_BYTES, &payload, msg);
	if (r == 0) {
		bundle_begin(&b.w, &payload, msg);
		r = bundle_end(&b.w, fill(db, kb_import_folder(where, arena), &b));
	}
	if (r == 0)
		r = write_out(path, &own, &payload, arena, msg);
	if (r == 0)
		(void)printf("%s: %" PRId64 " records, %" PRId64 " KiB, signed by %s\n", path,
		    b.w.records, payload.n >> 10, own.name);
	scratch_done(&payload);
	sign_forget(&own);
	return r;
}

/* --- taking in --- */

static int check_signature(
    struct db *db, const struct bundle_head *head, struct arena *arena, struct msg *msg)
{
	struct text_list keys = {0};
	int r = trusted_keys(db, arena, &keys);

	if (r < 0) {
		*msg = *db_msg(db);
		return r;
	}
	msg_what(msg, "the bundle was not taken in");
	if (!text_list_has(&keys, head->key)) {
		msg_detail(
		    msg, "it was signed by %.60s, whom nobody has said to trust", head->key);
		msg_hint(msg,
		    "ask who made it for the name of the key; if it is this one: varde kb "
		    "key --trust NAME");
		return ERR_DENIED;
	}
	if (sign_verify(span_str(bundle_signed(head, arena)), head->key, head->signature) < 0) {
		msg_detail(msg, "its signature is wrong: it was changed or damaged");
		msg_hint(msg, "what was known before stays in use; get it again, another way");
		return ERR_DENIED;
	}
	*msg = (struct msg){0};
	return 0;
}

struct reading {
	struct span payload;
	const struct bundle_head *head;
	const char *source, *origin, *keep;
	struct arena *arena;
	struct msg *msg;
};

static int read_feed(void *arg, int (*emit)(void *arg, const struct knowledge *k),
    void *emit_arg, struct know_reading *ret, struct msg *msg)
{
	struct reading *rd = arg;
	struct feed_read read = {
	    .source = rd->source, .origin = rd->origin, .emit = emit, .arg = emit_arg};
	int r = bundle_read(rd->payload, &read, NULL, NULL, msg);

	ret->newest = rd->head->created;
	ret->whole = true;
	return r;
}

static int on_file(void *arg, const char *name, struct span bytes)
{
	struct reading *rd = arg;
	const char *path = arena_printf(rd->arena, "%s/%s", rd->keep, name);
	int r = file_make_folder(file_folder(rd->arena, path), 0755, rd->msg);

	return r < 0 ? r : file_write(path, bytes, 0644, rd->msg);
}

static int count(void *arg, const struct knowledge *k)
{
	(void)k;
	++*(int64_t *)arg;
	return 0;
}

static int take_feed(
    struct db *db, struct reading *rd, const char *feed, bool accept, const struct kb_out *out)
{
	struct know_publication pub = {
	    .source = {.name = arena_printf(rd->arena, "%s/bundle", feed),
		.feed = feed,
		.origin = rd->origin,
		.sha256 = rd->head->sha256,
		.bytes = rd->head->bytes},
	    .accept = accept,
	    .now = clock_system.wall(NULL),
	    .read = read_feed,
	    .arg = rd};
	struct know_taken n = {0};
	int64_t records = 0;
	struct feed_read look = {
	    .source = feed, .origin = rd->origin, .emit = count, .arg = &records};
	int r = bundle_read(rd->payload, &look, NULL, NULL, rd->msg);

	if (r < 0 || records == 0)
		return r;
	rd->source = feed;
	r = know_take(db, &pub, &n, rd->msg);
	if (r == 0 && !out->quiet)
		(void)printf(out->json ? "{\"feed\":\"%s\",\"records\":%" PRId64
					 ",\"added\":%" PRId64 ",\"changed\":%" PRId64
					 ",\"same\":%" PRId64 ",\"withdrawn\":%" PRId64 "}\n"
				       : "    %s, %" PRId64 " records: %" PRId64
					 " new, %" PRId64 " changed, %" PRId64
					 " the same, %" PRId64 " withdrawn\n",
		    feed, n.records, n.added, n.changed, n.same, n.withdrawn);
	return r;
}

static int on_piece(void *arg, struct span piece)
{
	return scratch_write(arg, piece, &(struct msg){0});
}

static int take_all(struct db *db, struct reading *rd, bool accept, const struct kb_out *out)
{
	struct feed_read none = {.origin = rd->origin};
	/* all of it must be right before anything of it is written */
	int r = bundle_read(rd->payload, &none, NULL, NULL, rd->msg);

	for (const struct feed *feed = feeds; r == 0 && feed->name; feed++)
		r = take_feed(db, rd, feed->name, accept, out);
	return r == 0 ? bundle_read(rd->payload, &none, on_file, rd, rd->msg) : r;
}

int kb_bundle_take(struct db *db, const struct kb_file *file, const char *keep, bool accept,
    const struct kb_out *out, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct bundle_head head;
	struct scratch unpacked = {0};
	struct span packed;
	struct reading rd = {
	    .head = &head, .origin = file->path, .keep = keep, .arena = arena, .msg = msg};
	int r = bundle_head_read(file->bytes, arena, &head, &packed, msg);

	if (r == 0)
		r = check_signature(db, &head, arena, msg);
	if (r == 0)
		r = scratch_new(PAYLOAD_BYTES, &unpacked, msg);
	if (r == 0)
		r = unpack_stream(packed, on_piece, &unpacked, msg);
	if (r == 0)
		r = scratch_bytes(&unpacked, &rd.payload, msg);
	if (r == 0 && !out->quiet && !out->json)
		(void)printf("%s: a bundle, signed by %s\n", file->path, head.key);
	if (r == 0)
		r = take_all(db, &rd, accept, out);
	scratch_done(&unpacked);
	arena_free(arena);
	return r;
}

/* --- commands --- */

int cmd_kb_bundle(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct options o = {0};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse("kb bundle", argc, argv, &o, &args, arena, &msg);

	if (r == 0 && args.n != 1) {
		msg_what(&msg, "one file is wanted");
		msg_hint(&msg, "varde kb bundle OUT");
		r = ERR_SYNTAX;
	}
	if (r == 0)
		r = bundle(&o, args.items[0], arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}

int cmd_kb_key(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct options o = {0};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse("kb key", argc, argv, &o, &args, arena, &msg);

	if (r == 0)
		r = key(&o, arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}
