/* Every index of the tables of indicators, asked once when an image is opened. */
#include "rule/indicator.h"

enum { ROW_BITS = 28 };

/* What stands behind a row's value lies inside, too. */
static bool text_sound(const struct rule_image *im, const struct indicator_row *row)
{
	uint64_t end = im->count[RT_INDICATOR_TEXT], at = (uint64_t)row->text + row->n;

	if (at >= end)
		return false;
	at += 1 + (uint64_t)im->indicator_text[at];
	if (row->what & INDICATOR_ID_TEXT) {
		if (at >= end)
			return false;
		at += 1 + (uint64_t)im->indicator_text[at];
	}
	return at <= end;
}

static bool rows_sound(const struct rule_image *im)
{
	bool ok = true;

	for (uint32_t i = 0; i < im->count[RT_INDICATORS]; i++) {
		const struct indicator_row *row = &im->indicators[i];

		ok &= indicator_row_kind(row) < INDICATOR_KINDS && text_sound(im, row);
	}
	return ok;
}

/* Each slot's row is there, and a search ends soon: at a free slot. */
static bool slots_sound(const struct rule_image *im)
{
	uint32_t n = im->count[RT_INDICATOR_SLOTS], run = 0;
	uint32_t rows = (UINT32_C(1) << im->indicator->row_bits) - 1;
	bool ok = n > 0 && (n & (n - 1)) == 0, any = false;

	for (uint32_t i = 0; ok && i < n; i++) {
		uint32_t slot = im->indicator_slots[i];

		run = slot ? run + 1 : 0;
		any |= !slot;
		ok = run <= INDICATOR_RUN && (!slot || (slot & rows)) &&
		     (slot & rows) <= im->count[RT_INDICATORS];
	}
	/* The last run goes on at the beginning. */
	for (uint32_t i = 0; ok && any && im->indicator_slots[i]; i++)
		ok = ++run <= INDICATOR_RUN;
	return ok && any;
}

static bool nets_sound(const struct rule_image *im)
{
	uint32_t n4 = im->count[RT_INDICATOR_NETS4], n6 = im->count[RT_INDICATOR_NETS6];
	uint32_t rows = im->count[RT_INDICATORS];
	uint32_t tops = im->count[RT_INDICATOR_TOPS];
	bool ok = tops == INDICATOR_TOPS || (!tops && !indicator_has(im, INDICATOR_IPV4));

	for (uint32_t i = 0; ok && i < tops; i++)
		ok = im->indicator_tops[i] <= n4 &&
		     (!i || im->indicator_tops[i] >= im->indicator_tops[i - 1]);
	for (uint32_t i = 0; i < n4; i++)
		ok &= im->indicator_nets4[i].row <= rows;
	for (uint32_t i = 0; i < n6; i++)
		ok &= im->indicator_nets6[i].row <= rows;
	return ok;
}

bool indicator_sound(const struct rule_image *im)
{
	if (!im->count[RT_INDICATOR_HEAD])
		return im->count[RT_INDICATORS] == 0;
	if (im->count[RT_INDICATOR_HEAD] != 1 || im->indicator->row_bits < 1 ||
	    im->indicator->row_bits > ROW_BITS ||
	    im->count[RT_INDICATORS] >= UINT32_C(1) << im->indicator->row_bits)
		return false;
	return rows_sound(im) && slots_sound(im) && nets_sound(im);
}
