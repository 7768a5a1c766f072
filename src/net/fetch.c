#include "net/fetch.h"

#include "base/limits.h"
#include "base/str.h"
#include "base/vec.h"
#include "net/fetch_impl.h"

#include <ctype.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		abort();
}

void fetch_start(void)
{
	pthread_once(&once, start);
}

/* One request on its way. */
struct transfer {
	const struct fetch_request *rq;
	struct arena *arena; /* borrowed */
	VEC(struct fetch_header) headers;
	struct str body;
	size_t head_bytes;
	bool over;   /* the answer is longer than allowed */
	bool denied; /* allow said no */
};

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	str_put(&t->body, p, size * n);
	t->over |= t->body.over;
	return t->over ? 0 : size * n;
}

/* Keeps one header: "Name: value". */
static void keep_header(struct transfer *t, struct span line)
{
	struct span name;
	char *lower;

	if (!span_split(&line, ':', &name) || !line.p)
		return;
	lower = arena_strndup(t->arena, name.p, name.n);
	line = span_trim(line);
	for (char *c = lower; *c; c++)
		*c = (char)tolower((uint8_t)*c);
	vec_push(t->arena, &t->headers,
	    (struct fetch_header){lower, arena_strndup(t->arena, line.p, line.n)});
}

/* A header line; the status line begins a new head (after "100 Continue"). */
static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	struct span line = span_trim(span_of(p, size * n));

	t->head_bytes += size * n;
	if (t->head_bytes > LIMIT_HTTP_HEAD || t->headers.n == LIMIT_HTTP_HEADERS) {
		t->over = true;
		return 0;
	}
	if (span_starts(line, "HTTP/"))
		t->headers.n = 0;
	else
		keep_header(t, line);
	return size * n;
}

static int address_of(const struct sockaddr *a, struct ip *ret)
{
	const struct sockaddr_in *v4 = (const void *)a;
	const struct sockaddr_in6 *v6 = (const void *)a;

	if (a->sa_family == AF_INET)
		return ip_of(span_of(&v4->sin_addr, 4), ret);
	if (a->sa_family == AF_INET6)
		return ip_of(span_of(&v6->sin6_addr, 16), ret);
	return ERR_UNSUPPORTED;
}

int fetch_socket(const struct fetch_gate *gate, const struct curl_sockaddr *to)
{
	struct ip ip;

	if (address_of(&to->addr, &ip) < 0)
		return CURL_SOCKET_BAD;
	if (gate->allow && !gate->allow(gate->arg, &ip)) {
		*gate->denied = true;
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static curl_socket_t on_socket(void *arg, curlsocktype purpose UNUSED, struct curl_sockaddr *to)
{
	struct transfer *t = arg;
	const struct fetch_gate gate = {t->rq->allow, t->rq->allow_arg, &t->denied};

	return fetch_socket(&gate, to);
}

static bool clean(const char *s)
{
	return s && !strpbrk(s, "\r\n");
}

/* The request's headers as curl takes them; NULL and *ret_err on a bad one. */
static struct curl_slist *make_headers(
    const struct fetch_request *rq, struct arena *arena, int *ret_err)
{
	/* no waiting for "100 Continue" */
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");

	for (size_t i = 0; i < rq->nheaders; i++) {
		const struct fetch_header *h = &rq->headers[i];

		if (!clean(h->name) || !clean(h->value) || strchr(h->name, ':')) {
			curl_slist_free_all(list);
			*ret_err = ERR_SYNTAX;
			return NULL;
		}
		list =
		    curl_slist_append(list, arena_printf(arena, "%s: %s", h->name, h->value));
	}
	return list;
}

static bool is_loopback(const char *host)
{
	struct span bare = span_str(host);
	struct ip ip;

	if (span_starts(bare, "[") && bare.n > 2)
		bare = span_sub(bare, 1, bare.n - 2);
	return ip_parse(bare, &ip) == 0 && ip_is_loopback(&ip);
}

int fetch_check_url(const char *url, bool plain_too, struct arena *arena, const char **ret_host)
{
	CURLU *u = curl_url();
	char *scheme = NULL;
	char *host = NULL;
	int rc = ERR_SYNTAX;

	if (u && clean(url) &&
	    curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK) {
		bool web = curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK;
		bool plain = strcmp(scheme, "http") == 0;

		if (web)
			*ret_host = arena_strdup(arena, host);
		if (!plain && strcmp(scheme, "https") != 0)
			rc = ERR_UNSUPPORTED;
		else if (web)
			rc = !plain || plain_too || is_loopback(host) ? 0 : ERR_UNSUPPORTED;
	}
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(u);
	return rc;
}

static void set_options(CURL *curl, struct transfer *t, struct curl_slist *headers)
{
	const struct fetch_request *rq = t->rq;
	int64_t timeout = rq->timeout_ms > 0 ? rq->timeout_ms : FETCH_TIMEOUT;

	curl_easy_setopt(curl, CURLOPT_URL, rq->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, rq->proxy ? rq->proxy : "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)timeout);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "varde");
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (rq->ca_file) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, rq->ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	if (rq->cert_file) {
		curl_easy_setopt(curl, CURLOPT_SSLCERT, rq->cert_file);
		curl_easy_setopt(curl, CURLOPT_SSLKEY, rq->key_file);
	}
	if (rq->body.p) {
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)rq->body.n);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, rq->body.p);
	}
	if (rq->method && strcmp(rq->method, "HEAD") == 0)
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	else if (rq->method)
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, rq->method);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, t);
}

int fetch_error_of(int code)
{
	static const struct {
		CURLcode code;
		int err;
	} errors[] = {
	    {CURLE_OK, 0},
	    {CURLE_URL_MALFORMAT, ERR_SYNTAX},
	    {CURLE_UNSUPPORTED_PROTOCOL, ERR_UNSUPPORTED},
	    {CURLE_COULDNT_RESOLVE_HOST, ERR_NOTFOUND},
	    {CURLE_COULDNT_RESOLVE_PROXY, ERR_NOTFOUND},
	    {CURLE_COULDNT_CONNECT, ERR_REFUSED},
	    {CURLE_PEER_FAILED_VERIFICATION, ERR_DENIED},
	    {CURLE_OPERATION_TIMEDOUT, ERR_TIMEOUT},
	    {CURLE_GOT_NOTHING, ERR_CLOSED},
	    {CURLE_PARTIAL_FILE, ERR_CLOSED},
	    {CURLE_RECV_ERROR, ERR_CLOSED},
	    {CURLE_SEND_ERROR, ERR_CLOSED},
	    {CURLE_WEIRD_SERVER_REPLY, ERR_PROTOCOL},
	};

	for (size_t i = 0; i < ARRAY_LEN(errors); i++)
		if ((int)errors[i].code == code)
			return errors[i].err;
	return ERR_IO;
}

static int error_of(CURLcode code, const struct transfer *t)
{
	if (t->over)
		return ERR_LIMIT;
	if (code != CURLE_OK && t->denied)
		return ERR_DENIED;
	return fetch_error_of((int)code);
}

int fetch(const struct fetch_request *rq, struct arena *arena, struct fetch_reply *ret,
    struct msg *msg)
{
	struct transfer t = {.rq = rq, .arena = arena};
	char why[CURL_ERROR_SIZE] = "";
	struct curl_slist *headers;
	const char *host = "?";
	CURLcode code;
	CURL *curl;
	long status = 0;
	int rc;

	fetch_start();
	msg_what(msg, "a web request failed");
	rc = fetch_check_url(rq->url, rq->plain, arena, &host);
	headers = rc < 0 ? NULL : make_headers(rq, arena, &rc);
	if (rc < 0) {
		msg_detail(msg, "%s: %s", host,
		    rc == ERR_UNSUPPORTED ? "https is needed" : "malformed");
		return rc;
	}
	curl = curl_easy_init();
	if (!curl)
		abort(); /* no memory */
	str_init(&t.body, rq->max_body ? rq->max_body : FETCH_BODY);
	set_options(curl, &t, headers);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	rc = error_of(code, &t);
	if (rc == 0)
		*ret = (struct fetch_reply){.status = (int)status,
		    .headers = t.headers.items,
		    .nheaders = t.headers.n,
		    .body = span_of(str_dup(&t.body, arena), t.body.n)};
	else
		msg_detail(msg, "%s: %s (%s)", host, err_text(rc),
		    *why ? why : curl_easy_strerror(code));
	str_done(&t.body);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	return rc;
}

const char *fetch_header(const struct fetch_reply *reply, const char *name)
{
	for (size_t i = 0; i < reply->nheaders; i++)
		if (strcmp(reply->headers[i].name, name) == 0)
			return reply->headers[i].value;
	return NULL;
}

bool fetch_public_only(void *arg UNUSED, const struct ip *ip)
{
	/* IANA's special-purpose registries (RFC 6890); 2002::/16, 64:ff9b::/96 and Teredo
	 * carry an IPv4 address that would have to be asked about again. */
	static const char *const closed[] = {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10",
	    "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	    "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
	    "203.0.113.0/24", "224.0.0.0/3", "::/8", "64:ff9b::/16", "100::/64", "2001::/23",
	    "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/9", "ff00::/8"};

	for (size_t i = 0; i < ARRAY_LEN(closed); i++) {
		struct ip_net net;

		if (ip_net_parse(span_str(closed[i]), &net, NULL) < 0 || ip_net_has(&net, ip))
			return false;
	}
	return ip->family == 4 || ip->family == 6;
}
