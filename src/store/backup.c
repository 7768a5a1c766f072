#include "store/backup.h"

#include "codec/json.h"
#include "os/file.h"
#include "store/copy_impl.h"
#include "store/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { FORMAT = 1, CHUNK = 1 << 16 };

/* --- writing --- */

struct writing {
	gzFile gz;
	const char *path; /* the temporary file's */
	struct msg *msg;
	struct sha256 all; /* of the lines about tables */
	bool failed;       /* the file's fault: the message is there */
};

static int put(struct writing *w, struct span bytes)
{
	errno = 0;
	if (bytes.n && gzfwrite(bytes.p, bytes.n, 1, w->gz) != 1) {
		w->failed = true;
		return file_error("write", w->path, w->msg);
	}
	return 0;
}

static int put_row(void *ctx, const struct db_value *values UNUSED, struct span line)
{
	return put(ctx, line);
}

static void begin(struct json_writer *w, struct str *out)
{
	json_write_init(w, out, 0);
	json_write_object(w);
}

static int end(struct writing *to, struct json_writer *w)
{
	json_write_object_end(w);
	str_char(w->out, '\n');
	return put(to, str_bytes(w->out));
}

static int put_header(struct writing *to, struct db *db, int64_t now)
{
	STR_AUTO(out, 4096);
	struct json_writer w;

	begin(&w, &out);
	json_member_text(&w, "kind", "varde backup");
	json_member_int(&w, "format", FORMAT);
	json_member_int(&w, "version", migrate_known());
	json_member_text(&w, "tool", "varde " VARDE_VERSION);
	json_member_text(&w, "engine", db_engine(db));
	json_member_int(&w, "created", now);
	return end(to, &w);
}

static int put_columns(
    struct writing *to, const struct table *t, const struct table_columns *columns)
{
	STR_AUTO(out, 16384);
	struct json_writer w;

	begin(&w, &out);
	json_member_text(&w, "table", t->name);
	json_write_key(&w, "columns");
	json_write_array(&w);
	for (size_t i = 0; i < columns->n; i++)
		json_write_text(&w, columns->names[i]);
	json_write_array_end(&w);
	return end(to, &w);
}

/* The line that closes a table; it is what the last line's hash is of. */
static void sum_line(const char *table, int64_t rows, const char *hash, struct str *out)
{
	struct json_writer w;

	begin(&w, out);
	json_member_text(&w, "table", table);
	json_member_int(&w, "rows", rows);
	json_member_text(&w, "sha256", hash);
	json_write_object_end(&w);
	str_char(out, '\n');
}

static int put_table(struct writing *to, struct db *db, const struct table *t)
{
	struct table_columns columns;
	STR_AUTO(line, 4096);
	struct table_sum sum = {0};
	int r;

	table_columns(t, &columns);
	r = put_columns(to, t, &columns);
	if (r == 0)
		r = table_read(db, t, &columns, put_row, to, &sum);
	if (r < 0)
		return r;
	sum_line(sum.table, sum.rows, sum.sha256, &line);
	sha256_add(&to->all, str_bytes(&line));
	return put(to, str_bytes(&line));
}

static int put_end(struct writing *to)
{
	char hash[SHA256_HEX];
	STR_AUTO(out, 4096);
	struct json_writer w;

	begin(&w, &out);
	json_member_text(&w, "end", sha256_end(&to->all, hash));
	return end(to, &w);
}

static int put_all(struct writing *to, struct db *db, int64_t now)
{
	int r = db_begin(db, DB_READ);

	if (r < 0)
		return r;
	sha256_init(&to->all);
	r = put_header(to, db, now);
	for (const struct table *t = tables_all; r == 0 && t->name; t++)
		r = put_table(to, db, t);
	if (r == 0)
		r = put_end(to);
	return db_end(db, r);
}

/* Writes to the descriptor, takes it, and has the bytes on the disk. */
static int write_to(int fd, const char *path, struct db *db, int64_t now, struct msg *msg)
{
	struct writing to = {.gz = gzdopen(dup(fd), "wb6"), .path = path, .msg = msg};
	int r = to.gz ? put_all(&to, db, now) : ERR_NOMEM;

	if (r < 0 && !to.failed)
		*msg = *db_msg(db);
	errno = 0;
	if (to.gz && gzclose_w(to.gz) != Z_OK && r == 0)
		r = file_error("write", path, msg);
	if (r == 0 && fsync(fd) < 0)
		r = file_error("write", path, msg);
	(void)close(fd);
	return r;
}

/* The name, too, is to survive a power cut. */
static void sync_folder(struct arena *arena, const char *path)
{
	int fd = open(file_folder(arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)fsync(fd); /* a folder that cannot is no reason to refuse a good backup */
	(void)close(fd);
}

int backup_write(struct db *db, const char *path, int64_t now, struct arena *arena,
    struct backup *ret, struct msg *msg)
{
	char *part = arena_printf(arena, "%s.XXXXXX", path);
	int fd = mkostemp(part, O_CLOEXEC), r;

	if (fd < 0)
		return file_error("create", path, msg);
	r = write_to(fd, part, db, now, msg);
	if (r == 0)
		r = backup_check(part, arena, ret, msg);
	if (r == 0 && rename(part, path) < 0)
		r = file_error("write", path, msg);
	if (r < 0)
		(void)unlink(part);
	else
		sync_folder(arena, path);
	return r;
}

/* --- reading --- */

struct reading {
	const char *path;
	struct msg *msg;
	gzFile gz;
	struct str buffer;             /* bytes not yet taken as lines */
	size_t taken;                  /* of those */
	int64_t line;                  /* number of the last line */
	struct arena *arena, *scratch; /* of the backup; of a line */
	struct backup *backup;
	const char *where; /* to restore to; NULL: only check */
	struct db *db;
	const struct table *next;  /* that may come */
	const struct table *table; /* the one whose rows come, or NULL */
	struct copy_parts parts;   /* those that came */
	struct table_columns columns;
	struct table_writer writer;
	struct sha256 sum, all;
	int64_t rows;
	bool writing; /* there is a writer */
	bool ended;
};

static int damaged(struct reading *rd, const char *why)
{
	msg_what(rd->msg, "the backup is damaged");
	msg_detail(rd->msg, "%.200s: line %lld: %s", rd->path, (long long)rd->line, why);
	msg_hint(rd->msg, "use another backup; nothing was kept of this one");
	return ERR_CORRUPT;
}

static int no_backup(struct reading *rd)
{
	msg_what(rd->msg, "this is no backup of Varde");
	msg_detail(rd->msg, "%.200s", rd->path);
	msg_hint(rd->msg, "name a file that varde backup wrote");
	return ERR_SYNTAX;
}

static int newer(struct reading *rd, const char *what)
{
	msg_what(rd->msg, "the backup was written by a newer Varde");
	msg_detail(rd->msg, "%.200s: %.100s", rd->path, what);
	msg_hint(rd->msg, "use that version or a newer one; nothing was changed");
	return ERR_VERSION;
}

/* More bytes into the buffer: how many, or an error. */
static int fill(struct reading *rd)
{
	char chunk[CHUNK];
	int n = gzread(rd->gz, chunk, sizeof(chunk)), code = Z_OK;

	if (n < 0) {
		(void)gzerror(rd->gz, &code);
		return code == Z_ERRNO ? file_error("read", rd->path, rd->msg)
				       : damaged(rd, "its compression is broken");
	}
	str_drop(&rd->buffer, rd->taken);
	rd->taken = 0;
	str_put(&rd->buffer, chunk, (size_t)n);
	return str_ok(&rd->buffer) < 0 ? damaged(rd, "it is too long") : n;
}

/* The next line, with its end: 1, 0 at the end of the file, or an error. */
static int next_line(struct reading *rd, struct span *ret)
{
	size_t seen = 0;

	for (;;) {
		struct span rest = str_bytes(&rd->buffer);
		const uint8_t *nl;
		int n;

		rest = (struct span){rest.p + rd->taken, rest.n - rd->taken};
		nl = rest.n > seen ? memchr(rest.p + seen, '\n', rest.n - seen) : NULL;
		if (nl) {
			*ret = (struct span){rest.p, (size_t)(nl - rest.p) + 1};
			rd->taken += ret->n;
			rd->line++;
			return 1;
		}
		seen = rest.n;
		n = fill(rd);
		if (n < 0)
			return n;
		if (n == 0)
			return rest.n ? damaged(rd, "it is cut off") : 0;
	}
}

static int take_header(struct reading *rd, const struct json *v)
{
	struct backup *b = rd->backup;

	if (strcmp(json_text(json_get(v, "kind"), ""), "varde backup") != 0)
		return no_backup(rd);
	b->format = json_int(json_get(v, "format"), 0);
	b->version = json_int(json_get(v, "version"), 0);
	b->created = json_int(json_get(v, "created"), 0);
	b->tool = arena_strdup(rd->arena, json_text(json_get(v, "tool"), ""));
	b->engine = arena_strdup(rd->arena, json_text(json_get(v, "engine"), ""));
	if (b->format > FORMAT || b->version > migrate_known())
		return newer(rd, b->tool);
	if (b->format != FORMAT || b->version < 1)
		return damaged(rd, "its version is missing");
	return rd->where ? copy_open(rd->where, b->version, rd->msg, &rd->db) : 0;
}

/* The columns that the file names, with what this program knows of them. */
static int take_columns(struct reading *rd, const struct json *names)
{
	struct table_columns known, *to = &rd->columns;

	table_columns(rd->table, &known);
	*to = (struct table_columns){.keys = known.keys};
	if (names->type != JSON_ARRAY || names->array.n < known.keys ||
	    names->array.n > known.n)
		return damaged(rd, "columns are missing");
	for (size_t i = 0; i < names->array.n; i++) {
		const char *name = json_text(&names->array.items[i], "");
		size_t k = to->n; /* the order is the same, some may be younger */

		while (k < known.n && strcmp(known.names[k], name) != 0)
			k++;
		if (k == known.n || (i < known.keys && k != i))
			return damaged(rd, "it has a column that is not known");
		to->names[to->n] = known.names[k];
		to->number[to->n++] = known.number[k];
	}
	return 0;
}

/* Tables come in their order; only an older Varde left some out: it had none such. */
static const struct table *expect(struct reading *rd, const char *name)
{
	const struct table *t = rd->next;

	while (rd->backup->version < migrate_known() && t->name && strcmp(t->name, name) != 0)
		t++;
	return t->name && strcmp(t->name, name) == 0 ? t : NULL;
}

static int begin_table(struct reading *rd, const struct json *v)
{
	int r;

	rd->table = expect(rd, json_text(json_get(v, "table"), ""));
	if (!rd->table)
		return damaged(rd, "a table is missing, or stands in the wrong place");
	rd->next = rd->table + 1;
	r = take_columns(rd, json_get(v, "columns"));
	if (r < 0)
		return r;
	rd->rows = 0;
	sha256_init(&rd->sum);
	rd->writing = rd->db != NULL;
	if (rd->writing)
		table_writer_init(&rd->writer, rd->db, rd->table, &rd->columns);
	return 0;
}

static int flush(struct reading *rd)
{
	int r;

	if (!rd->writing)
		return 0;
	r = table_flush(&rd->writer);
	table_writer_done(&rd->writer);
	rd->writing = false;
	if (r < 0)
		*rd->msg = *db_msg(rd->db);
	return r;
}

static int end_table(struct reading *rd, const struct json *v, struct span line)
{
	struct table_sum sum = {.table = rd->table->name, .rows = rd->rows};
	int r = flush(rd);

	if (r < 0)
		return r;
	(void)sha256_end(&rd->sum, sum.sha256);
	if (json_int(json_get(v, "rows"), -1) != sum.rows ||
	    strcmp(json_text(json_get(v, "sha256"), ""), sum.sha256) != 0)
		return damaged(rd, "the rows above do not fit their number and hash");
	copy_note(&rd->parts, &rd->backup->sums, rd->table, &rd->columns, &sum, rd->arena);
	sha256_add(&rd->all, line);
	rd->table = NULL;
	return 0;
}

static int take_end(struct reading *rd, const struct json *hash)
{
	char sum[SHA256_HEX];

	if (rd->next->name && rd->backup->version == migrate_known())
		return damaged(rd, "a table is missing");
	if (strcmp(json_text(hash, ""), sha256_end(&rd->all, sum)) != 0)
		return damaged(rd, "its last hash does not fit");
	rd->ended = true;
	return 0;
}

static int take_row(struct reading *rd, struct span line)
{
	struct db_value values[TABLE_COLUMNS] = {0};
	int r = 0;

	if (table_parse(line, rd->scratch, rd->columns.n, values) < 0)
		return damaged(rd, "a row is malformed");
	sha256_add(&rd->sum, line);
	rd->rows++;
	if (rd->db)
		r = table_write(&rd->writer, values);
	if (r < 0)
		*rd->msg = *db_msg(rd->db);
	return r;
}

static int take_line(struct reading *rd, struct span line)
{
	struct json *v;

	if (rd->ended)
		return damaged(rd, "something follows its end");
	if (rd->table && line.p[0] == '[')
		return take_row(rd, line);
	if (json_parse(line, rd->scratch, &v, NULL) < 0 || v->type != JSON_OBJECT)
		return rd->line == 1 ? no_backup(rd) : damaged(rd, "it is malformed");
	if (rd->line == 1)
		return take_header(rd, v);
	if (rd->table)
		return end_table(rd, v, line);
	if (json_get(v, "end"))
		return take_end(rd, json_get(v, "end"));
	if (!json_get(v, "columns"))
		return damaged(rd, "it is malformed");
	return begin_table(rd, v);
}

static int read_lines(struct reading *rd)
{
	struct span line;
	int r;

	while ((r = next_line(rd, &line)) == 1) {
		arena_clear(rd->scratch);
		r = take_line(rd, line);
		if (r < 0)
			break;
	}
	if (r == 0 && rd->line == 0)
		return no_backup(rd);
	if (r == 0 && !rd->ended)
		return damaged(rd, "its end is missing");
	return r;
}

static int read_file(const char *path, const char *where, struct arena *arena,
    struct backup *ret, struct msg *msg)
{
	struct backup backup = {0};
	struct reading rd = {.path = path,
	    .msg = msg,
	    .where = where,
	    .arena = arena,
	    .backup = &backup,
	    .next = tables_all};
	int fd = open(path, O_RDONLY | O_CLOEXEC), r;

	if (fd < 0)
		return file_error("read", path, msg);
	rd.gz = gzdopen(fd, "rb"); /* takes the descriptor */
	if (!rd.gz) {
		(void)close(fd);
		return file_error("read", path, msg);
	}
	(void)gzbuffer(rd.gz, CHUNK);
	rd.scratch = arena_new();
	str_init(&rd.buffer, TABLE_ROW_MAX + CHUNK);
	sha256_init(&rd.all);
	r = read_lines(&rd);
	if (rd.writing)
		table_writer_done(&rd.writer);
	if (rd.db)
		r = copy_close(rd.db, r, &rd.parts, msg);
	(void)gzclose_r(rd.gz);
	str_done(&rd.buffer);
	arena_free(rd.scratch);
	if (r == 0)
		*ret = backup;
	return r;
}

int backup_check(const char *path, struct arena *arena, struct backup *ret, struct msg *msg)
{
	return read_file(path, NULL, arena, ret, msg);
}

int backup_restore(const char *path, const char *where, struct arena *arena, struct backup *ret,
    struct msg *msg)
{
	struct backup checked;
	int r = backup_check(path, arena, &checked, msg);

	/* Whole before anything is made: a broken file is told without a new database. */
	return r < 0 ? r : read_file(path, where, arena, ret, msg);
}
