#include "sense/keeper.h"

#include "base/parse.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/privilege.h"
#include "os/sandbox.h"
#include "sense/sorting.h"
#include "ship/ship_write.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	PIPE_BYTES = 1 << 20,
	READ_BYTES = 256 << 10,
	LINES_BYTES = 4 << 20, /* of a line that is not whole yet, and what came with it */
	WORD_BYTES = 64 << 10, /* of a word to the keeper */
	NUMBER_BYTES = 64,
	SYNC_MILLIS = 200, /* records wait that long at most before they are made safe */
	LOOK_MILLIS = 1000 /* between looks at "current", and counts */
};

struct keeper {
	int lines;   /* a pipe; -1: none */
	int control; /* a socket that keeps words apart */
};

/* The process' own. */
struct keeping {
	const struct keeper_settings *settings;
	struct ship_write *spool;
	struct arena *arena;
	const char *health, *current, *output;
	int lines, control;
	struct str in;
	uint64_t too_long;
	int64_t pack;
	int64_t unsafe; /* since when something waits, monotonic; 0: nothing does */
	bool full;      /* the last sync failed: the next one is the clock's */
	int64_t look;   /* when the next one is due */
	struct keeper_count told;
};

static int64_t mono(void)
{
	return clock_system.mono(NULL);
}

/* --- words --- */

/* False: it did not go. Only the last word waits for room: a sensor that does not listen must
 * not keep lines from being read. */
static bool send_word(struct keeping *k, const struct keeper_word *word, int fd)
{
	int flags = MSG_NOSIGNAL | (word->kind == KEEPER_END ? 0 : MSG_DONTWAIT);
	ssize_t n;

	struct keeper_word copy = *word;
	struct iovec io = {.iov_base = &copy, .iov_len = sizeof(copy)};
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct msghdr m = {.msg_iov = &io, .msg_iovlen = 1};

	copy.fd = -1;
	if (fd >= 0) {
		struct cmsghdr *c = &control.head;

		m.msg_control = control.room;
		m.msg_controllen = sizeof(control.room);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	do
		n = sendmsg(k->control, &m, flags);
	while (n < 0 && errno == EINTR);
	return n >= 0;
}

/* 1, 0 or ERR_CLOSED, as keeper_take. */
static int take_word(int control, int flags, struct keeper_word *ret)
{
	struct keeper_word word = {0};
	struct iovec io = {.iov_base = &word, .iov_len = sizeof(word)};
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} room = {0};
	struct msghdr m = {.msg_iov = &io,
	    .msg_iovlen = 1,
	    .msg_control = room.room,
	    .msg_controllen = sizeof(room.room)};
	const struct cmsghdr *c;
	ssize_t n;

	do
		n = recvmsg(control, &m, flags | MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? 0 : ERR_CLOSED;
	if (n != (ssize_t)sizeof(word))
		return ERR_CLOSED;
	word.fd = -1;
	c = CMSG_FIRSTHDR(&m);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
		memcpy(&word.fd, CMSG_DATA(c), sizeof(word.fd));
	*ret = word;
	return 1;
}

/* --- the process: lines --- */

static struct keeper_count count(const struct keeping *k)
{
	struct keeper_count c = {.refused = k->too_long};
	struct ship_state state = {0};

	if (!k->spool)
		return c;
	ship_write_state(k->spool, &state);
	c.records = state.records;
	c.dropped = state.dropped;
	c.refused += state.refused;
	return c;
}

static void sync_now(struct keeping *k)
{
	/* A full disk: what waits stays in memory, and what has no room there is counted. */
	k->full = ship_write_sync(k->spool, NULL) < 0;
	k->unsafe = k->full ? mono() : 0;
}

static void keep_line(struct keeping *k, struct span line)
{
	struct sorting s = sorting_of(line);
	int r;

	if (!s.kept || line.n == 0)
		return;
	r = ship_write_add_as(
	    k->spool, s.class, s.priority, clock_system.wall(clock_system.arg), line);
	if (r == ERR_LIMIT)
		k->too_long++;
	if (!k->unsafe)
		k->unsafe = mono();
	if (ship_write_ripe(k->spool) && !k->full)
		sync_now(k);
}

/* Whole lines; the rest waits for its end. */
static void keep_lines(struct keeping *k)
{
	struct span rest = str_bytes(&k->in);
	size_t done = 0;

	for (;;) {
		const uint8_t *end = rest.n ? memchr(rest.p, '\n', rest.n) : NULL;
		size_t n = end ? (size_t)(end - rest.p) : 0;

		if (!end)
			break;
		keep_line(k, span_sub(rest, 0, n));
		rest = span_sub(rest, n + 1, rest.n);
		done += n + 1;
	}
	str_drop(&k->in, done);
}

/* False: no more lines come. */
static bool read_lines(struct keeping *k)
{
	static char buf[READ_BYTES];
	ssize_t n = read(k->lines, buf, sizeof(buf));

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	str_put(&k->in, buf, (size_t)n);
	if (str_ok(&k->in) < 0) {
		/* Longer than any line of ours. */
		str_clear(&k->in);
		k->too_long++;
	}
	keep_lines(k);
	return n > 0;
}

/* --- the process: files --- */

static void look_at_packs(struct keeping *k)
{
	struct keeper_word word = {.kind = KEEPER_PACK};
	struct arena *arena CLEANUP(arena_freep) = NULL;
	STR_AUTO(text, NUMBER_BYTES);
	const char *path;
	int fd;

	if (!k->current || file_read(k->current, &text, &word.msg) < 0 ||
	    parse_int(span_trim(str_bytes(&text)), 1, INT64_MAX, &word.number) < 0 ||
	    word.number == k->pack)
		return;
	arena = arena_new();
	path = arena_printf(
	    arena, "%s/%lld.pack", k->settings->packs, (long long)word.number);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		word.kind = KEEPER_NO_PACK;
		word.result = file_error("open", path, &word.msg);
	}
	if (send_word(k, &word, fd))
		k->pack = word.number;
	if (fd >= 0)
		(void)close(fd);
}

static void open_output(struct keeping *k)
{
	struct keeper_word word = {.kind = KEEPER_OUTPUT};
	int fd;

	if (!k->output)
		return;
	fd = open(k->output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	/* The sensor goes on with the one it has. */
	if (fd < 0)
		return;
	(void)send_word(k, &word, fd);
	(void)close(fd);
}

/* False: the sensor is gone. */
static bool hear(struct keeping *k)
{
	static char word[WORD_BYTES];
	ssize_t n = read(k->control, word, sizeof(word));
	struct msg msg = {0};

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	if (n == 0)
		return false;
	/* What cannot be written now is told again, ten seconds later. */
	if (word[0] == 'H' && k->health)
		(void)!file_write(k->health, span_of(word + 1, (size_t)n - 1), 0644, &msg);
	if (word[0] == 'R') {
		open_output(k);
		k->look = 0;
	}
	return true;
}

static void look(struct keeping *k)
{
	struct keeper_word word = {.kind = KEEPER_COUNT, .count = count(k)};

	k->look = mono() + LOOK_MILLIS;
	look_at_packs(k);
	if (word.count.dropped != k->told.dropped || word.count.refused != k->told.refused)
		(void)send_word(k, &word, -1);
	k->told = word.count;
}

static void keep(struct keeping *k)
{
	struct pollfd fds[2] = {{k->control, POLLIN, 0}, {k->lines, POLLIN, 0}};
	bool lines = k->lines >= 0, sensor = true;

	/* Without a sensor lines are read to their end. */
	while (lines || (sensor && k->lines < 0)) {
		fds[0].fd = sensor ? k->control : -1;
		fds[1].fd = lines ? k->lines : -1;
		if (poll(fds, ARRAY_LEN(fds), SYNC_MILLIS) < 0 && errno != EINTR)
			break;
		if (fds[0].revents)
			sensor = hear(k);
		if (fds[1].revents)
			lines = read_lines(k);
		if (k->unsafe && mono() - k->unsafe >= SYNC_MILLIS)
			sync_now(k);
		if (sensor && mono() >= k->look)
			look(k);
	}
	/* The last health.json. */
	fds[0] = (struct pollfd){k->control, POLLIN, 0};
	while (sensor && poll(fds, 1, 0) > 0)
		sensor = hear(k);
}

/* --- the process: its life --- */

static int open_all(struct keeping *k, struct msg *msg)
{
	const struct keeper_settings *s = k->settings;
	struct sandbox_folder folders[3];
	size_t n = 0;
	int r = s->spool ? file_make_folder(s->spool, 0700, msg) : 0;

	if (r == 0 && s->spool && s->sandbox)
		r = privilege_give(s->spool, s->user, msg);
	if (r == 0 && s->sandbox)
		r = privilege_drop(s->user, msg);
	if (r == 0 && s->spool)
		r = ship_write_open(s->spool, s->spool_max, 0, msg, &k->spool);
	if (s->spool)
		folders[n++] = (struct sandbox_folder){s->spool, true};
	if (s->output)
		folders[n++] = (struct sandbox_folder){s->output, true};
	if (s->packs)
		folders[n++] = (struct sandbox_folder){s->packs, false};
	if (r == 0 && s->sandbox)
		r = sandbox_enter_with(folders, n, NULL, msg);
	return r;
}

static void set_paths(struct keeping *k)
{
	const struct keeper_settings *s = k->settings;

	k->arena = arena_new();
	if (s->spool)
		k->health = arena_printf(k->arena, "%s/health.json", s->spool);
	if (s->packs)
		k->current = arena_printf(k->arena, "%s/current", s->packs);
	if (s->output)
		k->output = arena_printf(k->arena, "%s/eve.json", s->output);
}

static int live(const struct keeper_settings *settings, int lines, int control)
{
	struct keeping k = {
	    .settings = settings, .lines = lines, .control = control, .pack = settings->pack};
	struct keeper_word word = {.kind = KEEPER_READY};

	/* It ends when the sensor does, after all lines. */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGPIPE, SIG_IGN);
	str_init(&k.in, LINES_BYTES);
	set_paths(&k);
	word.result = open_all(&k, &word.msg);
	if (word.result < 0)
		word.kind = KEEPER_FAILED;
	(void)send_word(&k, &word, -1);
	if (word.result < 0)
		return 1;
	keep(&k);
	if (k.spool)
		sync_now(&k);
	word = (struct keeper_word){.kind = KEEPER_END, .count = count(&k)};
	/* What is not safe now, no later life has. */
	if (k.unsafe)
		word.result = ERR_FULL;
	k.spool = ship_write_close(k.spool);
	(void)send_word(&k, &word, -1);
	str_done(&k.in);
	(void)arena_free(k.arena);
	return 0;
}

/* --- the sensor's side --- */

static int failed(const char *step, struct msg *msg)
{
	msg_what(msg, "the keeper of the spool and the packs could not be started");
	msg_detail(msg, "%s: %s", step, strerrordesc_np(errno));
	msg_hint(msg, "see whether this machine has memory and descriptors left");
	return ERR_IO;
}

static void close_pair(const int *pair)
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			(void)close(pair[i]);
}

static int begin(const struct keeper_settings *settings, struct keeper *k, struct msg *msg)
{
	int lines[2] = {-1, -1}, control[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) < 0)
		return failed("a pair of sockets", msg);
	if (settings->spool && pipe2(lines, O_CLOEXEC) < 0) {
		close_pair(control);
		return failed("a pipe", msg);
	}
	if (lines[1] >= 0)
		(void)fcntl(lines[1], F_SETPIPE_SZ, PIPE_BYTES);
	pid = fork();
	if (pid < 0) {
		close_pair(control);
		close_pair(lines);
		return failed("fork", msg);
	}
	if (pid == 0) {
		if (lines[1] >= 0)
			(void)close(lines[1]);
		(void)close(control[0]);
		_exit(live(settings, lines[0], control[1]));
	}
	if (lines[0] >= 0)
		(void)close(lines[0]);
	(void)close(control[1]);
	*k = (struct keeper){.lines = lines[1], .control = control[0]};
	return 0;
}

static struct keeper *forget(struct keeper *k)
{
	if (k->lines >= 0)
		(void)close(k->lines);
	(void)close(k->control);
	return mem_free(k);
}

int keeper_start(
    const struct keeper_settings *settings, struct keeper **ret, struct msg *msg)
{
	struct keeper *k = mem_alloc(sizeof(*k));
	struct keeper_word word = {0};
	int r = begin(settings, k, msg);

	if (r < 0) {
		(void)mem_free(k);
		return r;
	}
	r = take_word(k->control, 0, &word);
	if (r == 1 && word.kind == KEEPER_READY) {
		*ret = k;
		return 0;
	}
	(void)forget(k);
	if (r < 1 || word.result >= 0) {
		errno = ECHILD;
		return failed("it ended", msg);
	}
	*msg = word.msg;
	return word.result;
}

int keeper_lines(const struct keeper *k)
{
	return k->lines;
}

void keeper_health(struct keeper *k, struct span json)
{
	STR_AUTO(word, WORD_BYTES);

	str_char(&word, 'H');
	str_span(&word, json);
	if (str_ok(&word) == 0)
		(void)!write(k->control, word.p, word.n);
}

void keeper_ask(struct keeper *k)
{
	(void)!write(k->control, "R", 1);
}

int keeper_take(struct keeper *k, struct keeper_word *ret)
{
	return take_word(k->control, MSG_DONTWAIT, ret);
}

int keeper_end(struct keeper *k, struct keeper_count *ret)
{
	struct keeper_word word = {.fd = -1};
	int r;

	if (k->lines >= 0)
		(void)close(k->lines);
	k->lines = -1;
	/* Without lines it waits for our end of the socket. */
	(void)shutdown(k->control, SHUT_WR);
	while ((r = take_word(k->control, 0, &word)) == 1 && word.kind != KEEPER_END)
		if (word.fd >= 0)
			(void)close(word.fd);
	if (r == 1)
		*ret = word.count;
	(void)forget(k);
	return r == 1 ? word.result : ERR_CLOSED;
}
