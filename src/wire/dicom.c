#include "wire/dicom.h"

#include "base/limits.h"
#include "codec/cursor.h"

/* Item types, PS3.8 sections 9.3.2 and 9.3.3, PS3.7 annex D.3.3. */
enum {
	ITEM_APPLICATION = 0x10,
	ITEM_CONTEXT_RQ = 0x20,
	ITEM_CONTEXT_AC = 0x21,
	ITEM_ABSTRACT = 0x30,
	ITEM_TRANSFER = 0x40,
	ITEM_USER = 0x50,
	ITEM_MAX_LENGTH = 0x51,
	ITEM_IMPLEMENTATION = 0x52,
	ITEM_VERSION = 0x55,
};

/* Message control header, PS3.8 annex E.2. */
enum { FRAGMENT_COMMAND = 1, FRAGMENT_LAST = 2 };

/* Elements of group 0000, PS3.7 section E.1. */
enum {
	ELEMENT_LENGTH = 0x0000,
	ELEMENT_SOP_CLASS = 0x0002,
	ELEMENT_FIELD = 0x0100,
	ELEMENT_MESSAGE = 0x0110,
	ELEMENT_ANSWERED = 0x0120,
	ELEMENT_DATA_SET = 0x0800,
	ELEMENT_STATUS = 0x0900,
	NO_DATA_SET = 0x0101,
};

int dicom_frame(struct span bytes, size_t *ret_size)
{
	struct cursor c = cursor_of(bytes);
	uint8_t type = cursor_u8(&c);
	uint32_t n;

	cursor_skip(&c, 1);
	n = cursor_u32(&c);
	if (bytes.n && (type < DICOM_ASSOCIATE_RQ || type > DICOM_ABORT))
		return ERR_SYNTAX;
	if (n > LIMIT_FRAME - DICOM_HEAD)
		return ERR_LIMIT;
	cursor_skip(&c, n);
	if (cursor_err(&c))
		return cursor_err(&c);
	*ret_size = DICOM_HEAD + n;
	return 0;
}

int dicom_pdu_parse(struct span bytes, struct dicom_pdu *ret)
{
	size_t n = DICOM_HEAD;
	int r = dicom_frame(bytes, &n);

	if (r < 0)
		return r;
	*ret = (struct dicom_pdu){bytes.p[0], span_sub(bytes, DICOM_HEAD, n - DICOM_HEAD)};
	return 0;
}

/* Without the spaces and NULs that implementations pad with on either side, PS3.5 sections 6.2
 * and 9.1. */
static struct span unpadded(struct span s)
{
	while (s.n && (s.p[s.n - 1] == 0 || s.p[s.n - 1] == ' '))
		s.n--;
	while (s.n && s.p[0] == ' ')
		s = span_sub(s, 1, s.n - 1);
	return s;
}

/* The next item's type, with a cursor over its contents in *ret; errors stick to c. */
static int item(struct cursor *c, struct cursor *ret)
{
	uint8_t type = cursor_u8(c);

	cursor_skip(c, 1);
	*ret = cursor_sub(c, cursor_u16(c));
	return type;
}

static void context_parse(struct cursor *c, bool rq, struct dicom_context *ret)
{
	struct cursor sub;

	ret->id = cursor_u8(c);
	cursor_skip(c, 1);
	ret->result = cursor_u8(c);
	cursor_skip(c, 1);
	while (cursor_left(c)) {
		int type = item(c, &sub);

		if (type == ITEM_ABSTRACT && rq)
			ret->abstract = unpadded(cursor_rest(&sub));
		else if (type == ITEM_TRANSFER && !ret->transfer.n)
			ret->transfer = unpadded(cursor_rest(&sub));
	}
}

static void user_parse(struct cursor *c, struct dicom_associate *a)
{
	struct cursor sub;

	while (cursor_left(c)) {
		int type = item(c, &sub);

		if (type == ITEM_MAX_LENGTH) {
			a->max_length = cursor_u32(&sub);
			cursor_fail(c, cursor_err(&sub));
		} else if (type == ITEM_IMPLEMENTATION) {
			a->implementation = unpadded(cursor_rest(&sub));
		} else if (type == ITEM_VERSION) {
			a->version = unpadded(cursor_rest(&sub));
		}
	}
}

int dicom_associate_parse(const struct dicom_pdu *pdu, struct dicom_associate *ret)
{
	struct dicom_associate a = {.type = pdu->type};
	struct cursor c = cursor_of(pdu->body), sub;
	bool rq = pdu->type == DICOM_ASSOCIATE_RQ;
	int context = rq ? ITEM_CONTEXT_RQ : ITEM_CONTEXT_AC;

	if (!rq && pdu->type != DICOM_ASSOCIATE_AC)
		return ERR_SYNTAX;
	cursor_skip(
	    &c, 4); /* protocol version, a bit field of which peers check nothing; reserved */
	a.called = unpadded(cursor_bytes(&c, DICOM_AE));
	a.calling = unpadded(cursor_bytes(&c, DICOM_AE));
	cursor_skip(&c, 32);
	while (cursor_left(&c)) {
		int type = item(&c, &sub);

		if (type == context) {
			if (a.ncontexts == DICOM_CONTEXTS)
				return ERR_LIMIT;
			context_parse(&sub, rq, &a.contexts[a.ncontexts++]);
		} else if (type == ITEM_USER) {
			user_parse(&sub, &a);
		}
		cursor_fail(&c, cursor_err(&sub));
	}
	if (cursor_err(&c))
		return cursor_err(&c);
	*ret = a;
	return 0;
}

static void put_item(struct str *to, uint8_t type, struct span bytes)
{
	str_u8(to, type);
	str_u8(to, 0);
	str_u16(to, (uint16_t)bytes.n);
	str_span(to, bytes);
}

/* An item whose contents follow; item_close writes its length. */
static size_t item_open(struct str *to, uint8_t type)
{
	put_item(to, type, span_of(NULL, 0));
	return to->n;
}

static void item_close(struct str *to, size_t start)
{
	str_set_u16(to, start - 2, (uint16_t)(to->n - start));
}

static void put_ae(struct str *to, struct span ae)
{
	for (size_t i = 0; i < DICOM_AE; i++)
		str_u8(to, i < ae.n ? ae.p[i] : ' ');
}

static void put_pdu(struct str *to, int type, struct span body)
{
	str_u8(to, (uint8_t)type);
	str_u8(to, 0);
	str_u32(to, (uint32_t)body.n);
	str_span(to, body);
}

void dicom_associate_put(struct str *to, const struct dicom_associate *associate)
{
	bool rq = associate->type == DICOM_ASSOCIATE_RQ;
	STR_AUTO(body, LIMIT_FRAME);
	size_t at;

	str_u16(&body, 1); /* protocol version 1 */
	str_u16(&body, 0);
	put_ae(&body, associate->called);
	put_ae(&body, associate->calling);
	for (int i = 0; i < 8; i++)
		str_u32(&body, 0);
	put_item(&body, ITEM_APPLICATION, span_str(DICOM_APPLICATION));
	for (size_t i = 0; i < associate->ncontexts; i++) {
		const struct dicom_context *x = &associate->contexts[i];

		at = item_open(&body, rq ? ITEM_CONTEXT_RQ : ITEM_CONTEXT_AC);
		str_u8(&body, x->id);
		str_u8(&body, 0);
		str_u8(&body, x->result);
		str_u8(&body, 0);
		if (rq)
			put_item(&body, ITEM_ABSTRACT, x->abstract);
		put_item(&body, ITEM_TRANSFER, x->transfer);
		item_close(&body, at);
	}
	at = item_open(&body, ITEM_USER);
	str_u8(&body, ITEM_MAX_LENGTH);
	str_u8(&body, 0);
	str_u16(&body, 4);
	str_u32(&body, associate->max_length);
	put_item(&body, ITEM_IMPLEMENTATION, associate->implementation);
	if (associate->version.n)
		put_item(&body, ITEM_VERSION, associate->version);
	item_close(&body, at);
	put_pdu(to, associate->type, str_bytes(&body));
}

/* The four bytes of a rejection or an abort: reserved, then what the type says. */
static int four_bytes(const struct dicom_pdu *pdu, int type, uint8_t ret[4])
{
	if (pdu->type != type)
		return ERR_SYNTAX;
	if (pdu->body.n < 4)
		return ERR_TRUNCATED;
	memcpy(ret, pdu->body.p, 4);
	return 0;
}

int dicom_reject_parse(const struct dicom_pdu *pdu, struct dicom_reject *ret)
{
	uint8_t b[4];
	int r = four_bytes(pdu, DICOM_ASSOCIATE_RJ, b);

	if (r < 0)
		return r;
	*ret = (struct dicom_reject){b[1], b[2], b[3]};
	return 0;
}

const char *dicom_reject_text(const struct dicom_reject *reject)
{
	static const struct {
		uint8_t source, reason;
		const char *text;
	} rows[] = {
	    {1, 1, "no reason given"},
	    {1, 2, "application context not supported"},
	    {1, 3, "calling AE title not recognized"},
	    {1, 7, "called AE title not recognized"},
	    {2, 1, "no reason given"},
	    {2, 2, "protocol version not supported"},
	    {3, 1, "temporary congestion"},
	    {3, 2, "local limit exceeded"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].source == reject->source && rows[i].reason == reject->reason)
			return rows[i].text;
	return "reason unknown";
}

int dicom_abort_parse(const struct dicom_pdu *pdu, struct dicom_abort *ret)
{
	uint8_t b[4];
	int r = four_bytes(pdu, DICOM_ABORT, b);

	if (r < 0)
		return r;
	*ret = (struct dicom_abort){b[2], b[3]};
	return 0;
}

const char *dicom_abort_text(const struct dicom_abort *abort)
{
	static const char *const texts[] = {"reason not specified", "unrecognized PDU",
	    "unexpected PDU", NULL, "unrecognized parameter", "unexpected parameter",
	    "invalid parameter value"};

	if (abort->source == 0)
		return "by the application";
	if (abort->reason < ARRAY_LEN(texts) && texts[abort->reason])
		return texts[abort->reason];
	return "reason unknown";
}

void dicom_release_put(struct str *to, int type)
{
	put_pdu(to, type, span_of("\0\0\0", 4));
}

/* Tag and length of an element of group 0000 in Implicit VR Little Endian. */
static void put_element(struct str *to, uint16_t element, uint32_t n)
{
	str_u16_le(to, 0);
	str_u16_le(to, element);
	str_u32_le(to, n);
}

static void put_number(struct str *to, uint16_t element, uint16_t v)
{
	put_element(to, element, 2);
	str_u16_le(to, v);
}

void dicom_echo_put(struct str *to, uint8_t context, uint16_t message)
{
	struct span uid = span_of(
	    DICOM_VERIFICATION, sizeof(DICOM_VERIFICATION)); /* 17 bytes and the NUL pad */
	STR_AUTO(set, LIMIT_FRAME);
	STR_AUTO(body, LIMIT_FRAME);

	put_element(&set, ELEMENT_SOP_CLASS, (uint32_t)uid.n);
	str_span(&set, uid);
	put_number(&set, ELEMENT_FIELD, DICOM_ECHO_RQ);
	put_number(&set, ELEMENT_MESSAGE, message);
	put_number(&set, ELEMENT_DATA_SET, NO_DATA_SET);
	str_u32(&body,
	    (uint32_t)(2 + 12 +
		       set.n)); /* context and control bytes, group length element, the rest */
	str_u8(&body, context);
	str_u8(&body, FRAGMENT_COMMAND | FRAGMENT_LAST);
	put_element(&body, ELEMENT_LENGTH, 4);
	str_u32_le(&body, (uint32_t)set.n);
	str_span(&body, str_bytes(&set));
	put_pdu(to, DICOM_DATA, str_bytes(&body));
}

int dicom_data_command(
    const struct dicom_pdu *pdu, uint8_t context, struct str *command, bool *ret_last)
{
	struct cursor c = cursor_of(pdu->body), value;
	bool last = false;

	if (pdu->type != DICOM_DATA)
		return ERR_SYNTAX;
	while (cursor_left(&c)) {
		uint8_t id, control;

		value = cursor_sub(&c, cursor_u32(&c));
		id = cursor_u8(&value);
		control = cursor_u8(&value);
		cursor_fail(&c, cursor_err(&value));
		if (cursor_err(&c) || id != context || !(control & FRAGMENT_COMMAND))
			continue;
		str_span(command, cursor_rest(&value));
		last |= (control & FRAGMENT_LAST) != 0;
	}
	if (cursor_err(&c))
		return cursor_err(&c);
	if (str_ok(command) < 0)
		return ERR_LIMIT;
	*ret_last = last;
	return 0;
}

int dicom_command_parse(struct span bytes, struct dicom_command *ret)
{
	struct dicom_command cmd = {.status = 0xffff};
	struct cursor c = cursor_of(bytes), value;

	while (cursor_left(&c)) {
		uint16_t group = cursor_u16_le(&c), element = cursor_u16_le(&c);

		value = cursor_sub(&c, cursor_u32_le(&c));
		if (group != 0)
			return ERR_SYNTAX;
		if (element == ELEMENT_SOP_CLASS)
			cmd.sop_class = unpadded(cursor_rest(&value));
		else if (element == ELEMENT_FIELD)
			cmd.field = cursor_u16_le(&value);
		else if (element == ELEMENT_MESSAGE || element == ELEMENT_ANSWERED)
			cmd.message = cursor_u16_le(&value);
		else if (element == ELEMENT_STATUS)
			cmd.status = cursor_u16_le(&value);
		cursor_fail(&c, cursor_err(&value));
	}
	if (cursor_err(&c))
		return cursor_err(&c);
	*ret = cmd;
	return 0;
}
