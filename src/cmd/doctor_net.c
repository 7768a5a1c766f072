/* varde doctor: the mail server, the identity provider, and varde-scan. */
#include "cmd/doctor_impl.h"
#include "codec/json.h"
#include "net/fetch.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/sandbox.h"
#include "os/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TALK_MS = 10000, REPLY_MAX = 16384, NO_LANDLOCK = 10 };

/* --- mail --- */

static bool wait_for(int fd, short what, int64_t end)
{
	int64_t left = end - clock_system.mono(NULL);
	struct pollfd p = {.fd = fd, .events = what};

	return left > 0 && poll(&p, 1, (int)left) == 1;
}

/* Connects to the first address that answers; -1 with errno. */
static int dial(const char *host, int64_t port, int64_t end, const char **ret_why)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
	char service[8];
	int fd = -1, r;

	(void)snprintf(service, sizeof(service), "%lld", (long long)port);
	r = getaddrinfo(host, service, &hints, &list);
	if (r != 0) {
		*ret_why = gai_strerror(r);
		return -1;
	}
	for (struct addrinfo *a = list; a; a = a->ai_next) {
		int error = ETIMEDOUT;
		socklen_t n = sizeof(error);

		fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (fd < 0)
			break;
		if (connect(fd, a->ai_addr, a->ai_addrlen) < 0 && errno != EINPROGRESS)
			error = errno;
		else if (wait_for(fd, POLLOUT, end))
			(void)getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n);
		if (error == 0)
			break;
		*ret_why = strerrordesc_np(error);
		(void)close(fd);
		fd = -1;
	}
	freeaddrinfo(list);
	return fd;
}

/* Reads a whole reply (RFC 5321 section 4.2.1): its code, or 0. */
static int reply(int fd, int64_t end, struct str *text)
{
	char bytes[1024];
	size_t line = 0;

	str_clear(text);
	while (wait_for(fd, POLLIN, end)) {
		ssize_t n = read(fd, bytes, sizeof(bytes));
		const char *nl;

		if (n <= 0 || text->n + (size_t)n > REPLY_MAX)
			return 0;
		str_put(text, bytes, (size_t)n);
		while ((nl = strchr(str_text(text) + line, '\n')) != NULL) {
			const char *at = str_text(text) + line;

			if (nl - at >= 4 && at[3] == ' ')
				return (at[0] - '0') * 100 + (at[1] - '0') * 10 + at[2] - '0';
			line = (size_t)(nl - str_text(text)) + 1;
		}
	}
	return 0;
}

static void greet(struct doctor *d, int fd, const char *where, int64_t end)
{
	static const char ehlo[] = "EHLO varde.invalid\r\n", quit[] = "QUIT\r\n";
	STR_AUTO(text, (size_t)REPLY_MAX * 2);
	bool tls;

	if (reply(fd, end, &text) != 220 || file_write_all(fd, span_str(ehlo)) < 0 ||
	    reply(fd, end, &text) != 250) {
		doctor_say(d, "mail", DOCTOR_FAIL, "look whether smtp names the right port",
		    "%s does not greet as a mail server", where);
		return;
	}
	tls = strstr(str_text(&text), "STARTTLS") != NULL;
	if (!tls && d->settings.smtp_starttls)
		doctor_say(d, "mail", DOCTOR_FAIL,
		    "have it offer STARTTLS, use smtps://, or set smtp_starttls = no",
		    "%s offers no TLS, so nothing will be sent", where);
	else
		doctor_say(d, "mail", DOCTOR_OK, NULL, "%s answers%s", where,
		    tls ? " and offers TLS" : " (without TLS)");
	if (file_write_all(fd, span_str(quit)) < 0)
		return; /* a courtesy: it has said what we wanted */
}

void doctor_mail(struct doctor *d)
{
	const struct settings *s = &d->settings;
	int64_t end = clock_system.mono(NULL) + TALK_MS, port;
	const char *host, *why = "it does not answer";
	bool tls;
	int fd;

	if (!s->smtp) {
		doctor_say(d, "mail", DOCTOR_WARN, "set smtp and mail_from",
		    "no mail server: mails are kept and not sent");
		return;
	}
	if (!s->mail_from)
		doctor_say(d, "mail", DOCTOR_FAIL, "set mail_from", "mails have no sender");
	tls = strncmp(s->smtp, "smtps://", 8) == 0;
	if ((!tls && strncmp(s->smtp, "smtp://", 7) != 0) ||
	    !doctor_host(s->smtp, d->arena, tls ? 465 : 25, &host, &port)) {
		doctor_say(d, "mail", DOCTOR_FAIL, "write it as smtp://HOST:PORT",
		    "%s is no mail server's address", s->smtp);
		return;
	}
	fd = dial(host, port, end, &why);
	if (fd < 0)
		doctor_say(d, "mail", DOCTOR_FAIL,
		    "look whether it runs, and whether the network lets this machine there",
		    "%s: %s", s->smtp, why);
	else if (tls)
		doctor_say(d, "mail", DOCTOR_OK, NULL, "%s accepts connections", s->smtp);
	else
		greet(d, fd, s->smtp, end);
	if (fd >= 0)
		(void)close(fd);
}

/* --- the identity provider --- */

void doctor_oidc(struct doctor *d)
{
	const struct settings *s = &d->settings;
	struct fetch_request rq = {.ca_file = s->oidc_ca};
	struct fetch_reply got;
	struct json *v = NULL;
	struct msg msg = {0};
	size_t n;

	if (!s->oidc_issuer)
		return;
	n = strlen(s->oidc_issuer);
	rq.url = arena_printf(d->arena, "%.*s/.well-known/openid-configuration",
	    (int)(n && s->oidc_issuer[n - 1] == '/' ? n - 1 : n), s->oidc_issuer);
	if (fetch(&rq, d->arena, &got, &msg) < 0)
		doctor_say(d, "oidc", DOCTOR_FAIL,
		    msg.hint[0] ? arena_strdup(d->arena, msg.hint)
				: "correct oidc_issuer, or look at the network and oidc_ca",
		    "%s: %s", msg.what, msg.detail);
	else if (got.status != 200 || json_parse(got.body, d->arena, &v, NULL) < 0)
		doctor_say(d, "oidc", DOCTOR_FAIL, "correct oidc_issuer",
		    "%s: no description of a provider (status %d)", rq.url, got.status);
	else if (strcmp(json_text(json_get(v, "issuer"), ""), s->oidc_issuer) != 0)
		doctor_say(d, "oidc", DOCTOR_FAIL,
		    "set oidc_issuer to exactly what the provider says",
		    "the provider calls itself %.200s",
		    json_text(json_get(v, "issuer"), "nothing"));
	else if (!s->oidc_client || !s->oidc_key_file)
		doctor_say(d, "oidc", DOCTOR_FAIL, "set oidc_client and oidc_key_file",
		    "%s answers, but this client has no name or key", s->oidc_issuer);
	else
		doctor_say(d, "oidc", DOCTOR_OK, NULL, "%s answers", s->oidc_issuer);
}

/* --- varde-scan --- */

/* Enters the collectors' prison in a child: 0 with Landlock, NO_LANDLOCK, or another number. */
static int try_sandbox(void)
{
	int status = 0, abi = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(sandbox_enter(SANDBOX_WORKER, &abi, NULL) < 0 ? 1
		      : abi                                         ? 0
								    : NO_LANDLOCK);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 1;
	return WEXITSTATUS(status);
}

static void check_sandbox(struct doctor *d)
{
	int r = try_sandbox();

	if (r == 0)
		doctor_say(d, "sandbox", DOCTOR_OK, NULL, "seccomp and Landlock");
	else if (r == NO_LANDLOCK)
		doctor_say(d, "sandbox", DOCTOR_WARN,
		    "boot with landlock in lsm=, or use a kernel from 5.13 on",
		    "seccomp alone: the kernel has no Landlock");
	else
		doctor_say(d, "sandbox", DOCTOR_FAIL,
		    "use a kernel with seccomp filters, and let the service use them",
		    "the scanner cannot be locked up, so it will not run");
}

/* The version line of the program beside this one. */
static bool scan_version(const char *path, struct str *text, struct msg *msg)
{
	const char *const argv[] = {path, "--version", NULL};
	char bytes[256];
	struct spawn child;
	ssize_t n;

	if (spawn_filter(argv, &child, msg) < 0)
		return false;
	spawn_close(&child.in);
	while ((n = read(child.out, bytes, sizeof(bytes))) > 0)
		str_put(text, bytes, (size_t)n);
	spawn_close(&child.out);
	return spawn_wait(&child) == 0;
}

void doctor_scan(struct doctor *d)
{
	char folder[4096];
	struct msg msg = {0};
	STR_AUTO(text, 4096);
	const char *path;

	spawn_own_folder(folder, sizeof(folder));
	path = arena_printf(d->arena, "%s/varde-scan", folder);
	if (!scan_version(path, &text, &msg))
		doctor_say(d, "varde-scan", DOCTOR_FAIL,
		    "install it beside varde: the package brings both", "%s cannot be run",
		    path);
	else if (!strstr(str_text(&text), VARDE_VERSION))
		doctor_say(d, "varde-scan", DOCTOR_FAIL, "install both programs of one version",
		    "%s is of another version: %.60s", path, str_text(&text));
	else
		doctor_say(d, "varde-scan", DOCTOR_OK, NULL, "%s", path);
	check_sandbox(d);
}
