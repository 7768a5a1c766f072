#include "report/csv.h"

#include "base/time.h"
#include "codec/csv.h"
#include "model/affected.h"
#include "pack/kb.h"
#include "report/i18n.h"
#include "report/rank_text.h"
#include "report/view.h"
#include "report/words.h"

#include <inttypes.h>

struct sheet {
	const struct report_input *in;
	const struct lang *lang;
	struct arena *arena;
	struct csv_writer w;
};

struct column {
	const char *title;
	void (*write)(struct sheet *s, const struct finding *f);
};

/* A text of the finding type without the marks around code. */
static void write_text(
    struct sheet *s, const struct finding *f, enum kb_part part, const char *product)
{
	const char *text = kb_text(s->in->kb, f->type, i18n_code(s->lang), part, product);
	STR_AUTO(out, (size_t)1 << 20);

	for (text = i18n_typography(s->arena, s->lang, text); text && *text; text++)
		if (*text != '`')
			str_char(&out, *text);
	csv_cell(&s->w, str_text(&out));
}

static void write_criticality(struct sheet *s, const struct finding *f)
{
	csv_cell(&s->w, words_criticality(s->lang, f->criticality));
}

static void write_title(struct sheet *s, const struct finding *f)
{
	if (kb_text(s->in->kb, f->type, "en", KB_TITLE, NULL))
		write_text(s, f, KB_TITLE, NULL);
	else
		csv_cell(&s->w, f->type);
}

static void write_category(struct sheet *s, const struct finding *f)
{
	csv_cell(&s->w, words_category(s->lang, f->category));
}

static void write_subject(struct sheet *s, const struct finding *f)
{
	csv_cell(&s->w, f->subject);
}

static void write_addr(struct sheet *s, const struct finding *f)
{
	csv_cell(&s->w, f->addr);
}

static void write_port(struct sheet *s, const struct finding *f)
{
	if (f->port)
		csv_int(&s->w, f->port);
	else
		csv_cell(&s->w, NULL);
}

static void write_transport(struct sheet *s, const struct finding *f)
{
	csv_cell(&s->w, f->port == 0 ? NULL : f->transport == TRANSPORT_UDP ? "UDP" : "TCP");
}

static void write_product(struct sheet *s, const struct finding *f)
{
	csv_cell(&s->w, f->product ? words_product(s->arena, f->product) : NULL);
}

static void write_qod(struct sheet *s, const struct finding *f)
{
	csv_int(&s->w, f->qod);
}

static void write_cwe(struct sheet *s, const struct finding *f)
{
	csv_cell(&s->w, f->cwe ? arena_printf(s->arena, "CWE-%" PRId64, f->cwe) : NULL);
}

static void write_state(struct sheet *s, const struct finding *f)
{
	csv_cell(&s->w, s->in->previous ? words_state(s->lang, f->state) : NULL);
}

static void write_first_seen(struct sheet *s, const struct finding *f)
{
	char date[11];

	csv_cell(&s->w, f->first_seen ? time_date(f->first_seen, date) : NULL);
}

static void write_software(struct sheet *s, const struct finding *f)
{
	csv_cell(&s->w, f->software);
}

static void write_cves(struct sheet *s, const struct finding *f)
{
	STR_AUTO(out, (size_t)1 << 20);

	for (size_t i = 0; i < f->cves.n; i++)
		str_addf(&out, "%s%s", i ? "\n" : "", f->cves.items[i]);
	csv_cell(&s->w, str_text(&out));
}

static void write_fixed(struct sheet *s, const struct finding *f)
{
	csv_cell(&s->w, f->fixed_in);
}

static void write_priority(struct sheet *s, const struct finding *f)
{
	if (f->priority)
		csv_int(&s->w, f->priority);
	else
		csv_cell(&s->w, NULL);
}

static void write_days(struct sheet *s, const struct finding *f)
{
	if (f->cves.n || f->rule)
		csv_int(&s->w, f->days);
	else
		csv_cell(&s->w, NULL);
}

static void write_verdict(struct sheet *s, const struct finding *f)
{
	csv_cell(&s->w, words_verdict(s->lang, f->verdict));
}

/* The worst that its vulnerabilities have: attacks, and the likelihood of one. */
static void worst_of(struct sheet *s, const struct finding *f, struct affected *ret)
{
	*ret = (struct affected){.epss = AFFECTED_UNKNOWN};
	for (size_t i = 0; i < f->cves.n; i++) {
		struct affected a;

		if (affected_read(f->cves.items[i], s->arena, &a) < 0)
			continue;
		ret->kev |= a.kev;
		ret->ransomware |= a.ransomware;
		ret->epss = MAX(ret->epss, a.epss);
	}
}

static void write_attacks(struct sheet *s, const struct finding *f)
{
	struct affected worst;

	worst_of(s, f, &worst);
	csv_cell(&s->w, worst.ransomware ? tr(s->lang, TR("Extortion"))
			: worst.kev      ? tr(s->lang, TR("Exploited"))
					 : NULL);
}

static void write_likely(struct sheet *s, const struct finding *f)
{
	char point = strcmp(i18n_code(s->lang), "en") == 0 ? '.' : ',';
	struct affected worst;

	worst_of(s, f, &worst);
	csv_cell(&s->w, worst.epss < 0
			    ? NULL
			    : arena_printf(s->arena, "%d%c%d", (int)(worst.epss / 10), point,
				  (int)(worst.epss % 10)));
}

static void write_due(struct sheet *s, const struct finding *f)
{
	int64_t due = rank_text_due(f, s->in->run->ended);
	char date[11];

	csv_cell(&s->w, due ? time_date(due, date) : NULL);
}

static void write_urgent(struct sheet *s, const struct finding *f)
{
	struct rank rank;

	rank_text_of(f, &rank);
	csv_cell(&s->w, rank.nreasons ? rank_text_sentence(s->arena, s->lang, &rank) : NULL);
}

static void write_evidence(struct sheet *s, const struct finding *f)
{
	STR_AUTO(out, (size_t)1 << 20);

	for (size_t i = 0; i < f->evidence.n; i++)
		str_addf(&out, "%s%s", i ? "\n" : "", f->evidence.items[i]);
	csv_cell(&s->w, str_text(&out));
}

static void write_what(struct sheet *s, const struct finding *f)
{
	write_text(s, f, KB_WHAT, NULL);
}

static void write_fix(struct sheet *s, const struct finding *f)
{
	write_text(s, f, KB_FIX, f->product);
}

static void write_verify(struct sheet *s, const struct finding *f)
{
	write_text(s, f, KB_VERIFY, NULL);
}

static void write_type(struct sheet *s, const struct finding *f)
{
	csv_cell(&s->w, f->type);
}

static const struct column columns[] = {
    {TR("Criticality"), write_criticality},
    {TR("Vulnerability"), write_title},
    {TR("Type"), write_category},
    {TR("System"), write_subject},
    {TR("Address"), write_addr},
    {TR("Port"), write_port},
    {TR("Transport"), write_transport},
    {TR("Product"), write_product},
    {TR("State"), write_state},
    {TR("First seen"), write_first_seen},
    {TR("Certainty (%)"), write_qod},
    {TR("Weakness"), write_cwe},
    {TR("Software"), write_software},
    {TR("Vulnerabilities"), write_cves},
    {TR("Verdict"), write_verdict},
    {TR("Attacks"), write_attacks},
    {TR("Likely (%)"), write_likely},
    {TR("Mended in"), write_fixed},
    {TR("Urgency (0-1000)"), write_priority},
    {TR("Days"), write_days},
    {TR("Due"), write_due},
    {TR("Why it is urgent"), write_urgent},
    {TR("Evidence"), write_evidence},
    {TR("Description"), write_what},
    {TR("Corrective measure"), write_fix},
    {TR("How to verify"), write_verify},
    {TR("Identifier"), write_type},
};

static void write_rows(struct sheet *s, const struct view_findings *findings)
{
	for (size_t f = 0; f < findings->n; f++) {
		for (size_t i = 0; i < ARRAY_LEN(columns); i++)
			columns[i].write(s, findings->items[f]);
		csv_end(&s->w);
	}
}

char report_csv_separator(const char *lang)
{
	return strcmp(lang, "en") == 0 ? ',' : ';';
}

int report_csv(const struct report_input *in, struct str *out)
{
	struct sheet s = {.in = in, .lang = i18n_lang(in->lang)};
	struct view view = {0};

	if (!s.lang)
		return ERR_UNSUPPORTED;
	s.arena = arena_new();
	csv_init(&s.w, out, report_csv_separator(in->lang));
	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		csv_cell(&s.w, tr(s.lang, columns[i].title));
	csv_end(&s.w);
	view_split(in, s.arena, &view);
	write_rows(&s, &view.present);
	write_rows(&s, &view.verify);
	write_rows(&s, &view.gone);
	arena_free(s.arena);
	return str_ok(out);
}
