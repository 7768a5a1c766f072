#include "lines.h"

#include "model/finding.h"
#include "test.h"

static const struct event like = {
    .feed = "probe", .report = "sensor", .import = "i", .tlp = TLP_AMBER, .time = LINES_NOW};

static int read_line(const char *format, const char *file, const char *line,
    struct intake_read *rd, struct intake *in)
{
	const struct intake_format *found = NULL;
	int r;

	rd->file = file;
	rd->like = &like;
	rd->line = span_str(line);
	r = intake_line(rd, &found, in);
	if (found)
		assert_string_equal(found->name, format);
	return r;
}

static void put_side(struct str *out, const struct intake_side *s)
{
	str_addf(out, " %s:%lld", s->addr ? s->addr : "-", (long long)s->port);
	if (s->name)
		str_addf(out, "=%s", s->name);
}

/* The event as the desk would have it must be one that can be stored. */
static void check_valid(const struct intake *in)
{
	for (int i = 0; i < INTAKE_SIDES; i++) {
		struct event e = in->of;
		struct msg msg = {0};

		e.type = in->type[i];
		e.addr = in->side[i].addr;
		e.addr_key = in->side[i].addr_key;
		e.port = in->side[i].port;
		e.name = in->side[i].name;
		if (record_validate(&event_type, &e, &msg) < 0)
			fail_msg("%s: %s", msg.what, msg.detail);
	}
}

void lines_expect(const char *format, const char *file, const char *line, const char *want)
{
	struct intake_read rd = {.arena = arena_new()};
	struct intake in;
	STR_AUTO(out, 1 << 16);

	if (read_line(format, file, line, &rd, &in) < 0)
		fail_msg("%s", rd.why);
	if (in.event) {
		check_valid(&in);
		str_addf(&out, "%s/%s %s%s %s %lld", in.type[0], in.type[1],
		    in.victim == INTAKE_CLIENT ? "client" : "server", in.said ? "!" : "",
		    criticality_names[in.of.severity], (long long)(in.of.time / 1000));
		put_side(&out, &in.side[0]);
		put_side(&out, &in.side[1]);
		str_addf(&out, " %s x%lld", in.of.indicator, (long long)in.of.count);
		for (size_t i = 0; i < in.nmore; i++)
			put_side(&out, &in.more[i]);
	}
	for (size_t i = 0; i < in.nmet; i++)
		str_addf(&out, "%s%s/%s=%s", out.n ? " " : "", trace_kind_names[in.met[i].kind],
		    trace_via_names[in.met[i].via], in.met[i].value);
	assert_string_equal(out.n ? str_text(&out) : "-", want);
	arena_free(rd.arena);
}

void lines_refused(const char *format, const char *line, const char *why)
{
	struct intake_read rd = {.arena = arena_new()};
	struct intake in;

	assert_int_equal(read_line(format, NULL, line, &rd, &in), ERR_SYNTAX);
	assert_string_equal(rd.why, why);
	arena_free(rd.arena);
}

static struct intake one(const char *line, struct arena *arena)
{
	struct intake_read rd = {.arena = arena, .like = &like, .line = span_str(line)};
	const struct intake_format *found = NULL;
	struct intake in;

	assert_int_equal(intake_line(&rd, &found, &in), 0);
	return in;
}

const char *lines_detail(const char *line, struct arena *arena)
{
	return one(line, arena).of.detail;
}

const char *lines_id(const char *line, struct arena *arena)
{
	return one(line, arena).of.id;
}
