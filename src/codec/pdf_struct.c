#include "codec/pdf_impl.h"

int pdf_struct_add(struct pdf *pdf, int parent, const char *type)
{
	int number = (int)pdf->elements.n;

	vec_push(pdf->arena, &pdf->elements,
	    (struct pdf_element){.type = type, .parent = parent, .first = -1, .last = -1});
	pdf_struct_kid(pdf, parent, PDF_KID_ELEMENT, number, -1);
	return number;
}

void pdf_struct_kid(struct pdf *pdf, int element, enum pdf_kid_kind kind, int value, int page)
{
	struct pdf_element *e = &pdf->elements.items[element];
	int number = (int)pdf->kids.n;

	vec_push(pdf->arena, &pdf->kids, (struct pdf_kid){kind, value, page, -1});
	if (e->last >= 0)
		pdf->kids.items[e->last].next = number;
	else
		e->first = number;
	e->last = number;
}

void pdf_struct_lang(struct pdf *pdf, int element, const char *lang)
{
	pdf->elements.items[element].lang = lang;
}

void pdf_struct_alt(struct pdf *pdf, int element, const char *alt)
{
	pdf->elements.items[element].alt = alt;
}

void pdf_struct_attr(struct pdf *pdf, int element, const char *attributes)
{
	pdf->elements.items[element].attributes = attributes;
}

int pdf_struct_dest(struct pdf *pdf)
{
	vec_push(pdf->arena, &pdf->dests, (struct pdf_dest){.page = -1});
	return (int)pdf->dests.n - 1;
}

void pdf_struct_dest_here(struct pdf *pdf, int dest, double y)
{
	pdf->dests.items[dest] = (struct pdf_dest){pdf->page, y};
}

int pdf_struct_dest_page(const struct pdf *pdf, int dest)
{
	return pdf->dests.items[dest].page;
}

void pdf_struct_dest_put(struct pdf *pdf, int dest, struct str *to)
{
	struct pdf_dest d = pdf->dests.items[dest];
	const struct pdf_page *page = &pdf->pages.items[MAX(d.page, 0)];

	str_char(to, '[');
	pdf_object_ref(to, page->object);
	str_add(to, "/XYZ 0 ");
	pdf_object_num(to, page->height - d.y);
	str_add(to, "0]");
}

void pdf_struct_link(struct pdf *pdf, const struct pdf_link *link)
{
	pdf_struct_kid(pdf, link->element, PDF_KID_LINK, (int)pdf->links.n, pdf->page);
	vec_push(pdf->arena, &pdf->links,
	    (struct pdf_link_row){
		.link = *link, .page = pdf->page, .object = pdf_object_new(pdf)});
}

void pdf_struct_annots(struct pdf *pdf, int page, struct str *to)
{
	bool any = false;

	vec_foreach (row, &pdf->links) {
		if (row->page != page)
			continue;
		if (!any)
			str_add(to, "/Annots[");
		any = true;
		pdf_object_ref(to, row->object);
	}
	if (any)
		str_char(to, ']');
}

static void put_link(struct pdf *pdf, const struct pdf_link_row *row, int parent)
{
	const struct pdf_link *l = &row->link;
	const struct pdf_page *page = &pdf->pages.items[row->page];
	struct str *b = pdf_object_body(pdf);

	str_add(b, "<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[");
	pdf_object_num(b, l->x);
	pdf_object_num(b, page->height - l->y - l->h);
	pdf_object_num(b, l->x + l->w);
	pdf_object_num(b, page->height - l->y);
	str_addf(b, "]/P %d 0 R/StructParent %d/Contents ", page->object, parent);
	pdf_object_text(b, l->contents);
	if (l->uri) {
		str_add(b, "/A<</S/URI/URI");
		pdf_object_bytes(b, span_str(l->uri));
		str_add(b, ">>");
	} else {
		str_add(b, "/Dest");
		pdf_struct_dest_put(pdf, l->dest, b);
	}
	str_add(b, ">>");
	pdf_object_put(pdf, row->object, b);
}

static void put_kids(
    struct pdf *pdf, const struct pdf_element *e, int first, int page, struct str *b)
{
	str_add(b, "/K[");
	for (int k = e->first; k >= 0; k = pdf->kids.items[k].next) {
		const struct pdf_kid *kid = &pdf->kids.items[k];

		if (kid->kind == PDF_KID_ELEMENT)
			pdf_object_ref(b, first + kid->value);
		else if (kid->kind == PDF_KID_LINK)
			str_addf(b, "<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>",
			    pdf->links.items[kid->value].object,
			    pdf->pages.items[kid->page].object);
		else if (kid->page == page)
			pdf_object_num(b, kid->value);
		else
			str_addf(b, "<</Type/MCR/MCID %d/Pg %d 0 R>>", kid->value,
			    pdf->pages.items[kid->page].object);
	}
	str_char(b, ']');
}

/* The page of an element's first content, which its dictionary names once. */
static int page_of(const struct pdf *pdf, const struct pdf_element *e)
{
	for (int k = e->first; k >= 0; k = pdf->kids.items[k].next)
		if (pdf->kids.items[k].kind == PDF_KID_CONTENT)
			return pdf->kids.items[k].page;
	return -1;
}

static void put_element(
    struct pdf *pdf, const struct pdf_element *e, int number, int first, int root)
{
	struct str *b = pdf_object_body(pdf);
	int page = page_of(pdf, e);

	str_addf(b, "<</Type/StructElem/S/%s/P %d 0 R", e->type,
	    e->parent < 0 ? root : first + e->parent);
	if (page >= 0)
		str_addf(b, "/Pg %d 0 R", pdf->pages.items[page].object);
	if (e->lang) {
		str_add(b, "/Lang");
		pdf_object_text(b, e->lang);
	}
	if (e->alt) {
		str_add(b, "/Alt");
		pdf_object_text(b, e->alt);
	}
	if (e->attributes)
		str_addf(b, "/A<<%s>>", e->attributes);
	if (e->first >= 0)
		put_kids(pdf, e, first, page, b);
	str_add(b, ">>");
	pdf_object_put(pdf, number, b);
}

/* From marked content and links back to their elements (ISO 32000-1, 14.7.4.4): keys are pages,
 * then links. */
static int put_parents(struct pdf *pdf, int first)
{
	int number = pdf_object_new(pdf);
	int pages = (int)pdf->pages.n;
	struct str *b;

	for (int i = 0; i < pages; i++)
		(void)pdf_object_new(pdf); /* number + 1 + i is the page's array */
	for (int i = 0; i < pages; i++) {
		const struct pdf_page *page = &pdf->pages.items[i];

		b = pdf_object_body(pdf);
		str_char(b, '[');
		for (size_t m = 0; m < page->owners.n; m++)
			pdf_object_ref(b, first + page->owners.items[m]);
		str_char(b, ']');
		pdf_object_put(pdf, number + 1 + i, b);
	}
	b = pdf_object_body(pdf);
	str_add(b, "<</Nums[");
	for (int i = 0; i < pages; i++)
		str_addf(b, "%d %d 0 R ", i, number + 1 + i);
	for (size_t i = 0; i < pdf->links.n; i++)
		str_addf(
		    b, "%d %d 0 R ", pages + (int)i, first + pdf->links.items[i].link.element);
	str_add(b, "]>>");
	pdf_object_put(pdf, number, b);
	return number;
}

int pdf_struct_finish(struct pdf *pdf)
{
	int root = pdf_object_new(pdf);
	int first = (int)pdf->entries.n;
	int parents;
	struct str *b;

	for (size_t i = 0; i < pdf->elements.n; i++)
		(void)pdf_object_new(pdf); /* numbers first .. first + n - 1 */
	for (size_t i = 0; i < pdf->elements.n; i++)
		put_element(pdf, &pdf->elements.items[i], first + (int)i, first, root);
	for (size_t i = 0; i < pdf->links.n; i++)
		put_link(pdf, &pdf->links.items[i], (int)(pdf->pages.n + i));
	parents = put_parents(pdf, first);
	b = pdf_object_body(pdf);
	str_addf(b, "<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>",
	    first, parents, (int)(pdf->pages.n + pdf->links.n));
	pdf_object_put(pdf, root, b);
	return root;
}
