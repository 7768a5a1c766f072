#include "report/pdf.h"
#include "report/pdf_layout.h"

static int render(struct layout *l)
{
	const struct doc *doc = l->doc;
	struct box box = {PAGE_LEFT, PAGE_INNER, PDF_ROOT};
	const struct pdf_meta meta = {.title = doc->title ? doc->title : "",
	    .author = doc->author,
	    .subject = doc->subject,
	    .lang = doc->lang ? doc->lang : "en",
	    .created = doc->created};

	pdf_toc_scan(l);
	pdf_flow_begin(l);
	pdf_cover_flow(l);
	pdf_flow_break(l);
	pdf_block_children(l, doc->body, &box);
	pdf_flow_finish(l);
	return pdf_finish(l->pdf, &meta);
}

int report_pdf(const struct doc *doc, struct str *out, struct msg *msg)
{
	size_t before = out->n;
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct arena *temp CLEANUP(arena_freep) = arena_new();
	struct pdf *pdf CLEANUP(pdf_freep) = pdf_new(arena, out);
	struct layout l = {.doc = doc, .pdf = pdf, .arena = arena, .temp = temp};
	int err = pdf_files_load(&l, msg);

	if (err == 0)
		err = render(&l);
	if (err) {
		str_cut(out, before);
		if (err == ERR_LIMIT)
			msg_what(msg, "the PDF report is larger than %zu MiB", out->max >> 20);
		else if (err == ERR_CORRUPT)
			msg_what(msg, "a font could not be cut down to the letters in use");
	}
	return err;
}
