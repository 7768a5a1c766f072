/* What a domain says of itself: name servers, mail, policy records; and which of our words are
 * hosts in it. */
#include "base/limits.h"
#include "base/rng.h"
#include "codec/idn.h"
#include "scan/discover.h"

/* The first TXT record that begins with the tag, as a list of one; empty when there is none. */
static struct text_list tagged(
    struct scan_unit *unit, const struct dns_message *m, const char *tag)
{
	struct text_list all = discover_values(unit, m, DNS_TXT), list = {0};

	for (size_t i = 0; i < all.n; i++)
		if (span_istarts(span_str(all.items[i]), tag))
			text_list_add(&list, unit->arena, all.items[i]);
	return list;
}

/* What a name says of mail: told when there is something to tell, or when the absence counts.
 */
static void tell_mail(struct scan_unit *unit, const char *name, const char *fact,
    const struct text_list *found, const char *where, bool absence_counts)
{
	if (found->n || absence_counts)
		unit_fact(unit, name, NULL, 0, fact, found,
		    arena_printf(unit->arena, "TXT %s", where));
}

static bool is_domain(struct scan_unit *unit, const char *name)
{
	vec_foreach (t, &gate_perimeter(unit->scan->gate)->targets)
		if (t->kind == TARGET_DOMAIN && strcmp(t->name, name) == 0)
			return true;
	return false;
}

static void find_exchangers(
    struct scan_unit *unit, const char *name, const struct text_list *exchangers)
{
	for (size_t i = 0; i < exchangers->n; i++) {
		const char *host = strchr(exchangers->items[i], ' ');

		if (host)
			discover_found(unit, host + 1, name, "mail exchanger");
	}
	if (exchangers->n)
		unit_fact(unit, name, NULL, 0, "mail.mx", exchangers, NULL);
}

int discover_mail(struct scan_unit *unit, const char *name)
{
	char *policy = arena_printf(unit->arena, "_dmarc.%s", name);
	bool domain = is_domain(unit, name);
	struct text_list exchangers, found;
	struct dns_message m;
	int r = discover_ask(unit, name, DNS_MX, &m);

	if (r < 0)
		return r == ERR_CANCELLED ? r : 0;
	exchangers = discover_values(unit, &m, DNS_MX);
	find_exchangers(unit, name, &exchangers);
	r = discover_ask(unit, name, DNS_TXT, &m);
	if (r == 0) {
		found = tagged(unit, &m, "v=spf1");
		tell_mail(unit, name, "mail.spf", &found, name, domain || exchangers.n);
		r = discover_ask(unit, policy, DNS_TXT, &m);
	}
	if (r == 0) {
		found = tagged(unit, &m, "v=DMARC1");
		tell_mail(unit, name, "mail.dmarc", &found, policy, domain);
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
			unit_fact(unit, domain, NULL, 0, "dns.caa", &found,
			    arena_printf(unit->arena, "CAA %s", at));
			return 0;
		}
		at = strchr(at, '.') + 1;
	}
	unit_fact(unit, domain, NULL, 0, "dns.caa", NULL,
	    arena_printf(unit->arena, "CAA %s: none", domain));
	return 0;
}

static int domain_dnssec(struct scan_unit *unit, const char *domain)
{
	struct dns_message ds, key;
	struct text_list list = {0};
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
		unit_coverage(
		    unit, domain, NULL, 0, COVERAGE_UNREACHABLE, "the domain does not exist");
		return 0;
	}
	r = domain_servers(unit, domain);
	/* A host that is no zone of its own has no policy of its own to judge. */
	if (r == 0 && discover_values(unit, &soa, DNS_SOA).n) {
		r = discover_mail(unit, domain);
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

/* A word exists when it resolves to something that the wildcard does not: servers rotate the
 * order, and hand out a part at a time. */
static void try_word(void *item)
{
	struct word *w = item;
	struct arena *scratch = arena_new();
	struct dns_message m;

	w->err = resolver_query(&w->unit->scan->resolver, w->name, DNS_A, scratch, &m);
	if (w->err == 0 && m.rcode == DNS_NOERROR)
		vec_foreach (rr, &m.answers)
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
	r = resolver_query(&unit->scan->resolver,
	    arena_printf(unit->arena, "%s.%s", label, zone), DNS_A, unit->arena, &m);
	if (r < 0)
		return r;
	vec_foreach (rr, &m.answers)
		text_list_add(ret, unit->arena, rr->text);
	if (ret->n)
		unit_fact(unit, zone, NULL, 0, "dns.wildcard", ret,
		    arena_printf(unit->arena, "any name below %s resolves", zone));
	return 0;
}

int discover_words(struct scan_unit *unit)
{
	struct text_list wildcard = {0};
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
		words[i] = (struct word){unit,
		    arena_printf(unit->arena, "%s.%s", discover_word_list[i], unit->arg),
		    &wildcard, false, 0};
	unit_parallel(unit, words, n, sizeof(*words), 8, try_word);
	for (size_t i = 0; i < n; i++) {
		if (words[i].err == ERR_CANCELLED)
			return ERR_CANCELLED;
		failed += words[i].err < 0;
		unit_burst(unit, &unit->scan->resolver.servers[0],
		    unit->scan->resolver.ports[0], TRANSPORT_UDP, "dns words", NULL);
		if (words[i].exists)
			discover_found(unit, words[i].name, unit->arg, "word list");
	}
	unit_coverage(unit, unit->arg, NULL, 0,
	    failed ? COVERAGE_UNREACHABLE : COVERAGE_SCANNED,
	    failed ? arena_printf(unit->arena, "%zu of %zu words got no answer", failed, n)
		   : NULL);
	return 0;
}
