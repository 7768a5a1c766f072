#include "assess/assess.h"

#include "assess/rules.h"

/*
 * "Not observed" is never "fixed": a finding that is gone is fixed only when every observation
 * that showed it has its counterpart in this run, or what it was about is gone for sure.
 */
struct comparison {
	struct arena *arena;
	const struct assess_ctx *earlier;
	struct map services; /* "addr port transport" -> struct obs_service of this run */
	bool same_ports;
	struct map
	    shown; /* key -> struct context_hit: what showed the findings of the earlier run */
	struct map units;  /* unit -> (void *)1 when it ran to its end, NULL when something kept
			      it from that */
	struct map seen;   /* identity of an observation of this run */
	struct map closed; /* "addr port transport" that refused */
	struct map swept;  /* address */
	struct assets assets;
};

static int here;

static const char *port_key(
    const struct comparison *c, const char *addr, int64_t port, int transport)
{
	return arena_printf(c->arena, "port %s %d %d", addr, (int)port, transport);
}

/* What makes an observation the same in another run; NULL when this one shows nothing (no
 * answer, unknown protocol). */
static const char *identity(const struct comparison *c, const struct observation *o)
{
	if (o->kind == OBS_HTTP && o->http->status)
		return arena_printf(c->arena, "http %s %s %s %s", o->http->addr, o->http->url,
		    o->http->probe, o->http->method);
	if (o->kind == OBS_CERT)
		return arena_printf(c->arena, "cert %s %d %s", o->cert->addr,
		    (int)o->cert->port, o->cert->name ? o->cert->name : "");
	if (o->kind == OBS_TLS)
		return arena_printf(c->arena, "tls %s %d %s", o->tls->addr, (int)o->tls->port,
		    o->tls->name ? o->tls->name : "");
	if (o->kind == OBS_FACT)
		return arena_printf(c->arena, "fact %s %s %s %d", o->fact->fact,
		    o->fact->subject, o->fact->addr ? o->fact->addr : "", (int)o->fact->port);
	return NULL;
}

static const char *unit_of(const struct observation *o)
{
	const struct field *f = record_field(&obs_types[o->kind], "unit");

	return f ? field_text(f, o->rec) : NULL;
}

/* Of several the one that tells a version. */
static void index_service(struct comparison *c, struct obs_service *s)
{
	const char *key = port_key(c, s->addr, s->port, s->transport);
	const struct obs_service *other = map_get(&c->services, key);

	if (!other || (s->version && !other->version))
		(void)map_set(&c->services, key, s);
}

static void index_now(struct comparison *c, const struct observation *o)
{
	const char *id = identity(c, o);

	if (id)
		(void)map_set(&c->seen, id, &here);
	if (o->kind == OBS_SERVICE) {
		index_service(c, o->service);
		(void)map_set(&c->seen,
		    port_key(c, o->service->addr, o->service->port, o->service->transport),
		    &here);
		if (strcmp(o->service->protocol, "unknown") != 0)
			(void)map_set(&c->seen,
			    arena_printf(c->arena, "service %s %d %d", o->service->addr,
				(int)o->service->port, o->service->transport),
			    &here);
	} else if (o->kind == OBS_PORT) {
		(void)map_set(o->port->state == PORT_CLOSED ? &c->closed : &c->seen,
		    port_key(c, o->port->addr, o->port->port, o->port->transport), &here);
	} else if (o->kind == OBS_UNIT && o->unit->state == UNIT_DONE) {
		if (!map_has(&c->units, o->unit->unit))
			(void)map_set(&c->units, o->unit->unit, &here);
	} else if (o->kind == OBS_COVERAGE) {
		if (o->coverage->state != COVERAGE_SCANNED)
			(void)map_set(&c->units, o->coverage->unit, NULL);
		else if (strcmp(o->coverage->stage, "sweep") == 0 && o->coverage->port == 0)
			(void)map_set(&c->swept, o->coverage->subject, &here);
	}
}

static bool is_complete(const struct comparison *c, const char *unit)
{
	return unit && map_get(&c->units, unit) != NULL;
}

/*
 * Refused; or, of an address that was swept whole for the same ports, not among the open ones.
 * A datagram port is silent when closed: the unit that asked it must have run while the address
 * answered otherwise.
 */
static bool is_closed(const struct comparison *c, const char *addr, int64_t port, int transport)
{
	const char *key = port_key(c, addr, port, transport);

	if (map_has(&c->closed, key))
		return true;
	if (map_has(&c->seen, key) || !map_has(&c->swept, addr) || !c->same_ports)
		return false;
	return transport == TRANSPORT_TCP ||
	       is_complete(c, arena_printf(c->arena, "udp/%s", addr));
}

/* Whether the name leads to the address no more. */
static bool is_moved(const struct comparison *c, const char *name, const char *addr)
{
	const struct asset *a;

	if (!name || !addr || strcmp(name, addr) == 0)
		return false;
	a = assets_find(&c->assets, name);
	if (a && a->resolved)
		return !text_list_has(&a->addresses, addr);
	return is_complete(c, arena_printf(c->arena, "host/%s", name));
}

/* Facts that a collector states only when they hold: that it looked and says nothing is the
 * counterpart. */
static bool is_stated_when_true(const char *fact)
{
	static const char *const facts[] = {"dns.axfr", "dns.version", "snmp.public", "hl7.ack",
	    "fhir.capability", "orthanc.system", "dicomweb.root", "http.allow"};

	for (size_t i = 0; i < ARRAY_LEN(facts); i++)
		if (strcmp(facts[i], fact) == 0)
			return true;
	return false;
}

static const char *name_in(const struct observation *o)
{
	if (o->kind == OBS_HTTP)
		return o->http->host;
	if (o->kind == OBS_CERT)
		return o->cert->name;
	return o->kind == OBS_FACT ? o->fact->subject : NULL;
}

/* Where an observation was made; false when it is about a domain. */
static bool place_of(
    const struct observation *o, const char **ret_addr, int64_t *ret_port, int *ret_transport)
{
	const struct record_type *type = &obs_types[o->kind];
	const struct field *addr = record_field(type, "addr"),
			   *port = record_field(type, "port");
	const struct field *transport = record_field(type, "transport");

	if (!addr || !port || !field_text(addr, o->rec) || !field_int(port, o->rec))
		return false;
	*ret_addr = field_text(addr, o->rec);
	*ret_port = field_int(port, o->rec);
	*ret_transport = transport ? (int)field_int(transport, o->rec) : TRANSPORT_TCP;
	return true;
}

/* Whether what the observation of the earlier run looked at was looked at again, or is gone. */
static bool is_looked_at(const struct comparison *c, const struct observation *o)
{
	const char *addr, *id = identity(c, o);
	int64_t port;
	int transport;

	if (place_of(o, &addr, &port, &transport)) {
		bool zone = o->kind == OBS_FACT && strcmp(o->fact->fact, "dns.axfr") == 0;

		if (is_closed(c, addr, port, transport) ||
		    (!zone && is_moved(c, name_in(o), addr)))
			return true;
		if (o->kind == OBS_SERVICE)
			return map_has(&c->seen, arena_printf(c->arena, "service %s %d %d",
						     addr, (int)port, transport));
	}
	if (id && map_has(&c->seen, id))
		return true;
	return o->kind == OBS_FACT && is_stated_when_true(o->fact->fact) &&
	       is_complete(c, unit_of(o));
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/*
 * Whether what the service tells of its version is something else than it was. A version that
 * is no longer told may be the same; and where all is as it was, it is knowledge that changed
 * and not the service.
 */
static bool is_other_software(const struct comparison *c, const struct finding *f)
{
	const struct obs_service *was =
	    context_service(c->earlier, f->addr, f->port, f->transport);
	const struct obs_service *now =
	    map_get(&c->services, port_key(c, f->addr, f->port, f->transport));
	bool told;

	if (!was || !now)
		return false;
	told = was->product && was->version ? now->product && now->version
					    : now->banner && *now->banner;
	return told && (!same_text(was->product, now->product) ||
			   !same_text(was->version, now->version) ||
			   !same_text(was->revision, now->revision) ||
			   !same_text(was->banner, now->banner));
}

static bool is_fixed(const struct comparison *c, const struct finding *f)
{
	const struct context_hit *hit = map_get(&c->shown, f->key);

	if (!hit)
		return f->addr && f->port &&
		       (is_closed(c, f->addr, f->port, f->transport) ||
			   is_moved(c, f->subject, f->addr) ||
			   (f->category == CATEGORY_SOFTWARE && is_other_software(c, f)));
	vec_foreach (o, &hit->by)
		if (!is_looked_at(c, *o))
			return false;
	return true;
}

static void init(struct comparison *c, const struct assess_run *now)
{
	map_init(&c->units, c->arena);
	map_init(&c->services, c->arena);
	map_init(&c->seen, c->arena);
	map_init(&c->closed, c->arena);
	map_init(&c->swept, c->arena);
	assets_of(now->observations, c->arena, &c->assets);
	vec_foreach (o, &now->observations->all)
		index_now(c, o);
}

static struct finding carried(struct finding f, const struct assess_run *prev, int state)
{
	f.state = state;
	if (!f.first_seen)
		f.first_seen = prev->time;
	return f;
}

static int by_finding(const void *a, const void *b)
{
	return finding_compare(a, b);
}

/* The findings of this run, new or open; takes those that are still there out of before. */
static void judge_now(const struct assess_run *prev, const struct assess_run *now,
    struct map *before, struct arena *arena, struct findings *out)
{
	vec_foreach (f, &now->findings->all) {
		const struct finding *old = map_get(before, f->key);
		struct finding next = *f;

		next.state = old ? FINDING_OPEN : FINDING_NEW;
		next.first_seen =
		    old ? carried(*old, prev, FINDING_OPEN).first_seen : now->time;
		(void)map_set(before, f->key, NULL);
		vec_push(arena, &out->all, next);
	}
}

int assess_compare(const struct assess_run *prev, const struct assess_run *now,
    const struct pack *kb, bool same_ports, struct arena *arena, struct findings *ret)
{
	struct comparison c = {.arena = arena, .same_ports = same_ports};
	struct findings out = {0};
	struct assess_ctx earlier;
	struct map before;
	int r;

	context_init(prev->observations, kb, prev->time, arena, &earlier);
	r = rules_run(&earlier);
	if (r < 0)
		return r;
	c.shown = earlier.hits;
	c.earlier = &earlier;
	init(&c, now);
	map_init(&before, arena);
	vec_foreach (f, &prev->findings->all)
		if (f->state != FINDING_FIXED)
			(void)map_set(&before, f->key, f);
	judge_now(prev, now, &before, arena, &out);
	map_foreach (e, &before) {
		const struct finding *f = e->value;

		if (f)
			vec_push(arena, &out.all,
			    carried(
				*f, prev, is_fixed(&c, f) ? FINDING_FIXED : FINDING_UNKNOWN));
	}
	if (out.all.n > 1)
		qsort(out.all.items, out.all.n, sizeof(*out.all.items), by_finding);
	*ret = out;
	return 0;
}
