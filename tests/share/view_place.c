#include "view_place.h"

#include "test.h"

/* Newest first, as they are served. */
static const struct blocklist_row rows[] = {
    {.id = "i1",
	.number = 1,
	.value = "evil.example",
	.type = IOC_DOMAIN,
	.malware = "imminent monitor",
	.confidence = IOC_HIGH,
	.impact = IOC_HIGH,
	.kill_chain = IOC_C2,
	.category = IOC_MALWARE,
	.tlp = TLP_GREEN,
	.added = VIEW_NOW - VIEW_DAY,
	.expires = VIEW_NOW + VIEW_DAY,
	.seen = 3,
	.seen_from = VIEW_NOW - 2000,
	.seen_to = VIEW_NOW - 1000},
    {.id = "i2",
	.number = 2,
	.value = "*.bad.example",
	.type = IOC_WILDCARD_DOMAIN,
	.kill_chain = IOC_PHASE_UNKNOWN,
	.category = IOC_PHISHING,
	.tlp = TLP_GREEN,
	.added = VIEW_NOW - VIEW_DAY - 1,
	.expires = VIEW_NOW + VIEW_DAY},
    {.id = "i3",
	.number = 3,
	.value = "secret.example",
	.type = IOC_DOMAIN,
	.tlp = TLP_RED,
	.added = VIEW_NOW - VIEW_DAY - 2,
	.expires = VIEW_NOW + VIEW_DAY},
    {.id = "i4",
	.number = 4,
	.value = "198.51.100.7",
	.type = IOC_IPV4,
	.list = IOC_LIST_AUTH,
	.category = IOC_BRUTEFORCE,
	.tlp = TLP_AMBER,
	.added = VIEW_NOW - 4 * VIEW_DAY,
	.expires = VIEW_NOW + VIEW_DAY},
    {.id = "i5",
	.number = 5,
	.value = "203.0.112.0/22",
	.type = IOC_IPV4_CIDR,
	.tlp = TLP_GREEN,
	.added = VIEW_NOW - 4 * VIEW_DAY,
	.expires = VIEW_NOW + VIEW_DAY},
    {.id = "i6",
	.number = 6,
	.value = "2001:db8::7",
	.type = IOC_IPV6,
	.tlp = TLP_GREEN,
	.added = VIEW_NOW - 4 * VIEW_DAY,
	.expires = VIEW_NOW + VIEW_DAY},
    {.id = "i7",
	.number = 7,
	.value = "http://evil.example/it's;a?b=\"c\"",
	.type = IOC_URL,
	.tlp = TLP_CLEAR,
	.added = VIEW_NOW - 5 * VIEW_DAY,
	.expires = VIEW_NOW + VIEW_DAY},
    {.id = "i8",
	.number = 8,
	.value = "https://evil.example/x",
	.type = IOC_URL,
	.tlp = TLP_GREEN,
	.added = VIEW_NOW - 5 * VIEW_DAY,
	.expires = VIEW_NOW + VIEW_DAY},
    {.id = "i9",
	.number = 9,
	.value = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	.type = IOC_HASH,
	.tlp = TLP_GREEN,
	.added = VIEW_NOW - 5 * VIEW_DAY,
	.expires = VIEW_NOW + VIEW_DAY},
    {.id = "i10",
	.number = 10,
	.value = "d41d8cd98f00b204e9800998ecf8427e",
	.type = IOC_JA3,
	.tlp = TLP_GREEN,
	.added = VIEW_NOW - 5 * VIEW_DAY,
	.expires = VIEW_NOW + VIEW_DAY},
    {.id = "i11",
	.number = 11,
	.value = "t13d1516h2_8daaf6152771_b186095e22b6",
	.type = IOC_JA4,
	.tlp = TLP_GREEN,
	.added = VIEW_NOW - 5 * VIEW_DAY,
	.expires = VIEW_NOW + VIEW_DAY},
    {.id = "i12",
	.number = 12,
	.value = "a@evil.example",
	.type = IOC_EMAIL,
	.tlp = TLP_GREEN,
	.added = VIEW_NOW - 5 * VIEW_DAY,
	.expires = VIEW_NOW + VIEW_DAY},
    {.id = "i13",
	.number = 13,
	.value = "gone.example",
	.type = IOC_DOMAIN,
	.tlp = TLP_GREEN,
	.added = VIEW_NOW - 5 * VIEW_DAY,
	.expires = VIEW_NOW + VIEW_DAY,
	.ended = VIEW_NOW - 5000},
    {.id = "i14",
	.number = 14,
	.value = "late.example",
	.type = IOC_DOMAIN,
	.tlp = TLP_GREEN,
	.added = VIEW_NOW - 5 * VIEW_DAY,
	.expires = VIEW_NOW - 1},
};

#define ALL_BUT_RED (1u << TLP_CLEAR | 1u << TLP_GREEN | 1u << TLP_AMBER)
#define VIEW(labels)                                                                   \
	{                                                                              \
		.rows = rows, .n = ARRAY_LEN(rows), .tlps = (labels), .now = VIEW_NOW, \
		.url = "https://portal.varde.example", .name = "Helse-CERT",           \
		.contact = "cert@varde.example"                                        \
	}

const struct share_view view_place = VIEW(ALL_BUT_RED);
const struct share_view view_place_public = VIEW(1u << TLP_CLEAR);

const struct blocklist_row *view_place_row(const char *id)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].id, id) == 0)
			return &rows[i];
	fail_msg("no row %s", id);
	return NULL;
}

struct json *view_place_json(const struct str *text, struct arena *arena)
{
	struct json *v = NULL;

	assert_int_equal(str_ok(text), 0);
	assert_int_equal(json_parse(str_bytes(text), arena, &v, NULL), 0);
	return v;
}
