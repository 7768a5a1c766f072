/*
 * Files and pipes that are open: what is read from and written to a file goes to the sink as
 * one transaction a handle, in the direction that came first; pipes carry DCE/RPC.
 */
#include "proto/smb_impl.h"

enum { DIRECTORY = 1 };

static const uint64_t offset_max = (uint64_t)1 << 50;

struct smb_file *smb_impl_file_of(struct smb_state *s, const uint8_t *id)
{
	for (size_t i = 0; i < SMB_FILES; i++)
		if (s->files[i].used && memcmp(s->files[i].id, id, SMB_ID) == 0)
			return &s->files[i];
	return NULL;
}

/* The file is over: it is told. */
static void content_over(struct proto_env *env, struct smb_content *c, bool whole)
{
	struct tx *tx = c->tx;

	if (!tx)
		return;
	c->tx = NULL;
	carry_end(env, tx, &c->file, whole && !c->file.gaps);
	tx->done[0] = tx->done[1] = true;
	proto_tx_grown(env, tx, (enum flow_dir)c->file.dir, true);
}

static void file_over(
    struct proto_env *env, struct smb_state *s, struct smb_file *file, bool whole)
{
	for (int dir = 0; dir < 2; dir++)
		if (s->run[dir].file == file)
			s->run[dir].file = NULL;
	if (file->content)
		content_over(env, file->content, whole);
	file->content = mem_free(file->content);
	file->bound = mem_free(file->bound);
	file->used = false;
}

/* A place for a handle; the oldest gives way. */
static struct smb_file *place(struct proto_env *env, struct smb_state *s, const uint8_t *id)
{
	struct smb_file *file = smb_impl_file_of(s, id);

	if (!file)
		file = &s->files[s->nfiles++ % SMB_FILES];
	file_over(env, s, file, false);
	memcpy(file->id, id, SMB_ID);
	file->used = true;
	return file;
}

void smb_impl_file(
    struct proto_env *env, struct smb_state *s, const uint8_t *id, const struct smb_own *own)
{
	struct smb_file *file = place(env, s, id);
	struct smb_content *c;

	file->pipe = own->pipe;
	if (own->pipe) {
		file->bound = mem_alloc(sizeof(*file->bound));
		return;
	}
	if (own->options & DIRECTORY)
		return;
	c = file->content = mem_alloc(sizeof(*c));
	c->name_n = (uint16_t)MIN(own->name.n, sizeof(c->name));
	if (c->name_n)
		memcpy(c->name, own->name.p, c->name_n);
	c->tree = own->tree;
	c->session = own->session;
}

void smb_impl_close(struct proto_env *env, struct smb_state *s, const uint8_t *id)
{
	struct smb_file *file = smb_impl_file_of(s, id);

	if (file)
		file_over(env, s, file, true);
}

void smb_impl_files_end(struct proto_env *env, struct smb_state *s, enum flow_dir dir)
{
	for (size_t i = 0; i < SMB_FILES; i++) {
		struct smb_content *c = s->files[i].content;

		if (c && c->tx && c->file.dir == dir)
			content_over(env, c, false);
	}
}

void smb_impl_files_free(struct smb_state *s)
{
	for (size_t i = 0; i < SMB_FILES; i++) {
		s->files[i].bound = mem_free(s->files[i].bound);
		s->files[i].content = mem_free(s->files[i].content);
	}
}

void smb_impl_wait(struct smb_state *s, uint64_t id, const uint8_t *file, uint64_t at)
{
	struct smb_wait *w = &s->waits[s->nwaits++ % SMB_OPEN];

	*w = (struct smb_wait){.used = true, .id = id, .at = at};
	memcpy(w->file, file, SMB_ID);
}

bool smb_impl_waited(struct smb_state *s, uint64_t id, struct smb_wait *ret)
{
	for (size_t i = 0; i < SMB_OPEN; i++) {
		if (!s->waits[i].used || s->waits[i].id != id)
			continue;
		*ret = s->waits[i];
		s->waits[i].used = false;
		return true;
	}
	return false;
}

static bool content_begin(struct proto_env *env, struct flow *flow, struct smb_state *s,
    struct smb_file *file, const struct smb_piece *p)
{
	struct smb_content *c = file->content;
	struct span name = span_of(c->name, c->name_n);
	struct smb_own *own;
	size_t open = 0;

	for (size_t i = 0; i < SMB_FILES; i++)
		open += s->files[i].content && s->files[i].content->tx;
	c->tx = open < SMB_CONTENTS ? proto_tx_new(env, flow, PROTO_SMB) : NULL;
	if (!c->tx)
		return false;
	own = c->tx->own = ARENA_NEW(c->tx->arena, struct smb_own);
	own->version = p->version;
	own->command = p->command;
	own->file = true;
	own->tree = c->tree;
	own->session = c->session;
	own->dialect = s->dialect;
	own->name = arena_span(c->tx->arena, name);
	own->id = arena_span(c->tx->arena, span_of(file->id, SMB_ID));
	if (s->dialect_name[0])
		own->dialect_name = arena_span(c->tx->arena, span_str(s->dialect_name));
	carry_begin(c->tx, &c->file, 0, p->dir, name, span_of(NULL, 0));
	return true;
}

void smb_impl_data(struct proto_env *env, struct flow *flow, struct smb_state *s,
    struct smb_file *file, const struct smb_piece *p)
{
	struct smb_content *c = file->content;
	uint64_t old, left;
	struct span data = span_sub(p->data, 0, p->total);

	if (!c || !p->total || p->at > offset_max ||
	    (!c->tx && !content_begin(env, flow, s, file, p)))
		return;
	if (c->file.dir != p->dir)
		return;
	if (p->at > c->at) {
		carry_gap(&c->file, p->at - c->at);
		c->at = p->at;
	}
	old = c->at - p->at; /* bytes of it that were there before */
	if (old) {
		proto_tx_event(c->tx, PROTO_EVENT_SMB_OVERLAP);
		if (old >= p->total)
			return;
	}
	left = p->total - MAX(old, data.n);
	data = span_sub(data, (size_t)MIN(old, data.n), data.n);
	carry_take(env, c->tx, &c->file, data);
	c->at += data.n;
	/* A message that is longer than is kept: the rest comes by itself. Bytes of it that
	 * were there before are stepped over with it. */
	s->run[p->dir].file = left && old <= p->data.n ? file : NULL;
	s->run[p->dir].left = left;
}

void smb_impl_more(
    struct proto_env *env, struct smb_state *s, enum flow_dir dir, struct span data)
{
	struct smb_file *file = s->run[dir].file;

	data = span_sub(data, 0, (size_t)MIN(s->run[dir].left, data.n));
	s->run[dir].left -= data.n;
	if (!file || !file->content || !file->content->tx)
		return;
	carry_take(env, file->content->tx, &file->content->file, data);
	file->content->at += data.n;
	if (!s->run[dir].left)
		s->run[dir].file = NULL;
}

void smb_impl_lost(struct smb_state *s, enum flow_dir dir, uint64_t n)
{
	struct smb_file *file = s->run[dir].file;

	n = MIN(n, s->run[dir].left);
	s->run[dir].left -= n;
	if (!file || !file->content || !file->content->tx)
		return;
	carry_gap(&file->content->file, n);
	file->content->at += n;
}

void smb_impl_answered(const struct smb_file *file, uint32_t status)
{
	struct smb_own *own =
	    file->content && file->content->tx ? file->content->tx->own : NULL;

	if (!own)
		return;
	own->answered = true;
	own->status = status;
}

void smb_impl_pipe(
    struct smb_state *s, struct tx *tx, const uint8_t *id, enum flow_dir dir, struct span b)
{
	struct smb_file *file = smb_impl_file_of(s, id);
	struct smb_own *own = tx->own;
	struct dcerpc_bound none = {0};
	uint8_t type;
	uint32_t call;

	if ((file && !file->pipe) || !dcerpc_impl_head(b, &type, &call) ||
	    dcerpc_impl_asks(type) != (dir == FLOW_TO_SERVER))
		return;
	if (!own->call)
		own->call = ARENA_NEW(tx->arena, struct dcerpc_call);
	(void)dcerpc_impl_take(tx, own->call, file ? file->bound : &none, dir, b);
	dcerpc_impl_tell(tx, own->call, dir);
}

bool smb_impl_asks(struct span b)
{
	uint8_t type;
	uint32_t call;

	return dcerpc_impl_head(b, &type, &call) && dcerpc_impl_asks(type);
}

void smb_impl_pipe_answer(struct proto_env *env, struct smb_state *s,
    const struct smb_file *file, uint32_t status, struct span b)
{
	uint8_t type;
	uint32_t call;

	if (!dcerpc_impl_head(b, &type, &call))
		return;
	for (size_t i = 0; i < s->nopen; i++) {
		struct tx *tx = s->open[i].tx;
		struct smb_own *own = tx->own;

		if (!own->call || own->call->answered || own->call->id != call ||
		    own->id.n != SMB_ID || memcmp(own->id.p, file->id, SMB_ID) != 0)
			continue;
		own->answered = true;
		own->status = status;
		smb_impl_pipe(s, tx, file->id, FLOW_TO_CLIENT, b);
		if (own->call->answered)
			smb_impl_over(env, s, tx);
		return;
	}
}

bool smb_impl_asks_pipe(struct smb_state *s, struct smb_file *file, struct span b)
{
	struct smb_content *c = file ? file->content : NULL;

	if (!smb_impl_asks(b))
		return false;
	if (c && !c->tx && b.p[2] == DCERPC_BIND && !smb_impl_tree_known(s, c->tree)) {
		file->content = mem_free(c);
		file->bound = mem_alloc(sizeof(*file->bound));
		file->pipe = true;
	}
	return !file || file->pipe;
}
