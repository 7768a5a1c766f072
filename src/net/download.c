#include "net/download.h"

#include "base/limits.h"
#include "base/parse.h"
#include "net/fetch_impl.h"

#include <ctype.h>
#include <curl/curl.h>

struct download {
	const struct download_request *rq;
	struct scratch *to;
	struct arena *arena;
	struct msg *msg;
	const char *url; /* after redirects */
	const char *host;
	const char *etag, *last_modified, *range, *retry; /* of the answer's headers */
	int64_t from; /* bytes that were there when the request was made */
	size_t head_bytes;
	long status;
	int write_error; /* of the scratch file */
	bool over, stopped, denied;
	int resumed, redirects;
};

static const char *const hint_later =
    "what was known before stays in use; try again later, or fetch it elsewhere and give it to "
    "varde kb import";

static int failed(struct download *d, int err, const char *why)
{
	msg_what(d->msg, "the download failed");
	msg_detail(d->msg, "%s: %s", d->host, why);
	msg_hint(d->msg, "%s", hint_later);
	return err;
}

/* The answer to a request for the rest must begin where we are. */
static bool continues(const struct download *d)
{
	struct span range = span_str(d->range), from;
	int64_t at;

	return span_starts(range, "bytes ") &&
	       (range = span_sub(range, 6, range.n), span_split(&range, '-', &from)) &&
	       parse_int(from, 0, INT64_MAX, &at) == 0 && at == d->from;
}

/* Only the bytes of the file itself are kept: not those of error pages and redirects. */
static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	struct download *d = arg;
	struct span bytes = span_of(p, size * n);

	if (d->status == 206 && !continues(d))
		d->write_error = ERR_PROTOCOL;
	else if (d->status == 200 && d->from)
		d->write_error = scratch_clear(d->to, d->msg), d->from = 0;
	if (d->write_error == 0 && (d->status == 200 || d->status == 206))
		d->write_error = scratch_write(d->to, bytes, d->msg);
	return d->write_error < 0 ? 0 : bytes.n;
}

static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
	struct download *d = arg;
	struct span line = span_trim(span_of(p, size * n)), name;
	const char **to = NULL;

	d->head_bytes += size * n;
	if (d->head_bytes > LIMIT_HTTP_HEAD) {
		d->over = true;
		return 0;
	}
	if (span_starts(line, "HTTP/")) {
		int64_t status = 0;
		struct span rest = line;

		(void)span_split(&rest, ' ', &name);
		if (parse_int(span_sub(rest, 0, 3), 100, 999, &status) < 0)
			status = 0;
		d->status = (long)status;
		d->etag = d->last_modified = d->range = d->retry = NULL;
		return size * n;
	}
	if (!span_split(&line, ':', &name) || !line.p)
		return size * n;
	if (span_ieq(name, "etag"))
		to = &d->etag;
	else if (span_ieq(name, "last-modified"))
		to = &d->last_modified;
	else if (span_ieq(name, "content-range"))
		to = &d->range;
	else if (span_ieq(name, "retry-after"))
		to = &d->retry;
	line = span_trim(line);
	if (to && line.n < 400)
		*to = arena_strndup(d->arena, line.p, line.n);
	return size * n;
}

static int on_progress(
    void *arg, curl_off_t total, curl_off_t done, curl_off_t up_total, curl_off_t up)
{
	struct download *d = arg;

	(void)up_total;
	(void)up;
	if (d->rq->stopped && d->rq->stopped(d->rq->arg)) {
		d->stopped = true;
		return 1;
	}
	if (!d->rq->progress || (d->status != 200 && d->status != 206))
		return 0;
	if (d->rq->progress(d->rq->arg, d->from + done, total ? d->from + total : 0) != 0)
		d->stopped = true;
	return d->stopped;
}

static struct curl_slist *add(
    struct curl_slist *list, struct arena *arena, const char *name, const char *value)
{
	if (!value || strpbrk(value, "\r\n"))
		return list;
	return curl_slist_append(list, arena_printf(arena, "%s: %s", name, value));
}

static struct curl_slist *headers_of(struct download *d, const char *etag, const char *modified)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");

	for (size_t i = 0; i < d->rq->nheaders; i++)
		list = add(list, d->arena, d->rq->headers[i].name, d->rq->headers[i].value);
	if (d->from) { /* the rest of that very file, else all of the new one */
		list = add(list, d->arena, "Range",
		    arena_printf(d->arena, "bytes=%lld-", (long long)d->from));
		return add(list, d->arena, "If-Range", etag ? etag : modified);
	}
	list = add(list, d->arena, "If-None-Match", d->rq->etag);
	return add(list, d->arena, "If-Modified-Since", d->rq->last_modified);
}

static curl_socket_t on_socket(void *arg, curlsocktype purpose UNUSED, struct curl_sockaddr *to)
{
	struct download *d = arg;
	const struct fetch_gate gate = {d->rq->allow, d->rq->allow_arg, &d->denied};

	return fetch_socket(&gate, to);
}

static void set_options(CURL *curl, struct download *d, struct curl_slist *headers)
{
	const struct download_request *rq = d->rq;

	curl_easy_setopt(curl, CURLOPT_URL, d->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, rq->proxy ? rq->proxy : "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
	    (long)(rq->timeout_ms > 0 ? rq->timeout_ms : DOWNLOAD_TIMEOUT));
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 30000L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME,
	    (long)(rq->stall_s > 0 ? rq->stall_s : DOWNLOAD_STALL));
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "varde/" VARDE_VERSION);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (rq->ca_file) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, rq->ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, d);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, d);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, d);
	if (rq->allow) {
		curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
		curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, d);
	}
}

/* Where the answer sends us: 1 and a new URL, or an error. A redirect may not leave https. */
static int redirect(struct download *d, CURL *curl)
{
	char *to = NULL;
	const char *host;

	curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &to);
	if (!to)
		return failed(d, ERR_PROTOCOL, "it redirects to nowhere");
	if (++d->redirects > LIMIT_REDIRECTS)
		return failed(d, ERR_LIMIT, "it redirects again and again");
	if (strncmp(d->url, "https:", 6) == 0 && strncmp(to, "https:", 6) != 0)
		return failed(d, ERR_DENIED, "it redirects to what is not https");
	to = arena_strdup(d->arena, to);
	if (fetch_check_url(to, false, d->arena, &host) < 0)
		return failed(d, ERR_DENIED, "it redirects to what is not https");
	if (d->rq->redirect && d->rq->redirect(d->rq->redirect_arg, to) != 0)
		return failed(d, ERR_DENIED,
		    arena_printf(d->arena, "it redirects to %.200s, which is not allowed", to));
	d->url = to;
	d->host = host;
	return 1;
}

static int answer(struct download *d, CURL *curl)
{
	switch (d->status) {
	case 200:
	case 206:
	case 304:
		return 0;
	case 301:
	case 302:
	case 303:
	case 307:
	case 308:
		return redirect(d, curl);
	case 401:
	case 403:
		return failed(d, ERR_DENIED,
		    arena_printf(d->arena, "it answers %ld, not allowed", d->status));
	case 404:
	case 410:
		return failed(d, ERR_NOTFOUND,
		    arena_printf(d->arena, "it answers %ld, there is no such file", d->status));
	case 429:
	case 503:
		return failed(d, ERR_BLOCKED,
		    arena_printf(d->arena, "it answers %ld, come back %s%s", d->status,
			d->retry ? "after " : "later", d->retry ? d->retry : ""));
	default:
		return failed(
		    d, ERR_PROTOCOL, arena_printf(d->arena, "it answers %ld", d->status));
	}
}

static int error_of(struct download *d, CURLcode code, const char *why)
{
	int err = fetch_error_of((int)code);

	if (code == CURLE_OK)
		return 0;
	if (d->denied)
		return failed(d, ERR_DENIED, "its address is none that may be reached");
	if (d->stopped)
		return failed(d, ERR_CANCELLED, "it was stopped");
	if (d->write_error == ERR_PROTOCOL)
		return failed(d, ERR_PROTOCOL, "it does not go on where it was asked to");
	if (d->write_error < 0)
		return d->write_error; /* with its message */
	if (d->over)
		return failed(d, ERR_LIMIT, "its headers are too long");
	return failed(d, err, *why ? why : curl_easy_strerror(code));
}

struct download_line {
	CURL *curl;
};

static CURL *new_handle(void)
{
	CURL *curl = curl_easy_init();

	if (!curl)
		abort(); /* no memory */
	return curl;
}

struct download_line *download_line_new(void)
{
	struct download_line *line = mem_alloc(sizeof(*line));

	fetch_start();
	line->curl = new_handle();
	return line;
}

void download_line_free(struct download_line *line)
{
	if (line)
		curl_easy_cleanup(line->curl);
	(void)mem_free(line);
}

/* One request. 1: another is to be made to where it redirects. */
static int once(struct download *d, const char *etag, const char *modified)
{
	char why[CURL_ERROR_SIZE] = "";
	struct curl_slist *headers = headers_of(d, etag, modified);
	CURL *curl = d->rq->line ? d->rq->line->curl : new_handle();
	int r;

	curl_easy_reset(curl); /* its connections stay */
	d->head_bytes = 0;
	d->status = 0;
	d->write_error = 0;
	set_options(curl, d, headers);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	r = error_of(d, curl_easy_perform(curl), why);
	if (r == 0)
		r = answer(d, curl);
	curl_slist_free_all(headers);
	if (!d->rq->line)
		curl_easy_cleanup(curl);
	return r;
}

/* What may go away by itself. */
static bool passes(int err)
{
	return err == ERR_CLOSED || err == ERR_TIMEOUT || err == ERR_IO;
}

int download(const struct download_request *rq, struct scratch *to, struct arena *arena,
    struct download_reply *ret, struct msg *msg)
{
	struct download d = {
	    .rq = rq, .to = to, .arena = arena, .msg = msg, .url = rq->url, .host = rq->url};
	int r, attempts = 0;

	fetch_start();
	r = fetch_check_url(rq->url, false, arena, &d.host);
	if (r < 0)
		return failed(&d, r, r == ERR_UNSUPPORTED ? "https is needed" : "malformed");
	do {
		const char *etag = d.etag, *modified = d.last_modified;

		/* without a name for what was cut, the rest could be of another file */
		d.from = etag || modified ? to->n : 0;
		if (to->n && !d.from && (r = scratch_clear(to, msg)) < 0)
			return r;
		r = once(&d, etag, modified);
		if (passes(r) && to->n)
			d.resumed++;
		attempts += r != 1;
	} while (r == 1 || (passes(r) && to->n && attempts < DOWNLOAD_ATTEMPTS));
	if (r < 0)
		return r;
	*ret = (struct download_reply){.same = d.status == 304,
	    .etag = d.etag,
	    .last_modified = d.last_modified,
	    .bytes = to->n,
	    .resumed = d.resumed};
	return 0;
}
