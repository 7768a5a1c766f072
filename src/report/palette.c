#include "report/palette.h"

static const struct palette_tone tones[] = {
    [TONE_NONE] = {0x4a5663, 0xffffff, 0xf4f6f8, 0x1b2733},
    [TONE_CRITICAL] = {0x8b1236, 0xffffff, 0xfbe9ee, 0x7d0f30},
    [TONE_HIGH] = {0xc2360c, 0xffffff, 0xfdeee8, 0x9c2b09},
    [TONE_MEDIUM] = {0xf2b32a, 0x2b1d00, 0xfff6df, 0x744a00},
    [TONE_LOW] = {0x1f6cae, 0xffffff, 0xe8f1fa, 0x155387},
    [TONE_INFO] = {0x5b6673, 0xffffff, 0xeef1f4, 0x44505c},
    [TONE_GOOD] = {0x1d774c, 0xffffff, 0xe6f4ec, 0x17613e},
    [TONE_ACCENT] = {0x0b3c53, 0xffffff, 0xe5eff4, 0x0b3c53},
};

const struct palette_tone *palette_tone(enum doc_tone tone)
{
	return &tones[(size_t)tone < ARRAY_LEN(tones) ? tone : TONE_NONE];
}

int palette_marking(const char *label)
{
	static const struct {
		const char *prefix;
		int colour;
	} rows[] = {
	    {"TLP:RED", 0xff2b2b},
	    {"TLP:AMBER", 0xffc000},
	    {"TLP:GREEN", 0x33ff00},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (span_starts(span_str(label), rows[i].prefix))
			return rows[i].colour;
	return 0xffffff;
}
