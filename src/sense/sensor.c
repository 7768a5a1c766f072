#include "sense/sensor.h"

#include "base/parse.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/privilege.h"
#include "os/sandbox.h"
#include "rule/image.h"
#include "sense/health.h"
#include "sense/swap.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum {
	THREADS_MAX = 64,
	WAIT_MILLIS = 100, /* between looks at whether to stop */
	SNAPSHOT_FRAMES = 4096,
	HEALTH_MICROS = 10000000, /* between two health.json */
	HEALTH_BYTES = 4096,
	NUMBER_BYTES = 64
};

/* What the main thread has beside the workers. */
struct house {
	const struct sensor_settings *settings;
	struct keeper *keeper; /* NULL: none is needed */
	struct keeper_count kept;
	struct eve_out *out;
	int fd;     /* eve.json; -1: none */
	int memory; /* of health_memory */
	struct swap swap;
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

/* The folder of eve.json; NULL: there is none. */
static const char *output_folder(const struct sensor_settings *s)
{
	const char *output = s->output ? s->output : s->spool ? NULL : ".";

	return output && strcmp(output, "-") != 0 ? output : NULL;
}

static int open_output(const struct sensor_settings *s, int *ret_fd, struct msg *msg)
{
	const char *folder = output_folder(s), *path;
	struct arena *arena;
	int r = 0;

	if (!folder) {
		*ret_fd = s->output ? STDOUT_FILENO : -1;
		return 0;
	}
	arena = arena_new();
	path = arena_printf(arena, "%s/eve.json", folder);
	*ret_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	if (*ret_fd < 0)
		r = file_error("create", path, msg);
	(void)arena_free(arena);
	return r;
}

/* --- the keeper and the packs --- */

/* The number in "current"; 0: none. */
static int64_t current_pack(const char *packs, struct arena *arena)
{
	STR_AUTO(text, NUMBER_BYTES);
	struct msg msg = {0};
	int64_t n = 0;

	if (!packs ||
	    file_read(arena_printf(arena, "%s/current", packs), &text, &msg) < 0 ||
	    parse_int(span_trim(str_bytes(&text)), 1, INT64_MAX, &n) < 0)
		return 0;
	return n;
}

static int start_keeper(struct house *h, int64_t pack, struct msg *msg)
{
	const struct sensor_settings *s = h->settings;
	struct keeper_settings k = {.spool = s->spool,
	    .spool_max = s->spool_max,
	    .packs = s->packs,
	    .pack = pack,
	    .output = s->file ? NULL : output_folder(s),
	    .user = s->user,
	    .sandbox = s->sandbox};

	return k.spool || k.packs || k.output ? keeper_start(&k, &h->keeper, msg) : 0;
}

/* The pack to begin with. One of the folder that does not load is told, and no reason not to
 * begin; one that a person has named is. */
static int open_rules(struct house *h, int64_t pack, struct arena *arena, struct msg *msg)
{
	const struct sensor_settings *s = h->settings;
	struct rule_image *image = NULL;
	struct msg why = {0};
	int r = 0;

	if (s->rules)
		r = rule_image_open(s->rules, &image, msg);
	if (r < 0)
		return r;
	swap_init(&h->swap, image, 0, 0);
	if (!pack || s->rules)
		return 0;
	r = rule_image_open(arena_printf(arena, "%s/%lld.pack", s->packs, (long long)pack),
	    &image, &why);
	if (r < 0)
		swap_refuse(&h->swap, pack, &why);
	else
		swap_init(&h->swap, image, pack, 0);
	return 0;
}

/* Files are opened after the keeper has begun: it holds none of them. */
static int open_house(struct house *h, struct msg *msg)
{
	const char *folder = output_folder(h->settings);
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int64_t pack = current_pack(h->settings->packs, arena);
	int r = folder ? file_make_folder(folder, 0755, msg) : 0;

	if (r == 0)
		r = start_keeper(h, h->settings->rules ? 0 : pack, msg);
	if (r == 0)
		r = open_rules(h, pack, arena, msg);
	if (r == 0)
		r = open_output(h->settings, &h->fd, msg);
	if (r < 0)
		return r;
	h->memory = health_memory_open();
	h->out = eve_out_new(h->fd);
	if (h->keeper)
		eve_out_also(h->out, keeper_lines(h->keeper));
	return 0;
}

static void tell_health(struct house *h, const struct stats *stats)
{
	struct health health = {.time = clock_system.wall(clock_system.arg),
	    .stats = stats,
	    .kept = h->kept,
	    .memory = health_memory(h->memory),
	    .pack = h->swap.number,
	    .pack_error = h->swap.why};
	STR_AUTO(text, HEALTH_BYTES);

	if (!h->keeper || !h->settings->spool)
		return;
	health_put(&health, &text);
	if (str_ok(&text) == 0)
		keeper_health(h->keeper, str_bytes(&text));
}

static void take_fd(struct house *h, const struct keeper_word *word)
{
	struct msg msg = {0};
	int old = word->fd;

	if (word->fd < 0)
		return;
	if (word->kind == KEEPER_OUTPUT && h->fd >= 0) {
		old = eve_out_exchange(h->out, word->fd);
		h->fd = word->fd;
	} else if (word->kind == KEEPER_PACK) {
		/* What is wrong with it stands in health.json. */
		(void)!swap_begin(&h->swap, word->fd, word->number, &msg);
	}
	(void)close(old);
}

/* What the keeper says. False: it is gone. */
static bool hear_keeper(struct house *h)
{
	struct keeper_word word = {0};
	int r = 0;

	/* While one pack is being taken, the next one waits its turn. */
	while (h->keeper && !h->swap.other && (r = keeper_take(h->keeper, &word)) == 1) {
		take_fd(h, &word);
		if (word.kind == KEEPER_NO_PACK)
			swap_refuse(&h->swap, word.number, &word.msg);
		if (word.kind == KEEPER_COUNT)
			h->kept = word.count;
	}
	return r != ERR_CLOSED;
}

/* All is written: what the keeper has counted. */
static int end_keeper(struct house *h, struct msg *msg)
{
	int r = h->keeper ? keeper_end(h->keeper, &h->kept) : 0;

	h->keeper = NULL;
	if (r == ERR_CLOSED) {
		msg_what(msg, "the keeper of the spool has ended");
		msg_hint(msg, "what it had not made safe is lost; start the sensor again");
	} else if (r < 0 || h->kept.refused) {
		msg_what(msg, "events could not be kept in the spool");
		msg_detail(msg, "%llu were refused", (unsigned long long)h->kept.refused);
		msg_hint(msg, "make room on the spool's disk");
		r = ERR_FULL;
	}
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

static int run_file(struct house *h, const struct worker_settings *worker, struct stats *ret,
    struct msg *msg)
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
	if (asked && h->keeper)
		keeper_ask(h->keeper);
	asked = 0;
	(void)swap_step(&h->swap);
	return hear_keeper(h);
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
			tell_health(h, ret);
		}
		if (now - told >= (int64_t)s->stats_seconds * 1000000) {
			told = now;
			sum_up(lanes, n, ret);
			stats_tell(eve, ret, true, now, (now - begun) / 1000000);
			eve_flush(eve);
		}
		/* end_keeper says so. */
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

static int run_interface(struct house *h, const struct worker_settings *worker,
    struct stats *ret, struct msg *msg)
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
	struct house *h = mem_alloc(sizeof(*h)); /* large: a slot a thread */
	struct stats stats = {0};
	struct msg why = {0};
	int r, kept;

	memset(h, 0, sizeof(*h));
	h->settings = settings;
	h->fd = h->memory = -1;
	catch_signals();
	r = open_house(h, msg);
	worker.rules = h->swap.image;
	if (r == 0 && settings->file)
		r = run_file(h, &worker, &stats, msg);
	else if (r == 0)
		r = run_interface(h, &worker, &stats, msg);
	tell_health(h, &stats);
	kept = end_keeper(h, &why);
	(void)eve_out_free(h->out);
	swap_done(&h->swap);
	if (h->fd > STDOUT_FILENO)
		(void)close(h->fd);
	if (h->memory >= 0)
		(void)close(h->memory);
	(void)mem_free(h);
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
