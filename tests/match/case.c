#include "case.h"

#include "test.h"

static void put(struct sample *s, const struct match *m, struct str *out)
{
	char id[KNOWLEDGE_ID];
	struct knowledge_advisory a = {.id = "?"};

	if (m->owner & KNOWLEDGE_OF_ADVISORY)
		(void)knowledge_advisory(
		    &s->pack, m->owner & ~(uint32_t)KNOWLEDGE_OF_ADVISORY, &a);
	str_addf(out, "%s%s%s %s %s", out->n ? "; " : "", m->hidden ? "~" : "",
	    m->owner & KNOWLEDGE_OF_ADVISORY ? a.id : knowledge_id(&s->pack, m->id, id),
	    match_verdict_names[m->verdict], match_reason_names[m->reason]);
	if (m->fixed)
		str_addf(out, " %s%s", m->fixed_after ? ">" : "", m->fixed);
}

const char *case_matches(struct sample *s, const struct match_product *p)
{
	struct matcher *m;
	struct matches found;
	STR_AUTO(out, 1 << 16);

	/* A distribution's data are there, and say nothing of what the cases are about. */
	if (!s->pack.bytes.n) {
		sample_fix(s, "CVE-1999-0001", "unrelated", "1.0-1+deb12u1");
		(void)sample_pack(s);
	}
	m = match_new(&s->pack);

	match_find(m, p, s->arena, &found);
	if (!found.known)
		str_add(&out, "unknown");
	else if (found.versionless)
		str_add(&out, "versionless");
	vec_foreach (it, &found.all)
		put(s, it, &out);
	match_free(m);
	return str_dup(&out, s->arena);
}

const char *case_text(
    struct sample *s, const char *vendor, const char *product, const char *version)
{
	struct match_product p = {.vendor = vendor, .product = product, .version = version};

	return case_matches(s, &p);
}
