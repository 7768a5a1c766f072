#include "model/tlp.h"

#include "base/err.h"

const char *const tlp_names[] = {"clear", "green", "amber", "amber+strict", "red", NULL};

static const struct {
	const char *label, *stix, *csaf, *csaf_text;
} rows[] = {
    [TLP_CLEAR] = {"TLP:CLEAR", "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
	"WHITE", NULL},
    [TLP_GREEN] = {"TLP:GREEN", "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
	"GREEN", NULL},
    [TLP_AMBER] = {"TLP:AMBER", "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
	"AMBER", NULL},
    [TLP_AMBER_STRICT] = {"TLP:AMBER+STRICT",
	"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", "RED",
	"TLP:AMBER+STRICT: share it within your own organisation only, with those who need to "
	"know. This format has no label for it, hence the stricter one."},
    [TLP_RED] = {"TLP:RED", "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", "RED",
	NULL},
};

const char *tlp_label(enum tlp tlp)
{
	return rows[tlp].label;
}

int tlp_from_text(struct span text, enum tlp *ret_tlp)
{
	struct span word = span_trim(text);

	if (span_istarts(word, "TLP:"))
		word = span_trim(span_sub(word, strlen("TLP:"), word.n));
	if (span_ieq(word, "white")) {
		*ret_tlp = TLP_CLEAR;
		return 0;
	}
	for (int i = 0; tlp_names[i]; i++) {
		if (span_ieq(word, tlp_names[i])) {
			*ret_tlp = (enum tlp)i;
			return 0;
		}
	}
	return ERR_SYNTAX;
}

enum tlp tlp_stricter(enum tlp a, enum tlp b)
{
	return MAX(a, b);
}

const char *tlp_stix(enum tlp tlp)
{
	return rows[tlp].stix;
}

/* The marking definitions of TLP 1 (STIX 2.1, 7.2.1.4): its AMBER did not go beyond what AMBER
 * allows now. */
static const struct {
	const char *stix;
	enum tlp tlp;
} first_version[] = {
    {"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", TLP_CLEAR},
    {"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", TLP_GREEN},
    {"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", TLP_AMBER},
    {"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", TLP_RED},
};

int tlp_from_stix(struct span id, enum tlp *ret_tlp)
{
	for (size_t i = 0; i < ARRAY_LEN(first_version); i++) {
		if (span_eq(id, first_version[i].stix)) {
			*ret_tlp = first_version[i].tlp;
			return 0;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (span_eq(id, rows[i].stix)) {
			*ret_tlp = (enum tlp)i;
			return 0;
		}
	}
	return ERR_NOTFOUND;
}

const char *tlp_csaf(enum tlp tlp)
{
	return rows[tlp].csaf;
}

const char *tlp_csaf_text(enum tlp tlp)
{
	return rows[tlp].csaf_text;
}
