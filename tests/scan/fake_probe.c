#include "fake_probe.h"

#include "base/limits.h"
#include "codec/utf8.h"
#include "test.h"

enum { SENT_MAX = 1 << 20, RUNS_MAX = 1 << 16 };

struct conn {
	struct fake *fake;
};

static struct conn the_conn;

static const struct fake_step *step(const struct fake *f)
{
	return f->at < f->nsteps ? &f->steps[f->at] : NULL;
}

/* Whether what was sent answers to what the step expects; a different request fails the test.
 */
static bool matches(const struct fake *f, const struct fake_step *s)
{
	size_t n = MIN(s->expect_n, f->pending.n);

	if (f->pending.n == 0)
		return false;
	if (n && memcmp(f->pending.p, s->expect, n) != 0)
		fail_msg("step %zu: the probe sent \"%s\" (%zu bytes), not what the script "
			 "expects: \"%s\"",
		    f->at, utf8_clean(f->arena, str_bytes(&f->pending), 400), f->pending.n,
		    utf8_clean(f->arena, span_of(s->expect, s->expect_n), 400));
	return f->pending.n >= s->expect_n;
}

/* Makes the next answer ready when its time has come. */
static int advance(struct fake *f)
{
	const struct fake_step *s = step(f);

	if (f->closed)
		return ERR_CLOSED;
	if (!s || s->flags & (FAKE_TLS | FAKE_FRESH))
		return ERR_TIMEOUT;
	if (!(s->flags & FAKE_UNASKED)) {
		if (!matches(f, s))
			return ERR_TIMEOUT;
		str_clear(&f->pending);
	}
	f->at++;
	f->queue = span_of(s->answer, s->answer_n);
	f->closed = (s->flags & FAKE_CLOSE) != 0;
	if (s->answer_n)
		return 0;
	return f->closed ? ERR_CLOSED : ERR_TIMEOUT;
}

static struct fake *fake_of(const struct conn *conn)
{
	assert_non_null(conn);
	assert_non_null(conn->fake);
	return conn->fake;
}

int conn_read(struct conn *conn, struct str *buf, size_t max, int timeout_ms)
{
	struct fake *f = fake_of(conn);
	size_t n;

	assert_true(timeout_ms > 0);
	assert_true(max > 0);
	if (f->queue.n == 0) {
		int r = advance(f);

		if (r < 0)
			return r;
	}
	n = MIN(f->queue.n, max);
	if (f->chunk)
		n = MIN(n, f->chunk);
	n = MIN(n, f->budget);
	if (n == 0)
		return ERR_CLOSED;
	if (f->budget != SIZE_MAX)
		f->budget -= n;
	str_span(buf, span_sub(f->queue, 0, n));
	f->queue = span_sub(f->queue, n, f->queue.n);
	return str_ok(buf);
}

int conn_read_upto(struct conn *conn, struct str *buf, size_t n, int timeout_ms)
{
	while (buf->n < n) {
		int r = conn_read(conn, buf, n - buf->n, timeout_ms);

		if (r < 0)
			return r;
	}
	return 0;
}

int conn_read_lines(struct conn *conn, struct str *buf, size_t max,
    bool (*done)(struct span so_far, void *arg), void *arg, int timeout_ms)
{
	while (!done(str_bytes(buf), arg)) {
		int r =
		    buf->n < max ? conn_read(conn, buf, max - buf->n, timeout_ms) : ERR_LIMIT;

		if (r < 0)
			return r;
	}
	return 0;
}

int conn_write(struct conn *conn, struct span bytes, int timeout_ms)
{
	struct fake *f = fake_of(conn);

	assert_true(timeout_ms > 0);
	str_span(&f->pending, bytes);
	str_span(&f->sent, bytes);
	assert_int_equal(str_ok(&f->pending), 0);
	assert_int_equal(str_ok(&f->sent), 0);
	return f->closed && f->queue.n == 0 ? ERR_CLOSED : 0;
}

int conn_start_tls(struct conn *conn, const char *name, int timeout_ms)
{
	struct fake *f = fake_of(conn);
	const struct fake_step *s = step(f);

	(void)name;
	assert_true(timeout_ms > 0);
	if (f->closed || f->budget == 0)
		return ERR_CLOSED;
	if (f->queue.n || !s || !(s->flags & FAKE_TLS)) /* bytes in clear are no ServerHello */
		return ERR_PROTOCOL;
	f->at++;
	f->tls = true;
	str_clear(&f->pending);
	return 0;
}

bool conn_is_tls(const struct conn *conn)
{
	return fake_of(conn)->tls;
}

struct conn *conn_close(struct conn *conn)
{
	if (conn)
		conn->fake = NULL;
	return NULL;
}

static struct fake *fake_of_run(struct probe_run *run)
{
	return (struct fake *)(void *)((char *)run - offsetof(struct fake, run));
}

static void record(struct fake *f, enum obs_kind kind, void *rec)
{
	struct observation o = {.kind = kind, .rec = rec};
	struct msg msg = {0};
	void *copy;

	if (record_validate(&obs_types[kind], rec, &msg) < 0)
		fail_msg("the probe made an invalid %s record: %s: %s", obs_types[kind].name,
		    msg.what, msg.detail);
	copy = record_copy(&obs_types[kind], rec, f->arena);
	o.rec = copy;
	vec_push(f->arena, &f->seen.all, o);
}

void probe_service(struct probe_run *run, const struct obs_service *service)
{
	struct obs_service s = *service;

	s.time = 1;
	s.unit = "test";
	s.addr = run->addr;
	s.port = run->port;
	s.transport = run->transport;
	s.tls = run->tls;
	record(fake_of_run(run), OBS_SERVICE, &s);
}

void probe_fact(struct probe_run *run, const char *fact, const char *evidence,
    const struct text_list *values)
{
	struct obs_fact o = {.time = 1,
	    .unit = "test",
	    .subject = run->addr,
	    .addr = run->addr,
	    .port = run->port,
	    .transport = run->transport,
	    .fact = fact,
	    .values = *values,
	    .evidence = evidence};
	const struct fact_row *row = fact_rows;

	while (row->fact && strcmp(row->fact, fact) != 0)
		row++;
	if (!row->fact)
		fail_msg("\"%s\" is no row of fact_rows", fact);
	record(fake_of_run(run), OBS_FACT, &o);
}

void probe_fact1(
    struct probe_run *run, const char *fact, const char *evidence, const char *value)
{
	const struct text_list values = {&value, 1};

	probe_fact(run, fact, evidence, &values);
}

void probe_coverage(struct probe_run *run, int state, const char *reason)
{
	struct obs_coverage o = {.time = 1,
	    .unit = "test",
	    .subject = run->addr,
	    .addr = run->addr,
	    .port = run->port,
	    .stage = "identify",
	    .state = state,
	    .reason = reason};

	record(fake_of_run(run), OBS_COVERAGE, &o);
}

int probe_reconnect(struct probe_run *run)
{
	struct fake *f = fake_of_run(run);

	while (step(f) && !(step(f)->flags & FAKE_FRESH))
		f->at++;
	str_clear(&run->greeting);
	str_clear(&f->pending);
	f->queue = span_of(NULL, 0);
	if (!step(f) || f->budget == 0) {
		the_conn.fake = NULL;
		run->conn = NULL;
		return ERR_REFUSED;
	}
	f->at++;
	f->closed = false;
	f->tls = run->tls;
	the_conn.fake = f;
	run->conn = &the_conn;
	return 0;
}

bool probe_fingerprint(
    struct probe_run *run, const char *field, struct span text, struct obs_service *service)
{
	struct fake *f = fake_of_run(run);

	f->field = arena_strdup(f->arena, field);
	f->text = arena_strndup(f->arena, text.p, text.n);
	if (!f->product)
		return false;
	service->product = f->product;
	service->version = f->version;
	service->confidence = 90;
	return true;
}

int probe_udp(struct probe_run *run, struct span request, struct str *reply, int timeout_ms)
{
	struct fake *f = fake_of_run(run);
	int r;

	assert_true(timeout_ms > 0);
	str_clear(reply);
	str_clear(&f->pending);
	str_span(&f->pending, request);
	str_span(&f->sent, request);
	r = advance(f);
	if (r < 0)
		return ERR_TIMEOUT;
	str_span(reply, span_sub(f->queue, 0, f->budget));
	if (f->budget != SIZE_MAX)
		f->budget -= MIN(f->budget, f->queue.n);
	f->queue = span_of(NULL, 0);
	return reply->n ? str_ok(reply) : ERR_TIMEOUT;
}

void fake_start(struct fake *f, const struct fake_step *steps, size_t nsteps)
{
	*f = (struct fake){.arena = arena_new(), .steps = steps, .nsteps = nsteps};
	str_init(&f->sent, SENT_MAX);
	str_init(&f->pending, SENT_MAX);
	str_init(&f->run.greeting, LIMIT_BANNER);
	f->run.arena = f->arena;
	f->run.addr = "127.0.0.1";
	f->run.port = 1;
}

void fake_end(struct fake *f)
{
	str_done(&f->sent);
	str_done(&f->pending);
	str_done(&f->run.greeting);
	f->arena = arena_free(f->arena);
}

/* One run of the script: answers in pieces of chunk bytes, a peer that vanishes after budget
 * bytes. */
static int play(struct fake *f, const struct probe *probe, size_t chunk, size_t budget)
{
	bool udp = probe->transport == TRANSPORT_UDP;
	int r;

	f->run.transport = probe->transport;
	f->seen.all.n = 0;
	f->at = 0;
	f->chunk = chunk;
	f->budget = budget;
	f->queue = span_of(NULL, 0);
	f->closed = false;
	f->tls = f->run.tls;
	f->field = f->text = NULL;
	str_clear(&f->sent);
	str_clear(&f->pending);
	str_clear(&f->run.greeting);
	the_conn.fake = f;
	f->run.conn = udp ? NULL : &the_conn;
	/* As the engine: whoever waits for a greeting is handed what has come so far. */
	if (!udp && probe->greets && step(f) && step(f)->flags & FAKE_UNASKED &&
	    conn_read(&the_conn, &f->run.greeting, LIMIT_BANNER, 1) < 0)
		str_clear(&f->run.greeting);
	r = probe->run(&f->run);
	assert_true(r <= 0);
	/* A last request (QUIT) whose answer nobody reads was made all the same. */
	while (step(f) && step(f)->flags == 0 && f->pending.n && matches(f, step(f))) {
		f->at++;
		str_clear(&f->pending);
	}
	return r;
}

static char *written(struct fake *f)
{
	STR_AUTO(out, SENT_MAX);

	vec_foreach (o, &f->seen.all)
		obs_write(o, &out);
	str_span(&out, str_bytes(&f->sent));
	return utf8_clean(f->arena, str_bytes(&out), SENT_MAX);
}

int fake_run(struct fake *f, const struct probe *probe)
{
	static const size_t chunks[] = {7, 1, 0};
	const char *first = NULL;
	int r = 0;

	for (size_t i = 0; i < ARRAY_LEN(chunks); i++) {
		int again = play(f, probe, chunks[i], SIZE_MAX);
		const char *text = written(f);

		if (step(f))
			fail_msg("step %zu of the script was never reached (answers in pieces "
				 "of %zu)",
			    f->at, chunks[i]);
		if (first) {
			assert_int_equal(r, again);
			assert_string_equal(first, text);
		}
		first = text;
		r = again;
	}
	return r;
}

void fake_vanish(struct fake *f, const struct probe *probe)
{
	size_t total = 0;

	for (size_t i = 0; i < f->nsteps; i++)
		total += f->steps[i].answer_n;
	assert_true(total < RUNS_MAX);
	for (size_t n = 0; n < total; n++)
		(void)play(f, probe, 0, n); /* any result will do: the records were validated */
}

static const struct observation *find(
    const struct fake *f, enum obs_kind kind, const char *fact)
{
	const struct observation *hit = NULL;

	for (size_t i = 0; i < f->seen.all.n; i++) {
		const struct observation *o = &f->seen.all.items[i];

		if (o->kind != kind || (fact && strcmp(o->fact->fact, fact) != 0))
			continue;
		if (hit)
			fail_msg("two %s records %s", obs_types[kind].name, fact ? fact : "");
		hit = o;
	}
	return hit;
}

const struct obs_service *fake_service(const struct fake *f)
{
	const struct observation *o = find(f, OBS_SERVICE, NULL);

	return o ? o->service : NULL;
}

const struct obs_coverage *fake_coverage(const struct fake *f)
{
	const struct observation *o = find(f, OBS_COVERAGE, NULL);

	return o ? o->coverage : NULL;
}

const char *fake_fact(const struct fake *f, const char *fact)
{
	const struct observation *o = find(f, OBS_FACT, fact);
	STR_AUTO(out, SENT_MAX);

	if (!o)
		return NULL;
	for (size_t i = 0; i < o->fact->values.n; i++)
		str_addf(&out, "%s%s", i ? ", " : "", o->fact->values.items[i]);
	return str_dup(&out, f->arena);
}

const char *fake_evidence(const struct fake *f, const char *fact)
{
	const struct observation *o = find(f, OBS_FACT, fact);

	return o ? o->fact->evidence : NULL;
}
