#include "codec/version.h"
#include "match/match_impl.h"

#include <ctype.h>

void range_init(struct observed *o)
{
	for (int i = 0; i < VERSION_SCHEMES; i++) {
		str_init(&o->base[i], KEY_ROOM);
		str_init(&o->full[i], KEY_ROOM);
	}
}

void range_done(struct observed *o)
{
	for (int i = 0; i < VERSION_SCHEMES; i++) {
		str_done(&o->base[i]);
		str_done(&o->full[i]);
	}
}

/*
 * Where an update level begins in "9.2p1", "7.0sp1", "2.4rc1": after digits and dots, one of
 * the words that NVD keeps apart, then digits to the end. The length of all when there is none.
 */
static size_t update_at(struct span v)
{
	static const char *const words[] = {
	    "p", "sp", "rc", "beta", "alpha", "b", "u", "update", "patch", "pl", "cu"};
	size_t n = 0, begin, end;

	while (n < v.n && (isdigit(v.p[n]) || v.p[n] == '.'))
		n++;
	begin = n;
	if (!n || n == v.n)
		return v.n;
	if (strchr("-_ ", v.p[n]))
		n++;
	end = n;
	while (end < v.n && isalpha(v.p[end]))
		end++;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t at = end;

		if (end - n != strlen(words[i]) || !span_istarts(span_sub(v, n, v.n), words[i]))
			continue;
		while (at < v.n && (isdigit(v.p[at]) || v.p[at] == '.'))
			at++;
		return at == v.n ? begin : v.n;
	}
	return v.n;
}

static struct span update_of(struct span v, size_t at)
{
	struct span update = span_sub(v, at, v.n);

	return update.n && strchr("-_ ", update.p[0]) ? span_sub(update, 1, update.n) : update;
}

void range_observe(struct observed *o, const struct match_product *p)
{
	struct span v = span_trim(span_sub(span_str(p->version), 0, 120));
	size_t at;

	for (int i = 0; i < VERSION_SCHEMES; i++) {
		str_clear(&o->base[i]);
		str_clear(&o->full[i]);
	}
	o->p = p;
	if (v.n > 1 && (v.p[0] == 'v' || v.p[0] == 'V') && isdigit(v.p[1]))
		v = span_sub(v, 1, v.n);
	at = update_at(v);
	o->version = span_sub(v, 0, at);
	o->update =
	    p->update && *p->update ? span_sub(span_str(p->update), 0, 100) : update_of(v, at);
}

/* Version and update level as one text: what begins with a digit gets a dot. */
static void join(struct span version, struct span update, struct str *out)
{
	str_span(out, version);
	if (update.n && isdigit(update.p[0]))
		str_char(out, '.');
	str_span(out, update);
}

struct span range_key(struct observed *o, int scheme, bool full)
{
	struct str *key = full ? &o->full[scheme] : &o->base[scheme];

	if (!key->n) {
		STR_AUTO(text, 256);

		join(o->version, full ? o->update : (struct span){NULL, 0}, &text);
		version_key((enum version_scheme)scheme, str_bytes(&text), key);
	}
	return str_bytes(key);
}

static int compare_keys(struct span a, struct span b)
{
	size_t n = MIN(a.n, b.n);
	int r = n ? memcmp(a.p, b.p, n) : 0;

	return r ? r : (a.n > b.n) - (a.n < b.n);
}

/* Attributes that a plugin's criterion carries: it is not the core product that is meant. */
static bool is_host_program(const char *target)
{
	static const char *const hosts[] = {"wordpress", "joomla", "joomla!", "drupal",
	    "node.js", "jenkins", "typo3", "magento", "moodle", "mediawiki", "confluence",
	    "jira", "python", "ruby", "rust", "wordpress_mu", "prestashop", "shopware",
	    "discourse", "grafana", "android", "iphone_os", "ipad_os"};

	for (size_t i = 0; i < ARRAY_LEN(hosts); i++)
		if (strcmp(target, hosts[i]) == 0)
			return true;
	return false;
}

/* Whether the system that the criterion is for contradicts the one that was observed. */
static bool other_system(const char *target, const char *system)
{
	bool windows = match_on_windows(system);

	if (!system)
		return false;
	if (strcmp(target, "windows") == 0)
		return !windows;
	if (strcmp(target, "linux") == 0 || strcmp(target, "unix") == 0 ||
	    strcmp(target, "linux_kernel") == 0)
		return windows;
	if (strcmp(target, "macos") == 0 || strcmp(target, "mac_os_x") == 0)
		return !strcasestr(system, "mac");
	return false;
}

/* What is unknown on our side is ANY, but for programs inside which a plugin runs. */
static bool attrs_hold(const struct knowledge_attrs *a, const struct observed *o)
{
	const char *const theirs[] = {a->sw_edition, a->target_sw, a->target_hw, a->edition};

	for (size_t i = 0; i < ARRAY_LEN(theirs); i++)
		if (theirs[i] && o->attr[i] && strcmp(theirs[i], o->attr[i]) != 0)
			return false;
	if (a->target_sw && !o->attr[1] &&
	    (is_host_program(a->target_sw) || other_system(a->target_sw, o->p->system)))
		return false;
	if (a->model && o->p->model && strcasecmp(a->model, o->p->model) != 0)
		return false;
	return true;
}

/* The update level that a criterion of our version demands. */
static enum truth update_holds(const char *update, struct observed *o, int *ret_reason)
{
	STR_AUTO(theirs, 256);
	STR_AUTO(key, KEY_ROOM);

	if (!update)
		return TRUTH_YES;
	if (strcmp(update, "-") == 0)
		return o->update.n ? TRUTH_NO : TRUTH_YES;
	if (!o->update.n) {
		*ret_reason = MATCH_UPDATE_UNKNOWN;
		return TRUTH_UNKNOWN;
	}
	join(o->version, span_str(update), &theirs);
	version_key(VERSION_GENERIC, str_bytes(&theirs), &key);
	return compare_keys(range_key(o, VERSION_GENERIC, true), str_bytes(&key)) == 0
		   ? TRUTH_YES
		   : TRUTH_NO;
}

static enum truth exact_holds(const struct knowledge_pack *k,
    const struct knowledge_criterion *c, const char *update, struct observed *o,
    int *ret_reason)
{
	struct knowledge_version v;

	if (!knowledge_version(k, c->version, &v))
		return TRUTH_NO;
	/* An update level inside the criterion's version: "9.2p1" with ANY behind it. */
	if (!update && o->update.n && compare_keys(range_key(o, c->scheme, true), v.key) == 0)
		return TRUTH_YES;
	if (compare_keys(range_key(o, c->scheme, false), v.key) != 0)
		return TRUTH_NO;
	return update_holds(update, o, ret_reason);
}

/* "up to and including 4.2.8": the patch levels of 4.2.8 may be meant or not. */
static enum truth at_end(
    const struct knowledge_criterion *c, struct span end, struct observed *o, int *ret_reason)
{
	if (c->end_excluded || !o->update.n ||
	    compare_keys(range_key(o, c->scheme, false), end) != 0)
		return TRUTH_NO;
	*ret_reason = MATCH_UPDATE_UNKNOWN;
	return TRUTH_UNKNOWN;
}

static enum truth span_holds(const struct knowledge_pack *k,
    const struct knowledge_criterion *c, struct observed *o, int *ret_reason)
{
	struct span ours = range_key(o, c->scheme, true);
	struct knowledge_version v;
	int r;

	/* Bounds that are days ("before 2022-09-29") say nothing of a version that is none. */
	if (c->scheme == VERSION_DATE && version_guess(o->version) != VERSION_DATE) {
		*ret_reason = MATCH_ANY_VERSION;
		return TRUTH_UNKNOWN;
	}
	if (c->version != KNOWLEDGE_NONE) {
		if (!knowledge_version(k, c->version, &v))
			return TRUTH_NO;
		r = compare_keys(ours, v.key);
		if (r < 0 || (r == 0 && c->start_excluded))
			return TRUTH_NO;
	}
	if (c->end != KNOWLEDGE_NONE) {
		if (!knowledge_version(k, c->end, &v))
			return TRUTH_NO;
		r = compare_keys(ours, v.key);
		if (r > 0)
			return at_end(c, v.key, o, ret_reason);
		if (r == 0 && c->end_excluded)
			return TRUTH_NO;
	}
	return TRUTH_YES;
}

enum truth range_holds(const struct knowledge_pack *k, const struct knowledge_criterion *c,
    struct observed *o, int *ret_reason)
{
	struct knowledge_attrs a = {0};

	if (c->attrs && (!knowledge_attrs(k, c->attrs, &a) || !attrs_hold(&a, o)))
		return TRUTH_NO;
	switch (c->range) {
	case RANGE_ANY:
		*ret_reason = MATCH_ANY_VERSION;
		return TRUTH_UNKNOWN;
	case RANGE_EXACT:
		return o->version.n ? exact_holds(k, c, a.update, o, ret_reason)
				    : TRUTH_UNKNOWN;
	case RANGE_SPAN:
		return o->version.n ? span_holds(k, c, o, ret_reason) : TRUTH_UNKNOWN;
	default:
		/* "-": nothing that has a version. */
		return o->version.n ? TRUTH_NO : TRUTH_YES;
	}
}
