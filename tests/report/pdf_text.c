#include "codec/pdf_impl.h"
#include "report/pdf_layout.h"
#include "test.h"

struct fixture {
	struct arena *arena;
	struct str out;
	struct layout l;
};

static void begin(struct fixture *f)
{
	f->arena = arena_new();
	str_init(&f->out, 8 << 20);
	f->l = (struct layout){.arena = f->arena, .temp = arena_new()};
	f->l.pdf = pdf_new(f->arena, &f->out);
	assert_int_equal(pdf_files_load(&f->l, NULL), 0);
}

static void end(struct fixture *f)
{
	pdf_free(f->l.pdf);
	arena_free(f->l.temp);
	arena_free(f->arena);
	str_done(&f->out);
}

/* The lines as a reader would copy them, each ended by '|'; none may be wider than the column.
 */
static const char *lines(struct fixture *f, const struct text *t, double width)
{
	STR_AUTO(all, 1 << 16);

	vec_foreach (line, &t->lines) {
		assert_true(line->width <= width + 0.02);
		for (size_t i = 0; i < line->n; i++) {
			const struct pdf_word *word = t->pieces.items[line->first + i].word;

			for (size_t g = 0; g < word->n; g++)
				str_add(&all, f->l.pdf->fonts.items[word->glyphs[g].font]
						  .cids.items[word->glyphs[g].cid]
						  .text);
		}
		str_char(&all, '|');
	}
	return str_dup(&all, f->arena);
}

static void breaks(struct fixture *f, const char *words, double width, const char *expected)
{
	assert_string_equal(
	    lines(f, pdf_text_plain(&f->l, words, &pdf_text_body, width), width), expected);
}

TEST(pdf_text_lines_end_where_they_should)
{
	struct fixture f;

	begin(&f);
	breaks(&f, "", 100, "|");
	breaks(&f, NULL, 100, "|");
	breaks(&f, "  one \n two\t ", 100, "one two|");
	breaks(&f, "one two three", 45, "one two |three|");
	breaks(&f, "a well-known web server", 46, "a well-|known |web |server|");
	breaks(&f, "either/or", 35, "either/|or|");
	breaks(&f, "an e-mail", 30, "an |e-mail|");
	breaks(&f, "minus -5 to 3-4", 30, "minus |-5 to |3-4|"); /* not before a digit */
	breaks(&f,
	    "x \xc2\xab"
	    "\xc2\xa0oui\xc2\xa0\xc2\xbb",
	    32, "x |\xc2\xab\xc2\xa0oui\xc2\xa0\xc2\xbb|");
	breaks(&f, "sous 72 heures : voir", 50,
	    "sous 72 |heures : |voir|"); /* no line begins with ':' */
	breaks(&f,
	    "aaa\xe2\x80\x94"
	    "bbb",
	    30, "aaa\xe2\x80\x94|bbb|");
	end(&f);
}

TEST(pdf_text_breaks_what_is_too_long)
{
	struct fixture f;
	STR_AUTO(word, 4096);
	const struct text *t;

	begin(&f);
	breaks(&f, "www.example.test", 60, "www.|example.test|");
	breaks(&f, "srv-01.my-site.test x", 200, "srv-01.my-site.test x|");
	for (int i = 0; i < 1000; i++)
		str_add(&word, "\xc3\xa5");
	t = pdf_text_plain(&f.l, str_text(&word), &pdf_text_body, 100);
	assert_true(t->lines.n > 40);
	assert_int_equal(strlen(lines(&f, t, 100)), 2000 + t->lines.n);
	t = pdf_text_plain(&f.l, "iiii", &pdf_text_body, 1); /* at least a letter a line */
	assert_string_equal(lines(&f, t, 100), "i|i|i|i|");
	end(&f);
}

TEST(pdf_text_keeps_code_as_it_is)
{
	struct fixture f;
	struct text *t;

	begin(&f);
	t = pdf_text_plain(&f.l, "a  b\r\n\n\tc\n", &pdf_text_code, 300);
	assert_string_equal(lines(&f, t, 300), "a  b||    c|");
	t = pdf_text_plain(&f.l, "office --option=value", &pdf_text_code, 60);
	assert_string_equal(lines(&f, t, 60), "office |--option=|value|");
	end(&f);
}

TEST(pdf_text_runs_join_without_a_space)
{
	struct fixture f;
	const struct doc_run runs[] = {{.style = RUN_BOLD, .text = "bold"}, {.text = ", then "},
	    {.style = RUN_CODE, .text = "code"}, {.text = "."},
	    {.style = RUN_BADGE, .text = "Very high"}};
	double least, all;

	begin(&f);
	assert_string_equal(
	    lines(&f, pdf_text_new(&f.l, runs, ARRAY_LEN(runs), &pdf_text_body, 400), 400),
	    "bold, then code. Very high|");
	/* Neither the comma nor the full stop may begin a line. */
	assert_string_equal(
	    lines(&f, pdf_text_new(&f.l, runs, ARRAY_LEN(runs), &pdf_text_body, 62), 62),
	    "bold, then |code. |Very high|");
	pdf_text_measure(&f.l, runs, ARRAY_LEN(runs), &pdf_text_body, &least, &all);
	assert_true(least > 40 && least < 62 && all > 100);
	end(&f);
}

TEST(pdf_text_number_stays_with_its_badge)
{
	struct fixture f;
	const struct doc_run runs[] = {{.text = "aaaa "}, {.style = RUN_BADGE, .text = "High"},
	    {.text = "\xc2\xa0"
		     "12 bb"}};

	begin(&f);
	assert_string_equal(
	    lines(&f, pdf_text_new(&f.l, runs, ARRAY_LEN(runs), &pdf_text_body, 59), 59),
	    "aaaa |High 12 |bb|");
	end(&f);
}
