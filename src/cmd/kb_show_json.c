#include "cmd/kb_show.h"

#include "codec/cvss.h"

#include <stdio.h>

enum { OUT_MAX = 64 << 20 };

struct showing {
	const struct knowledge_pack *k;
	const char *id;
	struct arena *arena;
	struct json_writer *w;
};

uint32_t kb_show_next_fix(
    const struct knowledge_pack *k, const char *id, uint32_t from, struct knowledge_fix *ret)
{
	char text[KNOWLEDGE_ID];
	struct knowledge_fix f;

	for (uint32_t i = from; i < k->rows[KT_FIXES]; i++) {
		if (!knowledge_fix(k, i, &f) || strcmp(knowledge_id(k, f.id, text), id) != 0)
			continue;
		*ret = f;
		return i;
	}
	return KNOWLEDGE_NONE;
}

uint32_t kb_show_next_document(const struct knowledge_pack *k, const char *id, uint32_t from,
    struct knowledge_advisory *ret)
{
	struct knowledge_advisory a;
	const char *cve;

	for (uint32_t i = from; i < k->rows[KT_ADVISORIES]; i++) {
		if (!knowledge_advisory(k, i, &a))
			continue;
		for (uint32_t n = 0; (cve = knowledge_item(k, a.cves, n)); n++)
			if (strcmp(cve, id) == 0) {
				*ret = a;
				return i;
			}
	}
	return KNOWLEDGE_NONE;
}

static void list_of(const struct showing *s, struct knowledge_list from, struct text_list *to)
{
	const char *item;

	for (uint32_t i = 0; (item = knowledge_item(s->k, from, i)); i++)
		text_list_add(to, s->arena, item);
}

static void write_source(const struct showing *s, int row)
{
	struct knowledge_source source;

	json_member_text(s->w, "source",
	    knowledge_source(s->k, (uint32_t)row, &source) ? source.name : NULL);
}

/* Computed by us from each vector; one that does not parse has none. */
static void write_scores(const struct showing *s, const struct text_list *vectors)
{
	json_write_key(s->w, "scores");
	json_write_array(s->w);
	for (size_t i = 0; i < vectors->n; i++) {
		struct cvss cvss;

		json_write_object(s->w);
		json_member_text(s->w, "vector", vectors->items[i]);
		json_write_key(s->w, "score");
		if (cvss_parse(span_str(vectors->items[i]), &cvss) < 0)
			json_write_null(s->w);
		else
			json_write_real(s->w, cvss_score(&cvss, CVSS_BASE) / 10.0);
		json_write_object_end(s->w);
	}
	json_write_array_end(s->w);
}

static void write_vuln(const struct showing *s, const struct knowledge_vuln *v)
{
	const char **texts = ARENA_ARRAY(s->arena, v->ntext + 1, const char *);
	struct vuln rec = {.id = s->id,
	    .published = v->published,
	    .modified = v->modified,
	    .status = v->status,
	    .title = v->title};

	knowledge_long(s->k, v->text, v->ntext, s->arena, texts);
	rec.text = v->ntext ? texts[0] : NULL;
	for (uint32_t i = 1; i < v->ntext; i++)
		text_list_add(&rec.references, s->arena, texts[i]);
	list_of(s, v->cvss, &rec.cvss);
	list_of(s, v->cwes, &rec.cwes);
	knowledge_configs(s->k, v->nodes, v->nnodes, s->arena, &rec.configs);
	json_write_object(s->w);
	write_source(s, v->source);
	write_scores(s, &rec.cvss);
	know_write_members(KNOW_VULN, &rec, s->w);
	json_write_object_end(s->w);
}

static void write_vulns(const struct showing *s)
{
	struct knowledge_rows rows = knowledge_find(s->k, KT_VULNS, s->id);
	struct knowledge_vuln v;

	json_write_key(s->w, "vulnerabilities");
	json_write_array(s->w);
	for (uint32_t i = rows.first; i < rows.end && knowledge_vuln(s->k, i, &v); i++)
		write_vuln(s, &v);
	json_write_array_end(s->w);
}

static void write_exploited(const struct showing *s)
{
	struct knowledge_rows rows = knowledge_find(s->k, KT_EXPLOITED, s->id);
	struct knowledge_exploited e;

	json_write_key(s->w, "exploited");
	json_write_array(s->w);
	for (uint32_t i = rows.first; i < rows.end && knowledge_exploited(s->k, i, &e); i++) {
		struct know_exploited rec = {.id = s->id,
		    .list = e.list,
		    .added = e.added,
		    .due = e.due,
		    .ransomware = e.ransomware,
		    .vendor = e.vendor,
		    .product = e.product,
		    .action = e.action};

		record_to_json(&know_types[KNOW_EXPLOITED], &rec, false, s->w);
	}
	json_write_array_end(s->w);
}

/* The first row of each: a pack has one. */
static void write_points(const struct showing *s)
{
	struct knowledge_rows rows = knowledge_find(s->k, KT_EPSS, s->id);
	struct knowledge_epss epss;
	struct knowledge_ssvc ssvc;

	json_write_key(s->w, "epss");
	if (rows.first < rows.end && knowledge_epss(s->k, rows.first, &epss)) {
		struct know_epss rec = {
		    .id = s->id, .likelihood = epss.likelihood, .percentile = epss.percentile};

		record_to_json(&know_types[KNOW_EPSS], &rec, false, s->w);
	} else {
		json_write_null(s->w);
	}
	rows = knowledge_find(s->k, KT_SSVC, s->id);
	json_write_key(s->w, "ssvc");
	if (rows.first < rows.end && knowledge_ssvc(s->k, rows.first, &ssvc)) {
		struct know_ssvc rec = {.id = s->id,
		    .exploitation = ssvc.exploitation,
		    .automatable = ssvc.automatable,
		    .total = ssvc.total,
		    .time = ssvc.time};

		record_to_json(&know_types[KNOW_SSVC], &rec, false, s->w);
	} else {
		json_write_null(s->w);
	}
}

static void write_fixes(const struct showing *s)
{
	struct knowledge_version v;
	struct knowledge_fix f;

	json_write_key(s->w, "fixes");
	json_write_array(s->w);
	for (uint32_t i = kb_show_next_fix(s->k, s->id, 0, &f); i != KNOWLEDGE_NONE;
	     i = kb_show_next_fix(s->k, s->id, i + 1, &f)) {
		struct know_fix rec = {.id = s->id,
		    .distro = f.distro,
		    .release = f.release,
		    .package = f.package,
		    .version = knowledge_version(s->k, f.version, &v) ? v.text : NULL,
		    .state = f.state};

		record_to_json(&know_types[KNOW_FIX], &rec, false, s->w);
	}
	json_write_array_end(s->w);
}

static void write_advisory(const struct showing *s, const struct knowledge_advisory *a)
{
	const char **texts = ARENA_ARRAY(s->arena, a->ntext + 1, const char *);
	struct know_advisory rec = {.id = a->id,
	    .publisher = a->publisher,
	    .title = a->title,
	    .url = a->url,
	    .tlp = a->tlp,
	    .revision = a->revision,
	    .state = a->state,
	    .published = a->published,
	    .modified = a->modified};

	knowledge_long(s->k, a->text, a->ntext, s->arena, texts);
	rec.text = a->ntext ? texts[0] : NULL;
	for (uint32_t i = 1; i < a->ntext; i++)
		text_list_add(&rec.remedies, s->arena, texts[i]);
	list_of(s, a->cves, &rec.cves);
	list_of(s, a->cvss, &rec.cvss);
	knowledge_configs(s->k, a->nodes, a->nnodes, s->arena, &rec.configs);
	json_write_object(s->w);
	write_source(s, a->source);
	know_write_members(KNOW_ADVISORY, &rec, s->w);
	json_write_object_end(s->w);
}

static void write_advisories(const struct showing *s)
{
	struct knowledge_rows rows = knowledge_find(s->k, KT_ADVISORIES, s->id);
	struct knowledge_advisory a;

	json_write_key(s->w, "advisories");
	json_write_array(s->w);
	for (uint32_t i = rows.first; i < rows.end && knowledge_advisory(s->k, i, &a); i++)
		write_advisory(s, &a);
	for (uint32_t i = kb_show_next_document(s->k, s->id, 0, &a); i != KNOWLEDGE_NONE;
	     i = kb_show_next_document(s->k, s->id, i + 1, &a))
		write_advisory(s, &a);
	json_write_array_end(s->w);
}

int kb_show_json(
    const struct knowledge_pack *k, const char *id, struct arena *arena, struct msg *msg)
{
	STR_AUTO(out, OUT_MAX);
	struct json_writer w;
	struct showing s = {k, id, arena, &w};

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_text(&w, "id", id);
	write_vulns(&s);
	write_exploited(&s);
	write_points(&s);
	write_fixes(&s);
	write_advisories(&s);
	json_write_object_end(&w);
	if (str_ok(&out) < 0) {
		msg_what(msg, "what is known of it is too long for one line of JSON");
		msg_detail(msg, "%.100s", id);
		msg_hint(msg, "look at it without --json");
		return ERR_LIMIT;
	}
	(void)puts(str_text(&out));
	return 0;
}
