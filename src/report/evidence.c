#include "report/evidence.h"

#include "codec/csv.h"
#include "report/csv.h"
#include "report/i18n.h"
#include "report/text.h"

enum { CELL = 600 };

struct making {
	struct doc *doc;
	const struct lang *lang;
	const struct evidence *e;
};

static void facts(const struct making *m, struct doc_node *at, const struct evidence_part *p)
{
	struct doc_node *to;

	if (!p->facts.n)
		return;
	to = doc_add(m->doc, at, DOC_FACTS);
	vec_foreach (f, &p->facts)
		doc_fact(m->doc, to, f->name, f->value);
}

static void table(const struct making *m, struct doc_node *at, const struct evidence_part *p)
{
	const char **header = ARENA_ARRAY(m->doc->arena, EVIDENCE_COLUMNS, const char *);
	struct doc_node *to;

	if (!p->columns)
		return;
	if (!p->rows.n) {
		(void)doc_para(m->doc, at, tr(m->lang, TR("There is nothing to list.")));
		return;
	}
	for (size_t i = 0; i < p->columns; i++)
		header[i] = p->header[i];
	to = doc_table(m->doc, at, p->title, p->columns, header, NULL);
	vec_foreach (row, &p->rows) {
		struct doc_runs *cells = doc_row(m->doc, to);

		for (size_t i = 0; i < p->columns; i++)
			doc_cell(m->doc, &cells[i], RUN_PLAIN, TONE_NONE,
			    row->cells[i] ? text_clean(m->doc->arena, row->cells[i], CELL)
					  : "–",
			    NULL);
	}
	if (p->cut)
		(void)doc_para(m->doc, at,
		    trf(m->doc->arena, m->lang,
			TR("The first %1 are listed; the portal has all of them."),
			i18n_number(m->doc->arena, m->lang, EVIDENCE_ROWS)));
}

static void part(const struct making *m, const struct evidence_part *p, size_t i)
{
	struct doc_node *at = doc_section(
	    m->doc, m->doc->body, p->title, arena_printf(m->doc->arena, "part-%zu", i));

	if (p->text)
		(void)doc_para(m->doc, at, p->text);
	if (p->measure)
		doc_run(m->doc, doc_add(m->doc, at, DOC_PARA), RUN_MUTED, p->measure);
	facts(m, at, p);
	table(m, at, p);
}

static void cover(const struct making *m)
{
	struct doc_node *to = doc_add(m->doc, m->doc->cover, DOC_FACTS);

	doc_fact(m->doc, to, tr(m->lang, TR("Organisation")),
	    text_clean(m->doc->arena, m->e->org, CELL));
	doc_fact(m->doc, to, tr(m->lang, TR("Period")), m->e->period);
	doc_fact(
	    m->doc, to, tr(m->lang, TR("Made")), i18n_date(m->doc->arena, m->lang, m->e->made));
	if (m->e->person)
		doc_fact(m->doc, to, tr(m->lang, TR("Made for")), m->e->person);
	doc_fact(m->doc, to, tr(m->lang, TR("Published by")), m->e->house);
	(void)doc_para(m->doc, m->doc->cover,
	    tr(m->lang,
		TR("What the CERT's records say of the organisation's security: who is "
		   "responsible, what is looked at, what was found and what was done about it. "
		   "Every figure is counted from these records; nothing was entered by "
		   "hand.")));
}

struct doc *evidence_doc(const struct evidence *e, struct arena *arena)
{
	struct doc *doc = doc_new(arena, e->lang);
	struct making m = {doc, i18n_lang(e->lang), e};
	struct doc_node *toc;

	doc->title = tr(m.lang, TR("Evidence of security measures"));
	doc->subtitle = text_clean(arena, e->org, CELL);
	doc->author = e->house;
	doc->subject = tr(m.lang, TR("For the board, the authority and auditors."));
	doc->label = e->label;
	doc->created = e->made;
	doc->word_contents = tr(m.lang, TR("Contents"));
	doc->word_page_of = tr(m.lang, TR("Page %1 of %2"));
	doc->word_skip = tr(m.lang, TR("Skip to content"));
	cover(&m);
	toc = doc_add(doc, doc->body, DOC_TOC);
	toc->text = doc->word_contents;
	for (size_t i = 0; i < e->parts.n; i++)
		part(&m, &e->parts.items[i], i);
	return doc;
}

void evidence_csv(const struct evidence *e, struct str *out)
{
	struct csv_writer w;

	csv_init(&w, out, report_csv_separator(e->lang));
	vec_foreach (p, &e->parts) {
		vec_foreach (f, &p->facts) {
			csv_cell(&w, p->title);
			csv_cell(&w, f->name);
			csv_cell(&w, f->value);
			csv_end(&w);
		}
		for (size_t i = 0; p->columns && p->rows.n && i <= p->columns; i++)
			csv_cell(&w, i ? p->header[i - 1] : p->title);
		if (p->columns && p->rows.n)
			csv_end(&w);
		vec_foreach (row, &p->rows) {
			csv_cell(&w, p->title);
			for (size_t i = 0; i < p->columns; i++)
				csv_cell(&w, row->cells[i] ? row->cells[i] : "");
			csv_end(&w);
		}
	}
}
