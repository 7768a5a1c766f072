/*
 * SMTP (RFC 5321): commands and replies line by line, one transaction a mail; the message goes
 * to mail.h. After STARTTLS it is another protocol.
 */
#include "proto/part.h"
#include "proto/rows.h"
#include "proto/smtp_impl.h"

enum {
	LINE = 4096,
	HELO = 512,
	HELLOS = 4,   /* of a mail that are kept */
	PATH = 1024,  /* bytes of an address that are kept; RFC 5321 section 4.5.3.1.3: 256 */
	RCPTS = 256,  /* of a mail that are kept */
	AWAITED = 64, /* commands whose replies are awaited */
	PORT_SMTP = 25,
	PORT_SUBMISSION = 587,
	PORT_FTP = 21
};

enum smtp_command { OTHER, HELLO, FROM, TO, DATA, BDAT, RSET, QUIT, TLS, AUTH, DOT };

enum smtp_mode { COMMANDS, AWAIT_DATA, MESSAGE, CHUNK, CREDENTIALS };

struct smtp_state {
	struct part line[2];
	struct str helo;
	struct str hello;  /* the name that is said anew, until the server is content */
	struct str header; /* of the message at hand: unfolded so far */
	struct tx *tx;     /* the mail that is being said */
	uint8_t mode;      /* enum smtp_mode */
	bool last_chunk, spoke;
	bool begins;    /* a message has begun and is not over */
	bool again;     /* a hello would end the mail that was begun before it */
	uint64_t chunk; /* bytes of it that come */
	uint8_t awaited[AWAITED];
	size_t nawaited;
	struct tx *replying; /* a mail whose reply is awaited */
};

static enum proto_guess begins(struct span first, const char *word)
{
	size_t n = strlen(word);
	struct span head = span_sub(first, 0, n);

	for (size_t i = 0; i < head.n; i++)
		if ((head.p[i] & 0xdf) != (word[i] & 0xdf))
			return PROTO_NO;
	return head.n == n ? PROTO_YES : PROTO_MORE;
}

static enum proto_guess smtp_probe(
    struct span first, enum flow_dir dir, const struct flow *flow)
{
	static const char *const words[] = {"EHLO ", "HELO ", "MAIL FROM:"};
	bool usual = flow->sport == PORT_SMTP || flow->sport == PORT_SUBMISSION;
	enum proto_guess best = PROTO_NO;

	if (dir == FLOW_TO_CLIENT) {
		best = begins(first, "220");
		if (best != PROTO_YES)
			return usual && begins(first, "421") == PROTO_YES ? PROTO_YES : best;
		if (usual)
			return PROTO_YES;
		return flow->sport == PORT_FTP || memchr(first.p, '\n', first.n) ? PROTO_NO
										 : PROTO_MORE;
	}
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		best = MAX(best, begins(first, words[i]));
	if (usual && best == PROTO_NO)
		best = begins(first, "QUIT");
	return best;
}

static void *smtp_begin(struct proto_env *env, struct flow *flow)
{
	struct smtp_state *s = mem_alloc(sizeof(*s));

	(void)env;
	(void)flow;
	part_init(&s->line[0], LINE);
	part_init(&s->line[1], LINE);
	str_init(&s->helo, HELO);
	str_init(&s->hello, HELO);
	str_init(&s->header, MAIL_HEADER);
	return s;
}

/* No more of the message comes. */
static void message_over(struct proto_env *env, struct smtp_state *s, bool whole)
{
	struct smtp_own *own = s->tx ? s->tx->own : NULL;

	if (s->begins && own && own->mailed)
		mail_end(env, s->tx, own->mail, whole);
	s->begins = false;
	if (s->mode != CREDENTIALS)
		s->mode = COMMANDS;
}

/* The mail is over as far as the client goes; its reply may still come. */
static void mail_over(struct proto_env *env, struct smtp_state *s)
{
	struct tx *tx = s->tx;

	message_over(env, s, false);
	s->again = false;
	if (!tx)
		return;
	if (s->replying)
		proto_tx_finish(env, s->replying);
	s->replying = tx;
	s->tx = NULL;
	proto_tx_grown(env, tx, FLOW_TO_SERVER, true);
}

/* The transaction of what the client says now. */
static struct tx *transaction(struct proto_env *env, struct flow *flow, struct smtp_state *s)
{
	struct smtp_own *own;

	if (s->tx)
		return s->tx;
	if (s->replying) {
		struct tx *tx = s->replying;

		s->replying = NULL;
		proto_tx_grown(env, tx, FLOW_TO_CLIENT, true);
	}
	s->tx = proto_tx_new(env, flow, PROTO_SMTP);
	if (!s->tx)
		return NULL;
	own = s->tx->own = ARENA_NEW(s->tx->arena, struct smtp_own);
	if (s->helo.n) {
		own->helo = arena_span(s->tx->arena, str_bytes(&s->helo));
		proto_tx_add(s->tx, BUFFER_SMTP_HELO, FLOW_TO_SERVER, own->helo);
	}
	return s->tx;
}

/* What the client calls itself. A later hello ends the mail that was begun before it (RFC 5321
 * section 4.1.4), once the server takes it. */
static void hello(struct smtp_state *s, struct tx *tx, struct span name)
{
	struct smtp_own *own = tx ? tx->own : NULL;

	str_clear(&s->hello);
	str_span(&s->hello, span_sub(name, 0, HELO));
	s->again = own && own->has_from;
	if (own && own->helo.n)
		proto_tx_event(tx, PROTO_EVENT_SMTP_DUPLICATE);
	if (!own || !s->hello.n || s->again || own->nhello == HELLOS)
		return;
	own->nhello++;
	own->helo = arena_span(tx->arena, str_bytes(&s->hello));
	proto_tx_add(tx, BUFFER_SMTP_HELO, FLOW_TO_SERVER, own->helo);
}

static void hello_taken(struct proto_env *env, struct smtp_state *s)
{
	if (s->hello.n) {
		str_clear(&s->helo);
		str_span(&s->helo, str_bytes(&s->hello));
	}
	if (s->again)
		mail_over(env, s);
}

/* "<a@b> SIZE=1": the path alone. */
static struct span path_of(struct span value)
{
	const uint8_t *end;

	value = span_trim(value);
	end = value.n ? memchr(value.p, value.p[0] == '<' ? '>' : ' ', value.n) : NULL;
	if (!end)
		return value;
	return span_sub(value, 0, (size_t)(end - value.p) + (value.p[0] == '<'));
}

static void envelope(struct tx *tx, enum smtp_command command, struct span value)
{
	struct smtp_own *own = tx->own;
	struct span path = span_sub(path_of(value), 0, PATH);

	if (command == FROM) {
		if (own->has_from) {
			proto_tx_event(tx, PROTO_EVENT_SMTP_DUPLICATE);
			return;
		}
		own->has_from = true;
		own->from = path = arena_span(tx->arena, path);
		proto_tx_add(tx, BUFFER_SMTP_MAIL_FROM, FLOW_TO_SERVER, path);
	} else if (own->rcpts.n < RCPTS) {
		path = arena_span(tx->arena, path);
		vec_push(tx->arena, &own->rcpts, path);
		proto_tx_add(tx, BUFFER_SMTP_RCPT_TO, FLOW_TO_SERVER, path);
	}
}

static enum smtp_command command_of(struct span line, struct span *ret_rest)
{
	static const struct {
		const char *word;
		enum smtp_command command;
	} words[] = {{"EHLO", HELLO}, {"HELO", HELLO}, {"MAIL FROM:", FROM}, {"RCPT TO:", TO},
	    {"DATA", DATA}, {"BDAT", BDAT}, {"RSET", RSET}, {"QUIT", QUIT}, {"STARTTLS", TLS},
	    {"AUTH", AUTH}};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (!span_istarts(line, words[i].word))
			continue;
		*ret_rest = span_trim(span_sub(line, strlen(words[i].word), line.n));
		return words[i].command;
	}
	*ret_rest = span_of(NULL, 0);
	return OTHER;
}

/* Begins the message of the mail, unless a chunk of it was there. */
static void message_begin(struct smtp_state *s)
{
	struct smtp_own *own = s->tx ? s->tx->own : NULL;

	if (s->begins)
		return;
	s->begins = true;
	if (!own)
		return;
	if (!own->mail) /* a transaction that the server refused one in has it already */
		own->mail = ARENA_NEW(s->tx->arena, struct mail);
	mail_init(own->mail, &s->header);
	own->mailed = true;
}

static void message_line(struct proto_env *env, struct smtp_state *s, struct span line)
{
	struct smtp_own *own = s->tx ? s->tx->own : NULL;

	if (own && own->mailed)
		mail_line(env, s->tx, own->mail, line);
}

static void message_end(struct proto_env *env, struct smtp_state *s)
{
	message_over(env, s, true);
	mail_over(env, s);
}

/* The server does not want it. */
static void message_refused(struct smtp_state *s)
{
	struct smtp_own *own = s->tx ? s->tx->own : NULL;

	s->mode = COMMANDS;
	s->begins = false;
	if (own)
		own->mailed = false;
}

static void await(struct smtp_state *s, enum smtp_command command)
{
	if (s->nawaited < AWAITED)
		s->awaited[s->nawaited++] = (uint8_t)command;
}

static void chunk_begin(struct proto_env *env, struct smtp_state *s, struct span size)
{
	uint64_t n = 0;
	size_t i = 0;

	while (i < size.n && i < 12 && size.p[i] >= '0' && size.p[i] <= '9')
		n = n * 10 + (uint64_t)(size.p[i++] - '0');
	message_begin(s);
	s->chunk = n;
	s->last_chunk = span_ifind(size, "LAST") >= 0;
	s->mode = CHUNK;
	if (!n && s->last_chunk)
		message_end(env, s);
	else if (!n)
		s->mode = COMMANDS;
}

/* Whether there is anything that RSET would end. */
static bool has_envelope(const struct smtp_state *s)
{
	const struct smtp_own *own = s->tx ? s->tx->own : NULL;

	return own && (own->has_from || own->rcpts.n || s->begins);
}

static void command(
    struct proto_env *env, struct flow *flow, struct smtp_state *s, struct span line)
{
	struct span rest;
	enum smtp_command c = command_of(line, &rest);
	struct tx *tx;
	size_t before;

	if (c == RSET && has_envelope(s))
		mail_over(env, s);
	else if (c == FROM && s->again) /* the client knows already, or does not wait */
		hello_taken(env, s);
	else if (c == DATA || c == BDAT)
		s->again = false;
	tx = c == RSET || c == QUIT ? s->tx : transaction(env, flow, s);
	before = tx ? tx->buffers.n + tx->nevents : 0;
	if (c == HELLO)
		hello(s, tx, rest);
	if (tx && (c == FROM || c == TO))
		envelope(tx, c, rest);
	if (s->line[FLOW_TO_SERVER].cut && tx)
		proto_tx_event(tx, PROTO_EVENT_SMTP_LONG_COMMAND);
	if (tx && tx->buffers.n + tx->nevents > before)
		proto_tx_grown(env, tx, FLOW_TO_SERVER, false);
	await(s, c);
	if (c == DATA) {
		message_begin(s);
		s->mode = AWAIT_DATA;
	} else if (c == AUTH) {
		s->mode = CREDENTIALS;
	} else if (c == BDAT) {
		chunk_begin(env, s, rest);
	}
}

static void client_line(
    struct proto_env *env, struct flow *flow, struct smtp_state *s, struct span line)
{
	if (s->mode == CREDENTIALS) {
		/* Secrets until the server is content. */
		await(s, AUTH);
		return;
	}
	if (s->mode == COMMANDS) {
		command(env, flow, s, line);
		return;
	}
	s->mode = MESSAGE;
	if (span_eq(line, ".")) {
		await(s, DOT);
		message_end(env, s);
		return;
	}
	message_line(env, s, line.n && line.p[0] == '.' ? span_sub(line, 1, line.n) : line);
}

/* Bytes of a chunk; its lines are those of the message. */
static void chunk_take(struct proto_env *env, struct smtp_state *s, struct span *data)
{
	struct span piece = span_sub(*data, 0, (size_t)MIN(s->chunk, data->n)), line;

	s->chunk -= piece.n;
	*data = span_sub(*data, piece.n, data->n);
	while (part_line(&s->line[FLOW_TO_SERVER], &piece, &line))
		message_line(env, s, line);
	if (s->chunk)
		return;
	/* A line that a chunk cuts is two: commands begin behind it. */
	if (part_rest(&s->line[FLOW_TO_SERVER], &line))
		message_line(env, s, line);
	s->mode = COMMANDS;
	if (s->last_chunk)
		message_end(env, s);
}

static void server_line(
    struct proto_env *env, struct flow *flow, struct smtp_state *s, struct span line)
{
	enum smtp_command to;
	struct tx *tx = s->replying;

	if (line.n < 3 || (line.n > 3 && line.p[3] == '-'))
		return;
	if (!s->spoke || !s->nawaited) {
		s->spoke = true;
		return;
	}
	to = s->awaited[0];
	memmove(s->awaited, s->awaited + 1, --s->nawaited);
	if (to == DATA && line.p[0] != '3' && s->mode == AWAIT_DATA) {
		message_refused(s);
	} else if (to == HELLO) {
		if (line.p[0] == '2')
			hello_taken(env, s);
		s->again = false;
	} else if (to == AUTH && line.p[0] != '3' && s->mode == CREDENTIALS) {
		s->mode = COMMANDS;
	} else if (to == TLS && line.p[0] == '2') {
		proto_change(flow);
	} else if ((to == DOT || to == BDAT || to == RSET) && tx) {
		s->replying = NULL;
		proto_tx_grown(env, tx, FLOW_TO_CLIENT, true);
	}
}

static void smtp_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct smtp_state *s = state;
	struct span line;

	if (dir == FLOW_TO_CLIENT) {
		while (part_line(&s->line[dir], &data, &line))
			server_line(env, flow, s, line);
		return;
	}
	while (data.n) {
		if (s->mode == CHUNK)
			chunk_take(env, s, &data);
		else if (part_line(&s->line[dir], &data, &line))
			client_line(env, flow, s, line);
	}
}

static void smtp_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct smtp_state *s = state;
	struct smtp_own *own = s->tx ? s->tx->own : NULL;

	(void)env;
	(void)flow;
	part_gap(&s->line[dir], NULL, n);
	if (dir == FLOW_TO_SERVER && own && own->mailed &&
	    (s->mode == MESSAGE || s->mode == CHUNK))
		mail_gap(own->mail, n);
	if (dir == FLOW_TO_SERVER && s->mode == CHUNK)
		s->chunk -= MIN(s->chunk, n);
}

static void smtp_end(struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir)
{
	(void)flow;
	if (dir == FLOW_TO_SERVER)
		message_over(env, state, false);
}

static void smtp_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct smtp_state *s = state;

	(void)env;
	(void)flow;
	part_done(&s->line[0]);
	part_done(&s->line[1]);
	str_done(&s->helo);
	str_done(&s->hello);
	str_done(&s->header);
	mem_free(s);
}

const struct proto proto_row_smtp = {
    .id = PROTO_SMTP,
    .name = "smtp",
    .event = "smtp",
    .tcp = true,
    .probe = smtp_probe,
    .begin = smtp_begin,
    .take = smtp_take,
    .gap = smtp_gap,
    .end = smtp_end,
    .free = smtp_free,
    .log = smtp_impl_log,
    .log_beside = smtp_impl_log_beside,
};
