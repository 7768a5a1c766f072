/* Who I am: name, language, how I am told; my password; where I am signed in. */
#include "auth/attempts.h"
#include "auth/password.h"
#include "desk/people.h"
#include "desk/signin.h"
#include "portal/forms.h"
#include "portal/links.h"
#include "portal/oidc.h"
#include "portal/routes.h"
#include "portal/second_factor.h"
#include "portal/sign_in.h"
#include "report/i18n.h"

static int add_sessions(struct call *call)
{
	struct json *rows = json_new_array(call->arena);
	struct desk_records sessions = {0};
	int r = signin_sessions(call->db, call->who.person, call->now, call->arena, &sessions);

	if (r < 0)
		return call_db(call, r);
	for (size_t i = 0; i < sessions.all.n; i++) {
		const struct session *s = sessions.all.items[i];
		struct json *row = json_new_object(call->arena);

		json_set_int(call->arena, row, "created", s->created);
		json_set_int(call->arena, row, "seen", s->seen);
		json_set_text(call->arena, row, "remote", s->remote);
		json_set_text(call->arena, row, "agent", s->agent);
		json_set_bool(call->arena, row, "here",
		    call->who.session && strcmp(s->id, call->who.session) == 0);
		json_add_value(call->arena, rows, row);
	}
	json_set_value(call->arena, call->data, "sessions", rows);
	json_set_bool(call->arena, call->data, "others", sessions.all.n > 1);
	return 0;
}

static void add_languages(struct call *call, const char *chosen)
{
	static const char *const names[][2] = {
	    {"en", "English"}, {"fr", "Français"}, {"nb", "Norsk bokmål"}};
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", names[i][0]);
		json_set_text(call->arena, one, "label", names[i][1]);
		json_set_bool(call->arena, one, "chosen", strcmp(names[i][0], chosen) == 0);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "languages", all);
}

/* What the page shows beside what was typed. */
static int fill(struct call *call, const struct person *person)
{
	json_set_text(call->arena, call->data, "mail", person->mail);
	json_set_bool(call->arena, call->data, "has_password", person->password != NULL);
	json_set_bool(call->arena, call->data, "linked", person->oidc_subject != NULL);
	json_set_bool(call->arena, call->data, "may_link", oidc_may_link(call));
	return add_sessions(call);
}

static int page(struct call *call)
{
	struct person person = {0};
	int r = second_factor_person(call, &person);

	if (r < 0)
		return r;
	json_set_text(call->arena, call->data, "name", person.name);
	json_set_text(call->arena, call->data, "phone", person.phone);
	json_set_bool(call->arena, call->data, "digest", person.digest);
	if (person.quiet.n && strlen(person.quiet.items[0]) == 11) {
		json_set_text(call->arena, call->data, "quiet_from",
		    arena_strndup(call->arena, person.quiet.items[0], 5));
		json_set_text(call->arena, call->data, "quiet_to", person.quiet.items[0] + 6);
	}
	add_languages(call, person.lang ? person.lang : "en");
	return fill(call, &person);
}

/* "22:30" */
static bool is_clock(const char *t)
{
	return strlen(t) == 5 && t[2] == ':' && strspn(t, "0123456789") == 2 &&
	       strspn(t + 3, "0123456789") == 2 && strncmp(t, "24", 2) < 0 && t[3] < '6';
}

static bool read_quiet(struct call *call, struct person *person)
{
	const char *from = call_field(call, "quiet_from"), *to = call_field(call, "quiet_to");

	person->quiet = (struct text_list){0};
	if (!*from && !*to)
		return true;
	if (!is_clock(from) || !is_clock(to)) {
		call_wrong(call, "quiet_from", "Write both times as hours and minutes: 22:00.");
		return false;
	}
	text_list_add(
	    &person->quiet, call->arena, arena_printf(call->arena, "%s-%s", from, to));
	return true;
}

static int save(struct call *call)
{
	const char *lang = call_field(call, "lang");
	struct person person = {0};
	int r = second_factor_person(call, &person);

	if (r < 0)
		return r;
	forms_keep(call, "name phone quiet_from quiet_to");
	json_set_bool(call->arena, call->data, "digest", *call_field(call, "digest") != '\0');
	add_languages(call, lang);
	(void)forms_need(call, "name", 200);
	(void)read_quiet(call, &person);
	if (strlen(call_field(call, "phone")) > 60)
		call_wrong(call, "phone", "This is too long.");
	if (strcmp(lang, "en") != 0 && strcmp(lang, "fr") != 0 && strcmp(lang, "nb") != 0)
		call_wrong(call, "lang", "Choose one of the list.");
	if (call->wrong)
		return fill(call, &person);
	person.name = call_field(call, "name");
	person.phone = *call_field(call, "phone") ? call_field(call, "phone") : NULL;
	person.lang = lang;
	person.digest = *call_field(call, "digest") != '\0';
	r = people_store(call->db, &call->actor, &person, "person.profile", call->now);
	return r < 0 ? call_db(call, r)
		     : call_redirect(call, "Your profile is saved.", "/profile");
}

static int end_others(struct call *call)
{
	int r = signin_session_end_all(
	    call->db, &call->actor, call->who.person, call->who.session, call->now);

	return r < 0 ? call_db(call, r)
		     : call_redirect(call, "All other sessions are ended.", "/profile");
}

/* --- the password --- */

/* Counts as a sign-in that failed: a session that was taken over must not be a place to guess
 * at. */
static int old_password_wrong(struct call *call, const struct person *person)
{
	int64_t failures;

	call_wrong(call, "old", "This is not your password.");
	return call_db(call, signin_failed(call->db, &call->actor, person->id, "password",
				 call->now, &failures));
}

static int change(struct call *call)
{
	char stored[PASSWORD_STORED];
	struct person person = {0};
	int r = second_factor_person(call, &person);

	if (r < 0)
		return r;
	json_set_bool(call->arena, call->data, "has_password", person.password != NULL);
	if (attempts_wait(person.failures, person.failed, call->now) > 0) {
		call_wrong(call, "old", "Too many attempts. Wait up to 15 minutes.");
		return 0;
	}
	if (person.password &&
	    !password_verify(person.password, span_str(forms_password(call, "old"))))
		return old_password_wrong(call, &person);
	if (!links_password(call, &person))
		return 0;
	r = password_hash(span_str(forms_password(call, "password")), stored);
	if (r < 0)
		return r;
	person.password = arena_strdup(call->arena, stored);
	r = people_store(call->db, &call->actor, &person, "person.password", call->now);
	if (r == 0)
		r = signin_session_end_all(
		    call->db, &call->actor, person.id, call->who.session, call->now);
	return r < 0 ? call_db(call, r)
		     : call_redirect(call,
			   "Your password is changed, and all other sessions are ended.",
			   "/profile");
}

static int password_page(struct call *call)
{
	struct person person = {0};
	int r = second_factor_person(call, &person);

	if (r == 0)
		json_set_bool(call->arena, call->data, "has_password", person.password != NULL);
	return r;
}

const struct route profile_routes[] = {
    {"GET", "/profile", MAY_SIGN_IN, "profile", page, ROUTE_NO_LOG, "The own profile.", NULL,
	TR("Profile")},
    {"POST", "/profile", MAY_SIGN_IN, "profile", save, 0, "Saves the own profile.",
	"name phone? lang digest? quiet_from? quiet_to?", TR("Profile")},
    {"POST", "/profile/sessions/end", MAY_SIGN_IN, "profile", end_others, 0,
	"Ends all other sessions.", NULL, TR("Profile")},
    {"GET", "/profile/password", MAY_SIGN_IN, "password", password_page, ROUTE_NO_LOG,
	"The form to change the password.", NULL, TR("Password")},
    {"POST", "/profile/password", MAY_SIGN_IN, "password", change, 0, "Changes the password.",
	"old? password again", TR("Password")},
    {.method = NULL},
};
