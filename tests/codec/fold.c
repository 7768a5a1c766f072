#include "codec/fold.h"
#include "test.h"

TEST(fold_is_without_case_and_marks)
{
	static const char *const rows[][2] = {
	    {"", ""}, {"H\xc3\xb4pital de l'\xc3\x89toile", "hopital de l'etoile"},
	    {"Ho\xcc\x82pital", "hopital"}, /* the mark on its own */
	    {"S\xc3\xb8rlandet sykehus HF", "sorlandet sykehus hf"},
	    {"\xc3\x98ST-\xc3\x85L \xc3\x86R\xc3\x98", "ost-al aero"},
	    {"C\xc5\x93ur, C\xc5\x92UR", "coeur, coeur"},
	    {"Stra\xc3\x9f"
	     "e",
		"strasse"},
	    {"\xef\xbc\xa8\xe2\x84\x83", "h\xc2\xb0"
					 "c"}, /* wide H, degree Celsius */
	    {"caf\xe9", "cafe"},               /* Latin-1 */
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *once = fold(a, rows[i][0]);

		assert_string_equal(once, rows[i][1]);
		assert_string_equal(fold(a, once), once);
	}
	assert_string_equal(fold(a, NULL), "");
	(void)arena_free(a);
}
