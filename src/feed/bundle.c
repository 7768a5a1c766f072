#include "feed/bundle.h"

#include "base/time.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "codec/sha256.h"

#include <inttypes.h>
#include <zstd.h>

enum { ROOM = 256 << 10, LINE = 96 << 20, LEVEL = 6, FILE_MAX = 64 << 20 };

static const char start[] = "{\"varde_bundle\":1,";

bool bundle_sniff(struct span head)
{
	return span_starts(head, start);
}

const char *bundle_signed(const struct bundle_head *head, struct arena *arena)
{
	char when[TIME_TEXT];

	return arena_printf(arena, "varde bundle 1\n%s\n%" PRId64 "\n%s\n",
	    time_text(head->created, when), head->bytes, head->sha256);
}

void bundle_head_write(const struct bundle_head *head, struct str *out)
{
	char when[TIME_TEXT];
	struct json_writer w;

	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_member_int(&w, "varde_bundle", 1);
	json_member_text(&w, "created", time_text(head->created, when));
	json_member_int(&w, "bytes", head->bytes);
	json_member_text(&w, "sha256", head->sha256);
	json_member_text(&w, "key", head->key);
	json_member_text(&w, "signature", head->signature);
	json_write_object_end(&w);
	str_char(out, '\n');
}

static int bad(struct msg *msg, int err, const char *why)
{
	msg_what(msg, "the bundle was not taken in");
	msg_detail(msg, "%s", why);
	msg_hint(msg, "what was known before stays in use; copy the bundle again");
	return err;
}

int bundle_head_read(struct span file, struct arena *arena, struct bundle_head *ret,
    struct span *ret_payload, struct msg *msg)
{
	struct span rest = file, line;
	char sum[SHA256_HEX];
	struct json *v;

	if (!bundle_sniff(file) || !span_line(&rest, &line) || line.n > FEED_HEAD ||
	    json_parse(line, arena, &v, NULL) < 0)
		return bad(msg, ERR_SYNTAX, "its first line is malformed");
	*ret =
	    (struct bundle_head){.created = feed_time(json_text(json_get(v, "created"), NULL)),
		.bytes = json_int(json_get(v, "bytes"), -1),
		.sha256 = json_text(json_get(v, "sha256"), NULL),
		.key = json_text(json_get(v, "key"), NULL),
		.signature = json_text(json_get(v, "signature"), NULL)};
	if (!ret->created || !ret->sha256 || !ret->key || !ret->signature || ret->bytes < 0)
		return bad(msg, ERR_SYNTAX, "its first line is malformed");
	if ((int64_t)rest.n != ret->bytes)
		return bad(msg, ERR_TRUNCATED, "it is shorter or longer than it says");
	if (strcmp(sha256_hex(rest, sum), ret->sha256) != 0)
		return bad(msg, ERR_CORRUPT, "its digest is wrong: it was changed or damaged");
	*ret_payload = rest;
	return 0;
}

/* --- writing --- */

static int pack(struct bundle_writer *w, ZSTD_EndDirective how)
{
	ZSTD_inBuffer in = {w->line.p ? w->line.p : "", w->line.n, 0};
	size_t left;
	int r = 0;

	do {
		ZSTD_outBuffer out = {w->room, ROOM, 0};

		left = ZSTD_compressStream2(w->zstd, &out, &in, how);
		if (ZSTD_isError(left))
			return bad(w->msg, ERR_NOMEM, "it cannot be packed");
		r = scratch_write(w->to, span_of(w->room, out.pos), w->msg);
	} while (r == 0 && (in.pos < in.size || (how == ZSTD_e_end && left)));
	str_clear(&w->line);
	return r;
}

void bundle_begin(struct bundle_writer *w, struct scratch *to, struct msg *msg)
{
	*w = (struct bundle_writer){.to = to, .msg = msg};
	w->zstd = ZSTD_createCCtx();
	if (!w->zstd)
		abort(); /* no memory */
	(void)ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_compressionLevel, LEVEL);
	(void)ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_checksumFlag, 1);
	w->room = mem_alloc(ROOM);
	str_init(&w->line, LINE);
}

static int put(struct bundle_writer *w)
{
	if (str_ok(&w->line) < 0)
		return bad(w->msg, ERR_LIMIT, "a record is too long for a bundle");
	return w->line.n > ROOM ? pack(w, ZSTD_e_continue) : 0;
}

int bundle_record(struct bundle_writer *w, const char *source, const char *kind, const char *id,
    int64_t modified, const char *origin, const char *body)
{
	struct json_writer j;

	json_write_init(&j, &w->line, 0);
	json_write_array(&j);
	json_write_text(&j, source);
	json_write_text(&j, kind);
	json_write_text(&j, id);
	json_write_int(&j, modified);
	json_write_text(&j, origin);
	json_write_array_end(&j);
	str_addf(&w->line, "\n%s\n", body);
	w->records++;
	return put(w);
}

int bundle_file(struct bundle_writer *w, const char *name, struct span bytes)
{
	struct json_writer j;

	json_write_init(&j, &w->line, 0);
	json_write_array(&j);
	json_write_null(&j);
	json_write_text(&j, name);
	json_write_array_end(&j);
	str_char(&w->line, '\n');
	base64_encode(bytes, &w->line);
	str_char(&w->line, '\n');
	return put(w);
}

int bundle_end(struct bundle_writer *w, int r)
{
	if (r >= 0) {
		str_addf(&w->line, "[null,null,%" PRId64 "]\n", w->records);
		r = pack(w, ZSTD_e_end);
	}
	(void)ZSTD_freeCCtx(w->zstd);
	w->room = mem_free(w->room);
	str_done(&w->line);
	return r;
}

/* --- reading --- */

struct reading {
	struct feed_read *rd;
	int (*take)(void *arg, const char *name, struct span bytes);
	void *arg;
	struct msg *msg;
	struct arena *arena;
	int64_t records;
};

static const struct json *cell(const struct json *v, size_t i)
{
	return v->type == JSON_ARRAY && i < v->array.n ? &v->array.items[i] : NULL;
}

static int kind_of(const char *name)
{
	for (int i = 0; name && know_kind_names[i]; i++)
		if (strcmp(know_kind_names[i], name) == 0)
			return i;
	return -1;
}

static int read_record(struct reading *r, const struct json *v, struct span body)
{
	struct knowledge k = {.kind = kind_of(json_text(cell(v, 1), NULL)),
	    .id = json_text(cell(v, 2), NULL),
	    .modified = json_int(cell(v, 3), 0)};
	const char *origin = r->rd->origin;
	int err;

	r->records++;
	if (!r->rd->source || strcmp(json_text(cell(v, 0), ""), r->rd->source) != 0)
		return 0;
	if (k.kind < 0 || !k.id)
		return bad(r->msg, ERR_SYNTAX, "a record is of a kind that is not known");
	err = know_read(k.kind, body, r->arena, &k.rec, r->msg);
	if (err < 0)
		return err;
	r->rd->origin = json_text(cell(v, 4), origin);
	err = feed_emit(r->rd, &k);
	r->rd->origin = origin;
	return err;
}

/* "FEED/NAME" of harmless characters. */
static bool is_file_name(const char *name)
{
	const char *slash = name ? strchr(name, '/') : NULL;

	return slash && slash > name && slash[1] && slash[1] != '.' &&
	       !strchr(slash + 1, '/') && name[0] != '.' &&
	       strspn(name,
		   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/") ==
		   strlen(name);
}

static int read_file(struct reading *r, const struct json *v, struct span body)
{
	const char *name = json_text(cell(v, 1), NULL);
	STR_AUTO(bytes, FILE_MAX);

	if (!r->take)
		return 0;
	if (!is_file_name(name) || base64_decode(body, &bytes) < 0)
		return bad(r->msg, ERR_SYNTAX, "a file in it is malformed");
	return r->take(r->arg, name, str_bytes(&bytes));
}

/* One entry; 1: it was the end. */
static int read_entry(struct reading *r, struct span *rest)
{
	struct span line, body;
	struct json *v;

	arena_clear(r->arena);
	if (!span_line(rest, &line))
		return bad(r->msg, ERR_TRUNCATED, "its end is missing");
	if (json_parse(line, r->arena, &v, NULL) < 0 || v->type != JSON_ARRAY)
		return bad(r->msg, ERR_SYNTAX, "an entry is malformed");
	if (v->array.n == 3)
		return json_int(cell(v, 2), -1) == r->records && rest->n == 0
			   ? 1
			   : bad(r->msg, ERR_SYNTAX, "it does not hold what it says");
	if (!span_line(rest, &body))
		return bad(r->msg, ERR_TRUNCATED, "its end is missing");
	return v->array.n == 2 ? read_file(r, v, body) : read_record(r, v, body);
}

int bundle_read(struct span payload, struct feed_read *rd,
    int (*take)(void *arg, const char *name, struct span bytes), void *arg, struct msg *msg)
{
	struct reading reading = {.rd = rd, .take = take, .arg = arg, .msg = msg};
	struct span rest = payload;
	int r = 0;

	reading.arena = arena_new();
	while (r == 0)
		r = read_entry(&reading, &rest);
	arena_free(reading.arena);
	return r < 0 ? r : 0;
}
