#include "portal/links.h"
#include "report/i18n.h"

#include "auth/password.h"
#include "auth/secret.h"
#include "desk/enrol.h"
#include "desk/outbox.h"
#include "desk/people.h"
#include "desk/signin.h"
#include "portal/forms.h"
#include "portal/routes.h"
#include "portal/sign_in.h"

enum { HOUR = 3600 * 1000, SILENCE = 5 * 60 * 1000 };

/* What a link of each purpose does here; one whose row is missing is for another page. */
static const struct {
	bool here;
	bool password;   /* it sets one */
	bool mail;       /* it proves the address */
	int64_t good_ms; /* links that are mailed */
} kinds[] = {
    [LINK_FIRST_ADMINISTRATOR] = {true, true, false, 24LL * HOUR},
    [LINK_INVITATION] = {true, true, true, 7 * 24LL * HOUR},
    [LINK_RESET] = {true, true, true, HOUR},
    [LINK_CONFIRM_MAIL] = {true, true, true, 24LL * HOUR},
    [LINK_CONTACT] = {true, false, false, 30 * 24LL * HOUR},
};

int links_mail(struct call *call, enum link_purpose purpose, const struct person *person,
    const char *object, const char *template)
{
	char secret[SECRET_TEXT], hash[SECRET_HASH];
	struct json *values = json_new_object(call->arena);
	struct link link = {.purpose = (int)purpose,
	    .person = person->id,
	    .object = object,
	    .expires = call->now + kinds[purpose].good_ms};
	struct outgoing out = {.template = template, .person = person->id, .object = object};
	STR_AUTO(text, 4096);
	struct json_writer w;
	int r;

	link.id = secret_hash(span_str(secret_token(secret)), hash);
	json_set_text(call->arena, values, "link",
	    arena_printf(call->arena, "%s/link/%s", call->app->settings.url, secret));
	json_set_int(call->arena, values, "expires", link.expires);
	json_write_init(&w, &text, 0);
	json_write_value(&w, values);
	out.values = str_text(&text);
	out.unique_key = arena_printf(
	    call->arena, "%s:%s:%lld", template, person->id, (long long)(call->now / SILENCE));
	r = signin_link_add(call->db, &call->actor, &link, call->now);
	secret_wipe(secret, sizeof(secret));
	return r < 0 ? r : outbox_put(call->db, &out, call->now, call->arena);
}

/* --- passwords --- */

static const char *fault_text(enum password_fault fault)
{
	static const char *const texts[] = {
	    [PASSWORD_FINE] = NULL,
	    [PASSWORD_SHORT] =
		TR("Use at least 12 characters: a few words are easy to remember."),
	    [PASSWORD_LONG] = TR("Use at most 256 characters."),
	    [PASSWORD_NOT_TEXT] = TR("Use letters, digits, signs and spaces."),
	    [PASSWORD_COMMON] =
		TR("Many people use this one, so it is tried first. Choose another."),
	    [PASSWORD_PERSONAL] =
		TR("This is made of your name or address. Choose something else."),
	};

	return texts[fault];
}

bool links_password(struct call *call, const struct person *person)
{
	const char *password = forms_password(call, "password");
	const char *const own[] = {person->name, person->mail, call->app->settings.name};
	enum password_fault fault = password_fault(span_str(password), own, ARRAY_LEN(own));

	if (fault != PASSWORD_FINE)
		call_wrong(call, "password", fault_text(fault));
	else if (strcmp(password, forms_password(call, "again")) != 0)
		call_wrong(call, "again", "The two are not the same.");
	else
		return true;
	return false;
}

/* --- the page --- */

/* The link of the path, whatever it is for. ERR_NOTFOUND with a message. */
static int find(struct call *call, char *hash, struct link *ret)
{
	const char *secret = call_arg(call, "secret");
	int r = ERR_NOTFOUND;

	if (strlen(secret) != SECRET_TEXT - 1)
		return call_fail(call, ERR_NOTFOUND, "this link is not complete",
		    TR("Copy the whole link of the mail"), "%zu letters", strlen(secret));
	(void)secret_hash(span_str(secret), hash);
	for (size_t p = 0; r == ERR_NOTFOUND && p < ARRAY_LEN(kinds); p++)
		if (kinds[p].here)
			r = signin_link_find(
			    call->db, hash, (enum link_purpose)p, call->now, call->arena, ret);
	return call_db(call, r);
}

static int load(struct call *call, char *hash, struct link *link, struct person *person)
{
	int r = find(call, hash, link);

	if (r == 0)
		r = call_db(call, people_get(call->db, link->person, call->arena, person));
	if (r < 0)
		return r;
	if (person->state != PERSON_ACTIVE && person->state != PERSON_INVITED)
		return call_fail(call, ERR_DENIED, "this account is not active",
		    TR("Ask the security officer of your organisation, or the CERT"), "%-s",
		    person_state_names[person->state]);
	json_set_text(call->arena, call->data, "purpose", link_purpose_names[link->purpose]);
	json_set_bool(call->arena, call->data, "contact", link->purpose == LINK_CONTACT);
	json_set_bool(call->arena, call->data, "reset", link->purpose == LINK_RESET);
	json_set_bool(call->arena, call->data, "confirm", link->purpose == LINK_CONFIRM_MAIL);
	json_set_bool(call->arena, call->data, "welcome",
	    link->purpose == LINK_INVITATION || link->purpose == LINK_FIRST_ADMINISTRATOR);
	json_set_text(call->arena, call->data, "name", person->name);
	json_set_text(call->arena, call->data, "mail", person->mail);
	json_set_bool(call->arena, call->data, "asks_password",
	    kinds[link->purpose].password &&
		!(link->purpose == LINK_CONFIRM_MAIL && person->password));
	return 0;
}

/* Looking does not use it up: mail filters look at links, too. */
static int show(struct call *call)
{
	char hash[SECRET_HASH] = "";
	struct person person = {0};
	struct link link = {0};

	return load(call, hash, &link, &person);
}

/* Uses the link up; what it proves is noted. */
static int spend(
    struct call *call, const char *hash, const struct link *link, const struct person *person)
{
	const char *confirmed = NULL;
	struct link used = {0};
	int r;

	if (link->purpose == LINK_CONFIRM_MAIL)
		return enrol_confirm_mail(
		    call->db, &call->actor, hash, call->now, call->arena, &confirmed);
	r = signin_link_use(call->db, &call->actor, hash, (enum link_purpose)link->purpose,
	    call->now, call->arena, &used);
	if (r == 0 && link->purpose == LINK_CONTACT)
		r = people_confirm_all(call->db, &call->actor, link->object, call->now);
	if (r == 0 && kinds[link->purpose].password && person->state == PERSON_INVITED)
		r = people_state(call->db, &call->actor, person->id, PERSON_ACTIVE, call->now);
	return r;
}

/* The password, and a new session: a weak one, which leads to the second factor. */
static int let_in(struct call *call, struct person *person, const struct link *link)
{
	char stored[PASSWORD_STORED];
	int r = password_hash(span_str(forms_password(call, "password")), stored);

	if (r < 0)
		return r;
	person->password = arena_strdup(call->arena, stored);
	if (kinds[link->purpose].mail)
		person->mail_confirmed = call->now;
	r = people_store(call->db, &call->actor, person, "person.password", call->now);
	if (r == 0)
		r = signin_session_end_all(call->db, &call->actor, person->id, NULL, call->now);
	if (r < 0)
		return call_db(call, r);
	r = sign_in_begin(call, person->id, "link", false);
	return r < 0 ? r
		     : sign_in_lead(call, link->purpose == LINK_CONFIRM_MAIL ? "/enrol" : "/");
}

static int use(struct call *call)
{
	char hash[SECRET_HASH] = "";
	struct person person = {0};
	struct link link = {0};
	int r = load(call, hash, &link, &person);
	bool asks;

	if (r < 0)
		return r;
	asks = kinds[link.purpose].password &&
	       !(link.purpose == LINK_CONFIRM_MAIL && person.password);
	if (!sign_in_from_here(call))
		return call_fail(call, ERR_DENIED, "the form is not ours",
		    TR("Open the link of the mail again"), "another site sent it");
	if (asks && !links_password(call, &person))
		return 0;
	call->actor.person = person.id;
	r = spend(call, hash, &link, &person);
	if (r < 0)
		return call_db(call, r);
	if (asks)
		return let_in(call, &person, &link);
	return call_redirect(call,
	    link.purpose == LINK_CONTACT ? TR("Thank you: you are confirmed as a contact.")
					 : TR("Your mail address is confirmed."),
	    "/");
}

const struct route links_routes[] = {
    {"GET", "/link/{secret}", MAY_PUBLIC, "link", show, ROUTE_NO_LOG,
	"What a one-time link is for.", NULL, TR("Welcome")},
    {"POST", "/link/{secret}", MAY_PUBLIC, "link", use, ROUTE_NO_LOG | ROUTE_NO_CSRF,
	"Uses a one-time link: sets a password, confirms an address.", "password? again?",
	TR("Welcome")},
    {.method = NULL},
};
