/*
 * Plays varde-scan, well or badly: the job's contact says how. It takes the job and the records
 * of an earlier attempt, and says units "sweep/N" for the job's rate N. While it lives, a
 * "gate" of its own appends a byte every 5 ms to the file that the job's source names: its
 * packets.
 */
#include "base/limits.h"
#include "model/job.h"
#include "model/observation.h"
#include "os/file.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { FOREVER = 100000 };

static struct arena *arena;
static struct job job;
static bool done[FOREVER + 1];

static void say(const struct observation *o)
{
	STR_AUTO(out, LIMIT_LINE);

	obs_write(o, &out);
	if (file_write_all(1, str_bytes(&out)) < 0)
		_exit(1);
}

static void say_unit(int n, bool whole)
{
	STR_AUTO(out, LIMIT_LINE);
	const char *unit = arena_printf(arena, "sweep/%d", n);
	struct obs_port port = {.time = 1700000000000,
	    .unit = unit,
	    .addr = "127.20.0.3",
	    .port = n % 65535 + 1,
	    .state = PORT_OPEN};
	struct obs_unit end = {.time = 1700000000000, .unit = unit, .stage = "sweep"};
	struct obs_progress progress = {
	    .time = 1700000000000, .stage = "sweep", .done = n, .total = job.rate};

	if (done[n])
		return;
	obs_write(&(struct observation){.kind = OBS_PORT, .port = &port}, &out);
	if (whole)
		obs_write(&(struct observation){.kind = OBS_UNIT, .unit = &end}, &out);
	if (file_write_all(1, str_bytes(&out)) < 0)
		_exit(1);
	say(&(struct observation){.kind = OBS_PROGRESS, .progress = &progress});
}

static void say_end(int state)
{
	struct obs_end end = {.time = 1700000000000, .state = state};

	say(&(struct observation){.kind = OBS_END, .end = &end});
}

static void read_all(void)
{
	STR_AUTO(in, (size_t)LIMIT_LINE * 64);
	struct span rest, line;
	struct observation o;
	struct json *v;

	if (file_read("/dev/stdin", &in, NULL) < 0)
		_exit(9);
	rest = str_bytes(&in);
	if (!span_line(&rest, &line) || json_parse(line, arena, &v, NULL) < 0 ||
	    record_from_json(&job_type, v, arena, &job, NULL) < 0)
		_exit(2);
	while (span_line(&rest, &line))
		if (line.n && obs_parse(line, arena, &o, NULL) == 0 && o.kind == OBS_UNIT)
			done[atoi(strrchr(o.unit->unit, '/') + 1)] = true;
}

static void send_packets(void)
{
	int fd = open(job.source, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		(void)!write(fd, ".", 1);
		(void)usleep(5000);
	}
}

static bool is(const char *how)
{
	return job.contact && strcmp(job.contact, how) == 0;
}

static void polite(int sig)
{
	(void)sig;
	say_end(END_STOPPED);
	_exit(0);
}

static NORETURN void sleep_forever(void)
{
	for (;;)
		(void)pause();
}

int main(void)
{
	int n = 0;

	arena = arena_new();
	if (getenv("VARDE_FAKE_DEAF")) {
		(void)signal(SIGTERM, SIG_IGN);
		sleep_forever();
	}
	read_all();
	if (is("stubborn") || is("mute"))
		(void)signal(SIGTERM, SIG_IGN);
	else
		(void)signal(SIGTERM, polite);
	if (job.source && fork() == 0)
		send_packets();
	if (is("garbage")) {
		(void)!write(1, "{\"kind\":\"nonsense\"}\n", 20);
		sleep_forever();
	}
	for (n = 1; n <= job.rate; n++) {
		say_unit(n, true);
		if (!is("hasty"))
			(void)usleep(20000);
	}
	if (is("crash")) {
		say_unit(n, false);
		return 3;
	}
	if (is("mute")) { /* ends its output and stays */
		(void)close(1);
		sleep_forever();
	}
	say_end(is("sorry") ? END_FAILED : END_FINISHED);
	return 0;
}
