/* The shipper of a sensor: varde sensor ship (cmd/sensor.h). */
#include "base/log.h"
#include "cmd/sensor.h"
#include "cmd/sensor_pack.h"
#include "os/clock.h"
#include "os/file.h"
#include "ship/ship_folder.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BEAT_MS = 60000,
	IDLE_MS = 500, /* between two looks into an empty spool */
	FIRST_WAIT_MS = 500,
	LAST_WAIT_MS = 30000,
	HEALTH_MAX = 1 << 16,
	BODY_MAX = 1 << 16,
};

struct shipping {
	const struct sensor_values *o;
	struct sensor_link link;
	struct ship_read *spool;
	struct sensor_packs packs;
	struct sensor_health health;
	struct arena *arena; /* of the process */
	const char *health_file;
	int signals;
	bool ending;
	int64_t beat;   /* when the next one is due, monotonic */
	int64_t oldest; /* time of the oldest record that waits; 0: none is known */
};

static int64_t mono(void)
{
	return clock_system.mono(NULL);
}

static int64_t wall(void)
{
	return clock_system.wall(NULL);
}

static void rest(struct shipping *s, int64_t ms)
{
	struct pollfd fd = {s->signals, POLLIN, 0};
	struct signalfd_siginfo info;

	if (!s->ending)
		(void)poll(&fd, 1, (int)ms);
	while (read(s->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		s->ending = true;
}

static void complain(const char *what, const struct msg *msg)
{
	log_line(LOG_WARNING, "%s: %s: %s", what, msg->what, msg->detail);
}

/* --- heartbeats --- */

static int64_t spool_bytes(const struct shipping *s, struct arena *arena)
{
	struct ship_files files = {0};
	int64_t total = 0;
	struct stat st;

	if (ship_folder_list(s->o->spool, arena, &files, NULL) < 0)
		return 0;
	vec_foreach (f, &files.all)
		if (stat(ship_folder_path(s->o->spool, f, arena), &st) == 0)
			total += st.st_size;
	return total;
}

/* What the sensor itself says; *ret_body begins with it. */
static const struct json *read_health(struct shipping *s, struct arena *arena)
{
	STR_AUTO(text, HEALTH_MAX);
	struct json *v = NULL;

	s->health = (struct sensor_health){0};
	if (file_read(s->health_file, &text, NULL) < 0 ||
	    json_parse(span_trim(str_bytes(&text)), arena, &v, NULL) < 0)
		return NULL;
	s->health.time = json_int(json_get(v, "time"), 0);
	s->health.packets = json_int(json_get(v, "packets"), 0);
	s->health.drops = json_int(json_get(v, "drops"), 0);
	s->health.pack = json_int(json_get(v, "pack"), 0);
	s->health.pack_error = json_text(json_get(v, "pack_error"), NULL);
	return v;
}

static void put_beat(
    struct shipping *s, const struct json *health, struct arena *arena, struct str *body)
{
	static const char *const numbers[] = {
	    "packets", "drops", "gaps", "one_sided", "memory", "pack"};
	struct json_writer w;

	json_write_init(&w, body, 0);
	json_write_object(&w);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		json_member_int(&w, numbers[i], json_int(json_get(health, numbers[i]), 0));
	json_member_text(&w, "release", json_text(json_get(health, "release"), VARDE_VERSION));
	json_member_int(&w, "spool", spool_bytes(s, arena));
	json_member_int(&w, "spool_max", s->o->spool_max);
	json_member_int(&w, "lag", s->oldest ? MAX(wall() - s->oldest, 0) : 0);
	json_member_int(&w, "clock", wall());
	if (s->packs.bad_why[0])
		json_member_text(&w, "pack_bad", s->packs.bad_why);
	json_write_object_end(&w);
}

static void look_at_packs(struct shipping *s, const struct json *reply, struct arena *arena)
{
	const char *why = sensor_packs_judge(&s->packs, &s->health, wall());
	struct msg msg = {0};
	int r;

	if (why) {
		log_line(
		    LOG_WARNING, "pack=%lld is left: %s", (long long)s->packs.current, why);
		if (sensor_packs_back(&s->packs, why, arena, &msg) < 0)
			complain("the pack stays", &msg);
		return;
	}
	r = sensor_packs_follow(
	    &s->packs, &s->link, json_get(reply, "pack"), &s->health, wall(), arena, &msg);
	if (r < 0)
		complain("no new pack", &msg);
	else if (r > 0)
		log_line(LOG_INFO, "pack=%lld", (long long)s->packs.current);
}

static void beat(struct shipping *s)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	const struct json *health = read_health(s, arena);
	struct json *reply = NULL;
	struct msg msg = {0};
	STR_AUTO(body, BODY_MAX);

	s->beat = mono() + BEAT_MS;
	put_beat(s, health, arena, &body);
	if (sensor_link_beat(&s->link, str_bytes(&body), arena, &reply, &msg) < 0) {
		complain("not told how the sensor is", &msg);
		return;
	}
	look_at_packs(s, reply, arena);
}

/* --- records --- */

/* One batch: 1: sent; 0: there is none; or an error to wait for. */
static int ship_one(struct shipping *s)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct ship_batch batch = {0};
	struct msg msg = {0};
	uint64_t acked = 0;
	int r = ship_read_next(s->spool, &batch, &msg);

	if (r < 0)
		complain("the spool cannot be read", &msg);
	s->oldest = r == 1 ? batch.oldest : 0;
	if (r <= 0)
		return r;
	r = sensor_link_send(&s->link, &batch, arena, &acked, &msg);
	if (r < 0) {
		complain("what was seen waits for the server", &msg);
		return r;
	}
	ship_read_acked(s->spool, batch.stream, acked);
	/* It took nothing of it, and will not the next time. */
	return acked < batch.first ? ERR_CLOSED : 1;
}

static int loop(struct shipping *s)
{
	int64_t wait = FIRST_WAIT_MS;
	int r = 0;

	while (!s->ending) {
		if (mono() >= s->beat)
			beat(s);
		r = ship_one(s);
		if (r == 0 && s->o->once)
			break;
		if (r < 0 && s->o->once)
			return r;
		wait = r < 0 ? MIN(wait * 2, LAST_WAIT_MS) : FIRST_WAIT_MS;
		rest(s, r < 0 ? wait : r == 0 ? IDLE_MS : 0);
	}
	return 0;
}

static int open_signals(void)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int check(const struct sensor_values *o, struct msg *msg)
{
	if (o->server && o->cert && o->key && o->ca && strncmp(o->server, "https://", 8) == 0)
		return 0;
	msg_what(msg, "the server or the certificates are not named");
	msg_hint(msg,
	    "varde sensor ship --server https://HOST:PORT --cert FILE --key FILE --ca FILE");
	return ERR_SYNTAX;
}

int sensor_ship(const struct sensor_values *o, struct arena *arena, struct msg *msg)
{
	struct shipping s = {.o = o, .arena = arena, .signals = -1};
	int r = check(o, msg);
	size_t n;

	if (r == 0)
		r = file_make_folder(o->spool, 0700, msg);
	if (r == 0)
		r = sensor_packs_open(&s.packs, o->packs, o->pack_key, arena, msg);
	if (r == 0)
		r = ship_read_open(o->spool, msg, &s.spool);
	if (r < 0)
		return r;
	n = strlen(o->server);
	s.link = (struct sensor_link){
	    .url = arena_strndup(arena, o->server, o->server[n - 1] == '/' ? n - 1 : n),
	    .cert = o->cert,
	    .key = o->key,
	    .ca = o->ca};
	s.health_file = o->health ? o->health : arena_printf(arena, "%s/health.json", o->spool);
	s.signals = open_signals();
	r = loop(&s);
	if (r < 0) {
		msg_what(msg, "not everything could be shipped");
		msg_detail(msg, "%s", o->server);
		msg_hint(msg, "it stays in the spool: see the messages above");
	}
	(void)ship_read_close(s.spool);
	(void)close(s.signals);
	return r;
}
