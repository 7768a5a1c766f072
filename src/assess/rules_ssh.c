#include "assess/rules.h"

/* Patterns of weak algorithms: "x" whole name, "x*" begins with, "*x" ends with, "*x*" holds.
 */
static const struct {
	const char *fact, *pattern;
} weak[] = {
    /* SHA-1 and 1024-bit groups: RFC 9142 section 3. gss- variants end with a hash of the
       mechanism. */
    {"ssh.kex", "diffie-hellman-group1-sha1"},
    {"ssh.kex", "diffie-hellman-group14-sha1"},
    {"ssh.kex", "diffie-hellman-group-exchange-sha1"},
    {"ssh.kex", "gss-group1-sha1-*"},
    {"ssh.kex", "gss-group14-sha1-*"},
    {"ssh.kex", "gss-gex-sha1-*"},
    {"ssh.kex", "rsa1024-sha1"},
    {"ssh.cipher", "*-cbc"},
    {"ssh.cipher", "*-cbc@*"},
    {"ssh.cipher", "3des*"},
    {"ssh.cipher", "des*"},
    {"ssh.cipher", "arcfour*"},
    {"ssh.cipher", "none"},
    {"ssh.mac", "hmac-md5*"},
    {"ssh.mac", "hmac-sha1*"},
    {"ssh.mac", "*-96*"},
    {"ssh.mac", "none"},
    /* RFC 8332: ssh-rsa is RSA with SHA-1; rsa-sha2-* are the others. */
    {"ssh.hostkey", "ssh-rsa"},
    {"ssh.hostkey", "ssh-rsa-cert-v0*"},
    {"ssh.hostkey", "ssh-rsa-cert-v01@openssh.com"},
    {"ssh.hostkey", "ssh-dss*"},
};

/* A "*" stands for any bytes. */
static bool matches(const char *p, const char *s)
{
	for (; *p; p++, s++) {
		if (*p == '*') {
			do
				if (matches(p + 1, s))
					return true;
			while (*s++);
			return false;
		}
		if (*p != *s)
			return false;
	}
	return *s == '\0';
}

static bool is_weak(const char *fact, const char *algorithm)
{
	for (size_t i = 0; i < ARRAY_LEN(weak); i++)
		if (strcmp(weak[i].fact, fact) == 0 && matches(weak[i].pattern, algorithm))
			return true;
	return false;
}

void rules_ssh_weak(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;
		const char *found = NULL;

		if (!f->addr || strcmp(f->fact, ctx->rule->arg) != 0)
			continue;
		for (size_t i = 0; i < f->values.n; i++)
			if (is_weak(f->fact, f->values.items[i]))
				found = arena_printf(ctx->arena, "%s%s%s", found ? found : "",
				    found ? ", " : "", f->values.items[i]);
		if (found)
			context_line(ctx,
			    context_hit_service(ctx, *o, f->addr, f->port, f->transport), "%s",
			    found);
	}
}

/* "1.99" is version 2 with version 1 behind it (RFC 4253 section 5.1). */
void rules_ssh_protocol(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (!f->addr || strcmp(f->fact, "ssh.protocol") != 0)
			continue;
		for (size_t i = 0; i < f->values.n; i++)
			if (strncmp(f->values.items[i], "1.", 2) == 0)
				context_line(ctx,
				    context_hit_service(
					ctx, *o, f->addr, f->port, f->transport),
				    "%s", f->evidence ? f->evidence : f->values.items[i]);
	}
}
