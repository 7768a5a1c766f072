#include "notify/mailbox.h"

#include "notify_place.h"
#include "os/file.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

struct box {
	struct place *place;
	struct db *db;
	const char *folder;
};

static struct box box(struct place *place, struct db *db)
{
	struct box b = {
	    place, db, arena_printf(place->arena, "/tmp/varde-mailbox-%d", getpid())};
	static const char *const subs[] = {"", "/new", "/cur", "/tmp"};

	for (size_t i = 0; i < ARRAY_LEN(subs); i++)
		(void)mkdir(arena_printf(place->arena, "%s%s", b.folder, subs[i]), 0700);
	return b;
}

static void put(const struct box *b, const char *name, struct span bytes)
{
	struct msg msg;

	assert_int_equal(file_write(arena_printf(b->place->arena, "%s/new/%s", b->folder, name),
			     bytes, 0600, &msg),
	    0);
}

/* How many files the folder has; with the suffix when it is not NULL. Removes them at the end.
 */
static size_t files(const struct box *b, const char *sub, const char *suffix, bool remove)
{
	const char *path = arena_printf(b->place->arena, "%s/%s", b->folder, sub);
	DIR *dir = opendir(path);
	const struct dirent *e;
	size_t n = 0;

	assert_non_null(dir);
	while ((e = readdir(dir))) {
		size_t len = strlen(e->d_name), m = suffix ? strlen(suffix) : 0;

		if (e->d_name[0] == '.')
			continue;
		n += !suffix || (len >= m && strcmp(e->d_name + len - m, suffix) == 0);
		if (remove)
			(void)unlink(arena_printf(b->place->arena, "%s/%s", path, e->d_name));
	}
	(void)closedir(dir);
	return n;
}

static struct mailbox_result reads(const struct box *b)
{
	struct mailbox_result got;

	if (mailbox_read_maildir(b->db, b->folder, NOW, &got) < 0)
		fail_msg("%s: %s", db_msg(b->db)->what, db_msg(b->db)->detail);
	return got;
}

TEST_STORE(mailbox_takes_each_mail_once_and_keeps_all)
{
	static const char hello[] = "From: a@b.c\nSubject: hello\n\nhello\n";
	struct db *db = place_open(place);
	struct box b = box(place, db);
	struct mailbox_result got;
	STR_AUTO(huge, 4 << 20);

	put(&b, "1.a", span_str(hello));
	put(&b, "2.b", span_str("no mail at all"));
	str_add(&huge, "From: a@b.c\n\n");
	while (huge.n < 3 << 20)
		str_add(&huge, "0123456789012345678901234567890123456789\n");
	put(&b, "3.c", str_bytes(&huge));
	got = reads(&b);
	assert_int_equal(got.for_duty, 3);
	assert_int_equal(got.refused, 2);
	assert_string_equal(got.msg.what, "");
	assert_int_equal(files(&b, "new", NULL, false), 0);
	assert_int_equal(files(&b, "cur", ":2,S", false), 1);
	assert_int_equal(files(&b, "cur", ":2,FS", false), 2);
	/* The same again, as after a crash before it was moved: no second effect. */
	put(&b, "4.d", span_str(hello));
	got = reads(&b);
	assert_int_equal(got.again, 1);
	assert_int_equal(got.for_duty, 0);
	assert_int_equal(files(&b, "cur", NULL, true), 4);
	(void)db_close(db);
}

TEST_STORE(mailbox_that_is_not_there_is_told)
{
	struct db *db = place_open(place);
	struct mailbox_result got;
	struct settings settings;

	assert_int_equal(mailbox_read_maildir(db, "/nonexistent/varde", NOW, &got), 0);
	assert_non_null(strstr(got.msg.what, "mailbox"));
	settings_init(&settings);
	assert_int_equal(mailbox_read(db, &settings, NOW, &got), 0);
	assert_string_equal(got.msg.what, "");
	(void)db_close(db);
}
