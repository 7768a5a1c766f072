#include "codec/pdf_impl.h"

/* A bookmark's place among the others, as indexes; -1 for none. */
struct place {
	int parent, previous, next, first, last, count;
};

void pdf_struct_bookmark(struct pdf *pdf, int level, const char *title, int dest)
{
	vec_push(pdf->arena, &pdf->bookmarks, (struct pdf_bookmark){title, level, dest});
}

/* The nearest bookmark before i that is further out, or -1. */
static int parent_of(const struct pdf *pdf, const struct place *places, int i)
{
	int level = pdf->bookmarks.items[i].level;
	int p = i - 1;

	while (p >= 0 && pdf->bookmarks.items[p].level >= level)
		p = places[p].parent;
	return p;
}

static struct place *arrange(struct pdf *pdf, struct place *root)
{
	struct place *places = ARENA_ARRAY(pdf->arena, pdf->bookmarks.n, struct place);

	*root = (struct place){-1, -1, -1, -1, -1, 0};
	for (int i = 0; i < (int)pdf->bookmarks.n; i++) {
		struct place *up;

		places[i] = (struct place){-1, -1, -1, -1, -1, 0};
		places[i].parent = parent_of(pdf, places, i);
		up = places[i].parent < 0 ? root : &places[places[i].parent];
		places[i].previous = up->last;
		if (up->last >= 0)
			places[up->last].next = i;
		else
			up->first = i;
		up->last = i;
		up->count++;
	}
	return places;
}

static void put_ref(struct str *b, const char *key, int first, int index)
{
	if (index >= 0)
		str_addf(b, "/%s %d 0 R", key, first + index);
}

static void put_bookmark(struct pdf *pdf, int i, const struct place *p, int first, int root)
{
	struct str *b = pdf_object_body(pdf);

	str_addf(b, "<</Parent %d 0 R/Title", p->parent < 0 ? root : first + p->parent);
	pdf_object_text(b, pdf->bookmarks.items[i].title);
	put_ref(b, "Prev", first, p->previous);
	put_ref(b, "Next", first, p->next);
	put_ref(b, "First", first, p->first);
	put_ref(b, "Last", first, p->last);
	if (p->count)
		str_addf(b, "/Count -%d", p->count); /* negative: closed at first */
	str_add(b, "/Dest");
	pdf_struct_dest_put(pdf, pdf->bookmarks.items[i].dest, b);
	str_add(b, ">>");
	pdf_object_put(pdf, first + i, b);
}

int pdf_outline_finish(struct pdf *pdf)
{
	int n = (int)pdf->bookmarks.n;
	int root, first;
	struct place top, *places;
	struct str *b;

	if (n == 0)
		return 0;
	places = arrange(pdf, &top);
	root = pdf_object_new(pdf);
	first = root + 1;
	for (int i = 0; i < n; i++)
		(void)pdf_object_new(pdf); /* numbers first .. first + n - 1 */
	for (int i = 0; i < n; i++)
		put_bookmark(pdf, i, &places[i], first, root);
	b = pdf_object_body(pdf);
	str_addf(b, "<</Type/Outlines/Count %d", top.count);
	put_ref(b, "First", first, top.first);
	put_ref(b, "Last", first, top.last);
	str_add(b, ">>");
	pdf_object_put(pdf, root, b);
	return root;
}
