#include "portal/second_factor.h"
#include "report/i18n.h"

#include "api/identify.h"
#include "auth/attempts.h"
#include "auth/password.h"
#include "auth/secret.h"
#include "auth/totp.h"
#include "desk/factor.h"
#include "desk/people.h"
#include "desk/signin.h"
#include "portal/forms.h"
#include "portal/routes.h"
#include "portal/sign_in.h"

static const char code_wrong[] =
    TR("This code is not right. Wait for the next one and check your device's clock.");

int second_factor_person(struct call *call, struct person *ret)
{
	return call_db(call, people_get(call->db, call->who.person, call->arena, ret));
}

/* Of an authenticator: digits alone. */
static bool of_authenticator(const char *code)
{
	return code[strspn(code, "0123456789 ")] == '\0';
}

int second_factor_check(struct call *call, const struct person *person, const char *code)
{
	char bare[TOTP_RECOVERY_BARE], hash[SECRET_HASH];
	int64_t step = 0;
	int r;

	if (of_authenticator(code)) {
		if (!person->totp || totp_verify(person->totp, span_str(code), call->now,
					 person->totp_step, &step) < 0)
			return 0;
		r = factor_step(call->db, person->id, step);
	} else {
		if (totp_recovery_bare(span_str(code), bare) < 0)
			return 0;
		(void)secret_hash(span_str(bare), hash);
		r = factor_recovery(call->db, &call->actor, person->id, hash, call->now);
	}
	if (r == ERR_DENIED)
		return 0;
	return r < 0 ? call_db(call, r) : 1;
}

int second_factor_has(
    struct call *call, const struct person *person, size_t *ret_keys, bool *ret_has)
{
	struct desk_records keys = {0};
	int r = factor_keys(call->db, person->id, call->arena, &keys);

	if (r < 0)
		return call_db(call, r);
	*ret_keys = keys.all.n;
	*ret_has = keys.all.n || (person->totp && *person->totp);
	return 0;
}

int second_factor_may_change(struct call *call, const struct person *person, bool *ret_may)
{
	size_t keys = 0;
	bool has = false;
	int r = second_factor_has(call, person, &keys, &has);

	if (r < 0)
		return r;
	*ret_may = call->who.strong || !has;
	return *ret_may ? 0 : call_redirect(call, NULL, "/profile/second-factor");
}

/* --- the page: one of three --- */

/* What is proposed follows from the session's secret, so that it needs no place until it is
 * confirmed, and each session proposes another one. */
static const char *proposed(const struct call *call, char *to)
{
	const char *cookie = serve_cookie(call->rq, SESSION_COOKIE);

	return totp_secret_of(span_str(cookie ? cookie : ""),
	    span_str(arena_printf(call->arena, "varde totp %s", call->who.person)), to);
}

/* "ABCD EFGH ...", for those who type it. */
static const char *in_fours(struct arena *arena, const char *secret)
{
	char text[TOTP_SECRET + TOTP_SECRET / 4];
	size_t n = 0;

	for (size_t i = 0; secret[i]; i++) {
		if (i && i % 4 == 0)
			text[n++] = ' ';
		text[n++] = secret[i];
	}
	return arena_strndup(arena, text, n);
}

static int propose(struct call *call, const struct person *person)
{
	char secret[TOTP_SECRET];
	STR_AUTO(uri, 2048);
	STR_AUTO(qr, 256 << 10);
	int r;

	(void)proposed(call, secret);
	totp_uri(call->app->settings.name ? call->app->settings.name : "Varde", person->mail,
	    secret, &uri);
	r = totp_qr(str_text(&uri), "QR code for your authenticator", &qr);
	if (r < 0)
		return r;
	json_set_bool(call->arena, call->data, "enrol", true);
	json_set_text(call->arena, call->data, "qr", str_text(&qr));
	json_set_text(call->arena, call->data, "secret", in_fours(call->arena, secret));
	json_set_text(call->arena, call->data, "uri", str_text(&uri));
	secret_wipe(secret, sizeof(secret));
	return 0;
}

/* data: show (a factor is to be shown), enrol (with qr, secret), or neither: what there is. */
static int fill(struct call *call, const struct person *person)
{
	bool totp = person->totp && *person->totp, has = false;
	size_t keys = 0;
	int r = second_factor_has(call, person, &keys, &has);

	if (r < 0)
		return r;
	json_set_bool(call->arena, call->data, "totp", totp);
	json_set_int(call->arena, call->data, "keys", (int64_t)keys);
	json_set_int(call->arena, call->data, "left", (int64_t)person->recovery.n);
	json_set_bool(call->arena, call->data, "password", person->password != NULL);
	if (!call->who.strong && has) {
		json_set_bool(call->arena, call->data, "show", true);
		return 0;
	}
	json_set_bool(call->arena, call->data, "strong", call->who.strong);
	return totp ? 0 : propose(call, person);
}

static int page(struct call *call)
{
	struct person person = {0};
	int r = second_factor_person(call, &person);

	json_set_text(
	    call->arena, call->data, "next", forms_own_path(serve_query(call->rq, "next")));
	return r < 0 ? r : fill(call, &person);
}

/* --- showing it --- */

static int failed(struct call *call, const struct person *person)
{
	int64_t failures;

	call_wrong(call, "code", code_wrong);
	return call_db(call, signin_failed(call->db, &call->actor, person->id, "second_factor",
				 call->now, &failures));
}

/* Shows a factor that is there: the session becomes a strong one. */
static int shown(struct call *call)
{
	struct person person = {0};
	int r = second_factor_person(call, &person);

	forms_keep(call, "next");
	if (r < 0)
		return r;
	if (attempts_wait(person.failures, person.failed, call->now) > 0) {
		call_wrong(call, "code", "Too many attempts. Wait up to 15 minutes.");
		return fill(call, &person);
	}
	r = second_factor_check(call, &person, call_field(call, "code"));
	if (r == 0) {
		r = failed(call, &person);
		return r < 0 ? r : fill(call, &person);
	}
	if (r > 0)
		r = sign_in_begin(call, person.id, "second_factor", true);
	return r < 0 ? r : sign_in_lead(call, call_field(call, "next"));
}

/* --- setting it up --- */

/* New codes: their hashes into the person, themselves into data.codes. */
static void make_codes(struct call *call, struct person *person)
{
	struct json *codes = json_new_array(call->arena);

	person->recovery = (struct text_list){0};
	for (int i = 0; i < TOTP_RECOVERY_CODES; i++) {
		char code[TOTP_RECOVERY_TEXT], bare[TOTP_RECOVERY_BARE], hash[SECRET_HASH];

		if (totp_recovery_bare(span_str(totp_recovery(code)), bare) < 0)
			continue; /* cannot be: we made it */
		text_list_add(&person->recovery, call->arena,
		    arena_strdup(call->arena, secret_hash(span_str(bare), hash)));
		json_add_text(call->arena, codes, arena_strdup(call->arena, code));
	}
	json_set_value(call->arena, call->data, "codes", codes);
}

/* Stores the factor, ends all other sessions, and shows the codes, once. */
static int set_up(struct call *call, struct person *person, const char *action)
{
	int r;

	make_codes(call, person);
	r = people_store(call->db, &call->actor, person, action, call->now);
	if (r == 0)
		r = signin_session_end_all(
		    call->db, &call->actor, person->id, call->who.session, call->now);
	if (r < 0)
		return call_db(call, r);
	call->page = "recovery_codes";
	return sign_in_begin(call, person->id, "second_factor", true);
}

static int confirm(struct call *call)
{
	char secret[TOTP_SECRET];
	struct person person = {0};
	bool may = false;
	int r = second_factor_person(call, &person);

	forms_keep(call, "next");
	if (r == 0)
		r = second_factor_may_change(call, &person, &may);
	if (r < 0 || !may)
		return r;
	if (person.totp)
		return call_redirect(call, NULL, "/profile/second-factor");
	(void)proposed(call, secret);
	if (totp_verify(secret, span_str(call_field(call, "code")), call->now, 0,
		&person.totp_step) < 0) {
		call_wrong(call, "code", code_wrong);
		return fill(call, &person);
	}
	person.totp = secret;
	r = set_up(call, &person, "person.totp");
	secret_wipe(secret, sizeof(secret));
	return r;
}

/* Whether the password was typed rightly, where there is one. */
static bool password_shown(struct call *call, const struct person *person)
{
	if (!person->password ||
	    password_verify(person->password, span_str(forms_password(call, "password"))))
		return true;
	call_wrong(call, "password", "This is not your password.");
	return false;
}

/* Both need a strong session and the password. */
static int guarded(struct call *call, struct person *person, bool *ret_may)
{
	int64_t failures;
	int r = second_factor_person(call, person);

	*ret_may = false;
	if (r < 0 || !call->who.strong)
		return r < 0 ? r : call_redirect(call, NULL, "/profile/second-factor");
	if (attempts_wait(person->failures, person->failed, call->now) > 0) {
		call_wrong(call, "password", "Too many attempts. Wait up to 15 minutes.");
		return fill(call, person);
	}
	if (password_shown(call, person)) {
		*ret_may = true;
		return 0;
	}
	r = signin_failed(call->db, &call->actor, person->id, "password", call->now, &failures);
	return r < 0 ? call_db(call, r) : fill(call, person);
}

static int new_codes(struct call *call)
{
	struct person person = {0};
	bool may = false;
	int r = guarded(call, &person, &may);

	return r < 0 || !may ? r : set_up(call, &person, "person.recovery");
}

static int take_off(struct call *call)
{
	struct person person = {0};
	bool may = false;
	int r = guarded(call, &person, &may);

	if (r < 0 || !may)
		return r;
	person.totp = NULL;
	person.totp_step = 0;
	person.recovery = (struct text_list){0};
	r = people_store(call->db, &call->actor, &person, "person.totp_removed", call->now);
	if (r == 0)
		r = signin_session_end_all(
		    call->db, &call->actor, person.id, call->who.session, call->now);
	if (r < 0)
		return call_db(call, r);
	/* A new session, so that a new secret is proposed. */
	r = sign_in_begin(call, person.id, "second_factor", true);
	return r < 0 ? r
		     : call_redirect(
			   call, "The authenticator is removed.", "/profile/second-factor");
}

#define TITLE TR("Second factor")

const struct route second_factor_routes[] = {
    {"GET", "/profile/second-factor", MAY_SIGN_IN, "second_factor", page,
	ROUTE_WEAK | ROUTE_NO_LOG, "Sets up or shows the second factor.", NULL, TITLE},
    {"POST", "/profile/second-factor", MAY_SIGN_IN, "second_factor", confirm, ROUTE_WEAK,
	"Confirms a new authenticator by its code.", "code next?", TITLE},
    {"POST", "/profile/second-factor/show", MAY_SIGN_IN, "second_factor", shown, ROUTE_WEAK,
	"Shows a code of the authenticator, or for recovery.", "code next?", TITLE},
    {"POST", "/profile/second-factor/codes", MAY_SIGN_IN, "second_factor", new_codes, 0,
	"Makes new recovery codes.", "password", TITLE},
    {"POST", "/profile/second-factor/remove", MAY_SIGN_IN, "second_factor", take_off, 0,
	"Removes the authenticator.", "password", TITLE},
    {.method = NULL},
};
