#include "codec/pdf_impl.h"

#include <math.h>

static int64_t hundredths(double v)
{
	return llround(v * 100);
}

static double flip(const struct pdf *pdf, double y)
{
	return pdf->pages.items[pdf->page].height - y;
}

static void reset(struct pdf *pdf)
{
	for (int i = 0; i < PDF_LAYERS; i++)
		str_clear(&pdf->layers[i]);
	pdf->pen = (struct pdf_pen){.mark = PDF_ARTIFACT, .font = -1, .colour = -1};
}

int pdf_page_begin(struct pdf *pdf, double width, double height)
{
	vec_push(pdf->arena, &pdf->pages,
	    (struct pdf_page){.object = pdf_object_new(pdf), .width = width, .height = height});
	pdf->page = (int)pdf->pages.n - 1;
	reset(pdf);
	return pdf->page;
}

void pdf_page_reopen(struct pdf *pdf, int page)
{
	pdf->page = page;
	reset(pdf);
}

int pdf_page_count(const struct pdf *pdf)
{
	return (int)pdf->pages.n;
}

static void end_array(struct pdf *pdf)
{
	struct str *t = &pdf->layers[PDF_TEXT];

	if (pdf->pen.hex)
		str_char(t, '>');
	if (pdf->pen.array)
		str_add(t, "]TJ\n");
	pdf->pen.hex = pdf->pen.array = false;
	pdf->pen.kern = 0;
}

static void end_text(struct pdf *pdf)
{
	end_array(pdf);
	if (pdf->pen.text)
		str_add(&pdf->layers[PDF_TEXT], "ET\n");
	pdf->pen.text = false;
}

static void end_mark(struct pdf *pdf)
{
	end_text(pdf);
	if (pdf->pen.marked)
		str_add(&pdf->layers[PDF_TEXT], "EMC\n");
	pdf->pen.marked = false;
}

void pdf_page_mark(struct pdf *pdf, int element)
{
	if (pdf->pen.mark == element)
		return;
	end_mark(pdf);
	pdf->pen.mark = element;
}

/* Opens the marked content when its first operator comes, so that none is empty. */
static void begin_mark(struct pdf *pdf)
{
	struct str *t = &pdf->layers[PDF_TEXT];
	struct pdf_page *page = &pdf->pages.items[pdf->page];

	if (pdf->pen.marked)
		return;
	pdf->pen.marked = true;
	if (pdf->pen.mark == PDF_ARTIFACT) {
		str_add(t, "/Artifact BMC\n");
		return;
	}
	str_addf(t, "/%s<</MCID %zu>>BDC\n", pdf->elements.items[pdf->pen.mark].type,
	    page->owners.n);
	pdf_struct_kid(pdf, pdf->pen.mark, PDF_KID_CONTENT, (int)page->owners.n, pdf->page);
	vec_push(pdf->arena, &page->owners, pdf->pen.mark);
}

static void put_colour(struct str *to, int colour, const char *operator)
{
	for (int shift = 16; shift >= 0; shift -= 8) {
		int part = colour >> shift & 0xff;

		if (part == 0 || part == 255)
			str_add(to, part ? "1 " : "0 ");
		else
			str_addf(to, ".%03d ", (part * 1000 + 127) / 255);
	}
	str_add(to, operator);
	str_char(to, '\n');
}

/* The shape's paint as graphics state; the layers below the text set it every time. */
static void put_paint(struct pdf *pdf, enum pdf_layer layer, struct pdf_paint paint)
{
	struct str *to = &pdf->layers[layer];

	if (paint.fill >= 0)
		put_colour(to, paint.fill, "rg");
	if (paint.stroke < 0)
		return;
	put_colour(to, paint.stroke, "RG");
	pdf_object_num(to, paint.width);
	str_add(to, "w\n");
	if (paint.dash > 0) {
		str_char(to, '[');
		pdf_object_num(to, paint.dash);
		str_add(to, "]0 d\n");
	} else {
		str_add(to, "[]0 d\n");
	}
}

static void put_point(struct pdf *pdf, enum pdf_layer layer, double x, double y)
{
	pdf_object_num(&pdf->layers[layer], x);
	pdf_object_num(&pdf->layers[layer], flip(pdf, y));
}

void pdf_page_path(struct pdf *pdf, enum pdf_layer layer, struct pdf_paint paint)
{
	if (layer == PDF_TEXT) {
		begin_mark(pdf);
		end_text(pdf);
		pdf->pen.colour = -1; /* the fill colour is the text's too */
	}
	pdf->paint = paint;
	put_paint(pdf, layer, paint);
}

void pdf_page_move(struct pdf *pdf, enum pdf_layer layer, double x, double y)
{
	put_point(pdf, layer, x, y);
	str_add(&pdf->layers[layer], "m\n");
}

void pdf_page_line(struct pdf *pdf, enum pdf_layer layer, double x, double y)
{
	put_point(pdf, layer, x, y);
	str_add(&pdf->layers[layer], "l\n");
}

void pdf_page_curve(struct pdf *pdf, enum pdf_layer layer, const double points[6])
{
	for (int i = 0; i < 6; i += 2)
		put_point(pdf, layer, points[i], points[i + 1]);
	str_add(&pdf->layers[layer], "c\n");
}

void pdf_page_paint(struct pdf *pdf, enum pdf_layer layer, bool closed)
{
	bool fill = pdf->paint.fill >= 0, stroke = pdf->paint.stroke >= 0;
	const char *operator= fill ? (stroke ? "B" : "f") : (stroke ? "S" : "n");

	if (closed)
		str_add(&pdf->layers[layer], "h ");
	str_add(&pdf->layers[layer], operator);
	str_char(&pdf->layers[layer], '\n');
}

void pdf_page_rect(struct pdf *pdf, enum pdf_layer layer, struct pdf_area area, double radius,
    struct pdf_paint paint)
{
	double x = area.x, y = area.y, right = x + area.w, bottom = y + area.h;
	double r = MIN(radius, MIN(area.w, area.h) / 2);
	double k = r * (1 - 0.5523); /* a quarter circle as a cubic */

	pdf_page_path(pdf, layer, paint);
	pdf_page_move(pdf, layer, x + r, y);
	pdf_page_line(pdf, layer, right - r, y);
	if (r > 0)
		pdf_page_curve(
		    pdf, layer, (const double[]){right - k, y, right, y + k, right, y + r});
	pdf_page_line(pdf, layer, right, bottom - r);
	if (r > 0)
		pdf_page_curve(pdf, layer,
		    (const double[]){right, bottom - k, right - k, bottom, right - r, bottom});
	pdf_page_line(pdf, layer, x + r, bottom);
	if (r > 0)
		pdf_page_curve(
		    pdf, layer, (const double[]){x + k, bottom, x, bottom - k, x, bottom - r});
	pdf_page_line(pdf, layer, x, y + r);
	if (r > 0)
		pdf_page_curve(pdf, layer, (const double[]){x, y + k, x + k, y, x + r, y});
	pdf_page_paint(pdf, layer, true);
}

/* Begins an array of glyphs at (x, y) with this font; y grows upwards here. */
static void begin_array(struct pdf *pdf, double x, double y, int font, int size)
{
	struct str *t = &pdf->layers[PDF_TEXT];
	struct pdf_pen *pen = &pdf->pen;

	end_array(pdf);
	begin_mark(pdf);
	if (!pen->text) {
		str_add(t, "BT\n");
		pen->text = true;
		pen->lx = pen->ly = 0;
	}
	if (pen->font != font || pen->size != size) {
		str_addf(t, "/F%d ", font);
		pdf_object_num(t, size / 100.0);
		str_add(t, "Tf\n");
		pen->font = font;
		pen->size = size;
	}
	pdf_object_num(t, (double)(hundredths(x) - pen->lx) / 100);
	pdf_object_num(t, (double)(hundredths(y) - pen->ly) / 100);
	str_add(t, "Td\n[");
	pen->lx = hundredths(x);
	pen->ly = hundredths(y);
	pen->array = true;
	pen->x = x;
	pen->y = y;
}

static void put_glyph(struct pdf *pdf, const struct pdf_glyph *g)
{
	static const char digits[] = "0123456789ABCDEF";
	struct str *t = &pdf->layers[PDF_TEXT];
	struct pdf_pen *pen = &pdf->pen;
	int kern = pen->kern - g->dx;
	const char hex[4] = {digits[g->cid >> 12], digits[g->cid >> 8 & 15],
	    digits[g->cid >> 4 & 15], digits[g->cid & 15]};

	if (kern != 0) {
		if (pen->hex)
			str_char(t, '>');
		str_addf(t, "%d", kern);
		pen->hex = false;
	}
	if (!pen->hex)
		str_char(t, '<');
	pen->hex = true;
	str_put(t, hex, sizeof(hex));
	pen->kern = g->width + g->dx - g->advance;
	pen->x += g->advance * (pen->size / 100.0) / 1000;
}

double pdf_page_show(
    struct pdf *pdf, const struct pdf_word *word, double x, double y, double size, int colour)
{
	struct pdf_pen *pen = &pdf->pen;
	int hundred = (int)hundredths(size);
	double at = x;

	if (word->n && pen->colour != colour) {
		end_array(pdf);
		begin_mark(pdf);
		put_colour(&pdf->layers[PDF_TEXT], colour, "rg");
		pen->colour = colour;
	}
	for (size_t i = 0; i < word->n; i++) {
		const struct pdf_glyph *g = &word->glyphs[i];
		double up = flip(pdf, y) + g->dy * size / 1000;
		bool same = pen->array && pen->font == g->font && pen->size == hundred;

		if (!same || fabs(pen->x - at) > 0.04 || fabs(pen->y - up) > 0.04)
			begin_array(pdf, at, up, g->font, hundred);
		put_glyph(pdf, g);
		at += g->advance * size / 1000;
	}
	return word->width * size / 1000;
}

/* The layers below the text are one Artifact; each stream leaves the graphics state as it found
 * it. */
static void put_layers(struct pdf *pdf, struct str *to)
{
	bool any = false;

	str_add(to, "q\n");
	for (int i = PDF_BACK; i < PDF_TEXT; i++)
		any = any || pdf->layers[i].n;
	if (any) {
		str_add(to, "/Artifact BMC\n");
		for (int i = PDF_BACK; i < PDF_TEXT; i++)
			str_span(to, str_bytes(&pdf->layers[i]));
		str_add(to, "EMC\n");
	}
	str_span(to, str_bytes(&pdf->layers[PDF_TEXT]));
	str_add(to, "Q");
}

void pdf_page_end(struct pdf *pdf)
{
	struct pdf_page *page = &pdf->pages.items[pdf->page];
	struct str *b = pdf_object_body(pdf);
	int number = pdf_object_new(pdf);

	end_mark(pdf);
	put_layers(pdf, b);
	pdf_object_stream(pdf, number, "", str_bytes(b), true);
	vec_push(pdf->arena, &page->contents, number);
	pdf->page = -1;
}

static void put_page(struct pdf *pdf, int i)
{
	struct pdf_page *page = &pdf->pages.items[i];
	struct str *b = pdf_object_body(pdf);

	str_addf(b,
	    "<</Type/Page/Parent %d 0 R/Resources %d 0 R/Tabs/S/StructParents %d/MediaBox[0 0 ",
	    pdf->tree, pdf->resources, i);
	pdf_object_num(b, page->width);
	pdf_object_num(b, page->height);
	str_add(b, "]/Contents[");
	vec_foreach (number, &page->contents)
		pdf_object_ref(b, *number);
	str_char(b, ']');
	pdf_struct_annots(pdf, i, b);
	str_add(b, ">>");
	pdf_object_put(pdf, page->object, b);
}

int pdf_page_finish(struct pdf *pdf)
{
	struct str *b;

	for (int i = 0; i < (int)pdf->pages.n; i++)
		put_page(pdf, i);
	b = pdf_object_body(pdf);
	str_addf(b, "<</Type/Pages/Count %zu/Kids[", pdf->pages.n);
	vec_foreach (page, &pdf->pages)
		pdf_object_ref(b, page->object);
	str_add(b, "]>>");
	pdf_object_put(pdf, pdf->tree, b);
	return pdf->tree;
}
