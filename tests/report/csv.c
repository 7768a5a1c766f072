#include "test.h"

#include "base/limits.h"
#include "codec/csv.h"
#include "report/csv.h"
#include "sample_input.h"

enum { COLUMNS = 22 };

/* Reads the file back: rows of COLUMNS cells, none a formula. Gives the number of rows. */
static size_t check(const char *lang, size_t n, unsigned flags)
{
	struct arena *arena = arena_new();
	struct span rest;
	size_t rows = 0, column = 0;
	STR_AUTO(out, LIMIT_DOCUMENT);
	STR_AUTO(cell, LIMIT_DOCUMENT);

	assert_int_equal(report_csv(sample_input(arena, lang, n, flags), &out), 0);
	assert_memory_equal(out.p, "\xef\xbb\xbf", 3);
	rest = span_sub(str_bytes(&out), 3, out.n);
	while (rest.n) {
		bool ends;

		str_clear(&cell);
		assert_int_equal(csv_next(&rest, report_csv_separator(lang), &cell, &ends), 0);
		assert_false(csv_is_formula(str_bytes(&cell)));
		assert_null(memchr(str_text(&cell), 0x1b, cell.n));
		assert_null(memmem(str_text(&cell), cell.n, "\xe2\x80\xae", 3));
		column++;
		if (ends) {
			assert_int_equal(column, COLUMNS);
			column = 0;
			rows++;
		}
	}
	arena_free(arena);
	return rows;
}

TEST(csv_one_row_a_finding)
{
	assert_int_equal(check("en", 38, 0), 39);
	assert_int_equal(check("fr", 0, SAMPLE_EMPTY), 1);
	/* Fixed ones and those that could not be assessed are there too. */
	assert_true(check("nb", 38, SAMPLE_COMPARED) > 39);
}

TEST(csv_hostile_cells_are_defused)
{
	assert_int_equal(check("en", 38, SAMPLE_HOSTILE), 39);
	assert_int_equal(check("nb", 38, SAMPLE_HOSTILE), 39);
}

TEST(csv_titles_and_texts_in_the_language)
{
	struct arena *arena = arena_new();
	STR_AUTO(out, LIMIT_DOCUMENT);

	assert_int_equal(report_csv(sample_input(arena, "fr", 1, 0), &out), 0);
	assert_non_null(strstr(str_text(&out), "Criticité;Vulnérabilité;Type;"));
	assert_non_null(
	    strstr(str_text(&out), "Serveur d’images Orthanc sans authentification"));
	assert_null(strchr(str_text(&out), '`'));
	assert_int_equal(report_csv(sample_input(arena, "xx", 1, 0), &out), ERR_UNSUPPORTED);
	arena_free(arena);
}
