/*
 * FTP's control connection (RFC 959, RFC 2428): a command with its replies is a transaction; a
 * data connection that it announces is expected (ftp_data.c). Passwords are never told.
 */
#include "proto/ftp_impl.h"
#include "proto/part.h"
#include "proto/rows.h"
#include "proto/say.h"

enum {
	LINE = 4096,
	REPLIES = 64,
	OPEN = 64,
	CODE = 3,
	PORT_FTP = 21,
	PORT_SMTP = 25,
	PORT_POP3 = 110,
	PORT_FREE = 1024
};

struct ftp_own {
	struct span command, data;
	VEC(struct span) replies;
	VEC(struct span) codes;
	int port; /* that was announced; 0: none */
	bool active, announces, cut, reply_cut, greeting;
};

struct ftp_state {
	struct part line[2];
	struct tx *open[OPEN]; /* commands whose replies are awaited, oldest first */
	size_t nopen;
	struct tx *greeting;
	uint64_t expected; /* the announcement that a transfer will use */
	bool secured;      /* AUTH was asked: TLS comes */
};

static const char *const commands[] = {"USER", "PASS", "ACCT", "CWD", "CDUP", "QUIT", "PORT",
    "PASV", "TYPE", "STRU", "MODE", "RETR", "STOR", "STOU", "APPE", "REST", "ABOR", "DELE",
    "RMD", "MKD", "PWD", "LIST", "NLST", "SITE", "SYST", "STAT", "HELP", "NOOP", "EPRT", "EPSV",
    "FEAT", "OPTS", "AUTH TLS", "AUTH SSL", "PBSZ", "PROT", "SIZE", "MDTM", "MLSD", "MLST"};

static enum proto_guess probe_server(struct span first, const struct flow *flow)
{
	struct span head = span_sub(first, 0, 512);

	if (first.n < 4)
		return memcmp(first.p, "220", MIN(first.n, (size_t)3)) == 0 ? PROTO_MORE
									    : PROTO_NO;
	if (!span_starts(first, "220") || flow->sport == PORT_SMTP)
		return PROTO_NO;
	return flow->sport == PORT_FTP ||
		       (span_ifind(head, "ftp") >= 0 && span_ifind(head, "smtp") < 0)
		   ? PROTO_YES
		   : PROTO_NO;
}

static enum proto_guess ftp_probe(struct span first, enum flow_dir dir, const struct flow *flow)
{
	/* Only what a client begins with and no other protocol of lines does. */
	static const char *const words[] = {
	    "USER ", "FEAT\r\n", "AUTH TLS\r\n", "AUTH SSL\r\n", "PASV\r\n", "EPSV", "PORT "};

	if (dir == FLOW_TO_CLIENT)
		return probe_server(first, flow);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t n = strlen(words[i]);

		if (first.n < n && memcmp(first.p, words[i], first.n) == 0)
			return PROTO_MORE;
		if (!span_istarts(first, words[i]))
			continue;
		/* POP3 begins with USER too. */
		return flow->sport == PORT_POP3 ? PROTO_NO : PROTO_YES;
	}
	return PROTO_NO;
}

static void *ftp_begin(struct proto_env *env, struct flow *flow)
{
	struct ftp_state *s = mem_alloc(sizeof(*s));

	(void)env;
	(void)flow;
	part_init(&s->line[0], LINE);
	part_init(&s->line[1], LINE);
	return s;
}

/* Numbers between commas, as PORT and the answer to PASV have them. */
static bool six(struct span text, uint8_t *to)
{
	unsigned v = 0;
	size_t n = 0;
	bool digit = false;

	for (size_t i = 0; i <= text.n; i++) {
		uint8_t c = i < text.n ? text.p[i] : ')';

		if (c >= '0' && c <= '9') {
			v = v * 10 + (unsigned)(c - '0');
			if (v > 255)
				return false;
			digit = true;
		} else if (digit) {
			to[n++] = (uint8_t)v;
			v = 0;
			digit = false;
			if (n == 6)
				return true;
			if (c != ',')
				return false;
		}
	}
	return false;
}

/* The last number between bars: RFC 2428. */
static int extended_port(struct span text)
{
	int fields = 0, v = 0;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c == '|') {
			if (++fields == 4)
				return v > 0 && v < 65536 ? v : 0;
			v = 0;
		} else if (fields == 3 && c >= '0' && c <= '9' && v < 65536) {
			v = v * 10 + (c - '0');
		}
	}
	return 0;
}

static void announce(
    struct proto_env *env, struct ftp_state *s, struct tx *tx, int port, bool active)
{
	struct ftp_own *own = tx->own;

	if (!port)
		return;
	own->port = port;
	own->active = active;
	own->announces = true;
	for (int dir = active ? FLOW_TO_SERVER : FLOW_TO_CLIENT; dir >= FLOW_TO_SERVER; dir--) {
		proto_tx_number(tx, BUFFER_FTP_PORT, (enum flow_dir)dir, (uint16_t)port);
		proto_tx_number(tx, BUFFER_FTP_MODE, (enum flow_dir)dir, active ? 1 : 2);
	}
	if (!active) /* rules ask the command for what its answer says */
		proto_tx_grown(env, tx, FLOW_TO_SERVER, false);
	/* Services have the ports below: no data connection comes there, and whoever says so
	 * wants one of theirs not to be looked at. */
	if (port < PORT_FREE)
		return;
	s->expected = ftp_data_expect(env, tx->flow->family,
	    active ? tx->flow->client : tx->flow->server, (uint16_t)port, tx->flow->last);
}

/* The command word in capitals, if it is one. */
static const char *word_of(struct span line)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		size_t n = strlen(commands[i]);

		if (span_istarts(line, commands[i]) && (line.n == n || line.p[n] == ' '))
			return commands[i];
	}
	return NULL;
}

static bool is(const char *word, const char *const *list)
{
	for (; word && *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* What a command says of data connections. */
static void of_data(struct proto_env *env, struct ftp_state *s, struct tx *tx, const char *word)
{
	static const char *const files[] = {"RETR", "STOR", "STOU", "APPE", NULL};
	static const char *const lists[] = {"LIST", "NLST", "MLSD", NULL};
	struct ftp_own *own = tx->own;
	uint8_t n[6];

	if (is(word, files)) {
		struct span name = own->data;

		if (!name.n && strcmp(word, "STOU") == 0)
			name = span_str("<stou>");
		ftp_data_name(env, s->expected, word, name);
	} else if (is(word, lists)) {
		ftp_data_name(env, s->expected, word, span_of(NULL, 0));
	} else if (span_eq(own->command, "PORT") && six(own->data, n)) {
		announce(env, s, tx, n[4] << 8 | n[5], true);
	} else if (span_eq(own->command, "EPRT")) {
		announce(env, s, tx, extended_port(own->data), true);
	}
}

static void client_line(
    struct proto_env *env, struct flow *flow, struct ftp_state *s, struct span line)
{
	const char *word = word_of(line);
	const uint8_t *space = line.n ? memchr(line.p, ' ', line.n) : NULL;
	struct span first = span_sub(line, 0, space ? (size_t)(space - line.p) : line.n);
	struct ftp_own *own;
	struct tx *tx;

	if (!line.n)
		return;
	if (s->nopen == OPEN) { /* nobody answers: the oldest is told */
		proto_tx_finish(env, s->open[0]);
		memmove(s->open, s->open + 1, --s->nopen * sizeof(s->open[0]));
	}
	tx = proto_tx_new(env, flow, PROTO_FTP);
	if (!tx)
		return;
	own = tx->own = ARENA_NEW(tx->arena, struct ftp_own);
	own->command = arena_span(tx->arena, word ? span_of(word, first.n) : first);
	own->data = arena_span(tx->arena, span_trim(span_sub(line, first.n, line.n)));
	own->cut = s->line[FLOW_TO_SERVER].cut;
	if (own->cut)
		proto_tx_event(tx, PROTO_EVENT_FTP_LONG_COMMAND);
	if (span_istarts(line, "AUTH "))
		s->secured = true;
	proto_tx_add(tx, BUFFER_FTP_COMMAND, FLOW_TO_SERVER, own->command);
	if (own->data.n)
		proto_tx_add(tx, BUFFER_FTP_COMMAND_DATA, FLOW_TO_SERVER, own->data);
	of_data(env, s, tx, word);
	s->open[s->nopen++] = tx;
	proto_tx_grown(env, tx, FLOW_TO_SERVER, true);
}

static bool coded(struct span line)
{
	for (size_t i = 0; i < CODE; i++)
		if (i >= line.n || line.p[i] < '0' || line.p[i] > '9')
			return false;
	return line.n == CODE || line.p[CODE] == ' ' || line.p[CODE] == '-';
}

/* The transaction that the server's line belongs to: the oldest, else its greeting. */
static struct tx *answered(struct proto_env *env, struct flow *flow, struct ftp_state *s)
{
	struct ftp_own *own;

	if (s->greeting)
		return s->greeting;
	if (s->nopen)
		return s->open[0];
	s->greeting = proto_tx_new(env, flow, PROTO_FTP);
	if (s->greeting) {
		own = s->greeting->own = ARENA_NEW(s->greeting->arena, struct ftp_own);
		own->greeting = true;
		s->greeting->done[FLOW_TO_SERVER] = true;
	}
	return s->greeting;
}

static void answer_over(
    struct proto_env *env, struct flow *flow, struct ftp_state *s, struct tx *tx, int code)
{
	const struct ftp_own *own = tx->own;
	bool secure =
	    s->secured && !own->greeting && span_ieq(own->command, "AUTH") && code / 100 == 2;

	if (tx == s->greeting)
		s->greeting = NULL;
	else
		memmove(s->open, s->open + 1, --s->nopen * sizeof(s->open[0]));
	proto_tx_grown(env, tx, FLOW_TO_CLIENT, true);
	if (secure)
		proto_change(flow);
}

/* False: there are enough of them already. */
static bool add_reply(struct tx *tx, struct span line, bool has_code)
{
	struct ftp_own *own = tx->own;
	struct span code = span_sub(line, 0, has_code ? CODE : 0);
	struct span text = has_code ? span_sub(line, CODE + 1, line.n) : line;

	if (own->replies.n >= REPLIES)
		return false;
	if (has_code) {
		code = arena_span(tx->arena, code);
		vec_push(tx->arena, &own->codes, code);
		proto_tx_add(tx, BUFFER_FTP_RECEPTION, FLOW_TO_CLIENT, code);
	}
	text = arena_span(tx->arena, text);
	vec_push(tx->arena, &own->replies, text);
	proto_tx_add(tx, BUFFER_FTP_REPLY, FLOW_TO_CLIENT, text);
	return true;
}

static void server_line(
    struct proto_env *env, struct flow *flow, struct ftp_state *s, struct span line)
{
	bool has_code = coded(line);
	struct tx *tx;
	struct ftp_own *own;
	uint8_t n[6];
	int code;
	bool added;

	if (!line.n)
		return;
	tx = answered(env, flow, s);
	if (!tx)
		return;
	own = tx->own;
	added = add_reply(tx, line, has_code);
	if (s->line[FLOW_TO_CLIENT].cut) {
		own->reply_cut = true;
		proto_tx_event(tx, PROTO_EVENT_FTP_LONG_REPLY);
	}
	if (!has_code || (line.n > CODE && line.p[CODE] == '-'))
		return;
	code = (line.p[0] - '0') * 100 + (line.p[1] - '0') * 10 + (line.p[2] - '0');
	if (code == 227 && span_ieq(own->command, "PASV") &&
	    six(span_sub(line, CODE, line.n), n))
		announce(env, s, tx, n[4] << 8 | n[5], false);
	else if (code == 229 && span_ieq(own->command, "EPSV"))
		announce(env, s, tx, extended_port(line), false);
	if (code >= 200)
		answer_over(env, flow, s, tx, code);
	else if (added)
		proto_tx_grown(env, tx, FLOW_TO_CLIENT, false);
}

static void ftp_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct ftp_state *s = state;
	struct span line;

	while (part_line(&s->line[dir], &data, &line)) {
		if (dir == FLOW_TO_SERVER)
			client_line(env, flow, s, line);
		else
			server_line(env, flow, s, line);
	}
}

static void ftp_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct ftp_state *s = state;

	(void)env;
	(void)flow;
	part_gap(&s->line[dir], NULL, n);
}

static void ftp_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct ftp_state *s = state;

	(void)env;
	(void)flow;
	part_done(&s->line[0]);
	part_done(&s->line[1]);
	mem_free(s);
}

static void ftp_log(const struct tx *tx, struct json_writer *w)
{
	const struct ftp_own *own = tx->own;

	if (!own->greeting) {
		say_span(w, "command", own->command);
		if (!span_ieq(own->command, "PASS"))
			say_span(w, "command_data", own->data);
		json_member_bool(w, "command_truncated", own->cut);
	}
	if (own->codes.n) {
		json_write_key(w, "completion_code");
		json_write_array(w);
		for (size_t i = 0; i < own->codes.n; i++)
			json_write_span(w, own->codes.items[i]);
		json_write_array_end(w);
	}
	if (own->replies.n) {
		json_write_key(w, "reply");
		json_write_array(w);
		for (size_t i = 0; i < own->replies.n; i++)
			json_write_span(w, own->replies.items[i]);
		json_write_array_end(w);
	}
	if (own->announces) {
		json_member_int(w, "dynamic_port", own->port);
		json_member_text(w, "mode", own->active ? "active" : "passive");
	}
	json_member_text(w, "reply_received", own->replies.n ? "yes" : "no");
	json_member_bool(w, "reply_truncated", own->reply_cut);
}

const struct proto proto_row_ftp = {
    .id = PROTO_FTP,
    .name = "ftp",
    .event = "ftp",
    .tcp = true,
    .probe = ftp_probe,
    .begin = ftp_begin,
    .take = ftp_take,
    .gap = ftp_gap,
    .free = ftp_free,
    .log = ftp_log,
};
