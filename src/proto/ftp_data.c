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

/* How long a data connection is waited for. */
static const int64_t patience = 120 * (int64_t)1000000;

static void row_free(struct ftp_shared *all, size_t i)
{
	all->live -= all->ports[i] != 0;
	all->ports[i] = 0;
	all->rows[i].nr = 0;
}

uint64_t ftp_data_expect(
    struct proto_env *env, uint8_t family, const uint8_t *address, uint16_t port, int64_t now)
{
	struct ftp_shared *all = shared(env);
	size_t i = ++all->last % FTP_EXPECTED;

	row_free(all, i);
	all->rows[i] =
	    (struct ftp_expected){.nr = all->last, .until = now + patience, .family = family};
	memcpy(all->rows[i].address, address, family == 4 ? 4 : 16);
	all->ports[i] = port;
	all->live++;
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

static bool is_there(const struct ftp_expected *row, const struct flow *flow, bool server)
{
	return row->family == flow->family &&
	       memcmp(row->address, server ? flow->server : flow->client,
		   flow->family == 4 ? 4 : 16) == 0;
}

/* Asked for each new flow, so it ends at once when nothing is expected. */
static struct ftp_expected *find(struct proto_env *env, const struct flow *flow)
{
	struct ftp_shared *all = env->shared[PROTO_FTP_DATA];

	for (size_t i = 0; all && all->live && i < FTP_EXPECTED; i++) {
		struct ftp_expected *row = &all->rows[i];

		if (!all->ports[i] ||
		    (all->ports[i] != flow->sport && all->ports[i] != flow->cport))
			continue;
		if (row->until < flow->start)
			row_free(all, i);
		else if ((all->ports[i] == flow->sport && is_there(row, flow, true)) ||
			 (all->ports[i] == flow->cport && is_there(row, flow, false)))
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
	struct ftp_shared *all = env->shared[PROTO_FTP_DATA];
	struct ftp_data_own *own;

	s->tx = proto_tx_new(env, flow, PROTO_FTP_DATA);
	if (s->tx) {
		own = s->tx->own = ARENA_NEW(s->tx->arena, struct ftp_data_own);
		if (row) {
			own->command = arena_span(s->tx->arena, span_str(row->command));
			own->name = arena_span(s->tx->arena, span_of(row->name, row->name_n));
		}
	}
	if (row)
		row_free(all, (size_t)(row - all->rows));
	return s;
}

/* Rules ask for it in either direction. */
static void tell_command(struct proto_env *env, struct tx *tx, const struct ftp_data_own *own)
{
	for (int dir = FLOW_TO_SERVER; own->command.n && dir <= FLOW_TO_CLIENT; dir++) {
		proto_tx_add(tx, BUFFER_FTPDATA_COMMAND, (enum flow_dir)dir, own->command);
		proto_tx_grown(env, tx, (enum flow_dir)dir, false);
	}
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
		tell_command(env, s->tx, own);
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
	struct tx *tx = s->tx;

	(void)flow;
	if (!tx || !s->begun || s->over || s->file.dir != dir)
		return;
	s->over = true;
	s->tx = NULL;
	carry_end(env, tx, &s->file, !s->file.gaps);
	tx->done[0] = tx->done[1] = true;
	proto_tx_grown(env, tx, dir, true);
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
