#include "scan/scan.h"

#include "base/limits.h"
#include "base/log.h"
#include "os/file.h"
#include "os/sandbox.h"
#include "pack/kb.h"
#include "scan/ports.h"
#include "scan/world.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Standard input, line by line, with a bound on a line. */
struct lines {
	int fd;
	struct str buf;
	size_t used;
	bool eof;
};

/* The next line (borrows, until the next call). ERR_CLOSED at the end, ERR_LIMIT, ERR_IO. */
static int next_line(struct lines *l, struct span *ret)
{
	for (;;) {
		struct span rest = span_sub(str_bytes(&l->buf), l->used, l->buf.n);
		const uint8_t *end = rest.n ? memchr(rest.p, '\n', rest.n) : NULL;
		char chunk[65536];
		ssize_t n;

		if (end || (l->eof && rest.n)) {
			*ret = end ? span_of(rest.p, (size_t)(end - rest.p)) : rest;
			l->used += ret->n + (end != NULL);
			return 0;
		}
		if (l->eof)
			return ERR_CLOSED;
		/* Once a chunk, not once a line: moving the rest for every line would cost its
		 * square. */
		str_drop(&l->buf, l->used);
		l->used = 0;
		n = read(l->fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ERR_IO;
		l->eof = n == 0;
		str_put(&l->buf, chunk, (size_t)n);
		if (str_ok(&l->buf) < 0)
			return ERR_LIMIT;
	}
}

static int read_job(struct lines *l, struct arena *arena, struct job *ret, struct msg *msg)
{
	struct span line;
	struct json *v;
	int r = next_line(l, &line);

	if (r < 0 || json_parse(line, arena, &v, NULL) < 0) {
		msg_what(msg, "there is no job");
		msg_detail(msg, "the first line of standard input must be a job as JSON "
				"(docs/schema/job.schema.json)");
		msg_hint(msg, "varde-scan is started by varde audit; use that");
		return ERR_SYNTAX;
	}
	return record_from_json(&job_type, v, arena, ret, msg);
}

/* Keeps of an earlier attempt's record what more follows from: a done unit's key, or a copy to
 * learn from. */
static void keep_record(struct scan *scan, const struct observation *o)
{
	if (o->kind == OBS_UNIT && map_set(&scan->units, o->unit->unit, scan)) {
		scan->done++;
		scan->total++;
	}
	if (scan_teaches(o->kind))
		vec_push(scan->arena, &scan->replayed.all,
		    (struct observation){.kind = o->kind,
			.rec = record_copy(&obs_types[o->kind], o->rec, scan->arena)});
}

/* Feeds the records of an earlier attempt: whole units count as done; queues the job's first
 * units and what follows from the records. */
static int replay(struct scan *scan, struct lines *l, struct msg *msg)
{
	struct arena *scratch = arena_new();
	struct span line;
	int r;

	while ((r = next_line(l, &line)) == 0) {
		struct observation o;

		if (line.n == 0)
			continue;
		arena_clear(scratch);
		r = obs_parse(line, scratch, &o, msg);
		if (r < 0)
			break;
		keep_record(scan, &o);
	}
	arena_free(scratch);
	if (r != ERR_CLOSED)
		return r;
	/* All done units are known now, so nothing done is queued again. */
	scan_seed(scan);
	vec_foreach (o, &scan->replayed.all)
		scan_learn(scan, o);
	return 0;
}

static void watch_signals(void *arg)
{
	int fd = *(int *)arg;

	if (co_wait_fd(fd, CO_READ, -1) == 0)
		loop_stop(co_loop());
}

static void work(void *arg)
{
	struct scan *scan = arg;

	scan_work(scan);
	loop_stop(scan->loop);
}

static int block_signals(int *ret_fd)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)signal(SIGPIPE, SIG_IGN);
	if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0)
		return ERR_IO;
	*ret_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return *ret_fd < 0 ? ERR_IO : 0;
}

static void write_end(const struct scan *scan)
{
	bool whole = !scan->running && !scan->waiting && scan->done >= scan->total;
	struct obs_end e = {.time = loop_wall(scan->loop), .state = END_FINISHED};
	struct observation o = {.kind = OBS_END, .end = &e};
	STR_AUTO(out, 4096);

	if (!whole && gate_gone(scan->gate)) {
		e.state = END_FAILED;
		e.reason = "the gate, which opens the connections, ended unasked";
	} else if (!whole) {
		e.state = END_STOPPED;
		e.reason = "stop was asked for";
	}
	obs_write(&o, &out);
	if (file_write_all(scan->out, str_bytes(&out)) < 0)
		return; /* a reader that is gone needs no end */
}

/* Everything that opens files or processes, then the sandbox. */
static int prepare(struct scan *scan, const struct job *job, struct msg *msg)
{
	const uint16_t *ports;
	size_t n;
	int r = ports_of(job, scan->arena, &ports, &n, msg);

	if (r == 0)
		r = gate_start(job, scan->loop, &scan->gate, msg);
	if (r == 0)
		r = resolver_init(&scan->resolver, job, scan->gate, msg);
	if (r == 0)
		r = fingerprint_load(kb_builtin(), &scan->fingerprints, msg);
	if (r == 0)
		r = dial_init();
	if (r == 0)
		r = sandbox_enter(SANDBOX_WORKER, NULL, msg);
	return r;
}

/* Descriptors: units x connections in flight stay below this. */
static void raise_limits(void)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) == 0 && l.rlim_cur < 4096) {
		l.rlim_cur = MIN((rlim_t)4096, l.rlim_max);
		(void)setrlimit(RLIMIT_NOFILE, &l); /* the old limit will do, slower */
	}
}

static int run(struct scan *scan, struct lines *l, struct msg *msg)
{
	struct job *job = ARENA_NEW(scan->arena, struct job);
	int signals = -1, r = read_job(l, scan->arena, job, msg);

	if (r < 0)
		return r;
	scan->job = job;
	raise_limits();
	r = block_signals(&signals);
	if (r == 0)
		r = prepare(scan, job, msg);
	if (r == 0)
		r = replay(scan, l, msg);
	if (r < 0)
		return r;
	gate_listen(scan->gate);
	loop_spawn(scan->loop, watch_signals, &signals);
	loop_spawn(scan->loop, work, scan);
	r = loop_run(scan->loop);
	if (r == 0)
		write_end(scan);
	return r < 0 ? r : scan->err;
}

int scan_main(int in, int out, struct msg *msg)
{
	return scan_by_clock(in, out, &clock_system, msg);
}

int scan_by_clock(int in, int out, const struct clock *clock, struct msg *msg)
{
	struct scan scan = {.out = out, .arena = arena_new()};
	struct lines l = {.fd = in};
	int r;

	str_init(&l.buf, (size_t)LIMIT_LINE * 2);
	map_init(&scan.units, scan.arena);
	map_init(&scan.world, scan.arena);
	r = loop_new(clock, &scan.loop);
	if (r == 0)
		r = run(&scan, &l, msg);
	fingerprint_free(scan.fingerprints);
	gate_stop(scan.gate);
	loop_free(scan.loop);
	str_done(&l.buf);
	arena_free(scan.arena);
	return r;
}
