#include "match/match_impl.h"
#include "match/package.h"

/* Fixes of one package that the starter brings along at most (feed/starter_fix.c). */
enum { STARTER_FIXES = 2 };

bool distro_is(const char *system)
{
	static const char *const names[] = {"debian", "ubuntu", "raspbian", "red hat", "redhat",
	    "centos", "rocky", "alma", "fedora", "suse", "alpine", "amazon", "oracle linux",
	    "gentoo", "linux", "unix", "mint", "rhel"};

	for (size_t i = 0; system && i < ARRAY_LEN(names); i++)
		if (strcasestr(system, names[i]))
			return true;
	return false;
}

/* What distributions have to do with an observed product, found out once for all its matches.
 */
struct behind {
	const struct knowledge_pack *k;
	const struct match_product *p;
	struct arena *arena;
	const char *product;         /* as NVD names it; NULL: distributions do not ship it */
	struct package package;      /* of a visible revision */
	struct knowledge_rows fixes; /* KT_FIXES of that package in its release, or in all */
	bool looked, mended;         /* mended: is_mended, once looked */
};

static void set(struct match *match, int verdict, int reason)
{
	match->verdict = verdict;
	match->reason = reason;
}

/* The first of the product's names that a distribution ships something under. */
static const char *shipped_name(const struct matcher *m, const struct observed *o)
{
	vec_foreach (r, &o->named->rows) {
		struct knowledge_product p;

		if (knowledge_product(m->k, *r, &p) && package_usual(p.product))
			return p.product;
	}
	return NULL;
}

static struct behind look_behind(
    const struct matcher *m, const struct observed *o, struct arena *arena)
{
	const struct match_product *p = o->p;
	struct behind b = {.k = m->k, .p = p, .arena = arena, .product = shipped_name(m, o)};
	const struct package_seen seen = {.product = b.product,
	    .version = p->version,
	    .revision = p->revision,
	    .system = p->system,
	    .release = p->release};

	if (p->revision && package_identify(&seen, arena, &b.package) && b.package.package)
		b.fixes = knowledge_find_fixes(
		    m->k, b.package.package, b.package.distro, b.package.release);
	return b;
}

/* --- the revision is visible: the distribution's data decide --- */

/* One row that speaks of the match, whose verdict was another before; false when it says
 * nothing of this package. */
static bool judge_row(
    const struct behind *b, const struct knowledge_fix *f, int was, struct match *match)
{
	struct knowledge_version v = {.text = NULL};
	struct package package = b->package;
	struct know_fix fix = {.distro = f->distro,
	    .release = f->release,
	    .package = f->package,
	    .state = f->state};
	bool released = f->state == FIX_RELEASED;
	enum package_verdict verdict;

	if (!f->release || (released && !knowledge_version(b->k, f->version, &v)))
		return false;
	fix.version = v.text;
	/* Which release it is does not show, but this one mends our very upstream version. */
	if (!package.release && released && package_is_upstream(b->p->version, fix.version))
		package.release = fix.release;
	verdict = package_judge(&package, &fix);
	if (verdict == PACKAGE_FIXED)
		set(match, MATCH_FIXED, released ? MATCH_FIXED_REVISION : MATCH_NOT_AFFECTED);
	else if (verdict == PACKAGE_OPEN && released)
		set(match, MATCH_CONFIRMED, MATCH_BY_REVISION);
	else if (verdict == PACKAGE_OPEN)
		set(match, MIN(was, MATCH_PROBABLE), MATCH_NO_FIX_YET);
	else
		return false;
	if (released) {
		match->package_fixed = v.text;
		match->release = f->release;
	}
	return true;
}

static void judge_revision(const struct behind *b, struct match *match)
{
	int was = match->verdict, why = match->reason;
	struct knowledge_fix f;

	set(match, MATCH_POSSIBLE, MATCH_FIX_UNKNOWN);
	for (uint32_t i = b->fixes.first; i < b->fixes.end; i++) {
		if (!knowledge_fix(b->k, i, &f) || f.id != match->id)
			continue;
		if (judge_row(b, &f, was, match))
			break;
	}
	/* What was uncertain for another reason stays so unless it is fixed. */
	if (was == MATCH_POSSIBLE && match->verdict < MATCH_POSSIBLE)
		set(match, was, why);
}

/* --- no distribution is seen --- */

/* Whether the package's version is one that a distribution mended in a release: Debian's
 * "+deb12u3", Ubuntu's "ubuntu0.2". A first packaging of an upstream version is none. */
static bool is_stable_update(const char *version)
{
	return strstr(version, "deb") || strstr(version, "ubuntu") || strstr(version, ".el");
}

/* Whether the pack has any distribution's data of the package but our own few: without them
 * nobody knows which versions it patches. */
static bool is_followed(const struct behind *b, const char *package)
{
	static const char *const distros[] = {"debian", "ubuntu", "rhel"};

	for (size_t d = 0; package && d < ARRAY_LEN(distros); d++) {
		struct knowledge_rows rows =
		    knowledge_find_fixes(b->k, package, distros[d], NULL);

		if (rows.end - rows.first > STARTER_FIXES)
			return true;
	}
	return false;
}

/* Whether some release of a distribution is known to ship this upstream version of the package
 * with fixes of its own. */
static bool is_patched(const struct behind *b, const char *package)
{
	static const char *const distros[] = {"debian", "ubuntu"};
	struct knowledge_version v;
	struct knowledge_fix f;

	for (size_t d = 0; package && d < ARRAY_LEN(distros); d++) {
		struct knowledge_rows rows =
		    knowledge_find_fixes(b->k, package, distros[d], NULL);

		for (uint32_t i = rows.first; i < rows.end; i++)
			if (knowledge_fix(b->k, i, &f) &&
			    knowledge_version(b->k, f.version, &v) &&
			    is_stable_update(v.text) &&
			    package_is_upstream(b->p->version, v.text))
				return true;
	}
	return false;
}

/* Whether what was observed may be a distribution's package with fixes of its own: one ships
 * this version, or nobody knows which they ship. */
static bool is_mended(struct behind *b)
{
	const char *usual = package_usual(b->product);
	const char *ours = package_name(b->product, "debian", b->p->version, b->arena);

	if (!b->looked)
		b->mended = (!is_followed(b, usual) && !is_followed(b, ours)) ||
			    is_patched(b, usual) || is_patched(b, ours);
	b->looked = true;
	return b->mended;
}

static void judge_unseen(struct behind *b, struct match *match)
{
	if (match->verdict > MATCH_PROBABLE)
		return;
	if (distro_is(b->p->system))
		set(match, MATCH_POSSIBLE, MATCH_FIX_HIDDEN);
	else if (!b->product || match_on_windows(b->p->system))
		return;
	else if (is_mended(b))
		set(match, MATCH_POSSIBLE, MATCH_OFTEN_PACKAGED);
	else if (match->verdict == MATCH_CONFIRMED)
		set(match, MATCH_PROBABLE, MATCH_BY_VERSION);
}

void distro_judge(const struct matcher *m, const struct observed *o, struct arena *arena,
    struct matches *matches)
{
	struct behind b;

	if (!matches->all.n)
		return;
	b = look_behind(m, o, arena);
	vec_foreach (match, &matches->all) {
		if ((match->owner & KNOWLEDGE_OF_ADVISORY) || match->hidden)
			continue;
		if (o->p->revision)
			judge_revision(&b, match);
		else
			judge_unseen(&b, match);
	}
}
