#include "report/palette.h"

#include <math.h>

#include "test.h"

/* Relative luminance, WCAG 2.1. */
static double luminance(int colour)
{
	static const double weight[] = {0.2126, 0.7152, 0.0722};
	double sum = 0;

	for (int i = 0; i < 3; i++) {
		double c = (colour >> (16 - 8 * i) & 0xff) / 255.0;

		sum += weight[i] * (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static double contrast(int a, int b)
{
	double x = luminance(a), y = luminance(b);

	return (MAX(x, y) + 0.05) / (MIN(x, y) + 0.05);
}

TEST(palette_texts_are_readable)
{
	static const int backgrounds[] = {PALETTE_PAPER, PALETTE_SOFT, PALETTE_STRIPE};

	assert_true(fabs(contrast(0, 0xffffff) - 21) < 0.01);
	for (size_t i = 0; i < ARRAY_LEN(backgrounds); i++) {
		assert_true(contrast(PALETTE_TEXT, backgrounds[i]) >= 7);
		assert_true(contrast(PALETTE_MUTED, backgrounds[i]) >= 4.5);
		assert_true(contrast(PALETTE_LINK, backgrounds[i]) >= 4.5);
		assert_true(contrast(PALETTE_ACCENT, backgrounds[i]) >= 4.5);
	}
	for (int t = TONE_NONE; t <= TONE_ACCENT; t++) {
		const struct palette_tone *tone = palette_tone((enum doc_tone)t);

		assert_true(contrast(tone->on_solid, tone->solid) >= 4.5);
		assert_true(contrast(tone->on_soft, tone->soft) >= 4.5);
		assert_true(contrast(tone->on_soft, PALETTE_PAPER) >= 4.5);
		assert_true(contrast(PALETTE_TEXT, tone->soft) >= 4.5);
		assert_true(contrast(PALETTE_MUTED, tone->soft) >= 4.5);
		assert_true(contrast(PALETTE_LINK, tone->soft) >= 4.5);
	}
}

TEST(palette_marking_follows_tlp_2)
{
	assert_int_equal(palette_marking("TLP:RED"), 0xff2b2b);
	assert_int_equal(palette_marking("TLP:AMBER+STRICT"), 0xffc000);
	assert_int_equal(palette_marking("TLP:GREEN"), 0x33ff00);
	assert_int_equal(palette_marking("TLP:CLEAR"), 0xffffff);
	assert_int_equal(palette_marking(NULL), 0xffffff);
	for (int t = 0; t < 4; t++) {
		static const char *const labels[] = {"TLP:RED", "TLP:AMBER", "TLP:GREEN", "x"};

		assert_true(contrast(palette_marking(labels[t]), 0) >= 4.5);
	}
}
