#include "match/match_impl.h"

/* The families of systems that a configuration "runs on". */
enum family { FAMILY_NONE, FAMILY_WINDOWS, FAMILY_LINUX, FAMILY_MAC, FAMILY_BSD };

static enum family family_of(const char *name)
{
	static const struct {
		const char *part;
		enum family family;
	} rows[] = {
	    {"windows", FAMILY_WINDOWS},
	    {"win32", FAMILY_WINDOWS},
	    {"win64", FAMILY_WINDOWS},
	    {"linux", FAMILY_LINUX},
	    {"debian", FAMILY_LINUX},
	    {"ubuntu", FAMILY_LINUX},
	    {"fedora", FAMILY_LINUX},
	    {"centos", FAMILY_LINUX},
	    {"red hat", FAMILY_LINUX},
	    {"suse", FAMILY_LINUX},
	    {"raspbian", FAMILY_LINUX},
	    {"alpine", FAMILY_LINUX},
	    {"macos", FAMILY_MAC},
	    {"mac_os", FAMILY_MAC},
	    {"freebsd", FAMILY_BSD},
	    {"openbsd", FAMILY_BSD},
	    {"netbsd", FAMILY_BSD},
	};

	for (size_t i = 0; name && i < ARRAY_LEN(rows); i++)
		if (strcasestr(name, rows[i].part))
			return rows[i].family;
	return FAMILY_NONE;
}

static bool is_ours(const struct observed *o, uint32_t product)
{
	vec_foreach (r, &o->named->rows)
		if (*r == product)
			return true;
	return false;
}

/* "x" as hardware, where our product is the firmware "x_firmware" of the same vendor. */
static bool is_own_hardware(
    const struct matcher *m, const struct observed *o, const struct knowledge_product *hw)
{
	vec_foreach (r, &o->named->rows) {
		struct knowledge_product p;
		size_t n = strlen(hw->product);

		if (hw->part == 'h' && knowledge_product(m->k, *r, &p) &&
		    strcmp(p.vendor, hw->vendor) == 0 &&
		    strncmp(p.product, hw->product, n) == 0 &&
		    (p.product[n] == '_' || p.product[n] == '\0'))
			return true;
	}
	return false;
}

/* A system as platform: the family decides when versions do not matter. */
static enum truth system_holds(
    const struct knowledge_product *p, const struct knowledge_criterion *c, const char *system)
{
	enum family theirs = family_of(p->product), ours = family_of(system);

	if (!theirs)
		theirs = family_of(p->vendor);
	if (!theirs || !ours)
		return TRUTH_UNKNOWN;
	if (theirs != ours)
		return TRUTH_NO;
	if (theirs == FAMILY_LINUX && strcmp(p->product, "linux_kernel") != 0 &&
	    distro_is(system) && distro_is(p->vendor) && !strcasestr(system, p->vendor))
		return TRUTH_NO;
	return c->range == RANGE_ANY || c->range == RANGE_NONE ? TRUTH_YES : TRUTH_UNKNOWN;
}

/* Another product on the same host. */
static enum truth other_holds(const struct matcher *m, const struct knowledge_product *p,
    const struct knowledge_criterion *c, const struct observed *o)
{
	enum truth best = TRUTH_UNKNOWN;

	for (size_t i = 0; i < o->p->nothers; i++) {
		const struct match_product *other = &o->p->others[i];
		struct observed seen = {0};
		int reason = 0;
		enum truth t;

		if (!other->product || strcasecmp(other->product, p->product) != 0)
			continue;
		if (other->vendor && strcasecmp(other->vendor, p->vendor) != 0)
			continue;
		if (c->range == RANGE_ANY || c->range == RANGE_NONE)
			return TRUTH_YES;
		range_init(&seen);
		range_observe(&seen, other);
		t = range_holds(m->k, c, &seen, &reason);
		range_done(&seen);
		if (t == TRUTH_YES)
			return t;
		best = t;
	}
	return best;
}

/* ret_hit: it is a vulnerable criterion of our product that is not false. */
static enum truth criterion_holds(
    const struct matcher *m, uint32_t row, struct observed *o, bool *ret_hit)
{
	struct knowledge_criterion c;
	struct knowledge_product p;
	int reason = 0;
	enum truth t;

	if (!knowledge_criterion(m->k, row, &c) || !knowledge_product(m->k, c.product, &p))
		return TRUTH_UNKNOWN;
	if (is_ours(o, c.product)) {
		if (!c.vulnerable && (c.range == RANGE_ANY || c.range == RANGE_NONE))
			return TRUTH_YES;
		t = range_holds(m->k, &c, o, &reason);
		*ret_hit |= c.vulnerable && t != TRUTH_NO;
		/* That the version does not matter says nothing of the tree. */
		return reason == MATCH_ANY_VERSION ? TRUTH_YES : t;
	}
	if (is_own_hardware(m, o, &p))
		return TRUTH_YES;
	if (p.part == 'o' && o->p->system) {
		t = system_holds(&p, &c, o->p->system);
		if (t != TRUTH_UNKNOWN)
			return t;
	}
	return other_holds(m, &p, &c, o);
}

static enum truth node_holds(
    const struct matcher *m, const struct knowledge_node *n, struct observed *o, bool *ret_hit)
{
	enum truth all = TRUTH_YES, any = TRUTH_NO, t;

	for (uint32_t i = 0; i < n->ncriteria; i++) {
		t = criterion_holds(
		    m, knowledge_number(m->k, KT_NODE_CRITERIA, n->criteria + i), o, ret_hit);
		all = MIN(all, t);
		any = MAX(any, t);
		if (!n->all && any == TRUTH_YES && *ret_hit)
			break;
	}
	t = n->all ? all : any;
	return n->negate ? TRUTH_YES - t : t;
}

enum truth tree_holds(
    struct matcher *m, uint32_t node, const struct knowledge_node *n, struct observed *o)
{
	enum truth all = TRUTH_YES, any = TRUTH_NO, t;
	struct knowledge_node at = *n;
	uint32_t first = node;
	bool hit = false;

	while (first > 0 && knowledge_node(m->k, first - 1, &at) && at.owner == n->owner &&
	       at.config == n->config)
		first--;
	for (uint32_t i = first; knowledge_node(m->k, i, &at); i++) {
		bool node_hit = false;

		if (at.owner != n->owner || at.config != n->config)
			break;
		t = node_holds(m, &at, o, &node_hit);
		/* What is vulnerable under NOT is not what is vulnerable. */
		hit |= node_hit && !at.negate;
		all = MIN(all, t);
		any = MAX(any, t);
	}
	t = n->config_all ? all : any;
	if (n->config_negate)
		t = TRUTH_YES - t;
	return hit ? t : TRUTH_NO;
}
