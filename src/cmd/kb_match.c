#include "cmd/kb_match.h"
#include "base/log.h"
#include "base/time.h"
#include "cmd/kb_pack.h"
#include "codec/cpe.h"
#include "codec/cvss.h"
#include "match/banner.h"
#include "match/group.h"
#include "os/clock.h"
#include "pack/kb.h"
#include "scan/fingerprint.h"

#include <ctype.h>

struct match_options {
	struct kb_pack_options pack;
	bool all;
	const char *system;
};

const struct option_row kb_match_options[] = {
    KB_PACK_OPTIONS,
    {"all", OPTION_FLAG, offsetof(struct match_options, all), NULL,
	"also what is fixed, and what states no versions", NULL},
    {"system", OPTION_TEXT, offsetof(struct match_options, system), "NAME",
	"the operating system or distribution that it runs on", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

/* A fingerprint of any field that knows the text; an SSH banner may be written as people do. */
static bool by_fingerprint(const char *text, struct arena *arena, struct match_product *ret)
{
	struct fingerprint_set *set = NULL;
	struct obs_service service = {0};
	const char *ssh = arena_printf(arena, "SSH-2.0-%s", text);
	char *blank = strchr(ssh + 8, ' ');
	bool found = false;

	if (blank)
		*blank = '_';
	if (fingerprint_load(kb_builtin(), &set, NULL) < 0)
		return false;
	for (size_t i = 0; kb_fields[i] && !found; i++)
		found = fingerprint_match(set, kb_fields[i], span_str(text), arena, &service);
	if (!found && strncasecmp(text, "openssh", 7) == 0)
		found = fingerprint_match(set, "ssh.banner", span_str(ssh), arena, &service);
	fingerprint_free(set);
	found = found && service.product;
	if (found)
		*ret = (struct match_product){.vendor = service.vendor,
		    .product = service.product,
		    .version = service.version,
		    .revision = service.revision,
		    .system = service.system,
		    .cpe = service.cpe};
	return found;
}

static void by_cpe(const char *text, struct arena *arena, struct match_product *ret)
{
	struct cpe cpe;

	if (cpe_parse(span_str(text), arena, &cpe) < 0)
		return;
	*ret = (struct match_product){.vendor = cpe.attr[CPE_VENDOR],
	    .product = cpe.attr[CPE_PRODUCT],
	    .version = cpe.attr[CPE_VERSION],
	    .update = cpe.attr[CPE_UPDATE],
	    .cpe = text};
}

/* A word after the version: "Debian-2+deb12u10", "(Debian)". */
static void take_tail(struct span word, struct arena *arena, struct match_product *to)
{
	ptrdiff_t dash = span_find(word, "-");

	if (word.n > 2 && word.p[0] == '(')
		word = span_sub(word, 1, word.n - 2);
	if (dash > 0 && isalpha(word.p[0])) {
		to->system = arena_strndup(arena, word.p, (size_t)dash);
		to->revision =
		    arena_strndup(arena, word.p + dash + 1, word.n - (size_t)dash - 1);
	} else if (word.n && isalpha(word.p[0])) {
		to->system = arena_strndup(arena, word.p, word.n);
	}
}

/* "vendor:product version", "Product Name 1.2 Debian-3". */
static void by_words(const char *text, struct arena *arena, struct match_product *to)
{
	struct span rest = span_str(text), word;
	STR_AUTO(name, 512);
	const char *colon;

	while (span_split(&rest, ' ', &word)) {
		if (to->version) {
			take_tail(word, arena, to);
		} else if (name.n && word.n &&
			   (isdigit(word.p[0]) ||
			       (word.n > 1 && word.p[0] == 'v' && isdigit(word.p[1])))) {
			to->version = arena_strndup(arena, word.p, word.n);
		} else {
			if (name.n)
				str_char(&name, ' ');
			str_span(&name, word);
		}
	}
	to->product = str_dup(&name, arena);
	colon = strchr(to->product, ':');
	if (colon) {
		to->vendor = arena_strndup(arena, to->product, (size_t)(colon - to->product));
		to->product = arena_strdup(arena, colon + 1);
	}
}

/* A banner that only the pack's fingerprints know. */
static bool by_pack(const struct knowledge_pack *k, const char *text, struct arena *arena,
    struct match_product *ret)
{
	struct banner_set *set = banner_new(k);
	bool found = banner_product(set, NULL, span_str(text), arena, ret);

	banner_free(set);
	return found && ret->version;
}

/* What is read of the text: a name with a version, before one without. */
static struct match_product product_of(const struct match_options *o,
    const struct knowledge_pack *k, struct matcher *m, const char *text, struct arena *arena)
{
	struct match_product p = {0}, words = {0};

	by_words(text, arena, &words);
	if (strncasecmp(text, "cpe:", 4) == 0) {
		by_cpe(text, arena, &p);
	} else if (by_fingerprint(text, arena, &p)) {
		/* A fingerprint may know the product and not where the version stands. */
		if (!p.version)
			p.version = words.version;
	} else if ((words.version && match_names(m, &words)) || !by_pack(k, text, arena, &p)) {
		p = words;
	}
	if (o->system)
		p.system = o->system;
	return p;
}

const char *kb_match_sentence(
    const struct match *m, const struct match_product *p, const char *lang, struct arena *arena)
{
	return match_fill(kb_word(lang, match_sentence((enum match_reason)m->reason)),
	    p->version, m->package_fixed, arena);
}

const char *kb_match_id(
    const struct knowledge_pack *k, const struct match *m, char to[KNOWLEDGE_ID])
{
	return match_id(k, m, to);
}

/* Tenths; -1 when no vector can be scored. */
static int score_of(const struct knowledge_pack *k, const struct match *m)
{
	struct knowledge_vuln v;
	struct cvss cvss;
	const char *vector;

	if ((m->owner & KNOWLEDGE_OF_ADVISORY) || !knowledge_vuln(k, m->owner, &v))
		return -1;
	for (uint32_t i = 0; (vector = knowledge_item(k, v.cvss, i)); i++)
		if (cvss_parse(span_str(vector), &cvss) == 0)
			return cvss_score(&cvss, CVSS_BASE);
	return -1;
}

static bool is_exploited(const struct knowledge_pack *k, const struct match *m)
{
	struct knowledge_rows rows = knowledge_find_cve(k, KT_EXPLOITED, m->id);

	return m->id && rows.first < rows.end;
}

static void put_match(const struct knowledge_pack *k, const struct match *m,
    const struct match_product *p, const char *lang, struct arena *arena)
{
	char id[KNOWLEDGE_ID];
	int score = score_of(k, m);
	const char *points = score < 0 ? "-" : arena_printf(arena, "%.1f", score / 10.0);

	(void)printf("  %-16s %-10s %4s %-4s %s\n", kb_match_id(k, m, id),
	    kb_word(lang, match_verdict_names[m->verdict]), points,
	    is_exploited(k, m) ? "KEV" : "", kb_match_sentence(m, p, lang, arena));
}

static void put_group(const struct knowledge_pack *k, const struct match_group *g,
    const struct match_product *p, const char *lang, struct arena *arena)
{
	const char *to = g->package_fixed ? g->package_fixed : g->fixed;
	const char *what = !to ? kb_word(lang, "No version without them is known")
			   : g->fixed_after && !g->package_fixed
			       ? kb_filled(lang, "Update to a version after {}", to, arena)
			       : kb_filled(lang, "Update to {}", to, arena);

	(void)printf("\n%s (%zu)\n", what, g->all.n);
	vec_foreach (m, &g->all)
		put_match(k, *m, p, lang, arena);
}

static void put_eol(
    struct matcher *m, const struct match_product *p, const char *lang, struct arena *arena)
{
	int64_t now = clock_system.wall(NULL);
	struct knowledge_eol e;
	char day[TIME_TEXT];

	if (!match_eol(m, p, &e) || !(e.ended || (e.end && e.end < now)))
		return;
	(void)puts(e.end ? kb_filled(lang, "The support of this version ended on {}.",
			       time_date(e.end, day), arena)
			 : kb_word(lang, "The support of this version has ended."));
}

static void put_text(struct matcher *matcher, const struct knowledge_pack *k,
    const struct match_options *o, const struct match_product *p, const struct matches *found,
    struct arena *arena)
{
	const char *lang = o->pack.lang;
	struct match_groups groups;
	size_t hidden = 0, fixed = 0;

	(void)printf("%s%s%s %s%s%s%s%s\n", p->vendor ? p->vendor : "", p->vendor ? ":" : "",
	    p->product, p->version, p->system ? ", " : "", p->system ? p->system : "",
	    p->revision ? " " : "", p->revision ? p->revision : "");
	put_eol(matcher, p, lang, arena);
	group_matches(found, o->all, arena, &groups);
	vec_foreach (g, &groups.all)
		put_group(k, g, p, lang, arena);
	vec_foreach (m, &found->all) {
		hidden += m->hidden;
		fixed += m->verdict == MATCH_FIXED;
	}
	if (!groups.all.n)
		(void)printf("\n%s\n", kb_word(lang, "Nothing is known against this version."));
	if (fixed && o->all) {
		(void)printf("\n%s (%zu)\n", kb_word(lang, "fixed"), fixed);
		vec_foreach (m, &found->all)
			if (m->verdict == MATCH_FIXED)
				put_match(k, m, p, lang, arena);
	} else if (fixed) {
		(void)printf("\n%s\n",
		    kb_filled(lang,
			"{} are fixed by the distribution's revision (--all shows them).",
			arena_printf(arena, "%zu", fixed), arena));
	}
	if (hidden && !o->all)
		(void)printf("\n%s\n", kb_filled(lang,
					   "{} more are hidden: no affected versions are "
					   "stated (--all shows them).",
					   arena_printf(arena, "%zu", hidden), arena));
}

static void put_json(const struct knowledge_pack *k, const struct match_options *o,
    const struct match_product *p, const struct matches *found, struct arena *arena)
{
	vec_foreach (m, &found->all) {
		STR_AUTO(line, 8192);
		struct json_writer w;
		char id[KNOWLEDGE_ID];
		int score = score_of(k, m);

		if ((m->hidden || m->verdict == MATCH_FIXED) && !o->all)
			continue;
		json_write_init(&w, &line, 0);
		json_write_object(&w);
		json_member_text(&w, "id", kb_match_id(k, m, id));
		json_member_text(&w, "verdict", match_verdict_names[m->verdict]);
		json_member_text(&w, "reason", match_reason_names[m->reason]);
		json_member_text(&w, "sentence", kb_match_sentence(m, p, o->pack.lang, arena));
		json_member_text(&w, "fixed", m->fixed);
		json_member_bool(&w, "fixed_after", m->fixed_after);
		json_member_text(&w, "package_fixed", m->package_fixed);
		json_member_bool(&w, "exploited", is_exploited(k, m));
		json_member_bool(&w, "low_confidence", m->hidden);
		json_write_key(&w, "score");
		if (score < 0)
			json_write_null(&w);
		else
			json_write_real(&w, score / 10.0);
		json_write_object_end(&w);
		(void)puts(str_text(&line));
	}
}

static int match_text(struct matcher *m, const struct match_options *o,
    const struct knowledge_pack *k, const char *text, struct arena *arena, struct msg *msg)
{
	struct match_product p = product_of(o, k, m, text, arena);
	struct matches found = {0};

	if (!p.product) {
		msg_what(msg, "that names no product");
		msg_detail(msg, "%.100s", text);
		msg_hint(msg, "write a banner, \"vendor:product version\", or a CPE name");
		return ERR_SYNTAX;
	}
	match_find(m, &p, arena, &found);
	if (!found.known) {
		msg_what(msg, "the knowledge has no product of that name");
		msg_detail(
		    msg, "%s%s%s", p.vendor ? p.vendor : "", p.vendor ? ":" : "", p.product);
		msg_hint(msg, "varde kb search WORDS shows how products are named");
		return ERR_NOTFOUND;
	}
	if (found.versionless) {
		msg_what(msg, "a version is missing");
		msg_detail(msg, "%s: without one nothing can be said", p.product);
		msg_hint(msg, "write it after the product: \"%s 1.2.3\"", p.product);
		return ERR_SYNTAX;
	}
	if (o->pack.json)
		put_json(k, o, &p, &found, arena);
	else
		put_text(m, k, o, &p, &found, arena);
	return 0;
}

int cmd_kb_match(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct match_options o = {0};
	struct text_list args = {0};
	struct knowledge_pack k = {0};
	struct msg msg = {0};
	STR_AUTO(text, 4096);
	int r = options_parse("kb match", argc, argv, &o, &args, arena, &msg);

	for (size_t i = 0; i < args.n; i++)
		str_addf(&text, "%s%s", i ? " " : "", args.items[i]);
	if (r == 0 && !text.n) {
		msg_what(&msg, "a product is missing");
		msg_hint(&msg, "for example: varde kb match 'OpenSSH 9.2p1 Debian-2+deb12u10'");
		r = ERR_SYNTAX;
	}
	if (r == 0)
		r = kb_pack_open(&o.pack, arena, &k, &msg);
	if (r == 0) {
		struct matcher *m = match_new(&k);

		r = match_text(m, &o, &k, str_text(&text), arena, &msg);
		match_free(m);
	}
	knowledge_close(&k);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}
