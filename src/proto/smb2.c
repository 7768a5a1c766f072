/* Messages of SMB 2 and 3 (MS-SMB2 section 2.2). */
#include "proto/say.h"
#include "proto/smb_impl.h"

enum {
	HEAD = 64,
	NEGOTIATE = 0,
	SESSION_SETUP = 1,
	TREE_CONNECT = 3,
	CREATE = 5,
	CLOSE = 6,
	READ = 8,
	WRITE = 9,
	IOCTL = 11,
	GET_INFO = 16,
	SET_INFO = 17,
	FLAG_RESPONSE = 1,
	FLAG_ASYNC = 2,
	STATUS_PENDING = 0x103,
	SHARE_PIPE = 2,
	FSCTL_PIPE_TRANSCEIVE = 0x11c017,
	CHAIN = 16 /* messages in one */
};

struct head {
	uint16_t command;
	uint32_t status, flags, next, tree;
	uint64_t id, session;
};

static const uint32_t STATUS_OVERFLOW = 0x80000005; /* a pipe has more; the bytes are there */

static uint64_t u64(struct cursor *c)
{
	uint64_t low = cursor_u32_le(c);

	return (uint64_t)cursor_u32_le(c) << 32 | low;
}

static bool head_of(struct span m, struct head *ret)
{
	struct cursor c = cursor_of(m);
	struct head h = {0};

	cursor_skip(&c, 8);
	h.status = cursor_u32_le(&c);
	h.command = cursor_u16_le(&c);
	cursor_skip(&c, 2);
	h.flags = cursor_u32_le(&c);
	h.next = cursor_u32_le(&c);
	h.id = u64(&c);
	cursor_skip(&c, 4);
	h.tree = cursor_u32_le(&c);
	h.session = u64(&c);
	if (h.flags & FLAG_ASYNC)
		h.tree = SMB_NONE;
	*ret = h;
	return cursor_err(&c) == 0 && m.n >= HEAD;
}

/* Bytes by an offset from the message's beginning and a length, as they stand at that place. */
static struct span at_offset(struct span m, size_t at, size_t n_at, bool wide)
{
	struct cursor c = cursor_of(m);
	size_t from, n;

	cursor_seek(&c, at);
	from = wide ? cursor_u32_le(&c) : cursor_u16_le(&c);
	cursor_seek(&c, n_at);
	n = wide ? cursor_u32_le(&c) : cursor_u16_le(&c);
	return cursor_err(&c) || from < HEAD ? span_of(NULL, 0) : span_sub(m, from, n);
}

static uint32_t number(struct span m, size_t at)
{
	struct cursor c = cursor_of(m);

	cursor_seek(&c, at);
	return cursor_u32_le(&c);
}

static const char *dialect_text(uint16_t dialect)
{
	switch (dialect) {
	case 0x0202:
		return "2.02";
	case 0x0210:
		return "2.10";
	case 0x0222:
		return "2.22";
	case 0x0224:
		return "2.24";
	case 0x02ff:
		return "2.??";
	case 0x0300:
		return "3.00";
	case 0x0302:
		return "3.02";
	case 0x0310:
		return "3.10";
	case 0x0311:
		return "3.11";
	default:
		return "unknown";
	}
}

static void negotiate_request(struct tx *tx, struct smb_own *own, struct span m)
{
	struct cursor c = cursor_of(m);
	size_t n;

	cursor_seek(&c, HEAD + 2);
	n = cursor_u16_le(&c);
	cursor_seek(&c, HEAD + 12);
	own->client_guid = arena_span(tx->arena, cursor_bytes(&c, 16));
	cursor_skip(&c, 8);
	for (size_t i = 0; i < n && i < SMB_DIALECTS; i++) {
		uint16_t d = cursor_u16_le(&c);

		if (!cursor_err(&c))
			own->dialects[own->ndialects++] = span_str(dialect_text(d));
	}
}

static void tree_connect(struct tx *tx, struct smb_own *own, struct span m)
{
	struct span path = at_offset(m, HEAD + 4, HEAD + 6, false);

	own->share = say_utf16(tx->arena, span_sub(path, 0, SMB_NAME));
	/* The answer says so for sure; rules look at the request. */
	own->pipe =
	    own->share.n >= 4 && span_ieq(span_sub(own->share, own->share.n - 4, 4), "IPC$");
	if (own->share.n)
		proto_tx_add(tx, own->pipe ? BUFFER_SMB_NAMED_PIPE : BUFFER_SMB_SHARE,
		    FLOW_TO_SERVER, own->share);
}

static void create(struct smb_state *s, struct tx *tx, struct smb_own *own, struct span m)
{
	struct span name = at_offset(m, HEAD + 44, HEAD + 46, false);

	own->create = true;
	own->disposition = number(m, HEAD + 36);
	own->options = number(m, HEAD + 40);
	own->name = say_utf16(tx->arena, span_sub(name, 0, SMB_NAME));
	own->pipe = smb_impl_is_pipe(s, own->tree);
	if (own->pipe && own->name.n)
		proto_tx_add(tx, BUFFER_SMB_NAMED_PIPE, FLOW_TO_SERVER, own->name);
	else if (own->name.n)
		proto_tx_add(tx, BUFFER_FILE_NAME, FLOW_TO_SERVER, own->name);
}

static void pipe_bytes(struct smb_state *s, struct tx *tx, enum flow_dir dir, struct span m,
    size_t id, struct span bytes)
{
	if (id + SMB_ID <= m.n && bytes.n)
		smb_impl_pipe(s, tx, m.p + id, dir, bytes);
}

static void request(struct proto_env *env, struct smb_state *s, struct tx *tx,
    struct smb_own *own, struct span m)
{
	switch (own->command) {
	case NEGOTIATE:
		negotiate_request(tx, own, m);
		break;
	case SESSION_SETUP:
		smb_impl_ntlmssp(tx, at_offset(m, HEAD + 12, HEAD + 14, false));
		break;
	case TREE_CONNECT:
		tree_connect(tx, own, m);
		break;
	case CREATE:
		create(s, tx, own, m);
		break;
	case WRITE:
		/* Offset of the data, and their length as 32 bits. */
		own->id = arena_span(tx->arena, span_sub(m, HEAD + 16, SMB_ID));
		pipe_bytes(s, tx, FLOW_TO_SERVER, m, HEAD + 16,
		    span_sub(m, number(m, HEAD + 2) & 0xffff, number(m, HEAD + 4)));
		break;
	case CLOSE:
		own->id = arena_span(tx->arena, span_sub(m, HEAD + 8, SMB_ID));
		if (own->id.n == SMB_ID)
			smb_impl_close(env, s, own->id.p);
		break;
	case IOCTL:
		own->id = arena_span(tx->arena, span_sub(m, HEAD + 8, SMB_ID));
		if (number(m, HEAD + 4) == FSCTL_PIPE_TRANSCEIVE)
			pipe_bytes(s, tx, FLOW_TO_SERVER, m, HEAD + 8,
			    at_offset(m, HEAD + 24, HEAD + 28, true));
		break;
	default:
		break;
	}
}

static void share_kind(struct smb_state *s, struct smb_own *own, struct span m)
{
	own->share_type = m.n > HEAD + 2 ? m.p[HEAD + 2] : 0;
	own->pipe = own->share_type == SHARE_PIPE;
	smb_impl_tree(s, own->tree, own->pipe);
}

static void response(struct proto_env *env, struct smb_state *s, struct tx *tx,
    struct smb_own *own, struct span m)
{
	switch (own->command) {
	case NEGOTIATE:
		s->dialect = (uint16_t)(number(m, HEAD + 2) >> 16);
		own->server_guid = arena_span(tx->arena, span_sub(m, HEAD + 8, 16));
		break;
	case TREE_CONNECT:
		if (own->status == 0)
			share_kind(s, own, m);
		break;
	case CREATE:
		if (own->status != 0 || m.n < HEAD + 64 + SMB_ID)
			break;
		own->id = arena_span(tx->arena, span_sub(m, HEAD + 64, SMB_ID));
		smb_impl_file(env, s, own->id.p, own);
		break;
	case IOCTL:
		if (own->id.n == SMB_ID)
			smb_impl_pipe(s, tx, own->id.p, FLOW_TO_CLIENT,
			    at_offset(m, HEAD + 32, HEAD + 36, true));
		break;
	default:
		break;
	}
}

/* The answer to a reading or writing that is waited for. */
static void file_answer(struct proto_env *env, struct flow *flow, struct smb_state *s,
    struct span m, const struct head *h, struct smb_piece *p)
{
	struct smb_wait wait;
	struct smb_file *file;

	if (h->status == STATUS_PENDING || !smb_impl_waited(s, h->id, &wait))
		return;
	file = smb_impl_file_of(s, wait.file);
	if (!file)
		return;
	if (h->command == READ && (h->status == 0 || h->status == STATUS_OVERFLOW)) {
		p->at = wait.at;
		p->total = number(m, HEAD + 4);
		p->data = span_sub(m, number(m, HEAD + 2) & 0xff, (size_t)p->total);
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
    enum flow_dir dir, struct span m, const struct head *h)
{
	struct smb_piece p = {.version = 2, .command = h->command, .dir = dir};
	struct smb_file *file;
	struct cursor c = cursor_of(m);

	if (h->flags & FLAG_RESPONSE) {
		file_answer(env, flow, s, m, h, &p);
		return true;
	}
	if (m.n < HEAD + 16 + SMB_ID)
		return true;
	file = smb_impl_file_of(s, m.p + HEAD + 16);
	if (h->command == WRITE) {
		p.total = number(m, HEAD + 4);
		p.data = span_sub(m, number(m, HEAD + 2) & 0xffff, (size_t)p.total);
		if (smb_impl_asks_pipe(s, file, p.data))
			return false;
	}
	if (!file)
		return true;
	cursor_seek(&c, HEAD + 8);
	p.at = u64(&c);
	smb_impl_wait(s, h->id, file->id, p.at);
	if (h->command == WRITE)
		smb_impl_data(env, flow, s, file, &p);
	return true;
}

static void message(struct proto_env *env, struct flow *flow, struct smb_state *s,
    enum flow_dir dir, struct span m, const struct head *h)
{
	bool answer = h->flags & FLAG_RESPONSE;
	struct tx *tx = answer ? smb_impl_find(s, h->id) : NULL;
	struct smb_own *own;

	if (answer && h->status == STATUS_PENDING)
		return;
	if (!tx && answer && h->command == NEGOTIATE)
		tx = smb_impl_negotiation(s);
	if (h->command == GET_INFO || h->command == SET_INFO ||
	    (!tx && (h->command == READ || h->command == WRITE) &&
		of_file(env, flow, s, dir, m, h)))
		return;
	if (!tx)
		tx = smb_impl_new(env, flow, s, h->id);
	if (!tx)
		return;
	own = tx->own;
	own->version = 2;
	own->command = h->command;
	if (!answer || !own->session)
		own->session = h->session;
	if (!answer || h->tree != SMB_NONE)
		own->tree = h->tree;
	if (!own->numbered)
		proto_tx_number(tx, BUFFER_SMB_VERSION, dir, 2);
	own->numbered = true;
	if (!answer) {
		request(env, s, tx, own, m);
		own->dialect = s->dialect;
		proto_tx_grown(env, tx, dir, true);
		return;
	}
	own->session = h->session ? h->session : own->session;
	own->answered = true;
	own->status = h->status;
	response(env, s, tx, own, m);
	own->dialect = s->dialect;
	/* What was asked of a pipe by writing is answered by reading. */
	if (h->command != WRITE || h->status != 0 || !own->call || own->call->answered)
		smb_impl_over(env, s, tx);
}

void smb_impl_v2(struct proto_env *env, struct flow *flow, struct smb_state *s,
    enum flow_dir dir, struct span m)
{
	struct head h;

	for (int i = 0; i < CHAIN && head_of(m, &h); i++) {
		message(env, flow, s, dir, h.next ? span_sub(m, 0, h.next) : m, &h);
		if (h.next < HEAD)
			return;
		m = span_sub(m, h.next, m.n);
		if (!span_starts(m, "\xfeSMB"))
			return;
	}
}
