#include "test.h"

#include "auth/password.h"

static enum password_fault fault(const char *password)
{
	static const char *const own[] = {
	    "Kari Nordmann-Øye", "kari.nordmann@sunnfjord.example", NULL, "Sunnfjord Sjukehus"};

	return password_fault(span_str(password), own, ARRAY_LEN(own));
}

TEST(password_policy_asks_for_length_and_nothing_else)
{
	static const char *const fine[] = {"fjord over fjell", "korrekt hest batteri stift",
	    "Zq8!rT2@wLp9", "tvxhmplqkdjw", "日本語のパスワードはこれです",
	    "        trebokk        x"};

	for (size_t i = 0; i < ARRAY_LEN(fine); i++)
		assert_int_equal(fault(fine[i]), PASSWORD_FINE);
	assert_int_equal(fault(""), PASSWORD_SHORT);
	assert_int_equal(fault("Zq8!rT2@wLp"), PASSWORD_SHORT);
	assert_int_equal(fault("日本語日本語"), PASSWORD_SHORT); /* 18 bytes, 6 characters */
}

TEST(password_policy_limits_are_in_bytes_and_characters)
{
	char text[PASSWORD_MOST + 2];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = "kfjdlsuweo"[i * i * 7 % 10];
	assert_int_equal(
	    password_fault(span_of(text, PASSWORD_MOST + 1), NULL, 0), PASSWORD_LONG);
	assert_int_not_equal(
	    password_fault(span_of(text, PASSWORD_MOST), NULL, 0), PASSWORD_LONG);
	assert_int_equal(fault("fjord\xff over fjell"), PASSWORD_NOT_TEXT);
	assert_int_equal(fault("fjord\n over fjell"), PASSWORD_NOT_TEXT);
}

TEST(password_policy_refuses_what_everybody_tries)
{
	static const char *const common[] = {"aaaaaaaaaaaa", "123456789012", "abcdefghijkl",
	    "qwertyuiop12", "azertyuiop12", "poiuytrewq!!", "passwordpassword", "P@ssw0rd2024!",
	    "Password1234", "Sommer2025!!", "Varde-Varde-", "xK9xK9xK9xK9xK9", "1q2w3e4r5t6y",
	    "velkommen2026", "VelkommenMars1", "motdepasse2025", "Motdepasse!23",
	    "Été2025Été2025", "Août2025Août!", "admin1234567", "AdminAdmin12", "iloveyou1234",
	    "98765432109876", "Oktober-2026", "111122223333", "sykehus2026!", "HelseSykehus1",
	    "!\"#$%&/()=!\"#", "passordpassord1"};

	for (size_t i = 0; i < ARRAY_LEN(common); i++) {
		if (fault(common[i]) != PASSWORD_COMMON)
			print_error("%s: %u\n", common[i], fault(common[i]));
		assert_int_equal(fault(common[i]), PASSWORD_COMMON);
	}
}

TEST(password_policy_refuses_what_is_about_the_person)
{
	static const char *const personal[] = {"KariNordmann1", "nordmann-kari!",
	    "N0rdmann2026!", "sunnfjord2026", "Kari.Nordmann@Sunnfjord", "sjukehus-øye-1"};

	for (size_t i = 0; i < ARRAY_LEN(personal); i++)
		assert_int_equal(fault(personal[i]), PASSWORD_PERSONAL);
	assert_int_equal(fault("nordmann liker vafler"), PASSWORD_FINE);
	assert_int_equal(password_fault(span_str("nordmann-kari!"), NULL, 0), PASSWORD_FINE);
}
