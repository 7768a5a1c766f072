#include "net/imap.h"

#include "net/fetch_impl.h"
#include "wire/ip.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>

enum { CONNECT_MS = 15000, REPLY = 1 << 20, UIDS = 1000 };

struct imap {
	struct arena *arena;
	struct imap_server server; /* texts are the caller's */
	bool local;                /* the server is this machine */
	CURL *curl;                /* keeps the connection */
};

/* What comes in. */
struct taking {
	struct str *to;
	bool cut;
};

static bool is_local(const char *host)
{
	struct span bare = span_str(host);
	struct ip ip;

	if (span_starts(bare, "[") && bare.n > 2)
		bare = span_sub(bare, 1, bare.n - 2);
	return span_ieq(bare, "localhost") || (ip_parse(bare, &ip) == 0 && ip_is_loopback(&ip));
}

static int read_url(struct imap *imap)
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL;
	int r = ERR_SYNTAX;

	if (u &&
	    curl_url_set(u, CURLUPART_URL, imap->server.url, CURLU_NON_SUPPORT_SCHEME) ==
		CURLUE_OK &&
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
		imap->local = is_local(host);
		r = strcmp(scheme, "imaps") == 0 || (strcmp(scheme, "imap") == 0 && imap->local)
			? 0
			: ERR_UNSUPPORTED;
	}
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(u);
	return r;
}

int imap_open(const struct imap_server *server, struct imap **ret, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct imap *imap = ARENA_NEW(arena, struct imap);
	int r;

	fetch_start();
	imap->arena = arena;
	imap->server = *server;
	r = read_url(imap);
	if (r < 0) {
		msg_what(msg, "the address of the mailbox is not right");
		msg_detail(msg, "%s", server->url);
		msg_hint(msg, "write imap = imaps://HOST/FOLDER");
		arena_free(arena);
		return r;
	}
	imap->curl = curl_easy_init();
	if (!imap->curl)
		abort(); /* no memory */
	*ret = imap;
	return 0;
}

struct imap *imap_close(struct imap *imap)
{
	if (imap) {
		curl_easy_cleanup(imap->curl);
		arena_free(imap->arena);
	}
	return NULL;
}

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	struct taking *t = arg;
	size_t room = t->to->max > t->to->n ? t->to->max - t->to->n : 0;

	t->cut |= size * n > room;
	str_put(t->to, p, MIN(size * n, room));
	return t->cut ? 0 : size * n;
}

static void set_options(struct imap *imap, const char *url, struct taking *t, char *why)
{
	const struct imap_server *s = &imap->server;
	CURL *curl = imap->curl;

	curl_easy_reset(curl); /* the connection stays */
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "imap,imaps");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)IMAP_TIMEOUT);
	curl_easy_setopt(
	    curl, CURLOPT_USE_SSL, (long)(imap->local ? CURLUSESSL_TRY : CURLUSESSL_ALL));
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (s->ca_file) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, s->ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	if (s->user) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, s->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, s->password ? s->password : "");
	}
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
}

/* One command (NULL: what the URL says). */
static int ask(
    struct imap *imap, const char *url, const char *command, struct taking *t, struct msg *msg)
{
	char why[CURL_ERROR_SIZE] = "";
	CURLcode code;
	int r;

	set_options(imap, url, t, why);
	if (command)
		curl_easy_setopt(imap->curl, CURLOPT_CUSTOMREQUEST, command);
	code = curl_easy_perform(imap->curl);
	r = t->cut && code == CURLE_WRITE_ERROR ? 0 : fetch_error_of((int)code);
	if (r < 0) {
		msg_what(msg, "the mailbox of replies cannot be read");
		msg_detail(msg, "%s (%s)", err_text(r), *why ? why : curl_easy_strerror(code));
		msg_hint(msg, "look at the settings imap..., and at that server's log");
	}
	return r;
}

/* The next number, which is taken off the line; 0: none, or one of more than RFC 9051's 32
 * bits. */
static int64_t next_uid(struct span *line)
{
	size_t i = 0, digits = 0;
	int64_t uid = 0;

	while (i < line->n && !isdigit(line->p[i]))
		i++;
	for (; i < line->n && isdigit(line->p[i]); i++, digits++)
		uid = digits < 10 ? uid * 10 + (line->p[i] - '0') : 0;
	*line = span_sub(*line, i, line->n);
	return digits <= 10 ? uid : 0;
}

void imap_search_read(struct span reply, struct arena *arena, struct imap_uids *ret)
{
	struct span line;

	while (span_line(&reply, &line)) {
		if (!span_istarts(line, "* SEARCH"))
			continue;
		line = span_sub(line, strlen("* SEARCH"), line.n);
		while (line.n && ret->all.n < UIDS) {
			int64_t uid = next_uid(&line);

			if (uid > 0)
				vec_push(arena, &ret->all, uid);
		}
	}
}

int imap_unread(struct imap *imap, struct arena *arena, struct imap_uids *ret, struct msg *msg)
{
	STR_AUTO(reply, REPLY);
	struct taking t = {.to = &reply};
	int r =
	    ask(imap, imap->server.url, "UID SEARCH UNDELETED UNKEYWORD $VardeRead", &t, msg);

	if (r == 0)
		imap_search_read(str_bytes(&reply), arena, ret);
	return r;
}

int imap_fetch(struct imap *imap, int64_t uid, struct str *ret, bool *ret_cut, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct taking t = {.to = ret};
	int r = ask(imap, arena_printf(arena, "%s;UID=%lld", imap->server.url, (long long)uid),
	    NULL, &t, msg);

	*ret_cut = t.cut;
	return r;
}

int imap_mark(struct imap *imap, int64_t uid, bool flagged, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	STR_AUTO(reply, REPLY);
	struct taking t = {.to = &reply};

	return ask(imap, imap->server.url,
	    arena_printf(arena, "UID STORE %lld +FLAGS.SILENT (\\Seen %s$VardeRead)",
		(long long)uid, flagged ? "\\Flagged " : ""),
	    &t, msg);
}
