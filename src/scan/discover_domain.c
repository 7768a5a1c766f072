/* What a domain says of itself: name servers, mail, policy records; and which of our words are hosts in it. */
#include "base/limits.h"
#include "base/rng.h"
#include "codec/idn.h"
#include "scan/discover.h"

/* The first TXT record that begins with the tag, as a list of one; empty when there is none. */
static struct text_list tagged(struct scan_unit *unit, const struct dns_message *m, const char *tag)
{
	struct text_list all = discover_values(unit, m, DNS_TXT), list = { 0 };

	for (size_t i = 0; i < all.n; i++)
		if (span_istarts(span_str(all.items[i]), tag))
			text_list_add(&list, unit->arena, all.items[i]);
	return list;
}

/* The policy that applies: the name's own, else the organisation's (RFC 7489 section 6.6.3). */
static int mail_dmarc(struct scan_unit *unit, const char *name, const char *domain)
{
	const char *at[] = { name, domain };

	for (size_t i = 0; i < ARRAY_LEN(at); i++) {
		char *policy = arena_printf(unit->arena, "_dmarc.%s", at[i]);
		struct text_list found;
		struct dns_message m;
		int r = discover_ask(unit, policy, DNS_TXT, &m);

		if (r < 0)
			return r == ERR_CANCELLED ? r : 0;
		found = tagged(unit, &m, "v=DMARC1");
		if (found.n || i + 1 == ARRAY_LEN(at) || strcmp(name, domain) == 0) {
			unit_fact(unit, name, NULL, 0, "mail.dmarc", &found, arena_printf(unit->arena, "TXT %s", policy));
			return 0;
		}
	}
	return 0;
}

/* The target domain that the name lies in: where the organisation's policy stands. */
static const char *home(struct scan_unit *unit, const char *name, const char *dflt)
{
	vec_foreach(t, &gate_perimeter(unit->scan->gate)->targets)
		if (t->kind == TARGET_DOMAIN && idn_within(name, t->name))
			return t->name;
	return dflt;
}

int discover_mail(struct scan_unit *unit, const char *name, const char *domain)
{
	struct dns_message mx, txt;
	struct text_list exchangers, spf;
	int r = discover_ask(unit, name, DNS_MX, &mx);

	if (r == 0) {
		exchangers = discover_values(unit, &mx, DNS_MX);
		unit_fact(unit, name, NULL, 0, "mail.mx", &exchangers, NULL);
		for (size_t i = 0; i < exchangers.n; i++) {
			const char *host = strchr(exchangers.items[i], ' ');

			if (host)
				discover_found(unit, host + 1, name, "mail exchanger");
		}
		r = discover_ask(unit, name, DNS_TXT, &txt);
	}
	if (r == 0) {
		spf = tagged(unit, &txt, "v=spf1");
		unit_fact(unit, name, NULL, 0, "mail.spf", &spf, arena_printf(unit->arena, "TXT %s", name));
		r = mail_dmarc(unit, name, home(unit, name, domain));
	}
	return r == ERR_CANCELLED ? r : 0;
}

/* CAA applies from the name upwards (RFC 8659 section 3). */
static int domain_caa(struct scan_unit *unit, const char *domain)
{
	const char *at = domain;

	for (int depth = 0; at && strchr(at, '.') && depth < 8; depth++) {
		struct text_list found;
		struct dns_message m;
		int r = discover_ask(unit, at, DNS_CAA, &m);

		if (r < 0)
			return r == ERR_CANCELLED ? r : 0;
		found = discover_values(unit, &m, DNS_CAA);
		if (found.n) {
			unit_fact(unit, domain, NULL, 0, "dns.caa", &found, arena_printf(unit->arena, "CAA %s", at));
			return 0;
		}
		at = strchr(at, '.') + 1;
	}
	unit_fact(unit, domain, NULL, 0, "dns.caa", NULL, arena_printf(unit->arena, "CAA %s: none", domain));
	return 0;
}

static int domain_dnssec(struct scan_unit *unit, const char *domain)
{
	struct dns_message ds, key;
	struct text_list list = { 0 };
	size_t nds, nkey;
	int r = discover_ask(unit, domain, DNS_DS, &ds);

	if (r == 0)
		r = discover_ask(unit, domain, DNS_DNSKEY, &key);
	if (r < 0)
		return r == ERR_CANCELLED ? r : 0;
	nds = discover_values(unit, &ds, DNS_DS).n;
	nkey = discover_values(unit, &key, DNS_DNSKEY).n;
	text_list_add(&list, unit->arena, nds || nkey ? "signed" : "unsigned");
	unit_fact(unit, domain, NULL, 0, "dns.dnssec", &list,
	    arena_printf(unit->arena, "DS %s: %zu, DNSKEY %s: %zu", domain, nds, domain, nkey));
	return 0;
}

static int domain_servers(struct scan_unit *unit, const char *domain)
{
	struct text_list servers;
	struct dns_message m;
	int r = discover_ask(unit, domain, DNS_NS, &m);

	if (r < 0)
		return r;
	servers = discover_values(unit, &m, DNS_NS);
	for (size_t i = 0; i < servers.n; i++)
		discover_found(unit, servers.items[i], domain, "name server");
	return 0;
}

int discover_domain(struct scan_unit *unit)
{
	const char *domain = unit->arg;
	struct dns_message soa;
	int r;

	unit_asset(unit, ASSET_DOMAIN, domain, NULL, "seed");
	r = discover_ask(unit, domain, DNS_SOA, &soa);
	if (r < 0) {
		unit_coverage_error(unit, domain, NULL, 0, r);
		return r;
	}
	if (soa.rcode == DNS_NXDOMAIN) {
		unit_coverage(unit, domain, NULL, 0, COVERAGE_UNREACHABLE, "the domain does not exist");
		return 0;
	}
	r = domain_servers(unit, domain);
	/* A host that is no zone of its own has no policy of its own to judge. */
	if (r == 0 && discover_values(unit, &soa, DNS_SOA).n) {
		r = discover_mail(unit, domain, domain);
		if (r == 0)
			r = domain_caa(unit, domain);
		if (r == 0)
			r = domain_dnssec(unit, domain);
	}
	if (r == 0)
		unit_coverage(unit, domain, NULL, 0, COVERAGE_SCANNED, NULL);
	return r;
}

struct word {
	struct scan_unit *unit;
	const char *name;
	const struct text_list *wildcard;
	bool exists;
	int err;
};

/* A word exists when it resolves to something that the wildcard does not: servers rotate the order, and hand out a part at a time. */
static void try_word(void *item)
{
	struct word *w = item;
	struct arena *scratch = arena_new();
	struct dns_message m;

	w->err = resolver_query(&w->unit->scan->resolver, w->name, DNS_A, scratch, &m);
	if (w->err == 0 && m.rcode == DNS_NOERROR)
		vec_foreach(rr, &m.answers)
			w->exists = w->exists || !text_list_has(w->wildcard, rr->text);
	arena_free(scratch);
}

/* What any name below the zone resolves to: a random label asks, the same in a resumed run. */
static int find_wildcard(struct scan_unit *unit, const char *zone, struct text_list *ret)
{
	char label[17];
	struct dns_message m;
	struct rng rng;
	int r;

	rng_seed(&rng, (uint64_t)unit->scan->job->seed);
	rng_label(&rng, label, sizeof(label) - 1);
	r = resolver_query(&unit->scan->resolver, arena_printf(unit->arena, "%s.%s", label, zone), DNS_A, unit->arena, &m);
	if (r < 0)
		return r;
	vec_foreach(rr, &m.answers)
		text_list_add(ret, unit->arena, rr->text);
	if (ret->n)
		unit_fact(unit, zone, NULL, 0, "dns.wildcard", ret, arena_printf(unit->arena, "any name below %s resolves", zone));
	return 0;
}

int discover_words(struct scan_unit *unit)
{
	struct text_list wildcard = { 0 };
	struct word *words;
	size_t n = 0, failed = 0;
	int r = find_wildcard(unit, unit->arg, &wildcard);

	if (r < 0) {
		if (r != ERR_CANCELLED)
			unit_coverage_error(unit, unit->arg, NULL, 0, r);
		return r;
	}
	while (discover_word_list[n])
		n++;
	words = ARENA_ARRAY(unit->arena, n, struct word);
	for (size_t i = 0; i < n; i++)
		words[i] = (struct word){ unit, arena_printf(unit->arena, "%s.%s", discover_word_list[i], unit->arg), &wildcard, false, 0 };
	unit_parallel(unit, words, n, sizeof(*words), 8, try_word);
	for (size_t i = 0; i < n; i++) {
		if (words[i].err == ERR_CANCELLED)
			return ERR_CANCELLED;
		failed += words[i].err < 0;
		unit_burst(unit, &unit->scan->resolver.servers[0], unit->scan->resolver.ports[0], TRANSPORT_UDP, "dns words", NULL);
		if (words[i].exists)
			discover_found(unit, words[i].name, unit->arg, "word list");
	}
	unit_coverage(unit, unit->arg, NULL, 0, failed ? COVERAGE_UNREACHABLE : COVERAGE_SCANNED,
	    failed ? arena_printf(unit->arena, "%zu of %zu words got no answer", failed, n) : NULL);
	return 0;
}
