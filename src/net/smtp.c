#include "net/smtp.h"

#include "base/arena.h"
#include "wire/ip.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { CONNECT_MS = 15000 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

struct smtp {
	struct arena *arena;
	struct smtp_server server; /* texts are the caller's */
	const char *host;
	CURL *curl; /* keeps the connection between mails */
	atomic_bool stop;
};

/* One mail on its way. */
struct letter {
	const struct smtp_mail *mail;
	const struct smtp *smtp;
	size_t at;  /* bytes given to curl */
	bool asked; /* before_end was called and agreed */
	bool cancelled;
};

static void start(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		abort();
}

static bool is_loopback(const char *host)
{
	struct span bare = span_str(host);
	struct ip ip;

	if (span_starts(bare, "[") && bare.n > 2)
		bare = span_sub(bare, 1, bare.n - 2);
	return span_ieq(bare, "localhost") || (ip_parse(bare, &ip) == 0 && ip_is_loopback(&ip));
}

/* Checks the URL and keeps its host. */
static int read_url(struct smtp *smtp)
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL;
	int r = ERR_SYNTAX;

	if (u &&
	    curl_url_set(u, CURLUPART_URL, smtp->server.url, CURLU_NON_SUPPORT_SCHEME) ==
		CURLUE_OK &&
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
		smtp->host = arena_strdup(smtp->arena, host);
		r = strcmp(scheme, "smtp") == 0 || strcmp(scheme, "smtps") == 0
			? 0
			: ERR_UNSUPPORTED;
	}
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(u);
	return r;
}

int smtp_open(const struct smtp_server *server, struct smtp **ret, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct smtp *smtp = ARENA_NEW(arena, struct smtp);
	int r;

	pthread_once(&once, start);
	smtp->arena = arena;
	smtp->server = *server;
	r = read_url(smtp);
	if (r < 0) {
		msg_what(msg, "the address of the mail server is not right");
		msg_detail(msg, "%s", server->url);
		msg_hint(msg, "write smtp = smtp://HOST:PORT or smtps://HOST:PORT");
		arena_free(arena);
		return r;
	}
	smtp->curl = curl_easy_init();
	if (!smtp->curl)
		abort(); /* no memory */
	*ret = smtp;
	return 0;
}

struct smtp *smtp_close(struct smtp *smtp)
{
	if (smtp) {
		curl_easy_cleanup(smtp->curl);
		arena_free(smtp->arena);
	}
	return NULL;
}

/* Gives the message's next bytes. The last ones are not given before before_end has agreed, so
 * that the end of the message cannot go out earlier, however curl finds that it is reached. */
static size_t on_read(char *to, size_t size, size_t n, void *arg)
{
	struct letter *l = arg;
	struct span rest = span_sub(l->mail->bytes, l->at, size * n);

	if (l->at + rest.n == l->mail->bytes.n && !l->asked) {
		if (l->mail->before_end && l->mail->before_end(l->mail->arg) != 0) {
			l->cancelled = true;
			return CURL_READFUNC_ABORT;
		}
		l->asked = true;
	}
	if (rest.n)
		memcpy(to, rest.p, rest.n);
	l->at += rest.n;
	return rest.n;
}

void smtp_stop(struct smtp *smtp)
{
	atomic_store(&smtp->stop, true);
}

/* Is asked at least once a second. */
static int on_progress(void *arg, curl_off_t down UNUSED, curl_off_t got UNUSED,
    curl_off_t up UNUSED, curl_off_t given UNUSED)
{
	struct letter *l = arg;

	if (!l->asked && atomic_load(&l->smtp->stop))
		l->cancelled = true;
	return l->cancelled;
}

/* What the server sends beside its replies (none, really) is not printed. */
static size_t on_write(char *p UNUSED, size_t size, size_t n, void *arg UNUSED)
{
	return size * n;
}

/* TLS as demanded: without the demand it is taken when offered, whoever offers it (RFC 7435),
 * since the alternative is no TLS at all. */
static void set_tls(CURL *curl, const struct smtp *smtp)
{
	const struct smtp_server *s = &smtp->server;
	bool demanded = s->tls || span_istarts(span_str(s->url), "smtps:") ||
			(s->user && !is_loopback(smtp->host));

	curl_easy_setopt(
	    curl, CURLOPT_USE_SSL, (long)(demanded ? CURLUSESSL_ALL : CURLUSESSL_TRY));
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, demanded ? 1L : 0L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, demanded ? 2L : 0L);
	if (s->ca_file) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, s->ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
}

static struct curl_slist *set_options(const struct smtp *smtp, struct letter *l, char *why)
{
	const struct smtp_server *s = &smtp->server;
	struct curl_slist *to = curl_slist_append(NULL, l->mail->to);
	CURL *curl = smtp->curl;

	curl_easy_reset(curl); /* the connection stays */
	curl_easy_setopt(curl, CURLOPT_URL, s->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(
	    curl, CURLOPT_TIMEOUT_MS, (long)(s->timeout_ms > 0 ? s->timeout_ms : SMTP_TIMEOUT));
	set_tls(curl, smtp);
	if (s->user) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, s->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, s->password ? s->password : "");
	}
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, l->mail->from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, l);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_write);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, l);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	return to;
}

static int error_of(CURLcode code)
{
	static const struct {
		CURLcode code;
		int err;
	} errors[] = {
	    {CURLE_OK, 0},
	    {CURLE_COULDNT_RESOLVE_HOST, ERR_NOTFOUND},
	    {CURLE_COULDNT_CONNECT, ERR_REFUSED},
	    {CURLE_PEER_FAILED_VERIFICATION, ERR_DENIED},
	    {CURLE_LOGIN_DENIED, ERR_DENIED},
	    {CURLE_USE_SSL_FAILED, ERR_UNSUPPORTED},
	    {CURLE_OPERATION_TIMEDOUT, ERR_TIMEOUT},
	    {CURLE_GOT_NOTHING, ERR_CLOSED},
	};

	for (size_t i = 0; i < ARRAY_LEN(errors); i++)
		if (errors[i].code == code)
			return errors[i].err;
	return ERR_IO;
}

/* RFC 5321 section 4.2.1: 5yz is for good. It speaks of this mail when it answers RCPT or the
 * end of the message; what comes before is about the server and us. */
static bool refused_for_good(const struct letter *l, int code, const char *why)
{
	return code >= 500 && code <= 599 && (l->asked || span_starts(span_str(why), "RCPT"));
}

static bool address_fit(const char *a)
{
	return a && *a && !strpbrk(a, "\r\n<> ");
}

int smtp_send(
    struct smtp *smtp, const struct smtp_mail *mail, struct smtp_result *ret, struct msg *msg)
{
	struct letter l = {.mail = mail, .smtp = smtp};
	char why[CURL_ERROR_SIZE] = "";
	struct curl_slist *to;
	CURLcode code;
	long reply = 0;
	int r;

	*ret = (struct smtp_result){0};
	msg_what(msg, "a mail could not be sent");
	msg_hint(msg, "look at the settings smtp..., and at the mail server's log");
	if (!address_fit(mail->from) || !address_fit(mail->to)) {
		msg_detail(msg, "an address is malformed");
		ret->final = true;
		return ERR_SYNTAX;
	}
	to = set_options(smtp, &l, why);
	code = curl_easy_perform(smtp->curl);
	curl_easy_getinfo(smtp->curl, CURLINFO_RESPONSE_CODE, &reply);
	curl_slist_free_all(to);
	ret->code = (int)reply;
	ret->handed_over = l.asked;
	r = l.cancelled ? ERR_CANCELLED : error_of(code);
	if (r == 0)
		return 0;
	ret->final = refused_for_good(&l, ret->code, why);
	if (ret->code >= 400 && r == ERR_IO)
		r = ret->final ? ERR_DENIED : ERR_PROTOCOL;
	/* A reply to the end of the message that is no 250 says that it was not taken. */
	if (l.asked && ret->code >= 400 && code != CURLE_OPERATION_TIMEDOUT)
		ret->handed_over = false;
	msg_detail(
	    msg, "%s: %s (%s)", smtp->host, err_text(r), *why ? why : curl_easy_strerror(code));
	return r;
}
