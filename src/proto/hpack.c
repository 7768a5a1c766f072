#include "proto/hpack.h"
#include "codec/cursor.h"

enum { STATIC = 61, OVERHEAD = 32, ENTRIES = HPACK_TABLE / OVERHEAD, LONGEST = 30 };

struct entry {
	char *text; /* name and value, one after the other; ours */
	size_t name, value;
};

struct hpack {
	struct entry ring[ENTRIES]; /* the newest at (begin + n - 1) % ENTRIES */
	size_t begin, n;
	size_t size, max;       /* by section 4.1 */
	struct str name, value; /* the header at hand */
};

/* Appendix A. */
static const char *const known[STATIC][2] = {{":authority", ""}, {":method", "GET"},
    {":method", "POST"}, {":path", "/"}, {":path", "/index.html"}, {":scheme", "http"},
    {":scheme", "https"}, {":status", "200"}, {":status", "204"}, {":status", "206"},
    {":status", "304"}, {":status", "400"}, {":status", "404"}, {":status", "500"},
    {"accept-charset", ""}, {"accept-encoding", "gzip, deflate"}, {"accept-language", ""},
    {"accept-ranges", ""}, {"accept", ""}, {"access-control-allow-origin", ""}, {"age", ""},
    {"allow", ""}, {"authorization", ""}, {"cache-control", ""}, {"content-disposition", ""},
    {"content-encoding", ""}, {"content-language", ""}, {"content-length", ""},
    {"content-location", ""}, {"content-range", ""}, {"content-type", ""}, {"cookie", ""},
    {"date", ""}, {"etag", ""}, {"expect", ""}, {"expires", ""}, {"from", ""}, {"host", ""},
    {"if-match", ""}, {"if-modified-since", ""}, {"if-none-match", ""}, {"if-range", ""},
    {"if-unmodified-since", ""}, {"last-modified", ""}, {"link", ""}, {"location", ""},
    {"max-forwards", ""}, {"proxy-authenticate", ""}, {"proxy-authorization", ""},
    {"range", ""}, {"referer", ""}, {"refresh", ""}, {"retry-after", ""}, {"server", ""},
    {"set-cookie", ""}, {"strict-transport-security", ""}, {"transfer-encoding", ""},
    {"user-agent", ""}, {"vary", ""}, {"via", ""}, {"www-authenticate", ""}};

/* Appendix B: the code is canonical, so that how many codes there are of each length, and the
 * symbols in order of their codes, say it all. The end symbol is the last code. */
static const uint8_t counts[LONGEST + 1] = {0, 0, 0, 0, 0, 10, 26, 32, 6, 0, 5, 3, 2, 6, 2, 3,
    0, 0, 0, 3, 8, 13, 26, 29, 12, 4, 15, 19, 29, 0, 4};
static const uint8_t symbols[256] = {
    48,
    49,
    50,
    97,
    99,
    101,
    105,
    111,
    115,
    116,
    32,
    37,
    45,
    46,
    47,
    51,
    52,
    53,
    54,
    55,
    56,
    57,
    61,
    65,
    95,
    98,
    100,
    102,
    103,
    104,
    108,
    109,
    110,
    112,
    114,
    117,
    58,
    66,
    67,
    68,
    69,
    70,
    71,
    72,
    73,
    74,
    75,
    76,
    77,
    78,
    79,
    80,
    81,
    82,
    83,
    84,
    85,
    86,
    87,
    89,
    106,
    107,
    113,
    118,
    119,
    120,
    121,
    122,
    38,
    42,
    44,
    59,
    88,
    90,
    33,
    34,
    40,
    41,
    63,
    39,
    43,
    124,
    35,
    62,
    0,
    36,
    64,
    91,
    93,
    126,
    94,
    125,
    60,
    96,
    123,
    92,
    195,
    208,
    128,
    130,
    131,
    162,
    184,
    194,
    224,
    226,
    153,
    161,
    167,
    172,
    176,
    177,
    179,
    209,
    216,
    217,
    227,
    229,
    230,
    129,
    132,
    133,
    134,
    136,
    146,
    154,
    156,
    160,
    163,
    164,
    169,
    170,
    173,
    178,
    181,
    185,
    186,
    187,
    189,
    190,
    196,
    198,
    228,
    232,
    233,
    1,
    135,
    137,
    138,
    139,
    140,
    141,
    143,
    147,
    149,
    150,
    151,
    152,
    155,
    157,
    158,
    165,
    166,
    168,
    174,
    175,
    180,
    182,
    183,
    188,
    191,
    197,
    231,
    239,
    9,
    142,
    144,
    145,
    148,
    159,
    171,
    206,
    215,
    225,
    236,
    237,
    199,
    207,
    234,
    235,
    192,
    193,
    200,
    201,
    202,
    205,
    210,
    213,
    218,
    219,
    238,
    240,
    242,
    243,
    255,
    203,
    204,
    211,
    212,
    214,
    221,
    222,
    223,
    241,
    244,
    245,
    246,
    247,
    248,
    250,
    251,
    252,
    253,
    254,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    11,
    12,
    14,
    15,
    16,
    17,
    18,
    19,
    20,
    21,
    23,
    24,
    25,
    26,
    27,
    28,
    29,
    30,
    31,
    127,
    220,
    249,
    10,
    13,
    22,
};

int hpack_huffman(struct span coded, struct str *to)
{
	uint32_t code = 0, first = 0;
	unsigned length = 0, index = 0;

	for (size_t i = 0; i < coded.n; i++) {
		for (int bit = 7; bit >= 0; bit--) {
			code = code << 1 | (coded.p[i] >> bit & 1);
			first <<= 1;
			if (++length > LONGEST)
				return ERR_SYNTAX;
			if (code - first < counts[length]) {
				unsigned symbol = index + (code - first);

				if (symbol >= 256)
					return ERR_SYNTAX; /* the end symbol */
				str_char(to, (char)symbols[symbol]);
				code = first = 0;
				length = index = 0;
				continue;
			}
			index += counts[length];
			first += counts[length];
		}
	}
	/* Padding is the beginning of the end symbol: ones, fewer than eight. */
	if (length > 7 || code != (1U << length) - 1)
		return ERR_SYNTAX;
	return str_ok(to);
}

struct hpack *hpack_new(void)
{
	struct hpack *h = mem_alloc(sizeof(*h));

	h->max = HPACK_USUAL;
	str_init(&h->name, HPACK_STRING);
	str_init(&h->value, HPACK_STRING);
	return h;
}

static void evict(struct hpack *h)
{
	struct entry *e = &h->ring[h->begin];

	h->size -= e->name + e->value + OVERHEAD;
	e->text = mem_free(e->text);
	h->begin = (h->begin + 1) % ENTRIES;
	h->n--;
}

struct hpack *hpack_free(struct hpack *h)
{
	if (!h)
		return NULL;
	while (h->n)
		evict(h);
	str_done(&h->name);
	str_done(&h->value);
	return mem_free(h);
}

static void add(struct hpack *h, struct span name, struct span value)
{
	size_t size = name.n + value.n + OVERHEAD;
	struct entry *e;

	while (h->n && h->size + size > h->max)
		evict(h);
	if (size > h->max)
		return;
	e = &h->ring[(h->begin + h->n) % ENTRIES];
	e->text = mem_alloc(name.n + value.n);
	e->name = name.n;
	e->value = value.n;
	if (name.n)
		memcpy(e->text, name.p, name.n);
	if (value.n)
		memcpy(e->text + name.n, value.p, value.n);
	h->size += size;
	h->n++;
}

/* Section 5.1. */
static uint64_t integer(struct cursor *c, uint8_t first, unsigned bits)
{
	uint64_t mask = (1U << bits) - 1, v = first & mask;
	uint8_t b;

	if (v < mask)
		return v;
	for (unsigned shift = 0;; shift += 7) {
		b = cursor_u8(c);
		if (shift > 28) {
			cursor_fail(c, ERR_LIMIT);
			return 0;
		}
		v += (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80))
			return v;
	}
}

/* Section 5.2. */
static void string(struct cursor *c, struct str *to)
{
	uint8_t first = cursor_u8(c);
	struct span s = cursor_bytes(c, (size_t)integer(c, first, 7));
	int r = 0;

	str_clear(to);
	if (first & 0x80)
		r = hpack_huffman(s, to);
	else
		str_span(to, s);
	if (r == 0)
		r = str_ok(to);
	if (r < 0)
		cursor_fail(c, r);
}

/* Copies the entry's name, and value when it is wanted; index from 1. */
static void entry_of(struct hpack *h, struct cursor *c, uint64_t index, bool value)
{
	str_clear(&h->name);
	if (value)
		str_clear(&h->value);
	if (index >= 1 && index <= STATIC) {
		str_add(&h->name, known[index - 1][0]);
		if (value)
			str_add(&h->value, known[index - 1][1]);
	} else if (index > STATIC && index - STATIC <= h->n) {
		struct entry *e =
		    &h->ring[(h->begin + h->n - (size_t)(index - STATIC)) % ENTRIES];

		str_put(&h->name, e->text, e->name);
		if (value)
			str_put(&h->value, e->text + e->name, e->value);
	} else {
		cursor_fail(c, ERR_SYNTAX);
	}
}

static void resize(struct hpack *h, struct cursor *c, uint64_t size)
{
	if (size > HPACK_TABLE) {
		cursor_fail(c, ERR_LIMIT);
		return;
	}
	h->max = (size_t)size;
	while (h->n && h->size > h->max)
		evict(h);
}

/* A name by index or as text, then the value; kept when the peer keeps it. */
static void literal(struct hpack *h, struct cursor *c, uint8_t first, bool keep)
{
	uint64_t index = integer(c, first, keep ? 6 : 4);

	if (index)
		entry_of(h, c, index, false);
	else
		string(c, &h->name);
	string(c, &h->value);
	if (keep && !cursor_err(c))
		add(h, str_bytes(&h->name), str_bytes(&h->value));
}

int hpack_read(struct hpack *h, struct span block, hpack_take *take, void *ctx)
{
	struct cursor c = cursor_of(block);

	for (int n = 0; cursor_left(&c); n++) {
		uint8_t first = cursor_u8(&c);

		if (n == HPACK_HEADERS)
			return ERR_LIMIT;
		if ((first & 0xe0) == 0x20) {
			resize(h, &c, integer(&c, first, 5));
			continue;
		}
		if (first & 0x80)
			entry_of(h, &c, integer(&c, first, 7), true);
		else
			literal(h, &c, first, first & 0x40);
		if (!cursor_err(&c))
			take(ctx, str_bytes(&h->name), str_bytes(&h->value));
	}
	return cursor_err(&c);
}
