#include "cmd/order.h"

#include "base/limits.h"
#include "base/rng.h"
#include "base/time.h"
#include "net/gate_policy.h"
#include "net/perimeter.h"
#include "net/resolver.h"
#include "os/file.h"
#include "scan/ports.h"

/* Adds a target in its canonical form. */
static int add_target(
    struct text_list *to, struct span text, struct arena *arena, struct msg *msg)
{
	struct target t;
	int r = target_parse(text, arena, &t, msg);

	if (r < 0)
		return r;
	if (to->n >= LIMIT_LIST) {
		msg_what(msg, "the perimeter has more than %d lines", LIMIT_LIST);
		msg_hint(msg, "write networks instead of single addresses, or split it into "
			      "several audits");
		return ERR_LIMIT;
	}
	text_list_add(to, arena, t.text);
	return 0;
}

/* A perimeter file: one target a line, "#" begins a comment. */
static int read_perimeter(
    const char *path, struct text_list *to, struct arena *arena, struct msg *msg)
{
	STR_AUTO(text, LIMIT_LINE);
	struct span rest, line;
	size_t number = 0;
	int r = file_read(path, &text, msg);

	if (r == ERR_DENIED)
		r = ERR_IO; /* the file is refused, not the audit */
	rest = str_bytes(&text);
	while (r == 0 && span_line(&rest, &line)) {
		ptrdiff_t comment = span_find(line, "#");

		number++;
		line = span_trim(span_sub(line, 0, comment < 0 ? line.n : (size_t)comment));
		if (line.n == 0)
			continue;
		r = add_target(to, line, arena, msg);
		if (r < 0) {
			char detail[sizeof(msg->detail)];

			memcpy(detail, msg->detail, sizeof(detail));
			msg_detail(msg, "%.100s line %zu: %.200s", path, number, detail);
		}
	}
	return r;
}

static int read_targets(const struct audit_options *o, const struct text_list *targets,
    struct arena *arena, struct job *job, struct msg *msg)
{
	int r = o->perimeter ? read_perimeter(o->perimeter, &job->targets, arena, msg) : 0;

	for (size_t i = 0; i < targets->n && r == 0; i++)
		r = add_target(&job->targets, span_str(targets->items[i]), arena, msg);
	for (size_t i = 0; i < o->exclude.n && r == 0; i++)
		r = add_target(&job->exclude, span_str(o->exclude.items[i]), arena, msg);
	if (r == 0 && !job->targets.n) {
		msg_what(msg, "there is nothing to audit");
		msg_detail(msg, "no target was named");
		msg_hint(msg, "name domains, hosts, addresses or networks, or a file of them "
			      "with --perimeter");
		return ERR_SYNTAX;
	}
	return r;
}

/* The "nameserver" lines of the system's resolver configuration. */
static void system_resolvers(struct arena *arena, struct text_list *to)
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

static int profile_of(const char *name)
{
	return name && strcmp(name, "passive") == 0 ? PROFILE_PASSIVE
	       : name && strcmp(name, "full") == 0  ? PROFILE_FULL
						    : PROFILE_STANDARD;
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

static int check_job(const struct job *job, struct arena *arena, struct msg *msg)
{
	struct perimeter p;
	const uint16_t *ports;
	size_t n;
	int r = perimeter_of(job, arena, &p, msg);

	if (r == 0)
		r = check_authorised(&p, msg);
	if (r == 0)
		r = ports_of(job, arena, &ports, &n, msg);
	if (r == 0)
		r = check_windows(job, msg);
	if (r == 0)
		r = check_addresses(job, msg);
	return r == 0 ? record_validate(&job_type, job, msg) : r;
}

int order_job(const struct audit_options *o, const struct text_list *targets, int64_t now,
    struct arena *arena, struct job *ret, struct msg *msg)
{
	struct time_parts t = time_split(now);
	struct job job = {.authorised_by = o->authorised_by,
	    .profile = profile_of(o->profile),
	    .ports = o->ports,
	    .rate = o->rate,
	    .resolvers = o->resolver,
	    .windows = o->window,
	    .source = o->source,
	    .contact = o->contact};
	struct rng rng;
	char label[5];
	int r;

	rng_seed_system(&rng);
	rng_label(&rng, label, sizeof(label) - 1);
	job.seed = (int64_t)(rng_next(&rng) >> 1);
	job.id = arena_printf(arena, "%04d%02d%02d-%02d%02d%02d-%s", t.year, t.month, t.day,
	    t.hour, t.minute, t.second, label);
	r = read_targets(o, targets, arena, &job, msg);
	if (r == 0 && !job.resolvers.n)
		system_resolvers(arena, &job.resolvers);
	if (r == 0)
		r = check_job(&job, arena, msg);
	if (r == 0)
		*ret = job;
	return r;
}

void order_run(const struct job *job, int64_t now, struct arena *arena, struct run *ret)
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

int order_resume(const struct run *run, struct arena *arena, struct job *ret, struct msg *msg)
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
