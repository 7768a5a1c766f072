#include "scan/prove.h"

#include "net/http.h"
#include "scan/discover.h"

enum { ADDRESSES = 3, TOKENS = 16, TOKEN_MAX = 64 };

static const char dns_tag[] = "varde-proof=";

/* What is looked at. */
struct proof {
	struct scan_unit *unit;
	const char *item;
	const char *token;
	struct ip_net net; /* of an address or network; family 0 for a name */
};

/* The characters of a token: what else a page or record holds is not told. */
static bool is_token(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9'))
			return false;
	return s.n > 0 && s.n <= TOKEN_MAX;
}

/* Finds the unit's row in the job. */
static int find(struct scan_unit *unit, struct proof *ret)
{
	const struct text_list *proofs = &unit->scan->job->proofs;

	for (size_t i = 0; i < proofs->n; i++) {
		struct span rest = span_str(proofs->items[i]), item;
		struct proof p = {.unit = unit, .item = unit->arg};

		if (!span_split(&rest, '|', &item) || !span_eq(item, unit->arg) ||
		    !is_token(rest))
			continue;
		p.token = arena_strndup(unit->arena, rest.p, rest.n);
		if (ip_net_parse(item, &p.net, NULL) < 0)
			p.net.ip.family = 0;
		*ret = p;
		return 0;
	}
	return ERR_SYNTAX;
}

static struct text_list tokens_of(const struct proof *p, const struct text_list *texts)
{
	struct text_list tokens = {0};

	for (size_t i = 0; i < texts->n && tokens.n < TOKENS; i++) {
		struct span text = span_str(texts->items[i]);

		if (!span_istarts(text, dns_tag))
			continue;
		text = span_trim(span_sub(text, sizeof(dns_tag) - 1, text.n));
		if (is_token(text))
			text_list_add(&tokens, p->unit->arena,
			    arena_strndup(p->unit->arena, text.p, text.n));
	}
	return tokens;
}

static int prove_dns(const struct proof *p)
{
	char zone[IP_REVERSE];
	const char *name = arena_printf(p->unit->arena, "_varde-challenge.%s",
	    p->net.ip.family ? ip_net_zone(&p->net, zone) : p->item);
	struct text_list texts = {0}, tokens;
	struct dns_message m = {0};
	const char *seen;
	int r = discover_ask(p->unit, name, DNS_TXT, &m);

	if (r == ERR_CANCELLED)
		return r;
	if (r == 0)
		texts = discover_values(p->unit, &m, DNS_TXT);
	tokens = tokens_of(p, &texts);
	if (r < 0)
		seen = "no name server answered";
	else if (m.rcode != DNS_NOERROR)
		seen = dns_rcode_text(m.rcode);
	else
		seen = arena_printf(p->unit->arena, "%zu records, %zu of them begin with %s",
		    texts.n, tokens.n, dns_tag);
	unit_fact(p->unit, p->item, NULL, 0, "proof.dns", &tokens,
	    arena_printf(p->unit->arena, "TXT %s: %s", name, seen));
	return 0;
}

/* One request. Gives the token in the answer, or NULL and what was seen instead. Nothing of a
 * page that is no token is told: the address may be one that only we can reach. */
static int fetch(const struct proof *p, const struct ip *ip, bool tls, const char **ret_token,
    const char **ret_seen)
{
	struct arena *arena = p->unit->arena;
	struct http_request rq = {.method = "GET",
	    .host = p->net.ip.family ? arena_strndup(arena, p->item, strcspn(p->item, "/"))
				     : p->item,
	    .port = tls ? 443 : 80,
	    .tls = tls,
	    .path = arena_printf(arena, "/.well-known/varde-challenge/%s", p->token),
	    .contact = p->unit->scan->job->contact};
	struct gate_call call = {.ip = *ip,
	    .port = rq.port,
	    .cls = GATE_HTTP,
	    .name = p->net.ip.family ? NULL : p->item};
	struct http_reply reply;
	struct span body;
	int r = http_fetch(p->unit->scan->gate, &call, &rq, arena, &reply);

	if (r == ERR_CANCELLED)
		return r;
	if (r != ERR_DENIED && r != ERR_BLOCKED)
		unit_burst(
		    p->unit, ip, rq.port, TRANSPORT_TCP, "proof", r == 0 ? reply.source : NULL);
	*ret_token = NULL;
	if (r < 0) {
		*ret_seen = *gate_reason(p->unit->scan->gate, ip) &&
				    (r == ERR_DENIED || r == ERR_BLOCKED)
				? arena_strdup(arena, gate_reason(p->unit->scan->gate, ip))
				: err_text(r);
		return 0;
	}
	body = span_trim(reply.body);
	if (reply.head.status == 200 && is_token(body))
		*ret_token = arena_strndup(arena, body.p, body.n);
	*ret_seen = arena_printf(
	    arena, "status %d, %s", reply.head.status, *ret_token ? "a token" : "no token");
	return 0;
}

struct sight {
	struct text_list tokens;
	const char *addr, *evidence;
	bool tls;
};

/* Asks by http, and by https where that shows no right token: most sites send all who come by
 * http there, and a redirect need not be trusted for it. */
static int look(const struct proof *p, const struct ip *ip, struct sight *s)
{
	struct arena *arena = p->unit->arena;
	char text[IP_TEXT];

	s->addr = arena_strdup(arena, ip_text(ip, text));
	for (int tls = 0; tls < 2; tls++) {
		const char *token, *seen;
		int r = fetch(p, ip, tls, &token, &seen);

		if (r < 0)
			return r;
		if (token)
			text_list_add(&s->tokens, arena, token);
		s->tls = tls;
		s->evidence =
		    arena_printf(arena, "%s%s%s to %s: %s", s->evidence ? s->evidence : "",
			s->evidence ? "; " : "", tls ? "https" : "http", text, seen);
		if (token && strcmp(token, p->token) == 0)
			return 1;
	}
	return 0;
}

static int addresses(
    const struct proof *p, struct ip *to, size_t max, size_t *ret_n, const char **ret_seen)
{
	static const uint16_t types[] = {DNS_A, DNS_AAAA};
	size_t n = 0;

	for (size_t t = 0; t < ARRAY_LEN(types) && !p->net.ip.family; t++) {
		struct text_list found;
		struct dns_message m;
		int r = discover_ask(p->unit, p->item, types[t], &m);

		if (r == ERR_CANCELLED)
			return r;
		if (r < 0)
			continue;
		found = discover_values(p->unit, &m, types[t]);
		for (size_t i = 0; i < found.n && n < max; i++)
			n += ip_parse(span_str(found.items[i]), &to[n]) == 0;
	}
	if (p->net.ip.family)
		to[n++] = p->net.ip;
	*ret_seen = n ? NULL : "the name has no address";
	*ret_n = n;
	return 0;
}

static int prove_http(const struct proof *p)
{
	struct sight s = {0};
	struct ip ip[ADDRESSES];
	size_t n = 0;
	int r = addresses(p, ip, ARRAY_LEN(ip), &n, &s.evidence);

	for (size_t i = 0; i < n && r == 0; i++)
		r = look(p, &ip[i], &s);
	if (r < 0)
		return r;
	unit_fact(p->unit, p->item, s.addr, s.addr ? (s.tls ? 443 : 80) : 0, "proof.http",
	    &s.tokens, s.evidence);
	return 0;
}

int prove_item(struct scan_unit *unit)
{
	struct proof p;
	int r = find(unit, &p);

	if (r == 0)
		r = prove_dns(&p);
	if (r == 0 && (!p.net.ip.family || p.net.bits == ip_bits(&p.net.ip)))
		r = prove_http(&p);
	return r;
}
