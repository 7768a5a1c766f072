#include "sense/sensor.h"

#include "os/clock.h"
#include "os/privilege.h"
#include "os/sandbox.h"
#include "sense/house.h"
#include "sense/watching.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum {
	THREADS_MAX = 64,
	WAIT_MILLIS = 100, /* between looks at whether to stop */
	SNAPSHOT_FRAMES = 4096,
	FLUSH_MICROS = 200000,   /* events of a thread wait so long for more of them */
	HEALTH_MICROS = 10000000 /* between two health.json */
};

/* One thread of an interface. */
struct lane {
	const struct sensor_settings *settings;
	struct capture_ring *ring;
	struct worker *worker;
	struct swap_slot *slot;
	pthread_t thread;
	bool started;
	int result;
	struct msg msg;
	pthread_mutex_t lock;
	int64_t flushed;
	struct stats stats; /* a copy from time to time, under the lock */
};

static volatile sig_atomic_t stopping, asked;

static void on_stop(int signal)
{
	(void)signal;
	stopping = 1;
}

static void on_ask(int signal)
{
	(void)signal;
	asked = 1;
}

void sensor_settings_usual(struct sensor_settings *settings)
{
	*settings = (struct sensor_settings){.worker = worker_settings_usual,
	    .file_max = UINT64_C(64) << 30,
	    .ring = capture_ring_settings_usual,
	    .spool_max = INT64_C(1) << 30,
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
	struct sigaction ask = {.sa_handler = on_ask};
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	stopping = asked = 0;
	(void)sigaction(SIGHUP, &ask, NULL);
	(void)sigaction(SIGINT, &stop, NULL);
	(void)sigaction(SIGTERM, &stop, NULL);
	(void)sigaction(SIGPIPE, &ignore, NULL);
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

static int run_file(
    struct house *h, const struct worker_settings *worker, struct stats *ret, struct msg *msg)
{
	const struct sensor_settings *s = h->settings;
	struct capture_file *file = NULL;
	int r = capture_file_open(s->file, s->file_max, &file, msg);

	if (r == 0 && s->sandbox)
		r = privilege_drop(s->user, msg);
	if (r == 0)
		r = lock_up(s, msg);
	if (r == 0)
		r = read_file(worker, file, h->out, ret, msg);
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

/* Where few packets come, an alert does not wait for a buffer to be full. */
static void flush_in_time(struct lane *lane, int64_t now)
{
	if (now >= lane->flushed && now - lane->flushed < FLUSH_MICROS)
		return;
	lane->flushed = now;
	eve_flush(worker_eve(lane->worker));
}

static int read_ring(struct lane *lane)
{
	struct capture_frame frame;
	uint32_t since = 0;
	int r;

	while (!stopping) {
		swap_take(lane->slot, lane->worker);
		r = capture_ring_next(lane->ring, WAIT_MILLIS, &frame, &lane->msg);
		if (r == 0) {
			worker_frame(lane->worker, &frame);
			flush_in_time(lane, frame.time);
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

static int open_lanes(struct house *h, const struct worker_settings *usual, struct lane *lanes,
    uint32_t n, struct msg *msg)
{
	const struct sensor_settings *s = h->settings;

	h->swap.n = n;
	for (uint32_t i = 0; i < n; i++) {
		struct capture_ring_settings ring = s->ring;
		struct worker_settings worker = *usual;
		int r;

		if (n > 1)
			ring.fanout = (uint16_t)((unsigned)getpid() | 1U);
		worker.eve.interface = ring.interface;
		lanes[i].settings = s;
		lanes[i].slot = &h->swap.slots[i];
		(void)pthread_mutex_init(&lanes[i].lock, NULL);
		r = capture_ring_open(&ring, &lanes[i].ring, msg);
		if (r == 0)
			r = worker_new(&worker, h->out, &lanes[i].worker, msg);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Where the main thread is, between two looks. False: the keeper is gone. */
static bool look_after(struct house *h)
{
	struct timespec tenth = {.tv_nsec = WAIT_MILLIS * 1000000L};

	(void)nanosleep(&tenth, NULL);
	if (asked)
		house_ask(h);
	asked = 0;
	return house_step(h);
}

static void join_lanes(struct lane *lanes, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (lanes[i].started)
			(void)pthread_join(lanes[i].thread, NULL);
}

/* The first thread tells statistics and health, and has the packs exchanged. */
static void watch(struct house *h, struct lane *lanes, uint32_t n, struct stats *ret)
{
	const struct sensor_settings *s = h->settings;
	struct eve_settings settings = s->worker.eve;
	struct eve *eve;
	int64_t begun = wall_micros(), told = begun, health = 0;

	settings.interface = s->ring.interface;
	eve = eve_new(h->out, &settings);
	while (!stopping) {
		int64_t now = wall_micros();

		if (now - health >= HEALTH_MICROS || now < health) {
			health = now;
			sum_up(lanes, n, ret);
			house_health(h, ret);
		}
		if (now - told >= (int64_t)s->stats_seconds * 1000000) {
			told = now;
			sum_up(lanes, n, ret);
			stats_tell(eve, ret, true, now, (now - begun) / 1000000);
			eve_flush(eve);
		}
		/* house_end says so. */
		if (!look_after(h))
			stopping = 1;
	}
	join_lanes(lanes, n);
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

static int run_interface(
    struct house *h, const struct worker_settings *worker, struct stats *ret, struct msg *msg)
{
	const struct sensor_settings *s = h->settings;
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	uint32_t n = s->threads ? s->threads : (uint32_t)MAX(cpus, 1);
	struct lane *lanes;
	int r, locked;

	n = MIN(n, (uint32_t)THREADS_MAX);
	lanes = mem_alloc(n * sizeof(*lanes));
	memset(lanes, 0, n * sizeof(*lanes));
	r = open_lanes(h, worker, lanes, n, msg);
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
	watch(h, lanes, lanes[n - 1].worker ? n : 0, ret);
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

static int lost_events(const struct stats *stats, struct msg *msg)
{
	msg_what(msg, "events could not be written");
	msg_detail(msg, "%llu events were dropped", (unsigned long long)stats->eve.dropped);
	msg_hint(msg, "make room on the output's disk");
	return ERR_FULL;
}

int sensor_run(const struct sensor_settings *settings, struct stats *ret, struct msg *msg)
{
	struct worker_settings worker = settings->worker;
	struct house *h = NULL;
	struct watching *watching = NULL;
	struct stats stats = {0};
	struct msg why = {0};
	int r, kept;

	catch_signals();
	r = house_new(settings, &h, msg);
	worker.rules = h->swap.image;
	if (r == 0 && settings->detectors)
		r = watching_open(settings->detectors, &watching, msg);
	worker.watchers = watching_watchers(watching);
	if (r == 0 && settings->file)
		r = run_file(h, &worker, &stats, msg);
	else if (r == 0)
		r = run_interface(h, &worker, &stats, msg);
	house_health(h, &stats);
	kept = house_end(h, &why);
	(void)watching_close(watching);
	(void)house_free(h);
	if (r == 0 && kept < 0) {
		*msg = why;
		r = kept;
	} else if (r == 0 && stats.eve.dropped) {
		r = lost_events(&stats, msg);
	}
	if (ret)
		*ret = stats;
	return r;
}
