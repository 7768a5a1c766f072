#include "desk/article_file.h"

#include "codec/base64.h"
#include "codec/sha256.h"
#include "desk/id.h"

enum { NAME_MAX_BYTES = 150 };

/* The article when its files may be changed. */
static int writable(struct db *db, const char *id, struct arena *arena, struct article *ret)
{
	int r = desk_get(db, &article_type, id, arena, ret);

	if (r == 0 && !article_is_written(ret->state))
		return db_fail(db, ERR_UNSUPPORTED, "the article cannot be written now",
		    "look at it as it is now: it may have gone on meanwhile", "%s is %-s",
		    ret->ref, article_state_names[ret->state]);
	return r;
}

static bool name_fits(const char *name)
{
	for (const char *c = name; *c; c++)
		if ((unsigned char)*c < ' ' || *c == '/' || *c == '\\' || *c == '"' ||
		    *c == 127)
			return false;
	return *name && strlen(name) <= NAME_MAX_BYTES;
}

static int check(struct db *db, const struct article_upload *upload, const char *type)
{
	if (!type || !name_fits(upload->name))
		return db_fail(db, ERR_RANGE, "such files are not taken",
		    "PDF, office documents, text, CSV, JSON, PNG, JPEG or ZIP, with a short "
		    "name",
		    "%.80s", upload->name);
	if (!upload->bytes.n || upload->bytes.n > ARTICLE_FILE_MAX)
		return db_fail(db, ERR_RANGE, "the file is empty or too large",
		    "at most 3 MiB; put large files elsewhere and link to them", "%.80s",
		    upload->name);
	if (!article_file_is(type, upload->bytes))
		return db_fail(db, ERR_RANGE, "the file is not what its name says",
		    "save it anew in the format of its name", "%.80s", upload->name);
	return 0;
}

static int add(struct db *db, const struct actor *actor, struct article *a,
    struct article_file *f, const struct article_upload *upload, int64_t now,
    struct arena *arena)
{
	struct article_blob blob = {.id = f->id};
	STR_AUTO(text, ARTICLE_FILE_MAX / 3 * 4 + 16);
	struct desk_records there = {0};
	int r = article_files(db, a, true, arena, &there);

	if (r < 0)
		return r;
	if (there.all.n >= ARTICLE_FILES)
		return db_fail(db, ERR_RANGE, "the article has too many files",
		    "remove one first", "%s", a->ref);
	base64_encode(upload->bytes, &text);
	blob.content = str_text(&text);
	/* Who adds a file has written at it. */
	a->author = actor->person;
	text_list_add(&a->authors, arena, actor->person);
	r = desk_update(db, &article_type, a);
	if (r == 0)
		r = desk_insert(db, &article_file_type, f);
	if (r == 0)
		r = desk_insert(db, &article_blob_type, &blob);
	if (r == 0)
		r = log_append(db, actor, "article.file", NULL, a->id, NULL, NULL, now);
	return r;
}

int article_file_add(struct db *db, const struct actor *actor, const char *article,
    const struct article_upload *upload, int64_t now, struct arena *arena)
{
	const char *type = article_file_type_of(upload->name);
	char sum[SHA256_HEX];
	struct article a;
	int r = check(db, upload, type);

	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	r = writable(db, article, arena, &a);
	if (r == 0) {
		struct article_file f = {.id = id_make(arena),
		    .article = a.id,
		    .name = upload->name,
		    .type = type,
		    .size = (int64_t)upload->bytes.n,
		    .sha256 = sha256_hex(upload->bytes, sum),
		    .person = actor->person,
		    .added = now,
		    .since = a.revision + 1};

		r = add(db, actor, &a, &f, upload, now, arena);
	}
	return db_end(db, r);
}

static int find(struct db *db, const struct article *a, bool written, const char *id,
    struct arena *arena, struct article_file *ret)
{
	int64_t revision = a->revision + written;
	int r = desk_find(db, &article_file_type,
	    "WHERE \"id\" = $1 AND \"article\" = $2 AND \"since\" <= $3 AND (\"gone\" = 0 OR "
	    "\"gone\" > $3)",
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(a->id), DESK_INT(revision)), arena, ret);

	if (r == ERR_NOTFOUND)
		return db_fail(db, r, "there is no such file",
		    "look at the page of the article", "%.40s", id);
	return r;
}

static int take_away(struct db *db, const struct article *a, struct article_file *f)
{
	int r;

	if (f->since > a->revision) {
		r = desk_delete(db, &article_blob_type, f->id);
		return r < 0 ? r : desk_delete(db, &article_file_type, f->id);
	}
	f->gone = a->revision + 1;
	return desk_update(db, &article_file_type, f);
}

int article_file_remove(struct db *db, const struct actor *actor, const char *article,
    const char *id, int64_t now, struct arena *arena)
{
	struct article_file f;
	struct article a;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = writable(db, article, arena, &a);
	if (r == 0)
		r = find(db, &a, true, id, arena, &f);
	if (r == 0)
		r = take_away(db, &a, &f);
	if (r == 0)
		r = log_append(db, actor, "article.file_remove", NULL, a.id, NULL, NULL, now);
	return db_end(db, r);
}

int article_files(struct db *db, const struct article *a, bool written, struct arena *arena,
    struct desk_records *ret)
{
	return desk_list(db, &article_file_type,
	    "WHERE \"article\" = $1 AND \"since\" <= $2 AND (\"gone\" = 0 OR \"gone\" > $2) "
	    "ORDER BY \"added\", \"id\" LIMIT 100",
	    DESK_PARAMS(DESK_TEXT(a->id), DESK_INT(a->revision + written)), arena, ret);
}

int article_file_get(struct db *db, const struct article *a, bool written, const char *id,
    struct arena *arena, struct article_file *ret, struct str *ret_bytes)
{
	struct article_blob blob = {0};
	int r = find(db, a, written, id, arena, ret);

	if (r == 0)
		r = desk_get(db, &article_blob_type, id, arena, &blob);
	return r < 0 ? r : base64_decode(span_str(blob.content), ret_bytes);
}
