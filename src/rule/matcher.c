#include "rule/matcher.h"

#include "rule/ac.h"

#ifdef VARDE_HYPERSCAN
#include <hs/hs.h>
#endif

struct matcher {
	struct arena *arena; /* of ac; NULL: hyperscan */
	struct ac *ac;
#ifdef VARDE_HYPERSCAN
	hs_database_t *db;
#endif
};

bool matcher_has_hyperscan(void)
{
#ifdef VARDE_HYPERSCAN
	return true;
#else
	return false;
#endif
}

static int open_ac(const struct matcher_pattern *patterns, size_t n, struct matcher *m)
{
	m->arena = arena_new();
	m->ac = ac_new(m->arena);
	for (size_t i = 0; i < n; i++)
		ac_add(m->ac, patterns[i].bytes, patterns[i].nocase, (uint32_t)i);
	ac_ready(m->ac);
	return 0;
}

#ifdef VARDE_HYPERSCAN
/* hyperscan hands out one scratch for all databases that it was grown for. */
static hs_scratch_t *hs_of(struct matcher_scratch *s)
{
	union {
		struct matcher_scratch *ours;
		hs_scratch_t *hs;
	} u = {.ours = s};

	return u.hs;
}

static struct matcher_scratch *ours_of(hs_scratch_t *s)
{
	union {
		struct matcher_scratch *ours;
		hs_scratch_t *hs;
	} u = {.hs = s};

	return u.ours;
}

/* hyperscan's messages and serialised bytes come from our memory. */
static void release(void *p)
{
	(void)mem_free(p);
}

static int put_database(hs_database_t *db, struct str *ret)
{
	char *bytes = NULL;
	size_t n = 0;
	hs_error_t e = hs_serialize_database(db, &bytes, &n);

	(void)hs_free_database(db);
	if (e != HS_SUCCESS)
		return ERR_UNSUPPORTED;
	str_put(ret, bytes, n);
	release(bytes);
	return 0;
}

int matcher_compile(
    const struct matcher_pattern *patterns, size_t n, struct str *ret, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	const char **texts = ARENA_ARRAY(arena, n, const char *);
	unsigned *flags = ARENA_ARRAY(arena, n, unsigned),
		 *ids = ARENA_ARRAY(arena, n, unsigned);
	size_t *lens = ARENA_ARRAY(arena, n, size_t);
	hs_compile_error_t *why = NULL;
	hs_database_t *db = NULL;
	hs_error_t e;

	for (size_t i = 0; i < n; i++) {
		texts[i] = (const char *)patterns[i].bytes.p;
		lens[i] = patterns[i].bytes.n;
		flags[i] = HS_FLAG_SINGLEMATCH | (patterns[i].nocase ? HS_FLAG_CASELESS : 0);
		ids[i] = (unsigned)i;
	}
	(void)hs_set_misc_allocator(mem_alloc, release);
	e = hs_compile_lit_multi(
	    texts, flags, ids, lens, (unsigned)n, HS_MODE_BLOCK, NULL, &db, &why);
	if (e != HS_SUCCESS) {
		msg_what(msg, "the patterns cannot be compiled");
		msg_detail(msg, "%s", why ? why->message : "hyperscan refused them");
		(void)hs_free_compile_error(why);
		return ERR_UNSUPPORTED;
	}
	return put_database(db, ret);
}

int matcher_open(struct span db, const struct matcher_pattern *patterns, size_t n,
    struct matcher **ret, struct msg *msg)
{
	struct matcher *m = mem_alloc(sizeof(*m));

	*m = (struct matcher){0};
	if (!db.n) {
		(void)open_ac(patterns, n, m);
	} else if (hs_deserialize_database((const char *)db.p, db.n, &m->db) != HS_SUCCESS) {
		msg_what(msg, "the rule pack was made for another processor, or is damaged");
		msg_hint(msg, "compile the rules on this machine: varde rules compile");
		(void)mem_free(m);
		return ERR_CORRUPT;
	}
	*ret = m;
	return 0;
}

int matcher_scratch_grow(
    struct matcher_scratch **scratch, const struct matcher *m, struct msg *msg)
{
	hs_scratch_t *s = hs_of(*scratch);

	if (!m->db)
		return 0;
	if (hs_alloc_scratch(m->db, &s) != HS_SUCCESS) {
		msg_what(msg, "no memory for matching patterns");
		return ERR_NOMEM;
	}
	*scratch = ours_of(s);
	return 0;
}

struct matcher_scratch *matcher_scratch_free(struct matcher_scratch *scratch)
{
	(void)hs_free_scratch(hs_of(scratch));
	return NULL;
}

struct asked {
	void (*found)(void *ctx, uint32_t id);
	void *ctx;
};

static int on_match(
    unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *ctx)
{
	const struct asked *a = ctx;

	(void)from;
	(void)to;
	(void)flags;
	a->found(a->ctx, id);
	return 0;
}

void matcher_scan(const struct matcher *m, struct matcher_scratch *scratch, struct span bytes,
    void (*found)(void *ctx, uint32_t id), void *ctx)
{
	struct asked a = {found, ctx};

	if (m->ac)
		ac_scan(m->ac, bytes, found, ctx);
	else
		(void)hs_scan(m->db, (const char *)bytes.p, (unsigned)bytes.n, 0,
		    hs_of(scratch), on_match, &a);
}
#else
int matcher_compile(
    const struct matcher_pattern *patterns, size_t n, struct str *ret, struct msg *msg)
{
	(void)patterns;
	(void)n;
	(void)ret;
	(void)msg;
	return 0;
}

int matcher_open(struct span db, const struct matcher_pattern *patterns, size_t n,
    struct matcher **ret, struct msg *msg)
{
	struct matcher *m = mem_alloc(sizeof(*m));

	(void)db;
	(void)msg;
	*m = (struct matcher){0};
	*ret = m;
	return open_ac(patterns, n, m);
}

int matcher_scratch_grow(
    struct matcher_scratch **scratch, const struct matcher *m, struct msg *msg)
{
	(void)scratch;
	(void)m;
	(void)msg;
	return 0;
}

struct matcher_scratch *matcher_scratch_free(struct matcher_scratch *scratch)
{
	(void)scratch;
	return NULL;
}

void matcher_scan(const struct matcher *m, struct matcher_scratch *scratch, struct span bytes,
    void (*found)(void *ctx, uint32_t id), void *ctx)
{
	(void)scratch;
	ac_scan(m->ac, bytes, found, ctx);
}
#endif

struct matcher *matcher_free(struct matcher *m)
{
	if (!m)
		return NULL;
	(void)arena_free(m->arena);
#ifdef VARDE_HYPERSCAN
	(void)hs_free_database(m->db);
#endif
	return mem_free(m);
}
