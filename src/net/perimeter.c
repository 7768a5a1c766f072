#include "net/perimeter.h"

#include "base/limits.h"
#include "base/parse.h"
#include "codec/idn.h"

static int refuse(struct msg *msg, struct span text, const char *detail, int err)
{
	msg_what(msg, "the target \"%.*s\" cannot be used", (int)MIN(text.n, (size_t)100),
	    (const char *)text.p);
	msg_detail(msg, "%s", detail);
	msg_hint(msg, "write a domain (hospital.example), a host, a URL (https://...), an "
		      "address, or a network (192.0.2.0/24)");
	return err;
}

static int parse_net(struct span text, struct arena *arena, struct target *ret, struct msg *msg)
{
	char canonical[IP_NET_TEXT];
	struct target t = {.kind = TARGET_NET};
	bool host_bits = false;
	int r = ip_net_parse(text, &t.net, &host_bits);

	if (r < 0)
		return refuse(msg, text,
		    r == ERR_RANGE ? "a number is out of range" : "it is no address or network",
		    r);
	if (host_bits)
		return refuse(msg, text,
		    "bits are set behind the network prefix: it is unclear which addresses are "
		    "meant",
		    ERR_RANGE);
	t.text = arena_strdup(arena, ip_net_text(&t.net, canonical));
	*ret = t;
	return 0;
}

static bool looks_like_address(struct span s)
{
	if (span_find(s, ":") >= 0 || span_find(s, "/") >= 0)
		return true;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.')
			return false;
	return s.n > 0;
}

/* Splits "host:port" or "[v6]:port" of a URL. */
static int parse_authority(struct span auth, struct arena *arena, struct target *t)
{
	struct span host = auth, port = {NULL, 0};
	ptrdiff_t colon;
	int64_t v;
	char *name;

	if (span_find(auth, "@") >= 0)
		return ERR_SYNTAX;
	if (auth.n && auth.p[0] == '[') {
		colon = span_find(auth, "]");
		if (colon < 0)
			return ERR_SYNTAX;
		host = span_sub(auth, 1, (size_t)colon - 1);
		auth = span_sub(auth, (size_t)colon + 1, auth.n);
		if ((auth.n && auth.p[0] != ':') || ip_net_parse(host, &t->net, NULL) < 0)
			return ERR_SYNTAX;
		if (auth.n)
			port = auth.n > 1 ? span_sub(auth, 1, auth.n) : auth;
	} else if ((colon = span_find(auth, ":")) >= 0) {
		host = span_sub(auth, 0, (size_t)colon);
		port = span_sub(auth, (size_t)colon + 1, auth.n);
	}
	if (port.p) {
		if (parse_int(port, 1, 65535, &v) < 0)
			return ERR_RANGE;
		t->port = (uint16_t)v;
	}
	if (ip_net_parse(host, &t->net, NULL) == 0)
		return 0;
	if (looks_like_address(host))
		return ERR_SYNTAX; /* "192.0.2", "2130706433": browsers make addresses of them,
				      we do not guess */
	if (idn_to_ascii(host, arena, &name) < 0)
		return ERR_SYNTAX;
	t->name = name;
	return 0;
}

static int parse_url(struct span text, struct arena *arena, struct target *ret, struct msg *msg)
{
	bool https = span_istarts(text, "https://");
	struct target t = {.kind = TARGET_URL, .port = https ? 443 : 80};
	struct span rest = span_sub(text, https ? 8 : 7, text.n);
	size_t n = 0;
	int r;

	while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?' && rest.p[n] != '#')
		n++;
	r = parse_authority(span_sub(rest, 0, n), arena, &t);
	if (r < 0)
		return refuse(msg, text, "the URL's host or port is not valid", r);
	t.text = arena_strndup(arena, text.p, text.n);
	*ret = t;
	return 0;
}

int target_parse(struct span text, struct arena *arena, struct target *ret, struct msg *msg)
{
	char *name;
	struct target t = {.kind = TARGET_DOMAIN};

	text = span_trim(text);
	if (text.n == 0)
		return refuse(msg, text, "it is empty", ERR_SYNTAX);
	if (text.n > 2048)
		return refuse(msg, text, "it is too long", ERR_SYNTAX);
	if (span_istarts(text, "http://") || span_istarts(text, "https://"))
		return parse_url(text, arena, ret, msg);
	if (looks_like_address(text))
		return parse_net(text, arena, ret, msg);
	if (idn_to_ascii(text, arena, &name) < 0)
		return refuse(msg, text, "it is no valid host or domain name", ERR_SYNTAX);
	t.name = name;
	if (!strchr(t.name, '.'))
		return refuse(
		    msg, text, "a single label would be a whole top-level domain", ERR_RANGE);
	if (strrchr(t.name, '.')[1] >= '0' && strrchr(t.name, '.')[1] <= '9')
		return refuse(msg, text,
		    "it is neither a name nor an address; a range of addresses is written as a "
		    "network",
		    ERR_SYNTAX);
	t.text = t.name;
	*ret = t;
	return 0;
}

/* A job that looks at proofs reaches the web of the very items, and no target of it. */
static int proofs_of(
    const struct job *job, struct arena *arena, struct perimeter *p, struct msg *msg)
{
	for (size_t i = 0; i < job->proofs.n; i++) {
		struct span rest = span_str(job->proofs.items[i]), item;
		struct target t;
		int r;

		if (!span_split(&rest, '|', &item))
			return refuse(msg, rest, "it is no proof (NAME|TOKEN)", ERR_SYNTAX);
		r = target_parse(item, arena, &t, msg);
		if (r == 0 && t.kind == TARGET_NET && ip_net_count(&t.net) > 1)
			continue; /* a network is proved by DNS alone */
		if (r == 0 && t.kind == TARGET_URL)
			r = refuse(msg, item, "a URL is no perimeter item", ERR_SYNTAX);
		if (r < 0)
			return r;
		t.kind = TARGET_URL;
		t.port = 80;
		vec_push(arena, &p->targets, t);
	}
	return 0;
}

/* Adds a target; networks count towards the addresses of the job. */
static int add_target(struct perimeter *p, const struct target *t, const char *text,
    struct arena *arena, uint64_t *addresses, struct msg *msg)
{
	vec_push(arena, &p->targets, *t);
	if (t->kind != TARGET_NET)
		return 0;
	p->has_nets = true;
	if (ip_net_count(&t->net) <= LIMIT_ADDRESSES &&
	    (*addresses += ip_net_count(&t->net)) <= LIMIT_ADDRESSES)
		return 0;
	msg_what(msg, "the perimeter has too many addresses");
	msg_detail(msg, "%s brings it over %d", text, LIMIT_ADDRESSES);
	msg_hint(msg, "split it into several audits; of an IPv6 network name "
		      "the addresses that are in use");
	return ERR_LIMIT;
}

int perimeter_of(
    const struct job *job, struct arena *arena, struct perimeter *ret, struct msg *msg)
{
	struct perimeter p = {.authorised = job->authorised_by && *job->authorised_by};
	uint64_t addresses = 0;
	size_t targets = job->proofs.n ? 0 : job->targets.n;
	int r = proofs_of(job, arena, &p, msg);

	if (r < 0)
		return r;
	for (size_t i = 0; i < targets + job->exclude.n; i++) {
		bool wanted = i < targets;
		const char *text =
		    wanted ? job->targets.items[i] : job->exclude.items[i - targets];
		struct target t;

		r = target_parse(span_str(text), arena, &t, msg);

		if (r < 0)
			return r;
		if (wanted)
			r = add_target(&p, &t, text, arena, &addresses, msg);
		else
			vec_push(arena, &p.exclude, t);
		if (r < 0)
			return r;
	}
	*ret = p;
	return 0;
}

bool perimeter_excluded(const struct perimeter *p, const struct ip *ip)
{
	vec_foreach (t, &p->exclude)
		if (!t->name && ip_net_has(&t->net, ip))
			return true;
	return false;
}

bool perimeter_name(const struct perimeter *p, const char *name)
{
	vec_foreach (t, &p->exclude)
		if (t->name && idn_within(name, t->name))
			return false;
	vec_foreach (t, &p->targets) {
		if (t->kind == TARGET_DOMAIN && idn_within(name, t->name))
			return true;
		if (t->kind == TARGET_URL && t->name && strcmp(name, t->name) == 0)
			return true;
	}
	return false;
}

bool perimeter_addr(const struct perimeter *p, const struct ip *ip)
{
	if (perimeter_excluded(p, ip) || (!p->authorised && !ip_is_loopback(ip)))
		return false;
	vec_foreach (t, &p->targets)
		if (t->kind == TARGET_NET && ip_net_has(&t->net, ip))
			return true;
	return false;
}

bool perimeter_url(
    const struct perimeter *p, const struct ip *ip, const char *name, uint16_t port)
{
	vec_foreach (t, &p->targets) {
		if (t->kind != TARGET_URL || t->port != port)
			continue;
		if (t->name ? name && strcmp(name, t->name) == 0 : ip_net_has(&t->net, ip))
			return true;
	}
	return false;
}

/* A URL whose host is an address allows the web on that address and no more. */
static bool url_addr(const struct perimeter *p, const struct ip *ip)
{
	vec_foreach (t, &p->targets)
		if (t->kind == TARGET_URL && !t->name && ip_net_has(&t->net, ip))
			return true;
	return false;
}

/* Whether the name is a target by way of a domain, which carries more than a single URL does.
 */
static bool in_domain(const struct perimeter *p, const char *name)
{
	vec_foreach (t, &p->targets)
		if (t->kind == TARGET_DOMAIN && idn_within(name, t->name))
			return true;
	return false;
}

enum asset_reach perimeter_reach(
    const struct perimeter *p, const struct ip *ip, const char *name, bool direct)
{
	if (perimeter_excluded(p, ip) || (!p->authorised && !ip_is_loopback(ip)))
		return REACH_NONE;
	if (perimeter_addr(p, ip))
		return REACH_FULL;
	if (!name)
		return url_addr(p, ip) ? REACH_NAME : REACH_NONE;
	if (!perimeter_name(p, name))
		return REACH_NONE;
	return direct && !p->has_nets && in_domain(p, name) ? REACH_FULL : REACH_NAME;
}
