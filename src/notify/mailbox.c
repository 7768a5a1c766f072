#include "notify/mailbox.h"

#include "net/imap.h"
#include "os/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME = 255 };

/* --- one mail --- */

static void tally(const struct inbound *in, bool again, struct mailbox_result *to)
{
	to->again += again;
	if (again)
		return;
	to->refused += in->type == INBOUND_REFUSED;
	to->for_duty += in->verdict == INBOUND_FOR_DUTY;
	to->ignored += in->verdict == INBOUND_IGNORED;
	to->replies += in->verdict == INBOUND_DONE && in->type == INBOUND_REPLY;
	to->bounces += in->verdict == INBOUND_DONE && in->type == INBOUND_BOUNCE;
}

static int take_in(struct db *db, struct span bytes, bool huge, int64_t now,
    struct mailbox_result *to, bool *ret_refused)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct inbound_mail mail;
	struct inbound in = {0};
	bool again = false;
	int r;

	inbound_parse(bytes, huge, arena, &mail);
	r = inbound_take(db, &mail, now, arena, &in, &again);
	if (r < 0)
		return r;
	tally(&in, again, to);
	*ret_refused = in.type == INBOUND_REFUSED;
	return 0;
}

/* --- Maildir --- */

/* Reads at most INBOUND_MAX bytes; *ret_huge: there are more. */
static int read_file(int dir, const char *name, struct str *to, bool *ret_huge)
{
	uint8_t buf[16384];
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	ssize_t n = 0;

	if (fd < 0)
		return ERR_IO;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return ERR_UNSUPPORTED;
	}
	while (to->n < INBOUND_MAX && (n = read(fd, buf, sizeof(buf))) > 0)
		str_put(to, buf, MIN((size_t)n, (size_t)INBOUND_MAX - to->n));
	*ret_huge = st.st_size > INBOUND_MAX;
	(void)close(fd);
	return n < 0 ? ERR_IO : 0;
}

/* new/NAME becomes cur/NAME:2,FLAGS. */
static int move(int from, int to, const char *name, bool refused)
{
	char target[NAME + 16];

	(void)snprintf(target, sizeof(target), "%.*s:2,%s", (int)strcspn(name, ":"), name,
	    refused ? "FS" : "S");
	return renameat(from, name, to, target) < 0 ? ERR_IO : 0;
}

struct maildir {
	struct db *db;
	const char *folder;
	int64_t now;
	int from, to; /* descriptors of new and cur */
	struct mailbox_result *ret;
};

static void say(struct maildir *m, const char *name)
{
	msg_what(&m->ret->msg, "a mail in the mailbox cannot be read");
	msg_detail(&m->ret->msg, "%s/new/%s: %s", m->folder, name, strerrordesc_np(errno));
	msg_hint(&m->ret->msg, "give the service the right to read and move what is in there");
}

static int handle_file(struct maildir *m, const char *name)
{
	STR_AUTO(bytes, INBOUND_MAX);
	bool huge = false, refused = false;
	int r = read_file(m->from, name, &bytes, &huge);

	if (r == ERR_UNSUPPORTED)
		return 0; /* no file: nobody's mail */
	if (r < 0) {
		say(m, name);
		return 0;
	}
	r = take_in(m->db, str_bytes(&bytes), huge, m->now, m->ret, &refused);
	if (r == 0 && move(m->from, m->to, name, refused) < 0)
		say(m, name);
	return r;
}

static int open_sub(const char *folder, const char *sub)
{
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, sub);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int walk(struct maildir *m)
{
	DIR *dir = fdopendir(dup(m->from));
	const struct dirent *e;
	int r = 0, n = 0;

	if (!dir)
		return 0;
	rewinddir(dir);
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is our own */
	while (r == 0 && (e = readdir(dir))) {
		if (e->d_name[0] == '.')
			continue;
		if (n++ == MAILBOX_BATCH) {
			m->ret->more = true;
			break;
		}
		r = handle_file(m, e->d_name);
	}
	(void)closedir(dir);
	return r;
}

int mailbox_read_maildir(
    struct db *db, const char *folder, int64_t now, struct mailbox_result *ret)
{
	struct maildir m = {
	    db, folder, now, open_sub(folder, "new"), open_sub(folder, "cur"), ret};
	int r = 0;

	*ret = (struct mailbox_result){0};
	if (m.from < 0 || m.to < 0) {
		msg_what(&ret->msg, "the mailbox of replies cannot be opened");
		msg_detail(&ret->msg, "%s: %s", folder, strerrordesc_np(errno));
		msg_hint(&ret->msg,
		    "set mail_dir to a Maildir (new, cur, tmp) that the service may "
		    "read and write");
	} else {
		r = walk(&m);
	}
	if (m.from >= 0)
		(void)close(m.from);
	if (m.to >= 0)
		(void)close(m.to);
	return r;
}

/* --- IMAP --- */

static int handle_uid(
    struct db *db, struct imap *imap, int64_t uid, int64_t now, struct mailbox_result *ret)
{
	STR_AUTO(bytes, INBOUND_MAX);
	bool huge = false, refused = false;
	int r = imap_fetch(imap, uid, &bytes, &huge, &ret->msg);

	if (r < 0)
		return 0;
	r = take_in(db, str_bytes(&bytes), huge, now, ret, &refused);
	if (r == 0)
		(void)!imap_mark(imap, uid, refused, &ret->msg);
	return r;
}

static int read_imap(
    struct db *db, const struct settings *s, int64_t now, struct mailbox_result *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	STR_AUTO(password, 1024);
	struct imap_server server = {
	    .url = s->imap, .user = s->imap_user, .ca_file = s->imap_ca};
	struct imap_uids uids = {0};
	struct imap *imap = NULL;
	int r =
	    s->imap_password_file ? file_read(s->imap_password_file, &password, &ret->msg) : 0;

	while (password.n && strchr("\r\n", password.p[password.n - 1]))
		str_cut(&password, password.n - 1);
	server.password = str_text(&password);
	if (r == 0)
		r = imap_open(&server, &imap, &ret->msg);
	if (r == 0)
		r = imap_unread(imap, arena, &uids, &ret->msg);
	if (r < 0) { /* told in ret->msg */
		(void)imap_close(imap);
		return 0;
	}
	for (size_t i = 0; r == 0 && !ret->msg.what[0] && i < uids.all.n; i++) {
		ret->more = i == MAILBOX_BATCH;
		if (ret->more)
			break;
		r = handle_uid(db, imap, uids.all.items[i], now, ret);
	}
	(void)imap_close(imap);
	explicit_bzero(password.p, password.cap);
	return r;
}

int mailbox_read(
    struct db *db, const struct settings *settings, int64_t now, struct mailbox_result *ret)
{
	*ret = (struct mailbox_result){0};
	if (settings->mail_dir)
		return mailbox_read_maildir(db, settings->mail_dir, now, ret);
	return settings->imap ? read_imap(db, settings, now, ret) : 0;
}
