#include "cmd/collect.h"

#include "assess/assess.h"
#include "base/limits.h"
#include "base/log.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/spawn.h"
#include "pack/kb.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { FLUSH_MS = 200, FLUSH_UNITS = 64, FLUSH_BYTES = 4 << 20, JUDGE_MS = 1000 };

/* The units that wait to be stored, and the one that is coming in. */
struct collector {
	struct db *db;
	const char *run;
	struct progress *progress;
	struct arena *arena; /* of the batch; cleared at each flush */
	VEC(struct observations) units;
	struct observations open; /* records of the unit whose end has not come */
	int64_t flushed;
	struct str in;
	bool ended;
	struct collected result;
	struct arena *life;
	struct observations seen; /* all so far, for the findings that the progress tells */
	int64_t judge_next;       /* ms, monotonic */
};

/* Keeps what an assessment needs, and now and then counts what it would find: a tenth of the
 * time at most. */
static void judge(struct collector *c)
{
	int64_t begin = clock_system.mono(NULL);
	struct findings found = {0};
	struct arena *arena;

	for (size_t i = 0; i < c->units.n; i++)
		vec_foreach (o, &c->units.items[i].all) {
			struct observation copy = *o;

			if (o->kind == OBS_BURST || o->kind == OBS_UNIT)
				continue;
			copy.rec = record_copy(&obs_types[o->kind], o->rec, c->life);
			vec_push(c->life, &c->seen.all, copy);
		}
	if (begin < c->judge_next)
		return;
	arena = arena_new();
	if (assess(&c->seen, kb_builtin(), clock_system.wall(NULL), arena, &found) == 0)
		c->progress->findings = (int64_t)found.all.n;
	arena_free(arena);
	c->judge_next = begin + MAX((int64_t)JUDGE_MS, (clock_system.mono(NULL) - begin) * 10);
}

static int flush(struct collector *c)
{
	int r = 0;

	if (c->units.n)
		r = obs_store_batch(c->db, c->run, c->units.items, c->units.n, NULL);
	judge(c);
	c->flushed = clock_system.mono(NULL);
	memset(&c->units, 0, sizeof(c->units));
	/* A unit arrives in one write; what is open now lives on in the next batch's arena only
	 * if nothing is open. */
	if (!c->open.all.n)
		arena_clear(c->arena);
	return r;
}

static int take_line(struct collector *c, struct span line, struct msg *msg)
{
	struct observation o;
	int r = obs_parse(line, c->arena, &o, msg);

	if (r < 0)
		return ERR_CORRUPT;
	if (o.kind == OBS_PROGRESS) {
		progress_show(c->progress, o.progress);
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

static int send_job(const struct job *job, const struct observations *before, int fd)
{
	STR_AUTO(out, (size_t)LIMIT_LINE * 4);
	struct json_writer w;
	int r;

	json_write_init(&w, &out, 0);
	record_to_json(&job_type, job, false, &w);
	str_char(&out, '\n');
	r = file_write_all(fd, str_bytes(&out));
	vec_foreach (o, &before->all) {
		if (r < 0)
			break;
		str_clear(&out);
		obs_write(o, &out);
		r = str_ok(&out) < 0 ? ERR_LIMIT : file_write_all(fd, str_bytes(&out));
	}
	return r;
}

/* Asked to stop: the first time in good order, the second time at once. */
static void stop_child(const struct spawn *child, int signals, int *asked, struct progress *p)
{
	struct signalfd_siginfo info;

	if (read(signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if ((*asked)++ == 0) {
		progress_say(p, "stopping",
		    "stopping: what is whole is stored; press Ctrl-C again to end at once");
		(void)kill(child->pid, SIGTERM);
	} else {
		(void)kill(child->pid, SIGKILL);
	}
}

/* One turn: waits for records, a signal, or the time to flush. Gives 1 while the child's output
 * is open. */
static int turn(
    struct collector *c, const struct spawn *child, int signals, int *asked, struct msg *msg)
{
	struct pollfd fds[] = {{child->out, POLLIN, 0}, {signals, POLLIN, 0}};
	char buf[65536];
	ssize_t n;
	int r = 0;

	if (poll(fds, 2, FLUSH_MS) < 0 && errno != EINTR)
		return ERR_IO;
	if (fds[1].revents)
		stop_child(child, signals, asked, c->progress);
	if (fds[0].revents) {
		n = read(child->out, buf, sizeof(buf));
		if (n == 0)
			return 0;
		if (n < 0)
			return errno == EINTR ? 1 : ERR_IO;
		str_put(&c->in, buf, (size_t)n);
		r = str_ok(&c->in) < 0 ? ERR_LIMIT : take_lines(c, msg);
	}
	if (r == 0 && (c->units.n >= FLUSH_UNITS || arena_used(c->arena) > FLUSH_BYTES ||
			  clock_system.mono(NULL) - c->flushed >= FLUSH_MS))
		r = flush(c);
	return r < 0 ? r : 1;
}

static int open_signals(sigset_t *old)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)pthread_sigmask(SIG_BLOCK, &set, old);
	(void)signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* varde-scan stands beside varde, in the build tree or where it is installed. */
static int start(struct arena *arena, struct spawn *ret, struct msg *msg)
{
	char folder[4096];
	const char *argv[2] = {NULL, NULL};

	spawn_own_folder(folder, sizeof(folder));
	argv[0] = arena_printf(arena, "%s/varde-scan", folder);
	return spawn_filter(argv, ret, msg);
}

static int run_child(struct collector *c, struct spawn *child, const struct job *job,
    const struct observations *before, int signals, bool *ret_db, struct msg *msg)
{
	int asked = 0, r = send_job(job, before, child->in), status;

	spawn_close(&child->in);
	/* A child that is gone already has said why on standard error; its end tells. */
	r = r == ERR_CLOSED ? 1 : r < 0 ? r : 1;
	while (r == 1)
		r = turn(c, child, signals, &asked, msg);
	if (r < 0)
		(void)kill(child->pid, SIGKILL);
	spawn_close(&child->out);
	status = spawn_wait(child);
	if (r == 0) {
		r = flush(c);
		*ret_db = r < 0;
	} else {
		*ret_db = !msg->what[0];
	}
	if (!c->ended)
		c->result = (struct collected){asked ? END_STOPPED : END_FAILED,
		    arena_printf(c->life, "varde-scan ended with status %d", status)};
	return r;
}

int collect(struct db *db, const struct job *job, const struct observations *before,
    struct progress *progress, struct arena *arena, struct collected *ret, bool *ret_db,
    struct msg *msg)
{
	struct collector c = {.db = db,
	    .run = job->id,
	    .progress = progress,
	    .arena = arena_new(),
	    .life = arena,
	    .flushed = clock_system.mono(NULL)};
	struct spawn child;
	sigset_t old;
	int signals = open_signals(&old), r = start(arena, &child, msg);

	*ret_db = false;
	c.seen = *before;
	str_init(&c.in, (size_t)LIMIT_LINE * 96);
	if (r == 0)
		r = run_child(&c, &child, job, before, signals, ret_db, msg);
	if (r < 0 && *ret_db)
		*msg = *db_msg(db);
	spawn_close(&signals);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	str_done(&c.in);
	arena_free(c.arena);
	if (r == 0)
		*ret = c.result;
	return r;
}
