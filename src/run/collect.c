#include "run/collect.h"

#include "base/limits.h"
#include "os/clock.h"
#include "os/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	FLUSH_MS = 200,
	FLUSH_UNITS = 64,
	FLUSH_BYTES = 4 << 20,
	HELD_BYTES = 64 << 20, /* of units that nobody takes: then the scanner waits */
};

/* The units that wait to be kept, and the one that is coming in. */
struct collector {
	const struct collect_sink *sink;
	struct arena *arena; /* of the batch; cleared at each flush */
	VEC(struct observations) units;
	struct observations open; /* records of the unit whose end has not come */
	int64_t flushed;          /* ms, monotonic, as all times here */
	bool later;               /* the sink has no room now */
	struct str in;
	bool ended;
	struct collected result;
	struct arena *life;

	struct spawn child;
	const struct job *job;
	const struct observations *before;
	size_t sent;    /* records of .before that are in .to */
	struct str to;  /* what the child has not taken yet */
	size_t to_used; /* bytes of .to that it has taken */

	int wake;
	int asked;      /* enum collect_stop: the most that was asked for */
	int64_t polled; /* when .stop was asked last */
	int64_t kill_at;
	bool killed;
};

static int64_t now(void)
{
	return clock_system.mono(NULL);
}

/* varde-scan leads a process group of its own (os/spawn.c), in which its gate is. */
static void kill_scan(struct collector *c)
{
	if (!c->killed)
		(void)kill(-c->child.pid, SIGKILL);
	c->killed = true;
}

/* Asks whether to go on, and does what is asked for. */
static void ask(struct collector *c)
{
	int wanted = c->sink->stop ? c->sink->stop(c->sink->arg) : COLLECT_GO_ON;

	c->polled = now();
	if (wanted > c->asked) {
		if (wanted == COLLECT_STOP) {
			(void)kill(c->child.pid, SIGTERM);
			c->kill_at = c->polled +
				     (c->sink->grace_ms ? c->sink->grace_ms : COLLECT_GRACE_MS);
		}
		c->asked = wanted;
	}
	if (c->asked >= COLLECT_KILL || (c->asked == COLLECT_STOP && c->polled >= c->kill_at))
		kill_scan(c);
}

static int flush(struct collector *c)
{
	int r = c->units.n ? c->sink->units(c->sink->arg, c->units.items, c->units.n) : 0;

	c->flushed = now();
	c->later = r == COLLECT_LATER;
	if (r)
		return r < 0 ? r : 0;
	memset(&c->units, 0, sizeof(c->units));
	/* A unit arrives in one write; what is open now lives on in the next batch's arena only
	 * if nothing is open. */
	if (!c->open.all.n)
		arena_clear(c->arena);
	return 0;
}

static int take_line(struct collector *c, struct span line, struct msg *msg)
{
	struct observation o;
	int r = obs_parse(line, c->arena, &o, msg);

	if (r < 0)
		return ERR_CORRUPT;
	if (o.kind == OBS_PROGRESS) {
		if (c->sink->progress)
			c->sink->progress(c->sink->arg, o.progress);
	} else if (o.kind == OBS_END) {
		c->ended = true;
		c->result.state = o.end->state;
		c->result.reason = arena_strdup(c->life, o.end->reason);
	} else {
		vec_push(c->arena, &c->open.all, o);
		if (o.kind == OBS_UNIT) {
			vec_push(c->arena, &c->units, c->open);
			memset(&c->open, 0, sizeof(c->open));
		}
	}
	return 0;
}

/* Every whole line of what has come. */
static int take_lines(struct collector *c, struct msg *msg)
{
	struct span rest = str_bytes(&c->in);
	size_t used = 0;
	int r = 0;

	while (r == 0 && rest.n) {
		const uint8_t *end = memchr(rest.p, '\n', rest.n);

		if (!end)
			break;
		r = take_line(c, span_of(rest.p, (size_t)(end - rest.p)), msg);
		used += (size_t)(end - rest.p) + 1;
		rest = span_sub(rest, (size_t)(end - rest.p) + 1, rest.n);
	}
	str_drop(&c->in, used);
	return r;
}

/* Fills .to with the next records of the earlier attempt; false when all have been there. */
static bool refill(struct collector *c)
{
	enum { SEND_BYTES = 65536 };

	str_clear(&c->to);
	c->to_used = 0;
	while (c->sent < c->before->all.n && c->to.n < SEND_BYTES)
		obs_write(&c->before->all.items[c->sent++], &c->to);
	return c->to.n > 0;
}

/* Sends what the child takes now: it may be slow, or gone, and must not be waited for. */
static int send_some(struct collector *c)
{
	for (;;) {
		struct span rest = span_sub(str_bytes(&c->to), c->to_used, c->to.n);
		ssize_t n;

		if (str_ok(&c->to) < 0)
			return ERR_LIMIT;
		if (!rest.n) {
			if (refill(c))
				continue;
			break;
		}
		n = write(c->child.in, rest.p, rest.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return 0;
		if (n < 0)
			break; /* it is gone and has said why on standard error; its end tells
				*/
		c->to_used += (size_t)n;
	}
	spawn_close(&c->child.in);
	return 0;
}

/* Reads what has come. Gives 1 while the child's output is open. */
static int receive(struct collector *c, struct msg *msg)
{
	char buf[65536];
	ssize_t n = read(c->child.out, buf, sizeof(buf));
	int r;

	if (n == 0)
		return 0;
	if (n < 0)
		return errno == EINTR ? 1 : ERR_IO;
	str_put(&c->in, buf, (size_t)n);
	r = str_ok(&c->in) < 0 ? ERR_LIMIT : take_lines(c, msg);
	return r < 0 ? r : 1;
}

static bool time_to_flush(const struct collector *c)
{
	int64_t since = now() - c->flushed;

	if (c->later)
		return since >= COLLECT_POLL_MS;
	return c->units.n >= FLUSH_UNITS || arena_used(c->arena) > FLUSH_BYTES ||
	       since >= FLUSH_MS;
}

/* Waits for something to happen on the child's pipes or the wake descriptor. Gives the events
 * of the child's output. */
static int wait_events(struct collector *c, bool hold, short *ret_in, short *ret_out)
{
	struct pollfd fds[] = {{hold ? -1 : c->child.out, POLLIN, 0}, {c->child.in, POLLOUT, 0},
	    {c->wake, POLLIN, 0}};

	if (poll(fds, ARRAY_LEN(fds), COLLECT_POLL_MS) < 0 && errno != EINTR)
		return ERR_IO;
	if (fds[2].revents || now() - c->polled >= COLLECT_POLL_MS)
		ask(c);
	/* A wake descriptor whose other end is gone would be ready for ever. */
	if (fds[2].revents && !(fds[2].revents & POLLIN))
		c->wake = -1;
	*ret_out = fds[0].revents;
	*ret_in = fds[1].revents;
	return 0;
}

/* One turn. Gives 1 while the child's output is open. */
static int turn(struct collector *c, struct msg *msg)
{
	bool hold = c->later && arena_used(c->arena) > HELD_BYTES;
	short in = 0, out = 0;
	int r = wait_events(c, hold, &in, &out), open = 1;

	if (r == 0 && in)
		r = send_some(c);
	if (r == 0 && out) {
		open = receive(c, msg);
		r = MIN(open, 0);
	}
	if (r == 0 && time_to_flush(c))
		r = flush(c);
	return r < 0 ? r : open;
}

/* After the end of its output the child has the same time as after a stop to end itself. */
static int reap(struct collector *c)
{
	int64_t until = now() + COLLECT_GRACE_MS;

	for (;;) {
		siginfo_t info = {0};

		if (waitid(P_PID, (id_t)c->child.pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
		    info.si_pid)
			break;
		if (now() >= until)
			kill_scan(c);
		if (c->killed)
			break;
		(void)poll(NULL, 0, 5);
		ask(c);
	}
	return spawn_wait(&c->child);
}

/* What is whole is handed on, however the scan ended; the sink has room sooner or later, or
 * gives an error. */
static int flush_rest(struct collector *c)
{
	int r = flush(c);

	while (r == 0 && c->later && c->asked < COLLECT_KILL) {
		(void)poll(NULL, 0, COLLECT_POLL_MS);
		ask(c);
		r = flush(c);
	}
	return r;
}

static int run_child(struct collector *c, struct msg *msg)
{
	struct json_writer w;
	int r = 1, status;

	json_write_init(&w, &c->to, 0);
	record_to_json(&job_type, c->job, false, &w);
	str_char(&c->to, '\n');
	if (fcntl(c->child.in, F_SETFL, O_NONBLOCK) < 0)
		r = ERR_IO;
	while (r == 1)
		r = turn(c, msg);
	if (r < 0)
		kill_scan(c);
	spawn_close(&c->child.in);
	spawn_close(&c->child.out);
	status = reap(c);
	if (r == 0)
		r = flush_rest(c);
	if (!c->ended)
		c->result = (struct collected){c->asked ? END_STOPPED : END_FAILED,
		    arena_printf(c->life, "varde-scan ended with status %d", status)};
	return r;
}

/* varde-scan stands beside the program, in the build tree or where it is installed. */
static int start(const char *program, struct arena *arena, struct spawn *ret, struct msg *msg)
{
	const char *argv[2] = {program, NULL};
	char folder[4096];

	if (!program) {
		spawn_own_folder(folder, sizeof(folder));
		argv[0] = arena_printf(arena, "%s/varde-scan", folder);
	}
	return spawn_filter(argv, ret, msg);
}

int collect_run(const char *program, const struct job *job, const struct observations *before,
    const struct collect_sink *sink, struct arena *arena, struct collected *ret,
    struct msg *msg)
{
	struct collector c = {.sink = sink,
	    .arena = arena_new(),
	    .life = arena,
	    .job = job,
	    .before = before,
	    .wake = sink->stop ? sink->wake : -1,
	    .flushed = now(),
	    .polled = now()};
	int r = start(program, arena, &c.child, msg);

	str_init(&c.in, (size_t)LIMIT_LINE * 96);
	str_init(&c.to, (size_t)LIMIT_LINE * 4);
	if (r == 0)
		r = run_child(&c, msg);
	str_done(&c.in);
	str_done(&c.to);
	arena_free(c.arena);
	if (r == 0)
		*ret = c.result;
	return r;
}
