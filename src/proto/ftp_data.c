/* FTP's data connections: known by what a control connection announced, on the same thread. */
#include "proto/carry.h"
#include "proto/ftp_impl.h"
#include "proto/rows.h"
#include "proto/say.h"

struct ftp_data_own {
	struct span command, name; /* the transaction's arena's */
};

struct ftp_data_state {
	struct tx *tx;
	struct carry file;
	bool begun, over;
};

static struct ftp_shared *shared(struct proto_env *env)
{
	if (!env->shared[PROTO_FTP_DATA])
		env->shared[PROTO_FTP_DATA] = mem_alloc(sizeof(struct ftp_shared));
	return env->shared[PROTO_FTP_DATA];
}

static void ftp_data_unshare(void *rows)
{
	mem_free(rows);
}

uint64_t ftp_data_expect(
    struct proto_env *env, uint8_t family, const uint8_t *address, uint16_t port)
{
	struct ftp_shared *all = shared(env);
	struct ftp_expected *row = &all->rows[++all->last % FTP_EXPECTED];

	*row = (struct ftp_expected){.nr = all->last, .family = family, .port = port};
	memcpy(row->address, address, family == 4 ? 4 : 16);
	return all->last;
}

void ftp_data_name(struct proto_env *env, uint64_t nr, const char *command, struct span name)
{
	struct ftp_expected *row = &shared(env)->rows[nr % FTP_EXPECTED];

	if (!nr || row->nr != nr)
		return;
	memset(row->command, 0, FTP_COMMAND);
	memcpy(row->command, command, MIN(strlen(command), (size_t)FTP_COMMAND - 1));
	row->name_n = (uint16_t)MIN(name.n, (size_t)FTP_NAME);
	if (row->name_n)
		memcpy(row->name, name.p, row->name_n);
}

static struct ftp_expected *find(struct proto_env *env, const struct flow *flow)
{
	struct ftp_shared *all = env->shared[PROTO_FTP_DATA];
	size_t n = flow->family == 4 ? 4 : 16;

	for (size_t i = 0; all && i < FTP_EXPECTED; i++) {
		struct ftp_expected *row = &all->rows[i];

		if (!row->nr || row->family != flow->family)
			continue;
		if ((row->port == flow->sport && memcmp(row->address, flow->server, n) == 0) ||
		    (row->port == flow->cport && memcmp(row->address, flow->client, n) == 0))
			return row;
	}
	return NULL;
}

static bool ftp_data_expects(struct proto_env *env, const struct flow *flow)
{
	return flow->proto == 6 && find(env, flow);
}

static void *ftp_data_begin(struct proto_env *env, struct flow *flow)
{
	struct ftp_data_state *s = mem_alloc(sizeof(*s));
	struct ftp_expected *row = find(env, flow);
	struct ftp_data_own *own;

	s->tx = proto_tx_new(env, flow, PROTO_FTP_DATA);
	if (s->tx) {
		own = s->tx->own = ARENA_NEW(s->tx->arena, struct ftp_data_own);
		if (row) {
			own->command = arena_span(s->tx->arena, span_str(row->command));
			own->name =
			    arena_span(s->tx->arena, span_of(row->name, row->name_n));
		}
	}
	if (row)
		row->nr = 0;
	return s;
}

static void ftp_data_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct ftp_data_state *s = state;
	struct ftp_data_own *own = s->tx ? s->tx->own : NULL;

	(void)flow;
	if (!own || s->over)
		return;
	if (!s->begun) {
		s->begun = true;
		carry_begin(s->tx, &s->file, 0, dir, own->name, span_of(NULL, 0));
		if (own->command.n)
			proto_tx_add(s->tx, BUFFER_FTPDATA_COMMAND, dir, own->command);
		proto_tx_grown(env, s->tx, dir, false);
	}
	if (s->file.dir == dir)
		carry_take(env, s->tx, &s->file, data);
}

static void ftp_data_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct ftp_data_state *s = state;

	(void)env;
	(void)flow;
	if (s->file.dir == dir)
		carry_gap(&s->file, n);
}

static void ftp_data_end(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir)
{
	struct ftp_data_state *s = state;

	(void)flow;
	if (!s->tx || !s->begun || s->over || s->file.dir != dir)
		return;
	s->over = true;
	carry_end(env, s->tx, &s->file, !s->file.gaps);
}

static void ftp_data_free(struct proto_env *env, struct flow *flow, void *state)
{
	(void)env;
	(void)flow;
	mem_free(state);
}

static void ftp_data_log(const struct tx *tx, struct json_writer *w)
{
	const struct ftp_data_own *own = tx->own;

	say_span(w, "filename", own->name);
	say_span(w, "command", own->command);
}

const struct proto proto_row_ftp_data = {
    .id = PROTO_FTP_DATA,
    .name = "ftp-data",
    .event = "ftp_data",
    .tcp = true,
    .expects = ftp_data_expects,
    .begin = ftp_data_begin,
    .take = ftp_data_take,
    .gap = ftp_data_gap,
    .end = ftp_data_end,
    .free = ftp_data_free,
    .log = ftp_data_log,
    .unshare = ftp_data_unshare,
};
