/* Which publications there are, and how the last one of each was taken. */
#include "store/desk.h"
#include "store/knowledge_impl.h"

#define URL_MAX 2048

static const struct field source_fields[] = {
    F_TEXT(know_source, name, FIELD_REQUIRED, 200, "Its feed, and which part of it."),
    F_TEXT(know_source, feed, FIELD_REQUIRED, 64, "Its feed."),
    F_TEXT(know_source, url, 0, URL_MAX, "Where it is fetched."),
    F_TEXT(know_source, origin, 0, URL_MAX, "Where the one that is in was read from."),
    F_TEXT(know_source, etag, 0, 512, "Its entity tag."),
    F_TEXT(know_source, last_modified, 0, 64, "Its server's time of change."),
    F_TEXT(know_source, sha256, 0, 64, "Of its bytes."),
    F_INT(know_source, bytes, 0, 0, INT64_MAX, "Bytes, unpacked."),
    F_INT(know_source, records, 0, 0, INT64_MAX, "Records in it."),
    F_TIME(know_source, newest, 0, "What it says of its age."),
    F_TIME(know_source, taken, 0, "When it was taken in."),
    F_TIME(know_source, checked, 0, "When it was last looked for."),
    F_TEXT(know_source, error, 0, 1000, "Why the last one was not taken."),
};

const struct record_type know_source_type = RECORD_TYPE(
    "know_source", know_source, source_fields, "A publication of a feed, as taken in.");

static const struct field row_fields[] = {
    F_TEXT(know_row, key, FIELD_REQUIRED, 512, "Its id, kind and source."),
    F_TEXT(know_row, source, FIELD_REQUIRED, 64, "Which feed says so."),
    F_TEXT(know_row, kind, FIELD_REQUIRED, 16, "What kind of statement it is."),
    F_TEXT(know_row, id, FIELD_REQUIRED, 512, "Of what."),
    F_TIME(know_row, modified, 0, "When its publisher changed it."),
    F_TEXT(know_row, origin, 0, URL_MAX, "Where it was read."),
    F_TIME(know_row, taken, 0, "When this state of it was taken in."),
    F_TEXT(know_row, digest, 0, 64, "SHA-256 of the body."),
    F_TEXT(know_row, body, 0, KNOW_BODY, "The record; none: withdrawn."),
};

const struct record_type know_row_type =
    RECORD_TYPE("know_record", know_row, row_fields, "One statement of one source.");

int know_source_get(
    struct db *db, const char *name, struct arena *arena, struct know_source *ret)
{
	return desk_get(db, &know_source_type, name, arena, ret);
}

int know_source_list(struct db *db, struct arena *arena, struct know_sources *ret)
{
	struct desk_records all = {0};
	int r = desk_list(db, &know_source_type, "ORDER BY \"name\"", NULL, 0, arena, &all);

	vec_foreach (rec, &all.all)
		vec_push(arena, &ret->all, *(const struct know_source *)*rec);
	return r;
}

int know_source_store(struct db *db, const struct know_source *source)
{
	struct know_source copy = *source;
	int r = desk_update(db, &know_source_type, &copy);

	return r == ERR_NOTFOUND ? desk_insert(db, &know_source_type, &copy) : r;
}

int know_source_now(struct db *db, const struct know_source *source, struct arena *arena,
    struct know_source *ret)
{
	int r = know_source_get(db, source->name, arena, ret);

	if (r != ERR_NOTFOUND)
		return r;
	*ret = (struct know_source){
	    .name = source->name, .feed = source->feed, .url = source->url};
	return 0;
}

int know_checked(
    struct db *db, const struct know_source *source, int64_t now, const char *error)
{
	struct arena *arena = arena_new();
	struct know_source kept;
	int r = db_begin(db, DB_WRITE);

	if (r == 0) {
		r = know_source_now(db, source, arena, &kept);
		kept.checked = now;
		kept.error = error;
		if (source->url)
			kept.url = source->url;
		if (r == 0)
			r = know_source_store(db, &kept);
		r = db_end(db, r);
	}
	arena_free(arena);
	return r;
}
