#include "engine.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "codec/json.h"
#include "os/file.h"
#include "scan/scan.h"
#include "test.h"
#include "wire/dns.h"

static int64_t started[2];
static int factor;

static int64_t fast_mono(void *arg)
{
	return started[0] + (clock_system.mono(arg) - started[0]) * factor;
}

static int64_t fast_wall(void *arg)
{
	return started[1] + (clock_system.wall(arg) - started[1]) * factor;
}

static void fast_idle(void *arg, int64_t ms)
{
	struct timespec nap = {0, 1000000};

	(void)arg;
	(void)ms;
	(void)nanosleep(&nap, NULL);
}

static const struct clock fast = {fast_mono, fast_wall, fast_idle, NULL};

void engine_init(struct engine *e, const char *targets, const char *ports)
{
	struct span rest = span_str(targets), part;

	*e = (struct engine){.arena = arena_new(), .out = -1};
	str_init(&e->output, 64 << 20);
	e->job.id = "test";
	e->job.profile = PROFILE_STANDARD;
	e->job.ports = ports;
	e->job.seed = 7;
	while (span_split(&rest, ' ', &part)) {
		bool out = part.p[0] == '-';

		text_list_add(out ? &e->job.exclude : &e->job.targets, e->arena,
		    arena_strndup(e->arena, part.p + out, part.n - out));
	}
}

static int memory_file(struct span first, const char *rest)
{
	int fd = memfd_create("records", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(file_write_all(fd, first), 0);
	assert_int_equal(file_write_all(fd, span_str(rest)), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

void engine_start(struct engine *e, const char *records, int speed)
{
	STR_AUTO(line, 1 << 16);
	struct json_writer w;
	int in;

	json_write_init(&w, &line, 0);
	record_to_json(&job_type, &e->job, false, &w);
	str_char(&line, '\n');
	in = memory_file(str_bytes(&line), records);
	e->out = memory_file(span_of(NULL, 0), NULL);
	e->pid = fork();
	if (e->pid == 0) {
		struct msg msg = {0};
		int r;

		factor = speed;
		started[0] = clock_system.mono(NULL);
		started[1] = clock_system.wall(NULL);
		r = scan_by_clock(in, e->out, speed == 1 ? &clock_system : &fast, &msg);
		if (r < 0)
			(void)dprintf(2, "scan: %d %s: %s\n", r, msg.what, msg.detail);
		_exit(r < 0);
	}
	(void)close(in);
}

static void read_records(struct engine *e)
{
	char chunk[65536];
	struct span rest, line;
	ssize_t n;

	str_clear(&e->output);
	e->seen = (struct observations){0};
	assert_int_equal(lseek(e->out, 0, SEEK_SET), 0);
	while ((n = read(e->out, chunk, sizeof(chunk))) > 0)
		str_put(&e->output, chunk, (size_t)n);
	assert_int_equal(str_ok(&e->output), 0);
	rest = str_bytes(&e->output);
	while (span_line(&rest, &line)) {
		struct observation o;
		struct msg msg = {0};

		if (obs_parse(line, e->arena, &o, &msg) < 0)
			fail_msg("%.*s: %s", (int)line.n, (const char *)line.p, msg.detail);
		if (o.kind != OBS_PROGRESS)
			vec_push(e->arena, &e->seen.all, o);
	}
}

int engine_wait(struct engine *e)
{
	struct timespec nap = {0, 5000000};
	int status = -1;

	for (int i = 0; i < 6000 && waitpid(e->pid, &status, WNOHANG) == 0; i++)
		(void)nanosleep(&nap, NULL);
	if (status == -1) {
		(void)kill(e->pid, SIGKILL);
		(void)waitpid(e->pid, &status, 0);
	}
	read_records(e);
	(void)close(e->out);
	e->out = -1;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return -1;
	assert_true(e->seen.all.n > 0);
	assert_int_equal(e->seen.all.items[e->seen.all.n - 1].kind, OBS_END);
	return e->seen.all.items[e->seen.all.n - 1].end->state;
}

void engine_run(struct engine *e, int speed)
{
	engine_start(e, NULL, speed);
	assert_int_equal(engine_wait(e), END_FINISHED);
}

void engine_done(struct engine *e)
{
	str_done(&e->output);
	arena_free(e->arena);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *engine_units(const struct engine *e)
{
	VEC(const char *) keys = {0};
	STR_AUTO(out, 1 << 20);

	vec_foreach (o, &e->seen.all)
		if (o->kind == OBS_UNIT)
			vec_push(e->arena, &keys, o->unit->unit);
	if (keys.n)
		qsort(keys.items, keys.n, sizeof(*keys.items), by_text);
	vec_foreach (k, &keys)
		str_addf(&out, "%s\n", *k);
	return str_dup(&out, e->arena);
}

const struct observation *engine_find(
    const struct engine *e, enum obs_kind kind, const char *addr, uint16_t port)
{
	const struct field *a = record_field(&obs_types[kind], "addr"),
			   *p = record_field(&obs_types[kind], "port");

	vec_foreach (o, &e->seen.all)
		if (o->kind == kind && strcmp(field_text(a, o->rec), addr) == 0 &&
		    (!port || field_int(p, o->rec) == port))
			return o;
	return NULL;
}

const struct obs_coverage *engine_coverage(const struct engine *e, const char *unit)
{
	const struct obs_coverage *hit = NULL;

	vec_foreach (o, &e->seen.all) {
		if (o->kind != OBS_COVERAGE || strcmp(o->coverage->unit, unit) != 0)
			continue;
		if (hit)
			fail_msg("two coverage records of %s", unit);
		hit = o->coverage;
	}
	return hit;
}

/* The value of the name in the table, in to; false when it has none. */
static bool look_up(const char *table, const char *name, char *to, size_t size)
{
	struct span rest = span_str(table), row;

	while (span_split(&rest, ';', &row)) {
		struct span key;

		if (!span_split(&row, ' ', &key) || !span_eq(key, name))
			continue;
		(void)snprintf(to, size, "%.*s", (int)row.n, (const char *)row.p);
		return true;
	}
	return false;
}

static void put_name(struct str *m, const char *name)
{
	struct span rest = span_str(name), label;

	while (span_split(&rest, '.', &label)) {
		str_u8(m, (uint8_t)label.n);
		str_span(m, label);
	}
	str_u8(m, 0);
}

/* Appends TXT records, one for each part between quotes. Gives their number. */
static int put_text(struct str *m, const char *owner, const char *texts)
{
	struct span rest = span_str(texts), text;
	int n = 0;

	while (span_split(&rest, '"', &text)) {
		put_name(m, owner);
		str_u16(m, DNS_TXT);
		str_u16(m, DNS_IN);
		str_u32(m, 60);
		str_u16(m, (uint16_t)(text.n + 1));
		str_u8(m, (uint8_t)text.n);
		str_span(m, text);
		n++;
	}
	return n;
}

/* Appends the answer's records, following aliases. Gives their number; the name exists when it
 * is not negative. */
static int put_answers(struct str *m, const char *table, const char *name, uint16_t type)
{
	char value[256], owner[256];
	int n = 0;

	(void)snprintf(owner, sizeof(owner), "%s", name);
	while (look_up(table, owner, value, sizeof(value))) {
		struct ip ip;
		size_t at;

		if (value[0] == '"')
			return type == DNS_TXT ? put_text(m, owner, value + 1) : n;
		if (value[0] != '=' && (type != DNS_A || ip_parse(span_str(value), &ip) < 0))
			return n;
		put_name(m, owner);
		str_u16(m, value[0] == '=' ? DNS_CNAME : DNS_A);
		str_u16(m, DNS_IN);
		str_u32(m, 60);
		at = m->n;
		str_u16(m, 0);
		if (value[0] == '=')
			put_name(m, value + 1);
		else
			str_put(m, ip.b, 4);
		str_set_u16(m, at, (uint16_t)(m->n - at - 2));
		n++;
		if (value[0] != '=')
			return n;
		(void)snprintf(owner, sizeof(owner), "%s", value + 1);
	}
	return n ? n : -1;
}

/* Appends an A record for each address of the text, beginning with the one of that number. */
static int put_rotated(
    struct str *m, const char *addresses, const char *name, uint16_t type, unsigned turn)
{
	struct span rest = span_str(addresses), part;
	struct ip ip[8];
	unsigned n = 0;

	while (type == DNS_A && n < ARRAY_LEN(ip) && span_split(&rest, ' ', &part))
		n += ip_parse(part, &ip[n]) == 0;
	for (unsigned i = 0; i < n; i++) {
		put_name(m, name);
		str_u16(m, DNS_A);
		str_u16(m, DNS_IN);
		str_u32(m, 60);
		str_u16(m, 4);
		str_put(m, ip[(i + turn) % n].b, 4);
	}
	return (int)n;
}

/* Answers one datagram from the table, or (rotating) with the addresses. */
static void answer_names(int fd, struct peer_log *log, const char *arg, bool rotating)
{
	struct sockaddr_storage from;
	socklen_t size = sizeof(from);
	uint8_t buf[1500];
	ssize_t got = recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &size);
	struct arena *arena = arena_new();
	struct dns_message q;
	STR_AUTO(m, 2048);
	int n, turn;

	if (got > 0 && dns_parse(span_of(buf, (size_t)got), arena, &q) == 0 && q.qname) {
		turn = __atomic_add_fetch(&log->connections, 1, __ATOMIC_SEQ_CST);
		str_put(&m, "\0\0\x81\x80\0\1\0\0\0\0\0\0", 12);
		str_set_u16(&m, 0, q.id);
		put_name(&m, q.qname);
		str_u16(&m, q.qtype);
		str_u16(&m, DNS_IN);
		n = rotating ? put_rotated(&m, arg, q.qname, q.qtype, (unsigned)turn)
			     : put_answers(&m, arg, q.qname, q.qtype);
		str_set_u16(&m, 2, n < 0 ? 0x8183 : 0x8180);
		str_set_u16(&m, 6, (uint16_t)MAX(n, 0));
		(void)!sendto(fd, m.p, m.n, 0, (struct sockaddr *)&from, size);
	}
	arena_free(arena);
}

static void serve_names(int fd, struct peer_log *log, const void *arg)
{
	for (;;)
		answer_names(fd, log, arg, false);
}

void engine_rotating(int fd, struct peer_log *log, const void *arg)
{
	for (;;)
		answer_names(fd, log, arg, true);
}

struct peer engine_names(const char *addr, const char *table)
{
	return peer_udp(addr, 0, serve_names, table);
}

void engine_resolver(struct engine *e, const struct peer *names)
{
	char text[IP_TEXT];

	text_list_add(&e->job.resolvers, e->arena,
	    engine_text(e, "%s:%u", ip_text(&names->ip, text), names->port));
}
