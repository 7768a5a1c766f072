/* Learning: which units follow from an observation. Pure bookkeeping over whole units, so that
 * any order gives the same set. */
#include "base/parse.h"
#include "scan/world.h"

struct world_host *world_host(struct scan *scan, const char *addr)
{
	struct world_host *h = map_get(&scan->world, addr);
	struct ip ip;

	if (h || ip_parse(span_str(addr), &ip) < 0)
		return h;
	h = ARENA_NEW(scan->arena, struct world_host);
	h->ip = ip;
	map_set(&scan->world, addr, h);
	return h;
}

const struct world_name *world_name(struct scan *scan, const char *addr, const char *name)
{
	const struct world_host *h = map_get(&scan->world, addr);

	if (h)
		vec_foreach (n, &h->names)
			if (strcmp(n->name, name) == 0)
				return n;
	return NULL;
}

const char *world_any_name(struct scan *scan, const char *addr)
{
	const struct world_host *h = map_get(&scan->world, addr);
	const char *name = NULL;

	if (h)
		vec_foreach (n, &h->names)
			if (!name || strcmp(n->name, name) < 0)
				name = n->name;
	return name;
}

/*
 * An address that only a name makes ours needs that name at the gate; the alphabetically first
 * that does is taken, so that runs repeat.
 */
struct gate_call world_call(
    struct scan *scan, const char *addr, uint16_t port, enum gate_class cls)
{
	struct world_host *h = world_host(scan, addr);
	struct gate_call call = {.port = port, .cls = cls};

	if (!h)
		return call;
	call.ip = h->ip;
	if (perimeter_addr(gate_perimeter(scan->gate), &h->ip))
		return call;
	vec_foreach (n, &h->names) {
		if (gate_reach(scan->gate, &h->ip, n->name, n->direct) != REACH_FULL ||
		    (call.name && strcmp(n->name, call.name) > 0))
			continue;
		call.name = n->name;
		call.direct = n->direct;
	}
	return call;
}

static void add_web(
    struct scan *scan, bool tls, const char *name, uint16_t port, const char *addr)
{
	scan_add(scan, "web/%s/%s/%u/%s", tls ? "https" : "http", name, port, addr);
}

static void learn_url(
    struct scan *scan, const struct world_host *h, const char *name, const char *addr)
{
	vec_foreach (t, &gate_perimeter(scan->gate)->targets)
		if (t->kind == TARGET_URL &&
		    (t->name ? strcmp(name, t->name) == 0 : ip_net_has(&t->net, &h->ip)))
			add_web(scan, span_istarts(span_str(t->text), "https"), name, t->port,
			    addr);
}

/* A name leads to an address: every web service there is asked by that name. */
static void learn_resolved(struct scan *scan, const char *name, bool direct, const char *addr)
{
	struct world_host *h = world_host(scan, addr);
	enum asset_reach reach;

	if (!h || world_name(scan, addr, name))
		return;
	vec_push(scan->arena, &h->names,
	    (struct world_name){arena_strdup(scan->arena, name), direct});
	reach = gate_reach(scan->gate, &h->ip, name, direct);
	if (scan->job->profile == PROFILE_PASSIVE || reach == REACH_NONE)
		return;
	learn_url(scan, h, name, addr);
	if (reach == REACH_NAME) {
		add_web(scan, true, name, 443, addr);
		add_web(scan, false, name, 80, addr);
		return;
	}
	vec_foreach (w, &h->webs)
		add_web(scan, w->tls, name, w->port, addr);
}

static void learn_asset(struct scan *scan, const struct obs_asset *a)
{
	if (a->type == ASSET_ADDRESS) {
		if (a->reach != REACH_FULL)
			return;
		scan_add(scan, "ptr/%s", a->name);
		if (scan->job->profile == PROFILE_PASSIVE)
			return;
		scan_add(scan, "sweep/%s", a->name);
		scan_add(scan, "udp/%s", a->name);
		return;
	}
	if (a->type == ASSET_URL || !perimeter_name(gate_perimeter(scan->gate), a->name))
		return;
	scan_add(scan, "host/%s", a->name);
	for (size_t i = 0; i < a->addresses.n; i++)
		learn_resolved(scan, a->name, strcmp(a->why, "resolved elsewhere") != 0,
		    a->addresses.items[i]);
}

static void learn_port(struct scan *scan, const struct obs_port *p)
{
	struct world_host *h = world_host(scan, p->addr);

	if (p->state != PORT_OPEN || !h)
		return;
	scan->ports++;
	scan->hosts += !h->open;
	h->open = true;
	if (p->transport == TRANSPORT_TCP)
		scan_add(scan, "identify/%s/%d", p->addr, (int)p->port);
}

const struct world_web *world_web(const struct world_host *host, uint16_t port)
{
	vec_foreach (w, &host->webs)
		if (w->port == port)
			return w;
	return NULL;
}

static void learn_web(struct scan *scan, const struct obs_service *s)
{
	struct world_host *h = world_host(scan, s->addr);
	uint16_t port = (uint16_t)s->port;

	if (!h || world_web(h, port))
		return; /* a site has told more of a listener that is known: nothing follows */
	scan->services++;
	vec_push(scan->arena, &h->webs, (struct world_web){port, s->tls, s->version != NULL});
	add_web(scan, s->tls, s->addr, port, s->addr);
	/* A name that leads there by way of somebody else's has its web units already
	 * (learn_resolved). */
	vec_foreach (n, &h->names)
		if (gate_reach(scan->gate, &h->ip, n->name, n->direct) == REACH_FULL)
			add_web(scan, s->tls, n->name, port, s->addr);
}

static void learn_service(struct scan *scan, const struct obs_service *s)
{
	scan->services += strcmp(s->protocol, "http") != 0;
	if (strcmp(s->protocol, "http") == 0)
		learn_web(scan, s);
	/* A medical device gets its own protocol and no dozens of hellos. */
	if (s->tls && strcmp(s->protocol, "dicom") != 0 && strcmp(s->protocol, "hl7") != 0)
		scan_add(scan, "tls/%s/%d/direct", s->addr, (int)s->port);
	if (strcmp(s->protocol, "dns") != 0 || s->transport != TRANSPORT_TCP)
		return;
	scan_add(scan, "server/%s/%d", s->addr, (int)s->port);
	if (s->port != 53)
		return;
	vec_foreach (t, &gate_perimeter(scan->gate)->targets)
		if (t->kind == TARGET_DOMAIN)
			scan_add(scan, "axfr/%s@%s", t->name, s->addr);
}

/* Protocols that turn to TLS on a word, and the capability by which they say so. */
static void learn_fact(struct scan *scan, const struct obs_fact *f)
{
	static const struct {
		const char *fact, *value, *how;
	} rows[] = {
	    {"smtp.extensions", "STARTTLS", "smtp"},
	    {"imap.capabilities", "STARTTLS", "imap"},
	    {"pop3.capabilities", "STLS", "pop3"},
	    {"ftp.features", "AUTH TLS", "ftp"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (f->addr && strcmp(f->fact, rows[i].fact) == 0 &&
		    text_list_has(&f->values, rows[i].value))
			scan_add(scan, "tls/%s/%d/%s", f->addr, (int)f->port, rows[i].how);
}

bool scan_teaches(enum obs_kind kind)
{
	return kind == OBS_ASSET || kind == OBS_PORT || kind == OBS_SERVICE || kind == OBS_FACT;
}

void scan_learn(struct scan *scan, const struct observation *o)
{
	if (scan->job->proofs.n)
		return; /* looking at proofs leads to nothing more */
	if (o->kind == OBS_ASSET)
		learn_asset(scan, o->asset);
	else if (scan->job->profile == PROFILE_PASSIVE)
		return; /* what was seen of hosts leads to nothing more */
	else if (o->kind == OBS_PORT)
		learn_port(scan, o->port);
	else if (o->kind == OBS_SERVICE)
		learn_service(scan, o->service);
	else if (o->kind == OBS_FACT)
		learn_fact(scan, o->fact);
}

/* The items of the job's proofs, each a unit. */
static void seed_proofs(struct scan *scan)
{
	for (size_t i = 0; i < scan->job->proofs.n; i++) {
		struct span rest = span_str(scan->job->proofs.items[i]), item;

		if (span_split(&rest, '|', &item))
			scan_add(scan, "prove/%.*s", (int)item.n, (const char *)item.p);
	}
}

void scan_seed(struct scan *scan)
{
	if (scan->job->proofs.n) {
		seed_proofs(scan);
		return;
	}
	vec_foreach (t, &gate_perimeter(scan->gate)->targets) {
		if (t->kind == TARGET_NET) {
			scan_add(scan, "net/%s", t->text);
		} else if (t->kind == TARGET_DOMAIN) {
			scan_add(scan, "domain/%s", t->name);
			scan_add(scan, "host/%s", t->name);
			scan_add(scan, "words/%s", t->name);
		} else if (t->name) {
			scan_add(scan, "host/%s", t->name);
		} else if (scan->job->profile != PROFILE_PASSIVE) {
			char text[IP_TEXT];

			(void)world_host(scan, ip_text(&t->net.ip, text));
			add_web(scan, span_istarts(span_str(t->text), "https"), text, t->port,
			    text);
		}
	}
}
