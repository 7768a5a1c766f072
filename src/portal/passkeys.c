/* Passkeys: made in the profile, used to sign in or as the second factor. The script of the
 * page speaks with the browser (web/portal/README.md); challenges are good once, for five
 * minutes, and for the browser that holds their cookie. */
#include "api/identify.h"
#include "api/problem.h"
#include "auth/secret.h"
#include "auth/webauthn.h"
#include "base/log.h"
#include "codec/json.h"
#include "desk/factor.h"
#include "desk/people.h"
#include "portal/forms.h"
#include "portal/routes.h"
#include "portal/second_factor.h"
#include "portal/sign_in.h"
#include "report/i18n.h"

#define TRY_COOKIE "__Host-varde-passkey"

enum { KEYS_MAX = 20 };

#define NO_GOOD "The passkey was not accepted. Try again, or sign in with your password."

/* Host name and origin are those of the address that people use. */
static struct webauthn_site site_of(const struct call *call)
{
	const char *url = call->app->settings.url;
	const char *host = strstr(url, "://");
	size_t n;

	host = host ? host + 3 : url;
	n = strcspn(host, ":/");
	return (struct webauthn_site){.id = arena_strndup(call->arena, host, n),
	    .name = call->app->settings.name ? call->app->settings.name : "Varde",
	    .origin = url};
}

/* --- challenges --- */

static int challenge_new(struct call *call, const char *what, char *challenge)
{
	char hash[SECRET_HASH] = "";
	struct link attempt = {.purpose = LINK_PASSKEY,
	    .person = call->who.person,
	    .object = what,
	    .expires = call->now + WEBAUTHN_TIMEOUT};
	int r;

	attempt.id = secret_hash(span_str(secret_token(challenge)), hash);
	r = factor_attempt_new(call->db, &attempt, call->now);
	if (r < 0)
		return call_db(call, r);
	serve_reply_add(call->reply, "Set-Cookie",
	    arena_printf(call->arena,
		TRY_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=%d",
		challenge, WEBAUTHN_TIMEOUT / 1000));
	return 0;
}

/* The challenge that this browser was given for that, used up. ERR_NOTFOUND. */
static int challenge_use(struct call *call, const char *what, const char **ret)
{
	const char *cookie = serve_cookie(call->rq, TRY_COOKIE);
	char hash[SECRET_HASH] = "";
	struct link attempt = {0};
	int r;

	if (!cookie || strlen(cookie) != SECRET_TEXT - 1)
		return ERR_NOTFOUND;
	(void)secret_hash(span_str(cookie), hash);
	r = factor_attempt_use(call->db, hash, LINK_PASSKEY, call->now, call->arena, &attempt);
	if (r < 0)
		return r;
	serve_reply_add(call->reply, "Set-Cookie",
	    TRY_COOKIE "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
	if (!attempt.object || strcmp(attempt.object, what) != 0)
		return ERR_NOTFOUND;
	if (strcmp(attempt.person ? attempt.person : "",
		call->who.person ? call->who.person : "") != 0)
		return ERR_NOTFOUND;
	*ret = cookie;
	return 0;
}

/* The browser's answer: a field credential (JSON text) or the JSON body. NULL: none. */
static const struct json *answer_of(struct call *call)
{
	const char *field = serve_form(call->rq, "credential");
	const struct json *inside = json_get(call->body, "credential");
	struct json *v;

	if (call->body)
		return inside ? inside : call->body;
	if (!field || json_parse(span_str(field), call->arena, &v, NULL) < 0)
		return NULL;
	return v->type == JSON_OBJECT ? v : NULL;
}

static int send_json(struct call *call, const struct str *text)
{
	int r = str_ok(text);

	return r < 0 ? r
		     : call_send(
			   call, "application/json", NULL, span_of(str_text(text), text->n));
}

/* Where a script is led: it follows "location" itself. */
static int lead_script(struct call *call)
{
	const struct serve_pairs *h = &call->reply->headers;
	struct json *v = json_new_object(call->arena);
	struct json_writer w;

	if (!call->body)
		return 0;
	for (size_t i = 0; i < h->n; i++)
		if (strcmp(h->items[i].name, "Location") == 0)
			json_set_text(call->arena, v, "location", h->items[i].value);
	serve_reply_header(call->reply, "Location", NULL);
	serve_reply_header(call->reply, "Content-Type", "application/json");
	call->reply->status = 200;
	json_write_init(&w, &call->reply->body, 0);
	json_write_value(&w, v);
	return 0;
}

/* A ceremony that failed: the page with its message, or a problem for a script. */
static int refuse(struct call *call, const char *why)
{
	log_line(LOG_INFO, "passkey refused: %s", why);
	if (call->body)
		return call_fail(call, ERR_DENIED,
		    TR("The passkey was not accepted. Try again, or sign in with your "
		       "password."),
		    TR("Try again"), "not accepted");
	call_wrong(call, "form", NO_GOOD);
	return 0;
}

/* --- signing in --- */

static int get_options(struct call *call)
{
	struct webauthn_site site = site_of(call);
	const char *allowed[KEYS_MAX];
	char challenge[SECRET_TEXT];
	struct desk_records keys = {0};
	STR_AUTO(out, 64 << 10);
	int r;

	if (!sign_in_may_try(call))
		return call_fail(call, ERR_BUSY, "Too many attempts from your address",
		    TR("Wait a minute"), "%s", call->rq->remote);
	if (call->who.person)
		r = call_db(call, factor_keys(call->db, call->who.person, call->arena, &keys));
	else
		r = 0;
	if (r == 0)
		r = challenge_new(call, "get", challenge);
	if (r < 0)
		return r;
	keys.all.n = MIN(keys.all.n, (size_t)KEYS_MAX);
	for (size_t i = 0; i < keys.all.n; i++)
		allowed[i] = ((const struct passkey *)keys.all.items[i])->id;
	webauthn_get_options(&site, challenge, allowed, keys.all.n, &out);
	return send_json(call, &out);
}

/* Whether the answer is good for the stored key; 1, 0 (why in *msg) or ERR_*. */
static int verify(struct call *call, const char *challenge, const struct json *answer,
    struct passkey *key, struct msg *msg)
{
	struct webauthn_site site = site_of(call);
	struct webauthn_key stored;
	const char *id = webauthn_answer_id(answer);
	STR_AUTO(handle, 256);
	int64_t count = 0;
	int r;

	msg_detail(msg, "unknown passkey");
	r = id ? factor_key(call->db, id, call->arena, key) : ERR_NOTFOUND;
	if (r < 0)
		return r == ERR_NOTFOUND ? 0 : call_db(call, r);
	r = webauthn_answer_handle(answer, &handle);
	if (r == ERR_SYNTAX || (r == 0 && strcmp(str_text(&handle), key->person) != 0))
		return 0;
	if (call->who.person && strcmp(call->who.person, key->person) != 0)
		return 0;
	stored = (struct webauthn_key){.id = key->id, .key = key->key, .count = key->count};
	if (webauthn_login(&site, challenge, &stored, answer, &count, msg) < 0)
		return 0;
	r = factor_key_used(call->db, key->id, count, call->now);
	return r == ERR_NOTFOUND ? 0 : r < 0 ? call_db(call, r) : 1;
}

static int passkey_in(struct call *call)
{
	const struct json *answer = answer_of(call);
	const char *challenge = NULL, *next = call_field(call, "next");
	struct passkey key = {0};
	struct person person = {0};
	struct msg msg = {0};
	int r;

	forms_keep(call, "next");
	if (!sign_in_from_here(call))
		return refuse(call, "from another site");
	r = challenge_use(call, "get", &challenge);
	if (r == ERR_NOTFOUND || !answer)
		return refuse(call, "no challenge, or no answer");
	if (r < 0)
		return call_db(call, r);
	r = verify(call, challenge, answer, &key, &msg);
	if (r <= 0)
		return r < 0 ? r : refuse(call, msg.detail);
	r = call_db(call, people_get(call->db, key.person, call->arena, &person));
	if (r < 0)
		return r;
	if (person.state != PERSON_ACTIVE)
		return refuse(call, "the account is not active");
	r = sign_in_begin(call, person.id, "passkey", true);
	if (r == 0)
		r = sign_in_lead(call, next);
	return r < 0 ? r : lead_script(call);
}

/* --- the profile --- */

static int list(struct call *call)
{
	struct json *rows = json_new_array(call->arena);
	struct desk_records keys = {0};
	int r = factor_keys(call->db, call->who.person, call->arena, &keys);

	if (r < 0)
		return call_db(call, r);
	for (size_t i = 0; i < keys.all.n; i++) {
		const struct passkey *key = keys.all.items[i];
		struct json *row = json_new_object(call->arena);

		json_set_text(call->arena, row, "id", key->id);
		json_set_text(call->arena, row, "name", key->name);
		json_set_int(call->arena, row, "created", key->created);
		json_set_int(call->arena, row, "used", key->used);
		json_add_value(call->arena, rows, row);
	}
	json_set_value(call->arena, call->data, "keys", rows);
	json_set_bool(call->arena, call->data, "none", !keys.all.n);
	return 0;
}

/* Only who has shown a factor, or has none yet, may add one. */
static int may_add(struct call *call, struct person *person, bool *ret_may)
{
	int r = second_factor_person(call, person);

	*ret_may = false;
	return r < 0 ? r : second_factor_may_change(call, person, ret_may);
}

static int page(struct call *call)
{
	struct person person = {0};
	bool may = false;
	int r = may_add(call, &person, &may);

	return r < 0 || !may ? r : list(call);
}

static int create_options(struct call *call)
{
	struct webauthn_site site = site_of(call);
	struct webauthn_person about;
	const char *known[KEYS_MAX];
	char challenge[SECRET_TEXT];
	struct desk_records keys = {0};
	struct person person = {0};
	STR_AUTO(out, 64 << 10);
	bool may = false;
	int r = may_add(call, &person, &may);

	if (r == 0 && !may)
		return call_fail(call, ERR_DENIED, "A second factor must be shown first",
		    TR("Sign in again with your code"), "the session is weak");
	if (r == 0)
		r = call_db(call, factor_keys(call->db, person.id, call->arena, &keys));
	if (r == 0)
		r = challenge_new(call, "create", challenge);
	if (r < 0)
		return r;
	about = (struct webauthn_person){
	    .handle = span_str(person.id), .name = person.mail, .display = person.name};
	keys.all.n = MIN(keys.all.n, (size_t)KEYS_MAX);
	for (size_t i = 0; i < keys.all.n; i++)
		known[i] = ((const struct passkey *)keys.all.items[i])->id;
	webauthn_create_options(&site, &about, challenge, known, keys.all.n, &out);
	return send_json(call, &out);
}

/* COSE algorithm (RFC 9053) of a key as auth/webauthn writes it: "ES256.KEY". */
static int64_t alg_of(const char *key)
{
	static const struct {
		const char *name;
		int64_t alg;
	} known[] = {{"ES256.", -7}, {"EdDSA.", -8}, {"RS256.", -257}};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strncmp(key, known[i].name, strlen(known[i].name)) == 0)
			return known[i].alg;
	return 0;
}

static int store(struct call *call, const struct person *person, const char *challenge,
    const struct json *answer)
{
	struct webauthn_site site = site_of(call);
	const char *name = call_field(call, "name");
	struct webauthn_key made;
	struct passkey key = {0};
	struct msg msg = {0};
	int r;

	if (webauthn_register(&site, challenge, answer, call->arena, &made, &msg) < 0 ||
	    !made.verified)
		return refuse(call, msg.detail);
	key = (struct passkey){.id = made.id,
	    .person = person->id,
	    .name = arena_strndup(
		call->arena, *name ? name : "Passkey", *name ? MIN(strlen(name), 80U) : 7),
	    .key = made.key,
	    .alg = alg_of(made.key),
	    .count = made.count};
	r = factor_key_add(call->db, &call->actor, &key, call->now);
	if (r == ERR_EXISTS)
		return refuse(call, "it is there already");
	if (r < 0)
		return call_db(call, r);
	/* Whoever made one has been verified by it. */
	if (!call->who.strong) {
		r = sign_in_begin(call, person->id, "passkey", true);
		if (r < 0)
			return r;
	}
	r = call_redirect(call, "The passkey is stored.", "/profile/passkeys");
	return r < 0 ? r : lead_script(call);
}

static int add(struct call *call)
{
	const struct json *answer = answer_of(call);
	const char *challenge = NULL;
	struct person person = {0};
	bool may = false;
	int r = may_add(call, &person, &may);

	if (r < 0 || !may)
		return r;
	r = list(call);
	if (r == 0)
		r = challenge_use(call, "create", &challenge);
	if (r == ERR_NOTFOUND || (r == 0 && !answer))
		return refuse(call, "no challenge, or no answer");
	return r < 0 ? call_db(call, r) : store(call, &person, challenge, answer);
}

static int rename_key(struct call *call)
{
	int r;

	if (!forms_need(call, "name", 80))
		return list(call);
	r = factor_key_name(call->db, &call->actor, call->who.person, call_field(call, "id"),
	    call_field(call, "name"), call->now);
	return r < 0 ? call_db(call, r)
		     : call_redirect(call, "The passkey is renamed.", "/profile/passkeys");
}

static int remove_key(struct call *call)
{
	int r = factor_key_remove(
	    call->db, &call->actor, call->who.person, call_field(call, "id"), call->now);

	return r < 0 ? call_db(call, r)
		     : call_redirect(call, "The passkey is removed.", "/profile/passkeys");
}

#define TITLE TR("Passkeys")

const struct route passkeys_routes[] = {
    {"POST", "/sign-in/passkey/options", MAY_PUBLIC, NULL, get_options,
	ROUTE_NO_LOG | ROUTE_NO_CSRF, "Asks the browser for a passkey (WebAuthn, JSON).", NULL,
	NULL},
    {"POST", "/sign-in/passkey", MAY_PUBLIC, "sign_in", passkey_in,
	ROUTE_NO_LOG | ROUTE_NO_CSRF, "Signs in with a passkey.", "credential next?",
	TR("Sign in")},
    {"GET", "/profile/passkeys", MAY_SIGN_IN, "passkeys", page, ROUTE_WEAK | ROUTE_NO_LOG,
	"The passkeys of who asks.", NULL, TITLE},
    {"POST", "/profile/passkeys/options", MAY_SIGN_IN, NULL, create_options,
	ROUTE_WEAK | ROUTE_NO_LOG, "Asks the browser for a new passkey (WebAuthn, JSON).", NULL,
	NULL},
    {"POST", "/profile/passkeys", MAY_SIGN_IN, "passkeys", add, ROUTE_WEAK,
	"Stores a new passkey.", "credential name?", TITLE},
    {"POST", "/profile/passkeys/rename", MAY_SIGN_IN, "passkeys", rename_key, 0,
	"Renames a passkey.", "id name", TITLE},
    {"POST", "/profile/passkeys/remove", MAY_SIGN_IN, "passkeys", remove_key, 0,
	"Removes a passkey.", "id", TITLE},
    {.method = NULL},
};
