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

/* A distribution follows these packages, and says nothing of what the cases are about. */
static void follow(struct sample *s)
{
	static const char *const packages[] = {"nginx", "openssh", "apache2", "exim4", "php8.2",
	    "redis", "samba", "postgresql-15", "tomcat10", "openssl", "orthanc", "bind9",
	    "ntp"};
	static const char *const ids[] = {"CVE-1999-0001", "CVE-1999-0002", "CVE-1999-0003"};

	for (size_t p = 0; p < ARRAY_LEN(packages); p++)
		for (size_t i = 0; i < ARRAY_LEN(ids); i++)
			sample_fix(s, ids[i], packages[p], "0.1-1+deb12u1");
}

const char *case_matches(struct sample *s, const struct match_product *p)
{
	struct matcher *m;
	struct matches found;
	STR_AUTO(out, 1 << 16);

	if (!s->pack.bytes.n) {
		follow(s);
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
