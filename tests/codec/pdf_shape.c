#include "codec/pdf_impl.h"
#include "pdf_reader.h"
#include "test.h"

struct fixture {
	struct arena *arena;
	struct str out;
	struct pdf *pdf;
	int face, plain;
};

static void begin(struct fixture *f)
{
	int first, more;

	f->arena = arena_new();
	str_init(&f->out, 1 << 20);
	f->pdf = pdf_new(f->arena, &f->out);
	assert_int_equal(pdf_font_add(f->pdf, pdf_reader_font(f->arena, FONT_TEXT), &first), 0);
	assert_int_equal(pdf_font_add(f->pdf, pdf_reader_font(f->arena, FONT_MORE), &more), 0);
	f->face = pdf_font_face(f->pdf, first, more, true);
	f->plain = pdf_font_face(f->pdf, first, more, false);
}

static void end(struct fixture *f)
{
	pdf_free(f->pdf);
	str_done(&f->out);
	arena_free(f->arena);
}

/* The text that the word's glyphs say, as a reader would copy it; no glyph may be .notdef. */
static void says(struct fixture *f, int face, const char *text, const char *expected)
{
	const struct pdf_word *word = pdf_font_shape(f->pdf, face, span_str(text));
	STR_AUTO(all, 4096);

	for (size_t i = 0; i < word->n; i++) {
		const struct pdf_font *font = &f->pdf->fonts.items[word->glyphs[i].font];
		const struct pdf_cid *cid = &font->cids.items[word->glyphs[i].cid];

		assert_true(word->glyphs[i].cid > 0);
		assert_true(cid->glyph > 0);
		str_add(&all, cid->text);
	}
	assert_string_equal(str_text(&all), expected);
}

TEST(pdf_shape_keeps_the_text)
{
	struct fixture f;

	begin(&f);
	says(&f, f.face, "", "");
	says(&f, f.face,
	    "bl\xc3\xa5"
	    "b\xc3\xa6r",
	    "bl\xc3\xa5"
	    "b\xc3\xa6r");
	says(&f, f.face, "office", "office");
	says(&f, f.face, "a\xc2\xa0z\xe2\x80\xaf!", "a\xc2\xa0z\xe2\x80\xaf!");
	says(&f, f.face, "e\xcc\x81x", "e\xcc\x81x"); /* one glyph for two characters */
	says(&f, f.face, "\xd0\x9f\xd1\x80 \xe2\x86\x92 \xe2\x9c\x93",
	    "\xd0\x9f\xd1\x80 \xe2\x86\x92 \xe2\x9c\x93");
	end(&f);
}

TEST(pdf_shape_forms_ligatures_only_if_asked)
{
	struct fixture f;

	begin(&f);
	assert_true(pdf_font_shape(f.pdf, f.face, span_str("ffi"))->n < 3);
	assert_int_equal(pdf_font_shape(f.pdf, f.plain, span_str("ffi"))->n, 3);
	end(&f);
}

TEST(pdf_shape_shows_what_must_not_act)
{
	struct fixture f;

	begin(&f);
	says(&f, f.face, "a\x1b[0m", "a\xef\xbf\xbd[0m");
	says(&f, f.face, "\xff\xc3", "\xef\xbf\xbd\xef\xbf\xbd");
	says(&f, f.face,
	    "a\xe2\x80\xae"
	    "b",
	    "a\xef\xbf\xbd"
	    "b"); /* U+202E */
	says(&f, f.face,
	    "a\xe2\x81\xa7"
	    "b",
	    "a\xef\xbf\xbd"
	    "b"); /* U+2067 */
	says(&f, f.face,
	    "a\xc2\xad\xe2\x80\x8b"
	    "b",
	    "ab");                                            /* soft hyphen, U+200B */
	says(&f, f.face, "\xe4\xb8\xad", "\xef\xbf\xbd");     /* in neither font */
	says(&f, f.face, "\xf3\xb0\x80\x80", "\xef\xbf\xbd"); /* private use */
	end(&f);
}

TEST(pdf_shape_measures_and_keeps_words)
{
	struct fixture f;
	const struct pdf_word *one, *two;
	STR_AUTO(longer, 4096);
	int sum = 0;

	begin(&f);
	one = pdf_font_shape(f.pdf, f.face, span_str("AVAST"));
	two = pdf_font_shape(f.pdf, f.face, span_str("AVAST"));
	assert_ptr_equal(one, two);
	for (size_t i = 0; i < one->n; i++) {
		sum += one->glyphs[i].advance;
		assert_int_equal(one->glyphs[i].at, i);
	}
	assert_int_equal(sum, one->width);
	assert_true(one->glyphs[0].advance < one->glyphs[0].width); /* A and V are kerned */
	for (int i = 0; i < 2000; i++)
		str_char(&longer, 'x');
	assert_int_equal(
	    pdf_font_shape(f.pdf, f.face, str_bytes(&longer))->n, (size_t)PDF_WORD_MAX);
	two = pdf_font_shape(f.pdf, f.face, span_of("a\0b", 3));
	assert_int_equal(two->n, 3);
	end(&f);
}
