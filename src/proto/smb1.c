/* Messages of SMB 1 (MS-CIFS section 2.2, MS-SMB): what signs in, connects, opens and asks
 * pipes. */
#include "proto/say.h"
#include "proto/smb_impl.h"

enum {
	HEAD = 32,
	TRANS = 0x25,
	CLOSE = 0x04,
	OPEN = 0x2d,
	READ = 0x2e,
	WRITE = 0x2f,
	TRANS2 = 0x32,
	NEGOTIATE = 0x72,
	SESSION_SETUP = 0x73,
	TREE_CONNECT = 0x75,
	CREATE = 0xa2,
	EXTENDED = 0x80, /* security: the highest byte of capabilities */
	FLAG_RESPONSE = 0x80,
	FLAG2_UNICODE = 0x8000,
	FLAG2_NT_STATUS = 0x4000
};

struct head {
	uint8_t command;
	uint32_t status;
	bool answer, unicode, nt;
	uint16_t tree, pid, user, mid;
};

/* Words and bytes of a message. */
struct body {
	struct span words, bytes;
	size_t at; /* of bytes in the message */
};

static bool head_of(struct span m, struct head *ret)
{
	struct cursor c = cursor_of(m);
	struct head h = {0};
	uint16_t flags2;

	cursor_skip(&c, 4);
	h.command = cursor_u8(&c);
	h.status = cursor_u32_le(&c);
	h.answer = cursor_u8(&c) & FLAG_RESPONSE;
	flags2 = cursor_u16_le(&c);
	h.unicode = flags2 & FLAG2_UNICODE;
	h.nt = flags2 & FLAG2_NT_STATUS;
	cursor_skip(&c, 2 + 8 + 2);
	h.tree = cursor_u16_le(&c);
	h.pid = cursor_u16_le(&c);
	h.user = cursor_u16_le(&c);
	h.mid = cursor_u16_le(&c);
	*ret = h;
	return cursor_err(&c) == 0;
}

static struct body body_of(struct span m)
{
	struct cursor c = cursor_of(m);
	struct body b = {0};
	size_t n;

	cursor_seek(&c, HEAD);
	b.words = cursor_bytes(&c, (size_t)cursor_u8(&c) * 2);
	n = cursor_u16_le(&c);
	b.at = c.at;
	b.bytes = span_sub(cursor_rest(&c), 0, n);
	return b;
}

static uint16_t word(const struct body *b, size_t i)
{
	if (b->words.n < i * 2 + 2)
		return 0;
	return (uint16_t)(b->words.p[i * 2 + 1] << 8 | b->words.p[i * 2]);
}

/* The text at *at of the bytes, up to its NUL; UTF-16 stands at even places of the message. */
static struct span text(struct tx *tx, const struct body *b, size_t *at, bool unicode)
{
	size_t from = *at, n = 0;
	struct span s;

	if (unicode && (b->at + from) % 2)
		from++;
	s = span_sub(b->bytes, from, b->bytes.n);
	if (!unicode) {
		while (n < s.n && s.p[n])
			n++;
		*at = from + n + 1;
		return arena_span(tx->arena, span_sub(s, 0, MIN(n, (size_t)SMB_NAME)));
	}
	while (n + 1 < s.n && (s.p[n] || s.p[n + 1]))
		n += 2;
	*at = from + n + 2;
	return say_utf16(tx->arena, span_sub(s, 0, MIN(n, (size_t)SMB_NAME)));
}

static void negotiate_request(
    struct smb_state *s, struct tx *tx, struct smb_own *own, const struct body *b)
{
	size_t at = 0;

	s->noffered = 0;
	while (at < b->bytes.n && own->ndialects < SMB_DIALECTS) {
		struct span name;

		at++; /* the format: 2 */
		name = text(tx, b, &at, false);
		own->dialects[own->ndialects++] = name;
		name = span_sub(name, 0, sizeof(s->offered[0]) - 1);
		memset(s->offered[s->noffered], 0, sizeof(s->offered[0]));
		if (name.n)
			memcpy(s->offered[s->noffered], name.p, name.n);
		s->noffered++;
	}
}

/* Operating system and LAN manager behind what is before them. */
static void natives(struct tx *tx, struct smb_own *own, const struct body *b, size_t at,
    bool unicode, enum flow_dir dir)
{
	own->native_os[dir] = text(tx, b, &at, unicode);
	own->native_lm[dir] = text(tx, b, &at, unicode);
}

static void session_request(
    struct tx *tx, struct smb_own *own, const struct body *b, bool unicode)
{
	size_t at = 0;

	if (b->words.n == 24) { /* extended security */
		smb_impl_ntlmssp(tx, span_sub(b->bytes, 0, word(b, 7)));
		natives(tx, own, b, word(b, 7), unicode, FLOW_TO_SERVER);
	} else if (b->words.n == 26) {
		at = (size_t)word(b, 7) + word(b, 8);
		own->ntlmssp.user = text(tx, b, &at, unicode);
		own->ntlmssp.domain = text(tx, b, &at, unicode);
		natives(tx, own, b, at, unicode, FLOW_TO_SERVER);
	}
}

static void tree_request(struct tx *tx, struct smb_own *own, const struct body *b, bool unicode)
{
	size_t at = word(b, 3);

	own->share = text(tx, b, &at, unicode);
	own->pipe = span_ifind(own->share, "IPC$") >= 0;
	if (own->share.n)
		proto_tx_add(tx, own->pipe ? BUFFER_SMB_NAMED_PIPE : BUFFER_SMB_SHARE,
		    FLOW_TO_SERVER, own->share);
}

static void create_request(
    struct smb_state *s, struct tx *tx, struct smb_own *own, const struct body *b, bool unicode)
{
	struct cursor c = cursor_of(b->words);
	size_t at = 0;

	if (own->command == CREATE) {
		own->create = true;
		cursor_seek(&c, 35);
		own->disposition = cursor_u32_le(&c);
		own->options = cursor_u32_le(&c);
	}
	own->name = text(tx, b, &at, unicode);
	if (own->name.n && own->name.p[0] == '\\')
		own->name = span_sub(own->name, 1, own->name.n);
	own->pipe = smb_impl_is_pipe(s, own->tree);
	if (own->name.n)
		proto_tx_add(tx, own->pipe ? BUFFER_SMB_NAMED_PIPE : BUFFER_FILE_NAME,
		    FLOW_TO_SERVER, own->name);
}

/* An identifier of two bytes as those of version 2. */
static void file_id(uint16_t id, uint8_t *to)
{
	memset(to, 0, SMB_ID);
	to[0] = (uint8_t)id;
	to[1] = (uint8_t)(id >> 8);
}

static void request(struct proto_env *env, struct smb_state *s, struct tx *tx,
    struct smb_own *own, struct span m, const struct head *h)
{
	struct body b = body_of(m);
	uint8_t id[SMB_ID];

	switch (h->command) {
	case NEGOTIATE:
		negotiate_request(s, tx, own, &b);
		break;
	case SESSION_SETUP:
		session_request(tx, own, &b, h->unicode);
		break;
	case TREE_CONNECT:
		tree_request(tx, own, &b, h->unicode);
		break;
	case CREATE:
	case OPEN:
		create_request(s, tx, own, &b, h->unicode);
		break;
	case CLOSE:
		file_id(word(&b, 0), id);
		own->id = arena_span(tx->arena, span_of(id, SMB_ID));
		smb_impl_close(env, s, id);
		break;
	case TRANS:
		file_id(word(&b, 15), id);
		own->id = arena_span(tx->arena, span_of(id, SMB_ID));
		smb_impl_pipe(
		    s, tx, id, FLOW_TO_SERVER, span_sub(m, word(&b, 12), word(&b, 11)));
		break;
	case WRITE:
		file_id(word(&b, 2), id);
		own->id = arena_span(tx->arena, span_of(id, SMB_ID));
		smb_impl_pipe(
		    s, tx, id, FLOW_TO_SERVER, span_sub(m, word(&b, 11), word(&b, 10)));
		break;
	default:
		break;
	}
}

static void response(struct proto_env *env, struct smb_state *s, struct tx *tx,
    struct smb_own *own, struct span m, const struct head *h)
{
	struct body b = body_of(m);
	uint8_t id[SMB_ID];
	size_t chosen = word(&b, 0);

	if (h->command == NEGOTIATE) {
		if (chosen < s->noffered)
			memcpy(s->dialect_name, s->offered[chosen], sizeof(s->dialect_name));
		if (b.words.n == 34 && b.words.p[22] & EXTENDED)
			own->server_guid = arena_span(tx->arena, span_sub(b.bytes, 0, 16));
	} else if (h->command == SESSION_SETUP) {
		natives(
		    tx, own, &b, b.words.n == 8 ? word(&b, 3) : 0, h->unicode, FLOW_TO_CLIENT);
	} else if (h->command == TREE_CONNECT && h->status == 0) {
		own->tree = h->tree;
		own->share_type = own->pipe ? 2 : 1;
		smb_impl_tree(s, h->tree, own->pipe);
	} else if (h->command == CREATE && h->status == 0 && b.words.n >= 8) {
		file_id((uint16_t)(b.words.p[6] << 8 | b.words.p[5]), id);
		own->id = arena_span(tx->arena, span_of(id, SMB_ID));
		smb_impl_file(env, s, id, own);
	} else if (h->command == OPEN && h->status == 0 && b.words.n >= 6) {
		file_id(word(&b, 2), id);
		own->id = arena_span(tx->arena, span_of(id, SMB_ID));
		smb_impl_file(env, s, id, own);
	} else if (h->command == TRANS && own->id.n == SMB_ID) {
		smb_impl_pipe(
		    s, tx, own->id.p, FLOW_TO_CLIENT, span_sub(m, word(&b, 7), word(&b, 6)));
	}
}

static uint64_t offset_of(const struct body *b, size_t low, size_t high)
{
	return (uint64_t)word(b, high + 1) << 48 | (uint64_t)word(b, high) << 32 |
	       (uint64_t)word(b, low + 1) << 16 | word(b, low);
}

static void file_answer(struct proto_env *env, struct flow *flow, struct smb_state *s,
    struct span m, const struct head *h, uint64_t id, struct smb_piece *p)
{
	struct body b = body_of(m);
	struct smb_wait wait;
	struct smb_file *file;

	if (!smb_impl_waited(s, id, &wait))
		return;
	file = smb_impl_file_of(s, wait.file);
	if (!file)
		return;
	if (h->command == READ && h->status == 0) {
		p->at = wait.at;
		p->total = (uint64_t)word(&b, 7) << 16 | word(&b, 5);
		p->data = span_sub(m, word(&b, 6), (size_t)p->total);
		if (file->pipe)
			smb_impl_pipe_answer(env, s, file, h->status, p->data);
		else
			smb_impl_data(env, flow, s, file, p);
	}
	smb_impl_answered(file, h->status);
}

/* Reading and writing of a file is the file's transaction; that of a pipe is one when it asks
 * something: true: it is none of its own. */
static bool of_file(struct proto_env *env, struct flow *flow, struct smb_state *s,
    enum flow_dir dir, struct span m, const struct head *h, uint64_t id)
{
	struct smb_piece p = {.version = 1, .command = h->command, .dir = dir};
	struct body b;
	struct smb_file *file;
	uint8_t handle[SMB_ID];

	if (h->answer) {
		file_answer(env, flow, s, m, h, id, &p);
		return true;
	}
	b = body_of(m);
	file_id(word(&b, 2), handle);
	file = smb_impl_file_of(s, handle);
	if (h->command == WRITE) {
		p.total = (uint64_t)word(&b, 9) << 16 | word(&b, 10);
		p.data = span_sub(m, word(&b, 11), (size_t)p.total);
		if (smb_impl_asks_pipe(s, file, p.data))
			return false;
	}
	if (!file)
		return true;
	p.at = offset_of(&b, 3, h->command == WRITE ? 12 : 10);
	smb_impl_wait(s, id, handle, p.at);
	if (h->command == WRITE)
		smb_impl_data(env, flow, s, file, &p);
	return true;
}

/* Whether it asks something of a pipe. */
static bool trans_asks(struct span m)
{
	struct body b = body_of(m);

	return smb_impl_asks(span_sub(m, word(&b, 12), word(&b, 11)));
}

void smb_impl_v1(struct proto_env *env, struct flow *flow, struct smb_state *s,
    enum flow_dir dir, struct span m)
{
	struct smb_own *own;
	struct head h;
	struct tx *tx;
	uint64_t id;

	if (!head_of(m, &h))
		return;
	id = (uint64_t)1 << 63 | (uint64_t)h.pid << 16 | h.mid;
	tx = h.answer ? smb_impl_find(s, id) : NULL;
	if (!tx && (h.command == READ || h.command == WRITE) &&
	    of_file(env, flow, s, dir, m, &h, id))
		return;
	if (!tx &&
	    (h.command == TRANS2 || (h.command == TRANS && (h.answer || !trans_asks(m)))))
		return;
	if (!tx)
		tx = smb_impl_new(env, flow, s, id);
	if (!tx)
		return;
	own = tx->own;
	own->version = 1;
	own->command = h.command;
	if (!own->numbered)
		proto_tx_number(tx, BUFFER_SMB_VERSION, dir, 1);
	own->numbered = true;
	if (!h.answer) {
		own->tree = h.tree;
		own->session = h.user;
		request(env, s, tx, own, m, &h);
	} else {
		own->answered = true;
		own->status = h.status;
		own->dos = !h.nt;
		if (h.command == SESSION_SETUP)
			own->session = h.user;
		response(env, s, tx, own, m, &h);
	}
	if (s->dialect_name[0])
		own->dialect_name = arena_span(tx->arena, span_str(s->dialect_name));
	/* What was asked of a pipe by writing is answered by reading. */
	if (h.answer && h.command == WRITE && h.status == 0 && own->call &&
	    !own->call->answered)
		return;
	if (h.answer)
		smb_impl_over(env, s, tx);
	else
		proto_tx_grown(env, tx, dir, true);
}
