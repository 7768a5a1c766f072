#include "report/observatory.h"

#include "report/i18n.h"
#include "report/palette.h"

enum { BARS = 20, ROW_H = 22, WIDTH = 480, LABELS = 170, SIZE = 10, CUT = 30 };

struct making {
	struct doc *doc;
	const struct lang *lang;
	const struct observatory *o;
};

static const char *number(const struct making *m, int64_t v)
{
	return v == OBSERVATORY_HIDDEN ? tr(m->lang, TR("not shown"))
				       : i18n_number(m->doc->arena, m->lang, v);
}

/* At most so many characters, of UTF-8. */
static const char *cut(const struct making *m, const char *text)
{
	size_t n = 0, chars = 0;

	while (text[n] && chars < CUT) {
		n++;
		while (((unsigned char)text[n] & 0xc0) == 0x80)
			n++;
		chars++;
	}
	return text[n] ? arena_printf(m->doc->arena, "%.*s…", (int)n, text) : text;
}

static void bars(const struct making *m, struct doc_node *at, const struct observatory_table *t)
{
	struct canvas *c = ARENA_NEW(m->doc->arena, struct canvas);
	size_t n = MIN(t->rows.n, (size_t)BARS);
	int64_t most = 1;

	canvas_init(c, m->doc->arena, WIDTH, (double)n * ROW_H + 4);
	for (size_t i = 0; i < n; i++)
		most = MAX(most, t->rows.items[i].count);
	for (size_t i = 0; i < n; i++) {
		const struct observatory_row *row = &t->rows.items[i];
		double y = (double)i * ROW_H;
		double w = row->count > 0
			       ? (WIDTH - LABELS - 70) * (double)row->count / (double)most
			       : 0;

		canvas_text(c, LABELS - 8, y + 15, SIZE, false, ANCHOR_END, PALETTE_TEXT,
		    cut(m, row->label));
		if (w > 0)
			canvas_rect(c, LABELS, y + 3, w, ROW_H - 6, 2,
			    palette_tone(TONE_ACCENT)->solid, CANVAS_NONE);
		canvas_text(c, LABELS + w + 6, y + 15, SIZE, true, ANCHOR_START, PALETTE_TEXT,
		    number(m, row->count));
	}
	(void)doc_figure(m->doc, at, c, t->title, NULL);
}

static void put_cell(const struct making *m, struct doc_runs *cell, const char *text)
{
	doc_cell(m->doc, cell, RUN_PLAIN, TONE_NONE, text, NULL);
}

static void table(const struct making *m, struct doc_node *at, const struct observatory_part *p,
    const struct observatory_table *t)
{
	static const double widths[] = {3, 1, 1};
	size_t columns = p->orgless ? 2 : 3;
	const char **header = ARENA_ARRAY(m->doc->arena, 3, const char *);
	struct doc_node *to;

	header[0] = t->title;
	header[1] = tr(m->lang, TR("Count"));
	header[2] = tr(m->lang, TR("Organisations"));
	to = doc_table(m->doc, at, t->title, columns, header, widths);
	vec_foreach (row, &t->rows) {
		struct doc_runs *cells = doc_row(m->doc, to);

		put_cell(m, &cells[0], row->label);
		put_cell(m, &cells[1], number(m, row->count));
		if (!p->orgless)
			put_cell(m, &cells[2], number(m, row->orgs));
	}
}

static void part(const struct making *m, const struct observatory_part *p, size_t i)
{
	struct doc_node *at = doc_section(
	    m->doc, m->doc->body, p->title, arena_printf(m->doc->arena, "part-%zu", i));
	const char *text;

	at->new_page = i > 0;
	if (p->count == OBSERVATORY_HIDDEN)
		text =
		    tr(m->lang, TR("Too few organisations have figures for any to be shown."));
	else if (p->orgless)
		text =
		    trf(m->doc->arena, m->lang, TR("In this period: %1."), number(m, p->count));
	else
		text =
		    trf(m->doc->arena, m->lang, TR("In this period: %1, at %2 organisations."),
			number(m, p->count), number(m, p->orgs));
	(void)doc_para(m->doc, at, text);
	if (p->count == OBSERVATORY_HIDDEN || !p->count)
		return;
	vec_foreach (t, &p->tables) {
		struct doc_node *below;

		if (!t->rows.n)
			continue;
		below = doc_section(m->doc, at, t->title, NULL);
		bars(m, below, t);
		table(m, below, p, t);
	}
}

static void cover(const struct making *m)
{
	struct doc_node *facts = doc_add(m->doc, m->doc->cover, DOC_FACTS);

	doc_fact(m->doc, facts, tr(m->lang, TR("Period")), m->o->period);
	doc_fact(m->doc, facts, tr(m->lang, TR("Published by")), m->o->house);
	doc_fact(m->doc, facts, tr(m->lang, TR("Made")),
	    i18n_date(m->doc->arena, m->lang, m->o->made));
	(void)doc_para(m->doc, m->doc->cover,
	    trf(m->doc->arena, m->lang,
		TR("No figure rests on fewer than %1 organisations. What rests on fewer is not "
		   "shown, nor what it could be computed from."),
		i18n_number(m->doc->arena, m->lang, m->o->k)));
}

struct doc *observatory_doc(const struct observatory *o, struct arena *arena)
{
	struct doc *doc = doc_new(arena, o->lang);
	struct making m = {doc, i18n_lang(o->lang), o};
	struct doc_node *toc;

	doc->title = tr(m.lang, TR("Observatory of the sector"));
	doc->subtitle = o->period;
	doc->author = o->house;
	doc->subject = tr(m.lang, TR("Findings, advisories and indicators of the sector."));
	doc->label = o->label;
	doc->created = o->made;
	doc->word_contents = tr(m.lang, TR("Contents"));
	doc->word_page_of = tr(m.lang, TR("Page %1 of %2"));
	doc->word_skip = tr(m.lang, TR("Skip to content"));
	cover(&m);
	toc = doc_add(doc, doc->body, DOC_TOC);
	toc->text = doc->word_contents;
	for (size_t i = 0; i < o->parts.n; i++)
		part(&m, &o->parts.items[i], i);
	return doc;
}
