#include "report/write.h"

#include "base/limits.h"
#include "os/file.h"
#include "report/build.h"
#include "report/csv.h"
#include "report/html.h"
#include "report/json.h"
#include "report/pdf.h"

struct rendering {
	const struct report_input *in;
	const struct doc *doc;
	struct msg *msg;
};

struct format {
	unsigned bit;
	const char *name, *file;
	int (*render)(const struct rendering *r, struct str *out);
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
    {REPORT_HTML, "html", "report.html", render_html},
    {REPORT_PDF, "pdf", "report.pdf", render_pdf},
    {REPORT_JSON, "json", "report.json", render_json},
    {REPORT_CSV, "csv", "findings.csv", render_csv},
    {REPORT_NDJSON, "ndjson", "observations.ndjson", render_ndjson},
};

enum { FORMATS = ARRAY_LEN(formats_known) };

unsigned report_format_of(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (strcmp(formats_known[i].name, name) == 0)
			return formats_known[i].bit;
	return strcmp(name, "all") == 0 ? REPORT_ALL : 0;
}

static int render_all(const struct rendering *r, unsigned formats, struct str *outs)
{
	for (size_t i = 0; i < FORMATS; i++) {
		const struct format *f = &formats_known[i];
		int err;

		if (!(formats & f->bit))
			continue;
		err = f->render(r, &outs[i]);
		if (err == ERR_LIMIT) {
			msg_what(r->msg, "the report is too large");
			msg_detail(
			    r->msg, "%s would exceed %d MiB", f->file, LIMIT_DOCUMENT >> 20);
			msg_hint(r->msg, "audit a smaller perimeter, or ask for other formats");
		}
		if (err < 0)
			return err;
	}
	return 0;
}

static int write_all(const char *folder, unsigned formats, const struct str *outs,
    struct arena *arena, struct msg *msg)
{
	for (size_t i = 0; i < FORMATS; i++) {
		int err;

		if (!(formats & formats_known[i].bit))
			continue;
		err = file_write(arena_printf(arena, "%s/%s", folder, formats_known[i].file),
		    str_bytes(&outs[i]), 0644, msg);
		if (err < 0)
			return err;
	}
	return 0;
}

int report_write(
    const struct report_input *in, const char *folder, unsigned formats, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct rendering r = {.in = in, .msg = msg};
	struct str outs[FORMATS];
	struct doc *doc;
	int err = report_build(in, arena, &doc);

	if (err < 0) {
		msg_what(msg, "the report is not written in the language \"%s\"",
		    in->lang ? in->lang : "");
		msg_hint(msg, "choose en, fr or nb");
		return err;
	}
	r.doc = doc;
	for (size_t i = 0; i < FORMATS; i++)
		str_init(&outs[i], LIMIT_DOCUMENT);
	err = render_all(&r, formats, outs);
	if (err == 0)
		err = file_make_folder(folder, 0755, msg);
	if (err == 0)
		err = write_all(folder, formats, outs, arena, msg);
	for (size_t i = 0; i < FORMATS; i++)
		str_done(&outs[i]);
	return err;
}
