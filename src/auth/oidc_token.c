#include "auth/oidc_token.h"

#include "base/str.h"

enum { AMR_TEXT = 512 };

static int deny(int err, struct msg *msg, const char *why)
{
	msg_what(msg, "the login at the identity provider was not accepted");
	msg_detail(msg, "%s", why);
	return err;
}

/* A text claim without NULs, or NULL. */
static const char *text_claim(const struct json *claims, const char *name)
{
	const struct json *v = json_get(claims, name);
	const char *s = json_text(v, NULL);

	return s && *s && strlen(s) == v->string.n ? s : NULL;
}

static bool text_is(const struct json *claims, const char *name, const char *want)
{
	return secret_equal_text(text_claim(claims, name), want);
}

/* A time claim in milliseconds; false when there is none. Some write it with a fraction. */
static bool time_claim(const struct json *claims, const char *name, int64_t *ret_ms)
{
	const struct json *v = json_get(claims, name);
	double seconds;

	if (v && v->type == JSON_INT)
		seconds = (double)v->integer;
	else if (v && v->type == JSON_REAL)
		seconds = v->real;
	else
		return false;
	if (seconds < 0 || seconds > 1e11)
		return false;
	*ret_ms = (int64_t)(seconds * 1000);
	return true;
}

/* Whether the token is for us: alone, or among others who know that it is (azp). */
static bool is_audience(const struct json *claims, const char *client_id)
{
	const struct json *aud = json_get(claims, "aud");
	bool found = false;

	if (json_get(claims, "azp") && !text_is(claims, "azp", client_id))
		return false;
	if (!aud || aud->type != JSON_ARRAY)
		return text_is(claims, "aud", client_id);
	for (size_t i = 0; i < aud->array.n; i++)
		found |= secret_equal_text(json_text(&aud->array.items[i], NULL), client_id);
	return found && (aud->array.n == 1 || json_get(claims, "azp"));
}

static int check_times(const struct json *claims, int64_t now, struct msg *msg)
{
	int64_t exp, iat, nbf;

	if (!time_claim(claims, "exp", &exp) || !time_claim(claims, "iat", &iat))
		return deny(ERR_DENIED, msg, "the token does not say until when it is good");
	if (exp + OIDC_SKEW <= now)
		return deny(ERR_DENIED, msg, "the token has expired");
	if (iat - OIDC_SKEW > now)
		return deny(ERR_DENIED, msg, "the token is of the future: compare the clocks");
	if (iat + OIDC_LOGIN + OIDC_SKEW < now)
		return deny(ERR_DENIED, msg, "the token is of an earlier login");
	if (time_claim(claims, "nbf", &nbf) && nbf - OIDC_SKEW > now)
		return deny(ERR_DENIED, msg, "the token is not good yet");
	return 0;
}

static const char *methods(const struct json *claims, struct arena *arena)
{
	const struct json *amr = json_get(claims, "amr");
	STR_AUTO(out, AMR_TEXT);

	for (size_t i = 0; amr && amr->type == JSON_ARRAY && i < amr->array.n; i++) {
		const char *one = json_text(&amr->array.items[i], NULL);

		if (one && *one && !strchr(one, ' '))
			str_addf(&out, "%s%s", out.n ? " " : "", one);
	}
	return str_ok(&out) == 0 ? str_dup(&out, arena) : "";
}

static void fill_about(const struct json *claims, struct oidc_person *person)
{
	const char *name = text_claim(claims, "name");
	const char *mail = text_claim(claims, "email");

	if (name)
		person->name = name;
	if (mail) {
		person->mail = mail;
		person->mail_verified = json_bool(json_get(claims, "email_verified"), false);
	}
}

int oidc_token_check(const struct oidc_expect *expect, const struct json *claims,
    struct arena *arena, struct oidc_person *ret, struct msg *msg)
{
	struct oidc_person person = {.claims = claims};
	int rc;

	if (!text_is(claims, "iss", expect->issuer))
		return deny(ERR_DENIED, msg, "the token is of another issuer");
	if (!is_audience(claims, expect->client_id))
		return deny(ERR_DENIED, msg, "the token is for another client");
	if (!text_is(claims, "nonce", expect->nonce))
		return deny(ERR_DENIED, msg, "the token is of another login (nonce)");
	rc = check_times(claims, expect->now_ms, msg);
	if (rc < 0)
		return rc;
	person.subject = text_claim(claims, "sub");
	if (!person.subject || strlen(person.subject) > OIDC_SUBJECT)
		return deny(ERR_SYNTAX, msg, "the token names nobody");
	person.acr = text_claim(claims, "acr");
	if (expect->acr && !secret_equal_text(person.acr, expect->acr))
		return deny(ERR_DENIED, msg, "the level of assurance is another one");
	person.amr = methods(claims, arena);
	person.sid = text_claim(claims, "sid");
	if (!time_claim(claims, "auth_time", &person.auth_ms))
		person.auth_ms = 0;
	fill_about(claims, &person);
	*ret = person;
	return 0;
}

int oidc_token_about(const struct json *about, struct oidc_person *person, struct msg *msg)
{
	if (!text_is(about, "sub", person->subject))
		return deny(ERR_DENIED, msg, "userinfo is about somebody else");
	person->about = about;
	fill_about(about, person);
	return 0;
}
