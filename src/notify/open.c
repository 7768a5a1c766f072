#include "auth/pgp.h"
#include "notify/mail.h"
#include "notify/notify.h"
#include "notify/seal.h"
#include "os/alive.h"
#include "os/file.h"

enum { PASSWORD_MAX = 1024 };

struct notify {
	struct arena *arena;
	struct template_set *texts;
	struct smtp *smtp;
	struct seal *seal;
	struct str password;
	struct notify_options options;
};

static int send_by_smtp(
    void *ctx, const struct smtp_mail *mail, struct smtp_result *ret, struct msg *msg)
{
	return smtp_send(ctx, mail, ret, msg);
}

static int check_from(const struct settings *s, struct arena *arena, struct msg *msg)
{
	const char *plain;

	if (s->mail_from && mail_address(s->mail_from, arena, &plain) == 0 &&
	    strcmp(plain, s->mail_from) == 0)
		return 0;
	msg_what(msg, "mails need the address of their sender");
	msg_detail(msg, "mail_from is %s", s->mail_from ? s->mail_from : "not set");
	msg_hint(msg, "set mail_from = name@example.org");
	return ERR_SYNTAX;
}

/* The password without its line end. */
static int read_password(struct notify *n, const char *path, struct msg *msg)
{
	int r = path ? file_read(path, &n->password, msg) : 0;

	while (n->password.n && strchr("\r\n", n->password.p[n->password.n - 1]))
		str_cut(&n->password, n->password.n - 1);
	return r;
}

static int open_smtp(struct notify *n, const struct settings *s, struct msg *msg)
{
	struct smtp_server server = {.url = s->smtp,
	    .user = s->smtp_user,
	    .tls = s->smtp_starttls,
	    .ca_file = s->smtp_ca};
	int r = check_from(s, n->arena, msg);

	if (r == 0)
		r = read_password(n, s->smtp_password_file, msg);
	server.password = str_text(&n->password);
	if (r == 0)
		r = smtp_open(&server, &n->smtp, msg);
	if (r == 0) {
		n->options.send = send_by_smtp;
		n->options.ctx = n->smtp;
	}
	return r;
}

int notify_open(const struct settings *settings, struct notify **ret, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct notify *n = ARENA_NEW(arena, struct notify);
	int r;

	n->arena = arena;
	str_init(&n->password, PASSWORD_MAX);
	r = texts_load(&n->texts, msg);
	if (r == 0 && settings->smtp)
		r = open_smtp(n, settings, msg);
	if (r < 0) {
		(void)notify_close(n);
		return r;
	}
	n->options.settings = settings;
	n->options.sender = alive_self(arena);
	if (!*n->options.sender)
		n->options.sender = NULL;
	n->options.texts = n->texts;
	n->options.seal = n->seal = seal_new(
	    settings->data ? arena_printf(arena, "%s/" PGP_HOME, settings->data) : NULL);
	*ret = n;
	return 0;
}

const struct notify_options *notify_options(const struct notify *notify)
{
	return &notify->options;
}

struct notify_options notify_hook_options(const struct notify *notify)
{
	return (struct notify_options){.settings = notify->options.settings,
	    .texts = notify->options.texts,
	    .sender = notify->options.sender,
	    .hook = hook_send};
}

void notify_stop(struct notify *notify)
{
	if (notify->smtp)
		smtp_stop(notify->smtp);
}

struct notify *notify_close(struct notify *n)
{
	if (!n)
		return NULL;
	(void)smtp_close(n->smtp);
	seal_free(n->seal);
	template_set_free(n->texts);
	if (n->password.p)
		explicit_bzero(n->password.p, n->password.cap);
	str_done(&n->password);
	arena_free(n->arena);
	return NULL;
}
