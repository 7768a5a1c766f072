#include "sense/sensor.h"

#include "os/clock.h"
#include "os/file.h"
#include "os/privilege.h"
#include "os/sandbox.h"
#include "rule/image.h"
#include "sense/watching.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum {
	THREADS_MAX = 64,
	WAIT_MILLIS = 100, /* between looks at whether to stop */
	SNAPSHOT_FRAMES = 4096
};

/* One thread of an interface. */
struct lane {
	const struct sensor_settings *settings;
	struct capture_ring *ring;
	struct worker *worker;
	pthread_t thread;
	bool started;
	int result;
	struct msg msg;
	pthread_mutex_t lock;
	struct stats stats; /* a copy from time to time, under the lock */
};

static volatile sig_atomic_t stopping;

static void on_stop(int signal)
{
	(void)signal;
	stopping = 1;
}

void sensor_settings_usual(struct sensor_settings *settings)
{
	*settings = (struct sensor_settings){.worker = worker_settings_usual,
	    .file_max = UINT64_C(64) << 30,
	    .ring = capture_ring_settings_usual,
	    .output = ".",
	    .stats_seconds = 60,
	    .sandbox = true};
	settings->worker.flow = flow_settings_usual;
	settings->worker.stream = stream_settings_usual;
	settings->worker.defrag = defrag_settings_usual;
	settings->worker.eve = eve_settings_usual;
	settings->worker.proto = proto_limits_usual;
}

static int64_t wall_micros(void)
{
	return clock_system.wall(clock_system.arg) * 1000;
}

static void catch_signals(void)
{
	struct sigaction stop = {.sa_handler = on_stop};
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	stopping = 0;
	(void)sigaction(SIGINT, &stop, NULL);
	(void)sigaction(SIGTERM, &stop, NULL);
	(void)sigaction(SIGPIPE, &ignore, NULL);
}

static int open_output(const char *output, int *ret_fd, struct msg *msg)
{
	struct arena *arena;
	const char *path;
	int r = 0;

	if (strcmp(output, "-") == 0) {
		*ret_fd = STDOUT_FILENO;
		return 0;
	}
	r = file_make_folder(output, 0755, msg);
	if (r < 0)
		return r;
	arena = arena_new();
	path = arena_printf(arena, "%s/eve.json", output);
	*ret_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	if (*ret_fd < 0)
		r = file_error("create", path, msg);
	(void)arena_free(arena);
	return r;
}

/* Everything is open: nothing more is needed. */
static int lock_up(const struct sensor_settings *s, struct msg *msg)
{
	return s->sandbox ? sandbox_enter(SANDBOX_SENSOR, NULL, msg) : 0;
}

static int read_file(const struct worker_settings *settings, struct capture_file *file,
    struct eve_out *out, struct stats *ret, struct msg *msg)
{
	struct worker *worker = NULL;
	struct capture_frame frame = {0};
	int64_t first = 0;
	int r = worker_new(settings, out, &worker, msg);

	if (r < 0)
		return r;

	while ((r = capture_file_next(file, &frame, msg)) == 0 && !stopping) {
		if (frame.nr == 1)
			first = frame.time;
		worker_frame(worker, &frame);
	}
	worker_end_flows(worker);
	worker_stats(worker, ret);
	stats_tell(worker_eve(worker), ret, false, worker_time(worker),
	    MAX((worker_time(worker) - first) / 1000000, 0));
	eve_flush(worker_eve(worker));
	worker_stats(worker, ret);
	(void)worker_free(worker);
	return r == ERR_CLOSED || r == 0 ? 0 : r;
}

static int run_file(const struct sensor_settings *s, const struct worker_settings *worker,
    struct eve_out *out, struct stats *ret, struct msg *msg)
{
	struct capture_file *file = NULL;
	int r = capture_file_open(s->file, s->file_max, &file, msg);

	if (r == 0 && s->sandbox)
		r = privilege_drop(s->user, msg);
	if (r == 0)
		r = lock_up(s, msg);
	if (r == 0)
		r = read_file(worker, file, out, ret, msg);
	(void)capture_file_free(file);
	return r;
}

static void snapshot(struct lane *lane)
{
	struct stats stats;

	worker_stats(lane->worker, &stats);
	stats.ring = capture_ring_count(lane->ring);
	(void)pthread_mutex_lock(&lane->lock);
	lane->stats = stats;
	(void)pthread_mutex_unlock(&lane->lock);
}

static int read_ring(struct lane *lane)
{
	struct capture_frame frame;
	uint32_t since = 0;
	int r;

	while (!stopping) {
		r = capture_ring_next(lane->ring, WAIT_MILLIS, &frame, &lane->msg);
		if (r == 0) {
			worker_frame(lane->worker, &frame);
			if (++since < SNAPSHOT_FRAMES)
				continue;
		} else if (r == ERR_TIMEOUT) {
			worker_idle(lane->worker, wall_micros());
		} else if (r != ERR_CANCELLED) {
			return r;
		}
		since = 0;
		snapshot(lane);
	}
	return 0;
}

static void *lane_main(void *arg)
{
	struct lane *lane = arg;

	lane->result = lock_up(lane->settings, &lane->msg);
	if (lane->result == 0)
		lane->result = read_ring(lane);
	if (lane->result < 0)
		stopping = 1;
	worker_end_flows(lane->worker);
	eve_flush(worker_eve(lane->worker));
	snapshot(lane);
	return NULL;
}

static void sum_up(struct lane *lanes, uint32_t n, struct stats *ret)
{
	*ret = (struct stats){0};
	for (uint32_t i = 0; i < n; i++) {
		(void)pthread_mutex_lock(&lanes[i].lock);
		stats_add(ret, &lanes[i].stats);
		(void)pthread_mutex_unlock(&lanes[i].lock);
	}
}

static int open_lanes(const struct sensor_settings *s, const struct worker_settings *usual,
    struct eve_out *out, struct lane *lanes, uint32_t n, struct msg *msg)
{
	for (uint32_t i = 0; i < n; i++) {
		struct capture_ring_settings ring = s->ring;
		struct worker_settings worker = *usual;
		int r;

		if (n > 1)
			ring.fanout = (uint16_t)((unsigned)getpid() | 1U);
		worker.eve.interface = ring.interface;
		lanes[i].settings = s;
		(void)pthread_mutex_init(&lanes[i].lock, NULL);
		r = capture_ring_open(&ring, &lanes[i].ring, msg);
		if (r == 0)
			r = worker_new(&worker, out, &lanes[i].worker, msg);
		if (r < 0)
			return r;
	}
	return 0;
}

/* The first thread tells statistics, and waits. */
static void watch(const struct sensor_settings *s, struct eve_out *out, struct lane *lanes,
    uint32_t n, struct stats *ret)
{
	struct eve_settings settings = s->worker.eve;
	struct eve *eve;
	int64_t begun = wall_micros(), told = begun;

	settings.interface = s->ring.interface;
	eve = eve_new(out, &settings);
	while (!stopping) {
		struct timespec tenth = {.tv_nsec = WAIT_MILLIS * 1000000L};
		int64_t now;

		(void)nanosleep(&tenth, NULL);
		now = wall_micros();
		if (now - told < (int64_t)s->stats_seconds * 1000000)
			continue;
		told = now;
		sum_up(lanes, n, ret);
		stats_tell(eve, ret, true, now, (now - begun) / 1000000);
		eve_flush(eve);
	}
	for (uint32_t i = 0; i < n; i++)
		if (lanes[i].started)
			(void)pthread_join(lanes[i].thread, NULL);
	sum_up(lanes, n, ret);
	stats_tell(eve, ret, true, wall_micros(), (wall_micros() - begun) / 1000000);
	(void)eve_free(eve);
}

static int start_lanes(struct lane *lanes, uint32_t n, struct msg *msg)
{
	for (uint32_t i = 0; i < n; i++) {
		int err = pthread_create(&lanes[i].thread, NULL, lane_main, &lanes[i]);

		if (err) {
			msg_what(msg, "a thread could not be started");
			msg_detail(msg, "%s", strerrordesc_np(err));
			stopping = 1;
			return ERR_IO;
		}
		lanes[i].started = true;
	}
	return 0;
}

static int run_interface(const struct sensor_settings *s, const struct worker_settings *worker,
    struct eve_out *out, struct stats *ret, struct msg *msg)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	uint32_t n = s->threads ? s->threads : (uint32_t)MAX(cpus, 1);
	struct lane *lanes;
	int r, locked;

	n = MIN(n, (uint32_t)THREADS_MAX);
	lanes = mem_alloc(n * sizeof(*lanes));
	memset(lanes, 0, n * sizeof(*lanes));
	r = open_lanes(s, worker, out, lanes, n, msg);
	if (r == 0 && s->sandbox)
		r = privilege_drop(s->user, msg);
	if (r == 0)
		r = start_lanes(lanes, n, msg);
	locked = r == 0 ? lock_up(s, msg) : 0;
	if (locked < 0) {
		stopping = 1;
		r = locked;
	}
	if (r < 0)
		stopping = 1;
	watch(s, out, lanes, lanes[n - 1].worker ? n : 0, ret);
	for (uint32_t i = 0; i < n; i++) {
		if (r == 0 && lanes[i].result < 0) {
			r = lanes[i].result;
			*msg = lanes[i].msg;
		}
		(void)worker_free(lanes[i].worker);
		(void)capture_ring_free(lanes[i].ring);
	}
	(void)mem_free(lanes);
	return r;
}

int sensor_run(const struct sensor_settings *settings, struct stats *ret, struct msg *msg)
{
	struct worker_settings worker = settings->worker;
	struct rule_image *rules = NULL;
	struct watching *watching = NULL;
	struct stats stats = {0};
	struct eve_out *out;
	int fd = -1, r = settings->rules ? rule_image_open(settings->rules, &rules, msg) : 0;

	if (r == 0 && settings->detectors)
		r = watching_open(settings->detectors, &watching, msg);
	if (r == 0)
		r = open_output(settings->output, &fd, msg);
	if (r < 0) {
		(void)watching_close(watching);
		(void)rule_image_close(rules);
		return r;
	}
	worker.rules = rules;
	worker.watchers = watching_watchers(watching);
	catch_signals();
	out = eve_out_new(fd);
	if (settings->file)
		r = run_file(settings, &worker, out, &stats, msg);
	else
		r = run_interface(settings, &worker, out, &stats, msg);
	(void)eve_out_free(out);
	(void)watching_close(watching);
	(void)rule_image_close(rules);
	if (fd > STDOUT_FILENO)
		(void)close(fd);
	if (r == 0 && stats.eve.dropped) {
		msg_what(msg, "events could not be written");
		msg_detail(
		    msg, "%llu events were dropped", (unsigned long long)stats.eve.dropped);
		msg_hint(msg, "make room on the output's disk");
		r = ERR_FULL;
	}
	if (ret)
		*ret = stats;
	return r;
}
