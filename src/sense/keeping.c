#include "sense/keeping.h"

#include "base/parse.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/privilege.h"
#include "os/sandbox.h"
#include "sense/keeper_word.h"
#include "sense/sorting.h"
#include "ship/ship_write.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

enum {
	READ_BYTES = 256 << 10,
	LINES_BYTES = 4 << 20, /* of a line that is not whole yet, and what came with it */
	WORD_BYTES = 64 << 10, /* of a word to the keeper */
	NUMBER_BYTES = 64,
	SYNC_MILLIS = 200, /* records wait that long at most before they are made safe */
	LOOK_MILLIS = 1000 /* between looks at "current", and counts */
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

/* Only the last word waits for room: a sensor that does not listen must not keep lines from
 * being read. False: it did not go. */
static bool tell(struct keeping *k, const struct keeper_word *word, int fd)
{
	return keeper_word_send(k->control, word, fd, word->kind == KEEPER_END);
}

/* --- lines --- */

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

/* --- files --- */

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
	path = arena_printf(arena, "%s/%lld.pack", k->settings->packs, (long long)word.number);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		word.kind = KEEPER_NO_PACK;
		word.result = file_error("open", path, &word.msg);
	}
	if (tell(k, &word, fd))
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
	/* The sensor goes on with the one it has, and tells. */
	if (fd < 0) {
		word.kind = KEEPER_NO_OUTPUT;
		word.result = file_error("open", k->output, &word.msg);
	}
	(void)tell(k, &word, fd);
	if (fd >= 0)
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
		(void)tell(k, &word, -1);
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

/* --- its life --- */

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

int keeping_live(const struct keeper_settings *settings, int lines, int control)
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
	(void)tell(&k, &word, -1);
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
	(void)tell(&k, &word, -1);
	str_done(&k.in);
	(void)arena_free(k.arena);
	return 0;
}
