#include "report/write.h"

#include "base/limits.h"
#include "os/file.h"
#include "report/build.h"
#include "report/csv.h"
#include "report/html.h"
#include "report/json.h"
#include "report/pdf.h"

#include <stdlib.h>

struct rendering {
	const struct report_input *in;
	const struct doc *doc;
	struct msg *msg;
};

struct format {
	const char *name, *file, *type;
	int (*render)(const struct rendering *r, struct str *out);
	unsigned bit;
	bool marked; /* the watermark stands inside */
};

static int render_html(const struct rendering *r, struct str *out)
{
	return report_html(r->doc, out);
}

static int render_pdf(const struct rendering *r, struct str *out)
{
	return report_pdf(r->doc, out, r->msg);
}

static int render_json(const struct rendering *r, struct str *out)
{
	return report_json(r->in, out);
}

static int render_csv(const struct rendering *r, struct str *out)
{
	return report_csv(r->in, out);
}

static int render_ndjson(const struct rendering *r, struct str *out)
{
	return report_ndjson(r->in, out);
}

static const struct format formats_known[] = {
    {"html", "report.html", "text/html; charset=utf-8", render_html, REPORT_HTML, true},
    {"pdf", "report.pdf", "application/pdf", render_pdf, REPORT_PDF, true},
    {"json", "report.json", "application/json", render_json, REPORT_JSON, true},
    {"csv", "findings.csv", "text/csv; charset=utf-8", render_csv, REPORT_CSV, false},
    {"ndjson", "observations.ndjson", "application/x-ndjson", render_ndjson, REPORT_NDJSON,
	false},
};

enum { FORMATS = ARRAY_LEN(formats_known) };

unsigned report_format_of(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (strcmp(formats_known[i].name, name) == 0)
			return formats_known[i].bit;
	return strcmp(name, "all") == 0 ? REPORT_ALL : 0;
}

static const struct format *format_of(enum report_format bit)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (formats_known[i].bit == bit)
			return &formats_known[i];
	abort(); /* a mask, or a number from nowhere */
}

const char *report_media_type(enum report_format format)
{
	return format_of(format)->type;
}

/* Letters and digits of ASCII in lower case, one dash for whatever stands between them. */
static void add_slug(struct str *to, const char *text)
{
	enum { SLUG = 96 };
	size_t from = to->n;

	for (; *text && to->n - from < SLUG; text++) {
		unsigned c = (uint8_t)*text;

		c = c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			str_u8(to, (uint8_t)c);
		else if (str_text(to)[to->n - 1] != '-')
			str_char(to, '-');
	}
	if (str_text(to)[to->n - 1] == '-')
		str_cut(to, to->n - 1);
}

const char *report_file_name(
    enum report_format format, const char *watermark, struct arena *arena)
{
	const struct format *f = format_of(format);
	const char *dot = strrchr(f->file, '.');
	STR_AUTO(to, 256);

	if (!watermark || f->marked)
		return f->file;
	str_put(&to, f->file, (size_t)(dot - f->file));
	str_char(&to, '-'); /* add_slug takes it back when nothing follows */
	add_slug(&to, watermark);
	str_add(&to, dot);
	return str_dup(&to, arena);
}

static int render_one(const struct rendering *r, const struct format *f, struct str *out)
{
	int err = f->render(r, out);

	if (err == ERR_LIMIT) {
		msg_what(r->msg, "the report is too large");
		msg_detail(r->msg, "%s would exceed %zu MiB", f->file, out->max >> 20);
		msg_hint(r->msg, "audit a smaller perimeter, or ask for other formats");
	}
	return err;
}

static int render_all(const struct rendering *r, unsigned formats, struct str *outs)
{
	for (size_t i = 0; i < FORMATS; i++) {
		int err = 0;

		if (formats & formats_known[i].bit)
			err = render_one(r, &formats_known[i], &outs[i]);
		if (err < 0)
			return err;
	}
	return 0;
}

static int write_all(const struct rendering *r, const char *folder, unsigned formats,
    const struct str *outs, struct arena *arena)
{
	for (size_t i = 0; i < FORMATS; i++) {
		const char *name;
		int err;

		if (!(formats & formats_known[i].bit))
			continue;
		name = report_file_name(
		    (enum report_format)formats_known[i].bit, r->in->watermark, arena);
		err = file_write(arena_printf(arena, "%s/%s", folder, name),
		    str_bytes(&outs[i]), 0644, r->msg);
		if (err < 0)
			return err;
	}
	return 0;
}

/* The document that some of the formats are made from. */
static int build(struct rendering *r, struct arena *arena)
{
	struct doc *doc = NULL;
	int err = report_build(r->in, arena, &doc);

	r->doc = doc;
	if (err < 0) {
		msg_what(r->msg, "the report is not written in the language \"%s\"",
		    r->in->lang ? r->in->lang : "");
		msg_hint(r->msg, "choose en, fr or nb");
	}
	return err;
}

int report_render(
    const struct report_input *in, enum report_format format, struct str *out, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct rendering r = {.in = in, .msg = msg};
	const struct format *f = format_of(format);
	size_t before = out->n;
	int err = 0;

	/* The other three are made from the records alone. */
	if (format == REPORT_HTML || format == REPORT_PDF)
		err = build(&r, arena);
	if (err == 0)
		err = render_one(&r, f, out);
	if (err < 0)
		str_cut(out, before);
	return err;
}

int report_write(
    const struct report_input *in, const char *folder, unsigned formats, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct rendering r = {.in = in, .msg = msg};
	struct str outs[FORMATS];
	int err = build(&r, arena);

	if (err < 0)
		return err;
	for (size_t i = 0; i < FORMATS; i++)
		str_init(&outs[i], LIMIT_DOCUMENT);
	err = render_all(&r, formats, outs);
	if (err == 0)
		err = file_make_folder(folder, 0755, msg);
	if (err == 0)
		err = write_all(&r, folder, formats, outs, arena);
	for (size_t i = 0; i < FORMATS; i++)
		str_done(&outs[i]);
	return err;
}
