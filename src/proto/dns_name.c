#include "proto/dns.h"
#include "proto/dns_impl.h"

static unsigned u16(struct span m, size_t at)
{
	return (unsigned)m.p[at] << 8 | m.p[at + 1];
}

bool dns_impl_header(struct span message, struct dns_header *ret)
{
	if (message.n < DNS_HEADER)
		return false;
	ret->id = (uint16_t)u16(message, 0);
	ret->flags = (uint16_t)u16(message, 2);
	for (size_t i = 0; i < 4; i++)
		ret->count[i] = (uint16_t)u16(message, 4 + 2 * i);
	return true;
}

/* Appends a label with a dot before it, unless it is the first. */
static void add_label(struct dns_name *name, const uint8_t *p, size_t n)
{
	size_t room;

	if (name->n && name->n < DNS_NAME_MAX)
		name->text[name->n++] = '.';
	room = (size_t)(DNS_NAME_MAX - name->n);
	if (n > room) {
		n = room;
		name->flags |= DNS_NAME_CUT;
	}
	memcpy(name->text + name->n, p, n);
	name->n = (uint16_t)(name->n + n);
}

/* RFC 1035 sections 3.1 and 4.1.4. */
bool dns_impl_name(struct span message, size_t *at, struct dns_name *ret)
{
	size_t from = *at;
	unsigned jumps = 0, labels = 0;

	ret->n = 0;
	ret->flags = 0;
	for (;;) {
		size_t n;

		if (from >= message.n)
			return false;
		n = message.p[from];
		if ((n & 0xc0) == 0xc0) {
			if (from + 1 >= message.n)
				return false;
			if (!jumps)
				*at = from + 2;
			from = u16(message, from) & 0x3fff;
			if (++jumps > DNS_JUMPS) {
				ret->flags |= DNS_NAME_LOOP;
				return ret->n > 0;
			}
			continue;
		}
		if (n & 0xc0)
			return false;
		from++;
		if (!n)
			break;
		if (n > message.n - from)
			return false;
		if (++labels > DNS_LABELS) {
			ret->flags |= DNS_NAME_LABELS;
			return false;
		}
		add_label(ret, message.p + from, n);
		from += n;
	}
	if (!jumps)
		*at = from;
	return true;
}

bool dns_impl_skip(struct span message, size_t *at)
{
	while (*at < message.n) {
		size_t n = message.p[*at];

		if ((n & 0xc0) == 0xc0) {
			*at += 2;
			return *at <= message.n;
		}
		if (n & 0xc0)
			return false;
		*at += n + 1;
		if (!n)
			return true;
	}
	return false;
}

bool dns_impl_record(struct span message, size_t *at, struct dns_record *ret)
{
	if (message.n < 10 || *at > message.n - 10)
		return false;
	ret->type = (uint16_t)u16(message, *at);
	ret->klass = (uint16_t)u16(message, *at + 2);
	ret->ttl = (uint32_t)u16(message, *at + 4) << 16 | u16(message, *at + 6);
	ret->n = u16(message, *at + 8);
	ret->data = *at + 10;
	if (ret->n > message.n - ret->data)
		return false;
	*at = ret->data + ret->n;
	return true;
}

bool dns_name_question(const struct tx *tx, struct span *ret_name, uint16_t *ret_type)
{
	const struct dns_own *own = tx->own;
	struct span name = proto_tx_get(tx, BUFFER_DNS_QUERY);
	size_t at = DNS_HEADER;

	if (!own || !name.n || !dns_impl_skip(own->message, &at) || at + 4 > own->message.n)
		return false;
	*ret_name = name;
	*ret_type = (uint16_t)u16(own->message, at);
	return true;
}

static const char *number(unsigned v, char *to)
{
	char digits[8];
	size_t n = 0, out = 0;

	do {
		digits[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	while (n)
		to[out++] = digits[--n];
	to[out] = '\0';
	return to;
}

/* https://www.iana.org/assignments/dns-parameters */
static const char *const types[] = {
    [1] = "A",
    [2] = "NS",
    [3] = "MD",
    [4] = "MF",
    [5] = "CNAME",
    [6] = "SOA",
    [7] = "MB",
    [8] = "MG",
    [9] = "MR",
    [10] = "NULL",
    [11] = "WKS",
    [12] = "PTR",
    [13] = "HINFO",
    [14] = "MINFO",
    [15] = "MX",
    [16] = "TXT",
    [17] = "RP",
    [18] = "AFSDB",
    [19] = "X25",
    [20] = "ISDN",
    [21] = "RT",
    [22] = "NSAP",
    [23] = "NSAPPTR",
    [24] = "SIG",
    [25] = "KEY",
    [26] = "PX",
    [27] = "GPOS",
    [28] = "AAAA",
    [29] = "LOC",
    [30] = "NXT",
    [33] = "SRV",
    [34] = "ATMA",
    [35] = "NAPTR",
    [36] = "KX",
    [37] = "CERT",
    [38] = "A6",
    [39] = "DNAME",
    [41] = "OPT",
    [42] = "APL",
    [43] = "DS",
    [44] = "SSHFP",
    [45] = "IPSECKEY",
    [46] = "RRSIG",
    [47] = "NSEC",
    [48] = "DNSKEY",
    [49] = "DHCID",
    [50] = "NSEC3",
    [51] = "NSEC3PARAM",
    [52] = "TLSA",
    [55] = "HIP",
    [59] = "CDS",
    [60] = "CDNSKEY",
    [64] = "SVCB",
    [65] = "HTTPS",
    [99] = "SPF",
    [249] = "TKEY",
    [250] = "TSIG",
    [251] = "IXFR",
    [252] = "AXFR",
    [253] = "MAILB",
    [254] = "MAILA",
    [255] = "ANY",
    [256] = "URI",
};

const char *dns_impl_type(uint16_t type, char *to)
{
	if (type < ARRAY_LEN(types) && types[type])
		return types[type];
	return number(type, to);
}

static const char *const rcodes[] = {
    "NOERROR",
    "FORMERR",
    "SERVFAIL",
    "NXDOMAIN",
    "NOTIMP",
    "REFUSED",
    "YXDOMAIN",
    "YXRRSET",
    "NXRRSET",
    "NOTAUTH",
    "NOTZONE",
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    "BADVERS",
    "BADKEY",
    "BADTIME",
    "BADMODE",
    "BADNAME",
    "BADALG",
    "BADTRUNC",
};

const char *dns_impl_rcode(unsigned rcode, char *to)
{
	if (rcode < ARRAY_LEN(rcodes) && rcodes[rcode])
		return rcodes[rcode];
	return number(rcode, to);
}
