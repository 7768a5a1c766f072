/*
 * Guessing of passwords: many short conversations with a service that asks for one, or many
 * answers that say it was wrong. Of HTTP, an answer that says it was right takes one wrong
 * back, because some clients are refused once before every request (Negotiate, NTLM).
 */
#include "watchers/watcher_impl.h"

enum {
	ROWS = 4096,
	SHORT_BYTES = 24000, /* of a server in a conversation that is no more than a sign-in */
	TALK_PACKETS = 3     /* of each side, so that there was a conversation */
};

struct guess {
	struct watch_window window;
	uint32_t wrong;
};

static const struct watcher_alert alert = {.sid = WATCHER_SID + 10,
    .detector = "password-guessing",
    .signature = "VARDE guessing of passwords",
    .class = "password-guessing",
    .category = "Guessing of Passwords",
    .priority = 2,
    .severity = "Major",
    .confidence = "Medium",
    .tag = "brute-force"};

/* Services where people and programs stay once they are in, by what is spoken, else by port. */
static const struct {
	uint8_t app;
	uint16_t port;
	const char *name;
} services[] = {
    {PROTO_SSH, 22, "SSH"},
    {PROTO_RDP, 3389, "remote desktop"},
    {PROTO_FTP, 21, "FTP"},
    {PROTO_SMB, 445, "file sharing"},
    {PROTO_UNKNOWN, 139, "file sharing"},
    {PROTO_UNKNOWN, 23, "Telnet"},
    {PROTO_UNKNOWN, 5900, "VNC"},
};

static const char *service_of(const struct flow *f)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		if ((services[i].app && services[i].app == f->app) ||
		    services[i].port == f->sport)
			return services[i].name;
	return NULL;
}

static struct guess *row_of(struct watch *w, const struct flow *f, uint8_t letter)
{
	struct watch_key key = watch_key_of(letter);
	struct guess *row;

	watch_key_add(&key, f->client, sizeof(f->client));
	watch_key_add(&key, f->server, sizeof(f->server));
	watch_key_number(&key, f->sport);
	row = slots_take(w->slots, watch_key_bytes(&key), f->last, NULL);
	return row;
}

static void wrong(
    struct watch *w, const struct flow *f, struct guess *row, int64_t at, const char *service)
{
	const struct watcher_settings *s = w->settings;

	if (watch_window_new(&row->window, at, s->guess_seconds))
		row->wrong = 0;
	row->wrong++;
	if (row->wrong >= s->guesses &&
	    watch_window_tell(&row->window, f->last, s->again_seconds))
		watch_tell(w, &alert, row->wrong, s->guesses, s->guess_seconds,
		    "%u sign-ins at %s of one host failed or were over at once within %u s",
		    row->wrong, service, s->guess_seconds);
}

static void ended(struct watch *w, const struct flow *f)
{
	const struct watcher_settings *s = w->settings;
	const char *service = f->proto == IP_TCP ? service_of(f) : NULL;

	if (!service || f->midstream || networks_client(&s->scanners, f) ||
	    f->side[0].packets < TALK_PACKETS || f->side[1].packets < TALK_PACKETS ||
	    watch_said(f, FLOW_TO_SERVER) == 0 || f->side[1].bytes > SHORT_BYTES ||
	    f->last - f->start > (int64_t)s->guess_flow_seconds * WATCH_SECOND)
		return;
	wrong(w, f, row_of(w, f, 'f'), f->start, service);
}

/* Whether the answer says that a password was wrong: 1, right: -1, neither: 0. */
static int verdict(const struct tx *tx)
{
	struct span code = tx->proto == PROTO_FTP ? proto_tx_get(tx, BUFFER_FTP_REPLY)
						  : proto_tx_get(tx, BUFFER_HTTP_STAT_CODE);

	if (tx->proto == PROTO_FTP)
		return span_starts(code, "530") ? 1 : span_starts(code, "230") ? -1 : 0;
	if (span_eq(code, "401") || span_eq(code, "407"))
		return 1;
	return code.n && (code.p[0] == '2' || code.p[0] == '3') ? -1 : 0;
}

static bool wants(const struct watcher_settings *settings, const struct tx *tx)
{
	(void)settings;
	return (tx->proto == PROTO_HTTP1 || tx->proto == PROTO_HTTP2 ||
		   tx->proto == PROTO_FTP) &&
	       verdict(tx) != 0;
}

static void answered(struct watch *w, const struct tx *tx)
{
	const struct flow *f = tx->flow;
	struct guess *row;

	if (networks_client(&w->settings->scanners, f))
		return;
	if (verdict(tx) > 0) {
		wrong(w, f, row_of(w, f, 't'), f->last,
		    tx->proto == PROTO_FTP ? "FTP" : "a website");
		return;
	}
	row = row_of(w, f, 't');
	row->wrong -= row->wrong > 0;
}

const struct watcher watcher_row_guess = {.name = "password-guessing",
    .doc = "Many short or refused sign-ins of one host at another",
    .rows = ROWS,
    .size = sizeof(struct guess),
    .flow = ended,
    .tx = answered,
    .wants = wants};
