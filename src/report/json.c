#include "report/json.h"

#include "base/limits.h"
#include "codec/html.h"
#include "codec/utf8.h"
#include "pack/kb.h"
#include "report/json_software.h"
#include "report/judge.h"
#include "report/view.h"

#ifndef VARDE_VERSION
#define VARDE_VERSION "0"
#endif

enum { FORMAT_VERSION = 1, TEXT = 16384 };

/* What the report adds to the model's records. */
struct report_head {
	int64_t version, created;
	const char *program, *lang, *label, *organisation, *watermark;
};
struct report_grade {
	const char *letter, *word, *reason;
};
struct report_summary {
	int64_t findings, critical, high, medium, low, info;
	int64_t new, open, fixed, unknown;
	int64_t names, hosts, services, subjects, complete;
};
struct report_kind {
	const char *id, *title, *what, *why, *verify;
	int category, criticality;
	int64_t cwe, qod;
	struct text_list references;
};
struct report_fix {
	const char *type, *product, *text;
};
struct report_step {
	int64_t rank, findings;
	const char *type, *product;
	int criticality;
	struct text_list subjects;
};

enum { REQ = FIELD_REQUIRED };

static const struct field head_fields[] = {
    F_INT(report_head, version, REQ, 1, 1000,
	"Version of this format; it grows when a member changes its meaning."),
    F_TIME(report_head, created, REQ, "When the report was written."),
    F_TEXT(report_head, program, REQ, 64, "Program and version."),
    F_TEXT(report_head, lang, REQ, 8, "Language of the texts."),
    F_TEXT(report_head, label, 0, 40, "Protective marking."),
    F_TEXT(report_head, organisation, 0, 256, "Whose systems these are."),
    F_TEXT(report_head, watermark, 0, 512, "Who got this copy, and when."),
};
static const struct field grade_fields[] = {
    F_TEXT(report_grade, letter, REQ, 8,
	"Level of security from A (best) to E; a dash when nothing could be examined."),
    F_TEXT(report_grade, word, REQ, 64, "The level in a word."),
    F_TEXT(report_grade, reason, REQ, 512, "Why, in a sentence."),
};
#define COUNT(m, d) F_INT(report_summary, m, 0, 0, INT64_MAX, d)
static const struct field summary_fields[] = {
    COUNT(findings, "Findings of this run."),
    COUNT(critical, "Critical ones."),
    COUNT(high, "Ones of high criticality."),
    COUNT(medium, "Ones of medium criticality."),
    COUNT(low, "Ones of low criticality."),
    COUNT(info, "Ones that are information only."),
    COUNT(new, "Ones that the run compared with lacks."),
    COUNT(open, "Ones that both runs have."),
    COUNT(fixed, "Ones of the run compared with that were looked for again and not found."),
    COUNT(unknown, "Ones of the run compared with that could not be assessed again."),
    COUNT(names, "Names inside the perimeter."),
    COUNT(hosts, "Addresses with an open port."),
    COUNT(services, "Open ports."),
    COUNT(subjects, "Names and addresses with a coverage record."),
    COUNT(complete, "Those of them that were examined without a gap."),
};
static const struct field type_fields[] = {
    F_TEXT(report_kind, id, REQ, 64, "Finding type."),
    F_ENUM(report_kind, category, REQ, category_names, "Typology."),
    F_ENUM(report_kind, criticality, REQ, criticality_names,
	"Worst criticality among its findings."),
    F_INT(report_kind, cwe, 0, 0, 99999, "Common Weakness Enumeration number."),
    F_INT(report_kind, qod, 0, 0, 100,
	"Lowest quality of detection among its findings, per cent."),
    F_TEXT(report_kind, title, REQ, 256, "Title."),
    F_TEXT(report_kind, what, 0, TEXT, "What it is."),
    F_TEXT(report_kind, why, 0, TEXT, "Why it matters for a care provider."),
    F_TEXT(report_kind, verify, 0, TEXT, "How to verify that it is fixed."),
    F_LIST(report_kind, references, 0, 1024, "Standards and guides."),
};
static const struct field fix_fields[] = {
    F_TEXT(report_fix, type, REQ, 64, "Finding type."),
    F_TEXT(
	report_fix, product, 0, 64, "Product it is written for; absent for the general one."),
    F_TEXT(report_fix, text, REQ, TEXT, "Corrective measure."),
};
static const struct field step_fields[] = {
    F_INT(report_step, rank, REQ, 1, INT64_MAX, "Place in the order of urgency."),
    F_TEXT(report_step, type, REQ, 64, "Finding type that it ends."),
    F_TEXT(report_step, product, 0, 64, "Product whose corrective measure is meant."),
    F_ENUM(report_step, criticality, REQ, criticality_names,
	"Worst criticality among the findings that it ends."),
    F_INT(report_step, findings, 0, 0, INT64_MAX, "Number of findings that it ends."),
    F_LIST(report_step, subjects, 0, 2048, "Where."),
};

static const struct record_type head_type =
    RECORD_TYPE("report", report_head, head_fields, "The report itself.");
static const struct record_type grade_type =
    RECORD_TYPE("grade", report_grade, grade_fields, "Level of security.");
static const struct record_type summary_type =
    RECORD_TYPE("summary", report_summary, summary_fields, "Key figures.");
static const struct record_type kind_type = RECORD_TYPE(
    "type", report_kind, type_fields, "A finding type that occurs, with its texts.");
static const struct record_type fix_type = RECORD_TYPE(
    "fix", report_fix, fix_fields, "A corrective measure that the findings call for.");
static const struct record_type step_type =
    RECORD_TYPE("step", report_step, step_fields, "One thing to do.");

struct making {
	const struct report_input *in;
	const struct lang *lang;
	struct arena *arena;
	struct view view;
	struct judge judge;
	struct json_writer *w;
};

/* The members of report.json in their order: one record, or a list. Output and schema both
 * follow this table. */
struct part {
	const char *name;
	const struct record_type *type;
	bool list;
	void (*write)(struct making *m, const struct record_type *type);
};

static void write_head(struct making *m, const struct record_type *type)
{
	struct report_head head = {.version = FORMAT_VERSION,
	    .created = m->in->now,
	    .program = "varde " VARDE_VERSION,
	    .lang = m->in->lang,
	    .label = m->in->label,
	    .organisation = m->in->organisation,
	    .watermark = m->in->watermark};

	record_to_json(type, &head, false, m->w);
}

static void write_run(struct making *m, const struct record_type *type)
{
	record_to_json(type, m->in->run, false, m->w);
}

static void write_grade(struct making *m, const struct record_type *type)
{
	struct report_grade grade = {m->judge.letter, m->judge.word, m->judge.reason};

	record_to_json(type, &grade, false, m->w);
}

static void write_summary(struct making *m, const struct record_type *type)
{
	const struct view *v = &m->view;
	struct report_summary s = {
	    .findings = (int64_t)m->view.present.n,
	    .critical = (int64_t)v->levels[CRIT_CRITICAL],
	    .high = (int64_t)v->levels[CRIT_HIGH],
	    .medium = (int64_t)v->levels[CRIT_MEDIUM],
	    .low = (int64_t)v->levels[CRIT_LOW],
	    .info = (int64_t)v->levels[CRIT_INFO],
	    .new = (int64_t)v->states[FINDING_NEW],
	    .open = (int64_t)v->states[FINDING_OPEN],
	    .fixed = (int64_t)v->states[FINDING_FIXED],
	    .unknown = (int64_t)v->states[FINDING_UNKNOWN],
	    .names = (int64_t)v->names.n,
	    .hosts = (int64_t)v->live,
	    .services = (int64_t)v->services.n,
	    .subjects = (int64_t)v->subjects,
	    .complete = (int64_t)v->complete,
	};

	record_to_json(type, &s, false, m->w);
}

static const char *text_of(
    struct making *m, const char *type, enum kb_part part, const char *product)
{
	const char *text = kb_text(m->in->kb, type, i18n_code(m->lang), part, product);

	return text ? i18n_typography(m->arena, m->lang, text) : NULL;
}

static void write_groups(
    struct making *m, const struct record_type *type, const struct view_group *groups, size_t n)
{
	for (const struct view_group *g = groups; g < groups + n; g++) {
		struct report_kind t = {.id = g->type,
		    .category = g->category,
		    .criticality = g->criticality,
		    .cwe = g->cwe,
		    .qod = g->qod,
		    .title = text_of(m, g->type, KB_TITLE, NULL),
		    .what = text_of(m, g->type, KB_WHAT, NULL),
		    .why = text_of(m, g->type, KB_WHY, NULL),
		    .verify = text_of(m, g->type, KB_VERIFY, NULL)};
		struct kb_finding_type kind;

		if (kb_finding(m->in->kb, g->type, &kind) == 0)
			t.references = (struct text_list){kind.references, kind.nreferences};
		if (!t.title)
			t.title = g->type;
		record_to_json(type, &t, false, m->w);
	}
}

static void write_types(struct making *m, const struct record_type *type)
{
	write_groups(m, type, m->view.groups.items, m->view.groups.n);
	write_groups(m, type, m->view.verify_groups.items, m->view.verify_groups.n);
}

static void write_fixes(struct making *m, const struct record_type *type)
{
	for (size_t i = 0; i < m->judge.nplan; i++) {
		const struct judge_step *step = &m->judge.plan[i];
		struct report_fix fix = {
		    step->type, step->product, text_of(m, step->type, KB_FIX, step->product)};

		if (fix.text)
			record_to_json(type, &fix, false, m->w);
	}
}

static void write_plan(struct making *m, const struct record_type *type)
{
	for (size_t i = 0; i < m->judge.nplan; i++) {
		const struct judge_step *step = &m->judge.plan[i];
		struct report_step s = {.rank = (int64_t)i + 1,
		    .findings = (int64_t)step->n,
		    .type = step->type,
		    .product = step->product,
		    .criticality = step->criticality,
		    .subjects = step->subjects};

		s.subjects.n = MIN(s.subjects.n, (size_t)LIMIT_LIST);
		record_to_json(type, &s, false, m->w);
	}
}

static void write_findings(struct making *m, const struct record_type *type)
{
	for (size_t i = 0; i < m->view.present.n; i++)
		record_to_json(type, m->view.present.items[i], false, m->w);
	for (size_t i = 0; i < m->view.verify.n; i++)
		record_to_json(type, m->view.verify.items[i], false, m->w);
}

static void write_vulns(struct making *m, const struct record_type *type)
{
	(void)type; /* it knows its own */
	report_json_software(&m->view, m->in->run->ended, m->arena, m->w);
}

static void write_gone(struct making *m, const struct record_type *type)
{
	for (size_t i = 0; i < m->view.gone.n; i++)
		record_to_json(type, m->view.gone.items[i], false, m->w);
}

static int compare_observed(const void *a, const void *b)
{
	const struct observation *x = *(const struct observation *const *)a,
				 *y = *(const struct observation *const *)b;

	return record_compare(&obs_types[x->kind], x->rec, y->rec);
}

/* All observations of the kind whose record type this is, sorted: the scanner works on many
 * systems at once, so the order in which it saw them is chance. */
static void write_observed(struct making *m, const struct record_type *type)
{
	const struct observation **items =
	    ARENA_ARRAY(m->arena, m->in->obs->all.n + 1, const struct observation *);
	size_t n = 0;

	vec_foreach (o, &m->in->obs->all) {
		if (&obs_types[o->kind] == type)
			items[n++] = o;
	}
	qsort(items, n, sizeof(const struct observation *), compare_observed);
	for (size_t i = 0; i < n; i++)
		record_to_json(type, items[i]->rec, false, m->w);
}

static const struct part parts[] = {
    {"report", &head_type, false, write_head},
    {"run", &run_type, false, write_run},
    {"grade", &grade_type, false, write_grade},
    {"summary", &summary_type, false, write_summary},
    {"plan", &step_type, true, write_plan},
    {"types", &kind_type, true, write_types},
    {"fixes", &fix_type, true, write_fixes},
    {"findings", &finding_type, true, write_findings},
    {"gone", &finding_type, true, write_gone},
    {"vulnerabilities", &report_json_software_type, true, write_vulns},
    {"assets", &obs_types[OBS_ASSET], true, write_observed},
    {"services", &obs_types[OBS_SERVICE], true, write_observed},
    {"coverage", &obs_types[OBS_COVERAGE], true, write_observed},
};

void report_json_quiet(struct str *out, struct span json)
{
	while (json.n) {
		uint32_t code;
		size_t n = utf8_next(json, &code);

		n = MAX(n, (size_t)1);
		if (json.p[0] < 0x7f ||
		    !((code >= 0x7f && code < 0xa0) || html_is_steering(code)))
			str_span(out, span_sub(json, 0, n));
		else if (code < 0x10000)
			str_addf(out, "\\u%04x", code);
		else
			str_addf(out, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
			    0xdc00 + (code & 0x3ff));
		json = span_sub(json, n, json.n);
	}
}

static void write_part(struct making *m, const struct part *part)
{
	json_write_key(m->w, part->name);
	if (part->list)
		json_write_array(m->w);
	part->write(m, part->type);
	if (part->list)
		json_write_array_end(m->w);
}

int report_json(const struct report_input *in, struct str *out)
{
	struct json_writer w;
	struct making m = {.in = in, .lang = i18n_lang(in->lang), .w = &w};
	STR_AUTO(raw, LIMIT_DOCUMENT);

	if (!m.lang)
		return ERR_UNSUPPORTED;
	m.arena = arena_new();
	view_make(in, m.arena, &m.view);
	judge_make(in, m.lang, m.arena, &m.judge);
	json_write_init(&w, &raw, 1);
	json_write_object(&w);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		write_part(&m, &parts[i]);
	json_write_object_end(&w);
	str_char(&raw, '\n');
	report_json_quiet(out, str_bytes(&raw));
	arena_free(m.arena);
	return str_ok(&raw) < 0 ? ERR_LIMIT : str_ok(out);
}

int report_ndjson(const struct report_input *in, struct str *out)
{
	STR_AUTO(line, LIMIT_LINE);

	vec_foreach (o, &in->obs->all) {
		if (!obs_stored(o->kind))
			continue;
		str_clear(&line);
		obs_write(o, &line);
		if (str_ok(&line) < 0)
			return ERR_LIMIT;
		report_json_quiet(out, str_bytes(&line));
	}
	return str_ok(out);
}

/* Begins a schema: what dialect it is in. record_schema writes objects of its own, so they
 * stand behind references. */
static void begin_schema(struct json_writer *w, const char *title, const char *doc)
{
	json_write_object(w);
	json_member_text(w, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_member_text(w, "title", title);
	json_member_text(w, "description", doc);
}

static void write_ref(struct json_writer *w, const char *name)
{
	STR_AUTO(ref, 128);

	str_addf(&ref, "#/$defs/%s", name);
	json_write_object(w);
	json_member_text(w, "$ref", str_text(&ref));
	json_write_object_end(w);
}

static void write_part_schema(struct json_writer *w, const struct part *part)
{
	json_write_key(w, part->name);
	if (!part->list) {
		write_ref(w, part->type->name);
		return;
	}
	json_write_object(w);
	json_member_text(w, "type", "array");
	json_write_key(w, "items");
	write_ref(w, part->type->name);
	json_write_object_end(w);
}

void report_json_schema(struct json_writer *w)
{
	begin_schema(w, "varde report",
	    "report.json of varde audit. Written by tools/schema-gen from the record tables.");
	json_member_text(w, "type", "object");
	json_member_bool(w, "additionalProperties", false);
	json_write_key(w, "required");
	json_write_array(w);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		json_write_text(w, parts[i].name);
	json_write_array_end(w);
	json_write_key(w, "properties");
	json_write_object(w);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		write_part_schema(w, &parts[i]);
	json_write_object_end(w);
	json_write_key(w, "$defs");
	json_write_object(w);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (i && parts[i].type == parts[i - 1].type)
			continue;
		json_write_key(w, parts[i].type->name);
		record_schema(parts[i].type, false, w);
	}
	json_write_object_end(w);
	json_write_object_end(w);
}

void report_json_schema_observation(struct json_writer *w)
{
	begin_schema(w, "varde observation",
	    "One line of observations.ndjson and of varde-scan. Written by tools/schema-gen "
	    "from the record tables.");
	json_write_key(w, "oneOf");
	json_write_array(w);
	for (int i = 0; i < OBS_KINDS; i++)
		write_ref(w, obs_types[i].name);
	json_write_array_end(w);
	json_write_key(w, "$defs");
	json_write_object(w);
	for (int i = 0; i < OBS_KINDS; i++) {
		json_write_key(w, obs_types[i].name);
		record_schema(&obs_types[i], true, w);
	}
	json_write_object_end(w);
	json_write_object_end(w);
}

void report_json_schema_record(const struct record_type *type, struct json_writer *w)
{
	STR_AUTO(ref, 128);

	begin_schema(w, type->name, type->doc);
	str_addf(&ref, "#/$defs/%s", type->name);
	json_member_text(w, "$ref", str_text(&ref));
	json_write_key(w, "$defs");
	json_write_object(w);
	json_write_key(w, type->name);
	record_schema(type, false, w);
	json_write_object_end(w);
	json_write_object_end(w);
}
