#include "run/job.h"

#include "base/limits.h"
#include "base/rng.h"
#include "base/time.h"
#include "net/gate_policy.h"
#include "net/perimeter.h"
#include "net/resolver.h"
#include "os/file.h"

int job_add_target(struct text_list *to, struct span text, struct arena *arena, struct msg *msg)
{
	struct target t;
	int r = target_parse(text, arena, &t, msg);

	if (r < 0)
		return r;
	if (to->n >= LIMIT_LIST) {
		msg_what(msg, "the perimeter has more than %d lines", LIMIT_LIST);
		msg_detail(msg, "the next one would be %.100s", t.text);
		msg_hint(msg, "write networks instead of single addresses, or split it into "
			      "several audits");
		return ERR_LIMIT;
	}
	text_list_add(to, arena, t.text);
	return 0;
}

static int add_targets(
    struct text_list *to, const struct text_list *from, struct arena *arena, struct msg *msg)
{
	int r = 0;

	for (size_t i = 0; i < from->n && r == 0; i++)
		r = job_add_target(to, span_str(from->items[i]), arena, msg);
	return r;
}

static int read_targets(
    const struct job_order *o, struct arena *arena, struct job *job, struct msg *msg)
{
	int r = add_targets(&job->targets, &o->targets, arena, msg);

	if (r == 0)
		r = add_targets(&job->exclude, &o->exclude, arena, msg);
	if (r == 0 && !job->targets.n) {
		msg_what(msg, "there is nothing to audit");
		msg_detail(msg, "no target was named");
		msg_hint(msg, "name domains, hosts, addresses or networks, or a file of them "
			      "with --perimeter");
		return ERR_SYNTAX;
	}
	return r;
}

void job_system_resolvers(struct arena *arena, struct text_list *to)
{
	STR_AUTO(text, 65536);
	struct span rest, line;

	if (file_read("/etc/resolv.conf", &text, NULL) < 0)
		return;
	rest = str_bytes(&text);
	while (span_line(&rest, &line) && to->n < 3) {
		struct span addr = span_trim(span_sub(line, 10, line.n));
		struct ip ip;

		if (span_starts(line, "nameserver") && ip_parse(addr, &ip) == 0)
			text_list_add(to, arena, arena_strndup(arena, addr.p, addr.n));
	}
}

/* Without an authorisation nothing but this machine may be named. Names are judged by where
 * they lead, at the gate. */
static int check_authorised(const struct perimeter *p, struct msg *msg)
{
	vec_foreach (t, &p->targets) {
		if (p->authorised || t->name || ip_is_loopback(&t->net.ip))
			continue;
		msg_what(msg, "%s may not be scanned", t->text);
		msg_detail(msg, "nobody is named who authorised it");
		msg_hint(msg, "say on whose word you scan: --authorised-by \"name, function, "
			      "reference\"; without it only loopback is scanned");
		return ERR_DENIED;
	}
	return 0;
}

/* What the gate needs is read here already, so that a run that cannot begin is never stored. */
static int check_addresses(const struct job *job, struct msg *msg)
{
	uint16_t port;
	struct ip ip;

	for (size_t i = 0; i < job->resolvers.n; i++) {
		if (resolver_parse(span_str(job->resolvers.items[i]), &ip, &port) == 0)
			continue;
		msg_what(msg, "the resolver \"%.60s\" cannot be used", job->resolvers.items[i]);
		msg_detail(msg, "it is no address");
		msg_hint(msg, "write an address, with a port if it is not 53: 192.0.2.53, "
			      "192.0.2.53:5300 or [2001:db8::53]:5300");
		return ERR_SYNTAX;
	}
	if (!job->source || ip_parse(span_str(job->source), &ip) == 0)
		return 0;
	msg_what(msg, "the source \"%.60s\" cannot be used", job->source);
	msg_detail(msg, "it is no address");
	msg_hint(msg, "write one of this machine's addresses, for example --source 192.0.2.10");
	return ERR_SYNTAX;
}

static int check_windows(const struct job *job, struct msg *msg)
{
	for (size_t i = 0; i < job->windows.n; i++) {
		struct text_list one = {.items = &job->windows.items[i], .n = 1};

		if (gate_window_wait(&one, 0) >= 0)
			continue;
		msg_what(msg, "a window is malformed");
		msg_detail(msg, "\"%.60s\"", job->windows.items[i]);
		msg_hint(msg,
		    "write windows in UTC as HH:MM-HH:MM, for example --window 22:00-06:00");
		return ERR_SYNTAX;
	}
	return 0;
}

static int check_ports(const struct job *job, struct arena *arena, struct msg *msg)
{
	return job->ports ? job_ports(job->ports, ARENA_ARRAY(arena, JOB_PORTS, bool), msg) : 0;
}

static int check_job(const struct job *job, struct arena *arena, struct msg *msg)
{
	struct perimeter p;
	int r = perimeter_of(job, arena, &p, msg);

	if (r == 0)
		r = check_authorised(&p, msg);
	if (r == 0)
		r = check_ports(job, arena, msg);
	if (r == 0)
		r = check_windows(job, msg);
	if (r == 0)
		r = check_addresses(job, msg);
	return r == 0 ? record_validate(&job_type, job, msg) : r;
}

/* Sorts by time; the end keeps two of one second apart. */
static const char *new_id(int64_t now, struct rng *rng, struct arena *arena)
{
	struct time_parts t = time_split(now);
	char label[5];

	rng_label(rng, label, sizeof(label) - 1);
	return arena_printf(arena, "%04d%02d%02d-%02d%02d%02d-%s", t.year, t.month, t.day,
	    t.hour, t.minute, t.second, label);
}

int job_make(const struct job_order *o, int64_t now, struct arena *arena, struct job *ret,
    struct msg *msg)
{
	struct job job = {.id = o->id,
	    .authorised_by = o->authorised_by,
	    .profile = o->profile,
	    .ports = o->ports,
	    .rate = o->rate,
	    .resolvers = o->resolvers,
	    .windows = o->windows,
	    .source = o->source,
	    .contact = o->contact,
	    .seed = o->seed};
	struct rng rng;
	int r;

	rng_seed_system(&rng);
	if (!job.id)
		job.id = new_id(now, &rng, arena);
	if (!job.seed)
		job.seed = (int64_t)(rng_next(&rng) >> 1);
	r = read_targets(o, arena, &job, msg);
	if (r == 0 && !job.resolvers.n)
		job_system_resolvers(arena, &job.resolvers);
	if (r == 0)
		r = check_job(&job, arena, msg);
	if (r == 0)
		*ret = job;
	return r;
}

void job_run(const struct job *job, int64_t now, struct arena *arena, struct run *ret)
{
	static const char *const profiles[] = {"passive", "standard", "full"};
	STR_AUTO(text, LIMIT_LINE);
	struct json_writer w;

	json_write_init(&w, &text, 0);
	record_to_json(&job_type, job, false, &w);
	*ret = (struct run){.id = job->id,
	    .state = RUN_RUNNING,
	    .created = now,
	    .started = now,
	    .authorised_by = job->authorised_by,
	    .targets = job->targets,
	    .exclude = job->exclude,
	    .profile = profiles[job->profile],
	    .job = str_dup(&text, arena),
	    .tool = "varde " VARDE_VERSION};
}

int job_stored(const struct run *run, struct arena *arena, struct job *ret, struct msg *msg)
{
	struct json *v;

	if (!run->job || json_parse(span_str(run->job), arena, &v, NULL) < 0) {
		msg_what(msg, "run %.60s cannot be resumed", run->id);
		msg_detail(msg, "its job is not stored");
		msg_hint(msg, "start a new audit of the same perimeter");
		return ERR_CORRUPT;
	}
	return record_from_json(&job_type, v, arena, ret, msg);
}
