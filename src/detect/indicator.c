/* Indicators against flows and transactions: an address once a flow, a value once a buffer. */
#include "rule/indicator.h"
#include "codec/sha256.h"
#include "detect/detect_impl.h"

enum {
	NAME_MAX_BYTES = 255,
	MAIL_MAX_BYTES = 320,
	AGAIN_SECONDS = 60 /* an address is told once in it, for each pair of hosts */
};

/* Where it was seen: added to the number of its signature, as in rules for other sensors. */
enum { IN_DNS, IN_TLS, IN_HTTP, IN_OTHER = 0 };

/* As enum ioc_category: how Suricata's classes call it. */
static const char *class_of(unsigned category)
{
	switch (category) {
	case 3:
		return "Attempted Information Leak";
	case 10:
		return "Attempted Denial of Service";
	case 2:
	case 6:
		return "Possible Social Engineering Attempted";
	case 7:
		return "Crypto Currency Mining Activity Detected";
	case 4:
	case 8:
		return "Web Application Attack";
	default:
		return "A Network Trojan was detected";
	}
}

/* A text behind the row; its distance from it. */
static uint32_t begin_text(struct str *out)
{
	str_char(out, '\0');
	return (uint32_t)out->n;
}

static void put_message(
    struct str *out, const struct rule_image *im, const struct indicator_row *row)
{
	unsigned category = row->said & 15;

	str_add(out, "Indicator");
	if (category != INDICATOR_CATEGORY_UNKNOWN && category != 9) {
		str_char(out, ' ');
		str_add(out, indicator_categories[category]);
	}
	str_add(out, ": ");
	indicator_value(im, row, out);
}

static void put_level(struct str *out, const char *key, unsigned level)
{
	if (level == INDICATOR_LEVEL_UNKNOWN)
		return;
	str_add(out, key);
	str_add(out, indicator_levels[level]);
	str_char(out, '\n');
}

/* Lines "KEY VALUE" for EVE's alert.metadata. */
static void put_metadata(
    struct str *out, const struct rule_image *im, const struct indicator_row *row)
{
	size_t begin = out->n;

	str_add(out, "id ");
	indicator_id(im, row, out);
	if (out->n == begin + 3)
		str_cut(out, begin);
	else
		str_char(out, '\n');
	str_add(out, "indicator ");
	indicator_value(im, row, out);
	str_add(out, "\nindicator_type ");
	str_add(out, indicator_type(row));
	str_char(out, '\n');
	put_level(out, "confidence ", row->said >> 4 & 3);
	put_level(out, "impact ", row->said >> 6 & 3);
	if (indicator_row_tlp(row) != INDICATOR_TLP_UNKNOWN) {
		str_add(out, "tlp ");
		str_add(out, indicator_tlps[indicator_row_tlp(row)]);
		str_char(out, '\n');
	}
	begin = out->n;
	str_add(out, "malware_family ");
	indicator_family(im, row, out);
	if (out->n == begin + strlen("malware_family "))
		str_cut(out, begin);
}

static uint32_t signature(const struct indicator_row *row, int where)
{
	if (!row->number)
		return INDICATOR_SID_PLAIN + (uint32_t)indicator_row_kind(row);
	return INDICATOR_SID + INDICATOR_SIDS * row->number + (uint32_t)where;
}

/* As a rule would be told. target: 0 not known, 1 the source, 2 the destination. */
static void tell(struct look *l, const struct indicator_row *row, int where, uint8_t target)
{
	struct detect *d = l->d;
	const struct rule_image *im = d->image;
	unsigned level = row->said >> 4 & 3;
	struct rule_meta meta = {.sid = signature(row, where),
	    .gid = 1,
	    .rev = 1,
	    /* 1 is the worst: as sure as it is. */
	    .priority = level == INDICATOR_LEVEL_UNKNOWN ? 2 : 3 - level,
	    .target = target};
	union {
		char *p;
		struct rule_meta *meta;
	} u;
	struct detect_hit hit = {
	    .packet = l->packet, .flow = l->flow, .tx = l->tx, .dir = l->dir};

	str_clear(&d->said);
	str_put(&d->said, &meta, sizeof(meta));
	meta.msg = begin_text(&d->said);
	put_message(&d->said, im, row);
	meta.category = begin_text(&d->said);
	str_add(&d->said, class_of(row->said & 15));
	meta.metadata = begin_text(&d->said);
	put_metadata(&d->said, im, row);
	if (str_ok(&d->said) < 0)
		return;
	u.p = d->said.p;
	*u.meta = meta;
	hit.rule = u.meta;
	if (l->flow)
		l->flow->alerted = true;
	d->counts.alerts++;
	d->counts.indicators++;
	d->alert(d->ctx, &hit);
}

static const struct rule_op again = {.kind = OP_THRESHOLD,
    .mode = RULE_THRESHOLD_LIMIT,
    .e = RULE_TRACK_BOTH,
    .a = 1,
    .b = AGAIN_SECONDS};

static void tell_address(struct look *l, const struct indicator_row *row, uint8_t target)
{
	/* Of another space of numbers than signatures. */
	uint32_t what = (uint32_t)(row - l->d->image->indicators) | UINT32_C(1) << 31;

	if (state_limit(l, &again, what))
		tell(l, row, IN_OTHER, target);
	else
		l->d->counts.limited++;
}

/* Both ends of a flow, at its first packet. */
void indicator_flow(struct look *l)
{
	const struct rule_image *im = l->d->image;
	const struct indicator_row *src, *dst;

	if (!indicator_has(im, l->family == 6 ? INDICATOR_IPV6 : INDICATOR_IPV4))
		return;
	src = indicator_address(im, l->family, l->src);
	dst = indicator_address(im, l->family, l->dst);
	if (src)
		tell_address(l, src, 2);
	if (dst && dst != src)
		tell_address(l, dst, 1);
}

/* In lower case, into room; what is longer than any indicator is cut to nothing. */
static struct span lowered(struct span v, uint8_t *room, size_t most)
{
	if (v.n > most)
		return span_of(NULL, 0);
	for (size_t i = 0; i < v.n; i++)
		room[i] = (uint8_t)(v.p[i] | (v.p[i] >= 'A' && v.p[i] <= 'Z' ? 0x20 : 0));
	return span_of(room, v.n);
}

static void look_name(struct look *l, struct span v, int where)
{
	uint8_t room[NAME_MAX_BYTES];
	struct span name = lowered(v, room, sizeof(room));
	const struct indicator_row *row;

	if (name.n && name.p[name.n - 1] == '.')
		name.n--;
	row = indicator_name(l->d->image, name);
	if (row)
		tell(l, row, where, 0);
}

static void look_value(struct look *l, enum indicator_kind kind, struct span v, size_t most)
{
	uint8_t room[MAIL_MAX_BYTES];
	const struct indicator_row *row;

	if (!indicator_has(l->d->image, kind))
		return;
	row = indicator_find(l->d->image, kind, lowered(v, room, MIN(most, sizeof(room))));
	if (row)
		tell(l, row, IN_OTHER, 0);
}

bool indicator_digest(struct look *l, enum indicator_kind kind, struct span digest)
{
	const struct indicator_row *row = indicator_find(l->d->image, kind, digest);

	if (row)
		tell(l, row, IN_OTHER, 0);
	return row;
}

/* "a1:b2:..." as bytes. */
static void look_fingerprint(struct look *l, struct span v)
{
	uint8_t digest[20];
	size_t n = 0;

	for (size_t i = 0; i + 2 <= v.n && n < sizeof(digest); i += 3) {
		int high = v.p[i] | 0x20, low = v.p[i + 1] | 0x20;

		high = high >= 'a' ? high - 'a' + 10 : (high & 15);
		low = low >= 'a' ? low - 'a' + 10 : (low & 15);
		digest[n++] = (uint8_t)(high << 4 | (low & 15));
	}
	if (n == sizeof(digest))
		(void)indicator_digest(l, INDICATOR_SHA1, span_of(digest, n));
}

static void look_certificate(struct look *l, struct span der)
{
	uint8_t digest[SHA256_BYTES];

	if (!indicator_has(l->d->image, INDICATOR_SHA256))
		return;
	sha256_of(der, digest);
	(void)indicator_digest(l, INDICATOR_SHA256, span_of(digest, sizeof(digest)));
}

/* Whichever of host and path comes later has both. */
static const struct tx_buffer *other_of(const struct tx *tx, int id, const struct tx_buffer *b)
{
	for (size_t i = 0; i < tx->buffers.n; i++) {
		const struct tx_buffer *o = &tx->buffers.items[i];

		if (o->id == id && o->dir == b->dir && o->seen)
			return o;
	}
	return NULL;
}

static void look_url(struct look *l, const struct tx_buffer *b)
{
	bool host = b->id == BUFFER_HTTP_HOST;
	uint8_t room[NAME_MAX_BYTES];
	const struct indicator_row *row;
	const struct tx_buffer *other;

	if (!indicator_has(l->d->image, INDICATOR_URL))
		return;
	other = other_of(l->tx, host ? BUFFER_HTTP_URI_RAW : BUFFER_HTTP_HOST, b);
	if (!other)
		return;
	row = indicator_url(l->d->image,
	    lowered(host ? b->data : other->data, room, sizeof(room)),
	    host ? other->data : b->data);
	if (row)
		tell(l, row, IN_OTHER, 0);
}

static struct span bare_mail(struct span v)
{
	if (v.n && v.p[0] == '<')
		v = span_sub(v, 1, v.n);
	if (v.n && v.p[v.n - 1] == '>')
		v.n--;
	return v;
}

void indicator_buffer(struct look *l, const struct tx_buffer *b)
{
	switch (b->id) {
	case BUFFER_DNS_QUERY:
		look_name(l, b->data, IN_DNS);
		break;
	case BUFFER_TLS_SNI:
		look_name(l, b->data, IN_TLS);
		break;
	case BUFFER_HTTP_HOST:
		look_name(l, b->data, IN_HTTP);
		look_url(l, b);
		break;
	case BUFFER_HTTP_URI_RAW:
		look_url(l, b);
		break;
	case BUFFER_JA3_HASH:
		look_value(l, INDICATOR_JA3, b->data, 32);
		break;
	case BUFFER_JA4_HASH:
		look_value(l, INDICATOR_JA4, b->data, 36);
		break;
	case BUFFER_TLS_CERT_FINGERPRINT:
		look_fingerprint(l, b->data);
		break;
	case BUFFER_TLS_CERTS:
		look_certificate(l, b->data);
		break;
	case BUFFER_SMTP_MAIL_FROM:
		look_value(l, INDICATOR_EMAIL, bare_mail(b->data), MAIL_MAX_BYTES);
		break;
	default:
		break;
	}
}
