#include "test.h"

#include "base/limits.h"
#include "codec/csv.h"
#include "report/csv.h"
#include "sample_input.h"

enum { COLUMNS = 27 };

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

/* The cells of the second row, by the titles of the first. */
static const char *cell(struct arena *arena, const struct str *out, const char *title)
{
	struct span rest = span_sub(str_bytes(out), 3, out->n);
	size_t at = 0, wanted = SIZE_MAX;

	for (size_t n = 0; rest.n && n < (size_t)COLUMNS * 2; n++) {
		STR_AUTO(text, LIMIT_DOCUMENT);
		bool ends;

		assert_int_equal(csv_next(&rest, ',', &text, &ends), 0);
		if (n < COLUMNS && strcmp(str_text(&text), title) == 0)
			wanted = at;
		if (n >= COLUMNS && n - COLUMNS == wanted)
			return str_dup(&text, arena);
		at++;
	}
	return NULL;
}

TEST(csv_tells_of_software_what_the_report_tells)
{
	struct arena *arena = arena_new();
	struct report_input *in = sample_input(arena, "en", 0, SAMPLE_CLEAN);
	struct findings all = {0};
	struct finding f = {.type = "software-vulnerable",
	    .key = "k",
	    .category = CATEGORY_SOFTWARE,
	    .subject = "192.0.2.1",
	    .software = "CrushFTP 10.6.0",
	    .verdict = VERDICT_PROBABLE,
	    .ncves = 2,
	    .fixed_in = "10.8.4",
	    .priority = 900,
	    .days = 3,
	    .first_seen = 1764201600000}; /* 2025-11-27 */
	STR_AUTO(out, LIMIT_DOCUMENT);

	text_list_add(&f.cves, arena, "CVE-2024-5050 probable why=version cvss=5.3 epss=0.1");
	text_list_add(&f.cves, arena, "CVE-2024-4040 probable epss=94.4 kev ransomware");
	text_list_add(&f.why, arena, "ransomware 0");
	text_list_add(&f.why, arena, "public 0");
	vec_push(arena, &all.all, f);
	in->findings = &all;
	assert_int_equal(report_csv(in, &out), 0);
	assert_string_equal(cell(arena, &out, "Software"), "CrushFTP 10.6.0");
	assert_string_equal(cell(arena, &out, "Verdict"), "Probable");
	assert_string_equal(cell(arena, &out, "Attacks"), "Extortion");
	assert_string_equal(cell(arena, &out, "Likely (%)"), "94.4");
	assert_string_equal(cell(arena, &out, "Mended in"), "10.8.4");
	assert_string_equal(cell(arena, &out, "Days"), "3");
	assert_string_equal(cell(arena, &out, "Due"), "2025-11-30");
	assert_non_null(strstr(cell(arena, &out, "Why it is urgent"), "mend it within 3 days"));
	arena_free(arena);
}
