#include "test.h"

#include "report/build_parts.h"
#include "sample_input.h"

/* The figures of a run of n findings. */
static struct doc_node *draw(struct arena *arena, size_t n, unsigned flags)
{
	struct build b = {
	    .in = sample_input(arena, "fr", n, flags), .lang = i18n_lang("fr"), .arena = arena};

	b.doc = doc_new(arena, "fr");
	view_make(b.in, arena, &b.view);
	map_figures(&b, b.doc->body);
	return b.doc->body;
}

static size_t texts(const struct canvas *c, const char *text)
{
	size_t n = 0;

	vec_foreach (i, &c->items)
		n += i->op == CANVAS_TEXT && strcmp(i->text, text) == 0;
	return n;
}

TEST(map_shows_every_host_once)
{
	struct arena *arena = arena_new();
	struct doc_node *body = draw(arena, 700, 0);
	struct view v;

	view_make(sample_input(arena, "fr", 700, 0), arena, &v);
	assert_true(body->children.n > 3);
	vec_foreach (h, &v.hosts) {
		size_t n = 0;

		vec_foreach (f, &body->children)
			n += texts((*f)->canvas, h->addr);
		assert_int_equal(n, h->n ? 1 : 0);
	}
	arena_free(arena);
}

TEST(map_stays_inside_its_figures)
{
	struct arena *arena = arena_new();
	struct doc_node *body = draw(arena, 700, SAMPLE_HOSTILE);

	vec_foreach (f, &body->children) {
		const struct canvas *c = (*f)->canvas;

		assert_true(c->h <= 560);
		vec_foreach (i, &c->items) {
			assert_true(i->x >= 0 && i->y >= 0 && i->x <= c->w && i->y <= c->h);
			if (i->op == CANVAS_RECT)
				assert_true(i->x + i->w <= c->w && i->y + i->h <= c->h);
			if (i->op == CANVAS_TEXT)
				assert_true(strlen(i->text) < 160);
		}
	}
	arena_free(arena);
}

TEST(map_names_are_short_below_their_domain)
{
	struct arena *arena = arena_new();
	struct doc_node *body = draw(arena, 38, 0);
	const struct canvas *c = body->children.items[0]->canvas;

	assert_int_equal(body->children.n, 1);
	assert_int_equal(texts(c, "pacs"), 1);
	assert_int_equal(texts(c, "clinique-sainte-anne.example"), 1);
	assert_int_equal(texts(c, "8042 http"), 1);
	assert_int_equal(texts(c, "443 http+tls"), 5);
	arena_free(arena);
}
