#include "desk/log_verify.h"

#include "base/limits.h"
#include "base/vec.h"
#include "os/file.h"
#include "store/desk.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { BATCH = 500, READ_SIZE = 64 << 10, CANONICAL_MAX = 32 << 10 };

static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";

struct checker {
	const struct log_trust *trust; /* borrowed */
	struct log_check *got;         /* borrowed */
	struct arena *arena;           /* of the whole check: heads that are ahead */
	VEC(struct log_head) ahead;    /* heads of entries to come, in their order */
	size_t met;                    /* how many of them were met */
	int64_t next;                  /* seq that must come */
};

static int fault(struct checker *c, int64_t seq, const char *detail)
{
	c->got->bad = seq;
	msg_what(&c->got->why, "the audit log does not hold together");
	msg_detail(&c->got->why, "entry %lld: %-s", (long long)seq, detail);
	msg_hint(&c->got->why, "keep the file and the database as they are, and compare with a "
			       "backup and with heads that were kept elsewhere");
	return ERR_CORRUPT;
}

static int check_signature(struct checker *c, const struct log_head *head)
{
	STR_AUTO(message, CANONICAL_MAX);

	if (!c->trust->verify)
		return 0;
	log_canonical(&log_head_type, head, &message);
	if (c->trust->verify(c->trust->ctx, str_bytes(&message), head->key, head->signature) <
	    0)
		return fault(c, head->seq, "the signature of its head is not by a known key");
	return 0;
}

/* The head of the last entry that was read. */
static int meet_head(struct checker *c, const struct log_head *head)
{
	if (strcmp(head->hash, c->got->hash) != 0)
		return fault(c, head->seq, "it is not the one that was signed");
	c->got->heads++;
	c->got->signed_seq = head->seq;
	c->got->signed_time = head->time;
	return 0;
}

static int add_head(struct checker *c, const struct log_head *head)
{
	size_t n = c->ahead.n;

	if (head->seq > c->got->last) {
		if (n && c->ahead.items[n - 1].seq >= head->seq)
			return fault(c, head->seq, "its head stands in the wrong place");
		vec_push(c->arena, &c->ahead,
		    *(struct log_head *)record_copy(&log_head_type, head, c->arena));
		return check_signature(c, head);
	}
	if (head->seq != c->got->last || !c->got->entries)
		return fault(c, head->seq, "its head stands in the wrong place");
	return check_signature(c, head) < 0 ? ERR_CORRUPT : meet_head(c, head);
}

static int begin(struct checker *c, const struct log_trust *trust, struct log_check *ret)
{
	static const struct log_trust none;

	*ret = (struct log_check){0};
	*c = (struct checker){.trust = trust ? trust : &none, .got = ret, .next = 1};
	c->arena = arena_new();
	(void)snprintf(ret->hash, sizeof(ret->hash), "%s", zeros);
	if (c->trust->after) {
		c->next = c->trust->after->seq + 1;
		ret->last = c->trust->after->seq;
		(void)snprintf(ret->hash, sizeof(ret->hash), "%s", c->trust->after->hash);
		return check_signature(c, c->trust->after);
	}
	return 0;
}

static int add_entry(struct checker *c, const struct log_entry *entry)
{
	char hash[SHA256_HEX];

	if (entry->seq != c->next)
		return fault(c, c->next,
		    entry->seq > c->next ? "it is missing" : "an entry stands in its place");
	if (strcmp(entry->prev, c->got->hash) != 0)
		return fault(c, entry->seq, "it does not follow the entry before it");
	if (strcmp(entry->hash, log_hash(entry, hash)) != 0)
		return fault(c, entry->seq, "its content is not what was hashed");
	if (!c->got->entries++)
		c->got->first = entry->seq;
	c->got->last = entry->seq;
	c->next = entry->seq + 1;
	(void)snprintf(c->got->hash, sizeof(c->got->hash), "%s", hash);
	while (c->met < c->ahead.n && c->ahead.items[c->met].seq == entry->seq) {
		int r = meet_head(c, &c->ahead.items[c->met]);

		if (r < 0)
			return r;
		c->met++;
	}
	if (c->trust->known && c->trust->known->seq == entry->seq &&
	    strcmp(c->trust->known->hash, hash) != 0)
		return fault(c, entry->seq, "it is not the one whose head was kept elsewhere");
	return 0;
}

static int finish(struct checker *c)
{
	const struct log_head *known = c->trust->known;

	if (c->met < c->ahead.n)
		return fault(c, c->next, "it is missing: a signed head says that it was there");
	if (known && known->seq > c->got->last)
		return fault(c, c->next, "it is missing: the head kept elsewhere is further");
	if (known && c->got->entries && known->seq < c->got->first &&
	    !(known->seq == c->got->first - 1 && c->trust->after))
		return fault(c, c->got->first, "the head kept elsewhere is before the first");
	return known ? check_signature(c, known) : 0;
}

/* --- the database --- */

static int check_heads(struct db *db, struct checker *c)
{
	struct desk_records heads;
	int r = desk_list(db, &log_head_type, "WHERE \"seq\" >= $1 ORDER BY \"seq\"",
	    DESK_PARAMS(DESK_INT(c->next)), c->arena, &heads);

	for (size_t i = 0; r == 0 && i < heads.all.n; i++)
		r = add_head(c, heads.all.items[i]);
	return r;
}

/* The next entries after seq. */
static int list_after(struct db *db, int64_t seq, struct arena *arena, struct desk_records *ret)
{
	return desk_list(db, &log_entry_type, "WHERE \"seq\" > $1 ORDER BY \"seq\" LIMIT $2",
	    DESK_PARAMS(DESK_INT(seq), DESK_INT(BATCH)), arena, ret);
}

static int check_end(struct db *db, struct checker *c)
{
	struct setting end = {0};
	const char *want =
	    arena_printf(c->arena, "%lld %s", (long long)c->got->last, c->got->hash);
	int r = desk_get(db, &setting_type, LOG_HEAD_SETTING, c->arena, &end);

	if (r == ERR_NOTFOUND && !c->got->last)
		return finish(c);
	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	if (r < 0 || !end.value || strcmp(end.value, want) != 0)
		return fault(c, c->next, "the database remembers another end of the log");
	return finish(c);
}

static int check_db(struct db *db, struct checker *c)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct desk_records batch = {0};
	int r = check_heads(db, c);

	while (r == 0) {
		arena_clear(arena);
		r = list_after(db, c->next - 1, arena, &batch);
		for (size_t i = 0; r == 0 && i < batch.all.n; i++)
			r = add_entry(c, batch.all.items[i]);
		if (r == 0 && !batch.all.n)
			return check_end(db, c);
	}
	return r;
}

int log_verify(struct db *db, const struct log_trust *trust, struct log_check *ret)
{
	struct checker c;
	int r = begin(&c, trust, ret);

	if (r == 0)
		r = db_begin(db, DB_READ); /* one state of both tables */
	if (r == 0)
		r = db_end(db, check_db(db, &c));
	(void)arena_free(c.arena);
	return r;
}

/* --- a file --- */

static int check_line(struct checker *c, struct span line, struct arena *arena)
{
	struct json *v = NULL;
	struct log_entry entry = {0};
	struct log_head head = {0};
	const char *kind;

	if (json_parse(line, arena, &v, NULL) < 0)
		return fault(c, c->next, "its line is no JSON, or is cut off");
	kind = json_text(json_get(v, "kind"), "");
	if (strcmp(kind, log_head_type.name) == 0) {
		if (record_from_json(&log_head_type, v, arena, &head, NULL) < 0)
			return fault(c, c->next, "a head before it is malformed");
		return add_head(c, &head);
	}
	if (strcmp(kind, log_entry_type.name) != 0 ||
	    record_from_json(&log_entry_type, v, arena, &entry, NULL) < 0)
		return fault(c, c->next, "its line is malformed");
	return add_entry(c, &entry);
}

/* Takes the whole lines out of *bytes; at the end of the file what is left is a line too. */
static int check_lines(struct checker *c, struct str *bytes, bool end, struct arena *arena)
{
	size_t done = 0;
	int r = 0;

	while (r == 0 && done < bytes->n) {
		const char *from = bytes->p + done;
		const char *nl = memchr(from, '\n', bytes->n - done);
		size_t n = nl ? (size_t)(nl - from) : bytes->n - done;

		if (!nl && !end)
			break;
		arena_clear(arena);
		r = check_line(c, span_of(from, n), arena);
		done += n + (nl != NULL);
	}
	str_drop(bytes, done);
	if (r == 0 && bytes->n > LIMIT_LINE)
		r = fault(c, c->next, "its line is too long");
	return r;
}

static int check_fd(struct checker *c, int fd, const char *path)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	STR_AUTO(bytes, LIMIT_LINE + READ_SIZE + 1);
	char *buffer = arena_alloc(c->arena, READ_SIZE);

	for (;;) {
		ssize_t n = read(fd, buffer, READ_SIZE);
		int r;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return file_error("read", path, &c->got->why);
		str_put(&bytes, buffer, (size_t)n);
		r = check_lines(c, &bytes, n == 0, arena);
		if (r < 0 || n == 0)
			return r;
	}
}

int log_verify_file(const char *path, const struct log_trust *trust, struct log_check *ret)
{
	struct checker c;
	int r = begin(&c, trust, ret);
	int fd;

	if (r == 0) {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		r = fd < 0 ? file_error("read", path, &ret->why) : check_fd(&c, fd, path);
		if (fd >= 0)
			(void)close(fd);
	}
	if (r == 0)
		r = finish(&c);
	(void)arena_free(c.arena);
	return r;
}

/* --- export --- */

static void put_line(struct str *out, const struct record_type *type, const void *rec)
{
	struct json_writer w;

	json_write_init(&w, out, 0);
	record_to_json(type, rec, true, &w);
	str_char(out, '\n');
}

/* The entries of a batch, and the heads that were signed over some of them. */
static int export_batch(struct db *db, const struct desk_records *batch, int64_t newest,
    struct arena *arena, int fd)
{
	const struct log_entry *first = batch->all.items[0];
	const struct log_entry *last = batch->all.items[batch->all.n - 1];
	struct desk_records heads;
	size_t k = 0;
	STR_AUTO(out, LIMIT_DOCUMENT);
	int r = desk_list(db, &log_head_type,
	    "WHERE \"seq\" BETWEEN $1 AND $2 AND \"seq\" <> $3 ORDER BY \"seq\"",
	    DESK_PARAMS(DESK_INT(first->seq), DESK_INT(last->seq), DESK_INT(newest)), arena,
	    &heads);

	if (r < 0)
		return r;
	for (size_t i = 0; i < batch->all.n; i++) {
		const struct log_entry *entry = batch->all.items[i];
		const struct log_head *head = k < heads.all.n ? heads.all.items[k] : NULL;

		put_line(&out, &log_entry_type, entry);
		if (head && head->seq == entry->seq) {
			put_line(&out, &log_head_type, head);
			k++;
		}
	}
	return str_ok(&out) < 0 ? ERR_LIMIT : file_write_all(fd, str_bytes(&out));
}

/* The newest head, first, so that a cut end is missed. */
static int export_newest(struct db *db, struct arena *arena, int fd, int64_t *ret_seq)
{
	struct log_head head;
	STR_AUTO(out, CANONICAL_MAX);
	int r = desk_find(
	    db, &log_head_type, "ORDER BY \"seq\" DESC LIMIT 1", NULL, 0, arena, &head);

	if (r == ERR_NOTFOUND)
		return 0;
	if (r < 0)
		return r;
	put_line(&out, &log_head_type, &head);
	*ret_seq = head.seq;
	return file_write_all(fd, str_bytes(&out));
}

int log_verify_export(struct db *db, const struct log_signer *signer, int64_t now, int fd)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct desk_records batch = {0};
	int64_t newest = 0, seq = 0;
	int r = signer ? log_sign(db, signer, now, 0, NULL) : 0;

	if (r == 0)
		r = export_newest(db, arena, fd, &newest);
	while (r == 0) {
		arena_clear(arena);
		r = list_after(db, seq, arena, &batch);
		if (r < 0 || !batch.all.n)
			break;
		seq = ((struct log_entry *)batch.all.items[batch.all.n - 1])->seq;
		r = export_batch(db, &batch, newest, arena, fd);
	}
	return r;
}

void log_verify_schema(struct json_writer *w)
{
	static const struct record_type *const types[] = {&log_entry_type, &log_head_type};

	json_write_object(w);
	json_member_text(w, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_member_text(w, "title", "varde audit log");
	json_member_text(w, "description",
	    "One line of an exported audit log. Written by tools/schema-gen from the record "
	    "tables.");
	json_write_key(w, "oneOf");
	json_write_array(w);
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		record_schema(types[i], true, w);
	json_write_array_end(w);
	json_write_object_end(w);
}
