/*
 * An app on an empty place, and a browser without a window: requests go straight to
 * route_dispatch, cookies are kept, and forms carry the csrf that the last page had.
 *
 *   TEST_RIG(officer_sees_the_page)
 *   {
 *           const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
 *           struct rig_browser *b = rig_browser(rig);
 *
 *           rig_session(b, rig_person(rig, "Anna", "anna@x.example", ROLE_OFFICER, org), true);
 *           assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s", org)), 200);
 *           assert_true(rig_has(b, "CHU Test"));
 *           assert_int_equal(rig_post(b, "/profile", "name", "Anna B", NULL), 303);
 *           assert_string_equal(b->location, "/profile");
 *   }
 *
 * TEST_RIG makes two tests, one an engine, as TEST_STORE does. Everything lives in rig->arena.
 */
#ifndef VARDE_TESTS_PORTAL_RIG_H
#define VARDE_TESTS_PORTAL_RIG_H

#include "api/call.h"
#include "desk/outbox.h"
#include "place.h"

#define RIG_URL "https://portal.varde.example"

struct rig {
	struct place *place;
	struct app app; /* settings may be changed between requests */
	struct db *db;  /* the test's own handle */
	struct arena *arena;
};

struct rig_browser {
	struct rig *rig;
	struct serve_pairs cookies;
	const char *remote;         /* its address, another for each browser */
	const char *lang;           /* Accept-Language: en */
	const char *csrf;           /* of the last page with one, "" */
	const char *origin;         /* RIG_URL */
	const char *bearer;         /* sends this API token instead of cookies; NULL */
	struct serve_file file;     /* goes with the next rig_post, when it has a name */
	const char *header, *value; /* one more header (name in lower case) to send; NULL */
	/* Of the last reply. */
	int status;
	const char *body, *type, *location; /* "" when there is none */
	struct serve_pairs headers;
};

/* The clock of every rig: calendar time in ms; tests move it on. */
extern int64_t rig_now;

/* Opens the place, loads the templates, starts the appender. rig_stop ends it. */
void rig_start(struct rig *rig, struct place *place);
void rig_stop(struct rig *rig);

/* An active organisation; parent NULL: none. Gives its id. */
const char *rig_org(struct rig *rig, const char *name, enum org_kind kind, const char *parent);

/* An active person with that role (org NULL for one of the CERT). role < 0: none. No password;
 * rig_password sets one. Gives the id. */
const char *rig_person(
    struct rig *rig, const char *name, const char *mail, int role, const char *org);
void rig_password(struct rig *rig, const char *id, const char *password);

/* A new browser without cookies. */
struct rig_browser *rig_browser(struct rig *rig);

/* Signs the person in without the form; strong: with a second factor. */
void rig_session(struct rig_browser *b, const char *person, bool strong);

/* GET of a path with its query. Gives the status. */
int rig_get(struct rig_browser *b, const char *target);

/* POST of a form: name, value, ..., NULL; csrf is added. Gives the status. */
int rig_post(struct rig_browser *b, const char *target, ...) __attribute__((sentinel));

/* POST of a JSON body, with csrf in X-CSRF-Token; method "PUT", "DELETE" or "POST". */
int rig_json(struct rig_browser *b, const char *method, const char *target, const char *body);

/* GET of where the last reply leads to. */
int rig_follow(struct rig_browser *b);

/* Whether the last page has the text. */
bool rig_has(const struct rig_browser *b, const char *text);

/* What stands between two texts of the last page ("" when they are not there). */
const char *rig_between(const struct rig_browser *b, const char *from, const char *to);

/* The value of the browser's cookie, or NULL. */
const char *rig_cookie(const struct rig_browser *b, const char *name);

/* The header of the last reply (the last of that name), or "". */
const char *rig_header(const struct rig_browser *b, const char *name);

/* The newest message of that template in the outbox; fails the test when there is none. */
struct outgoing rig_mail(struct rig *rig, const char *template);

/* The path of the link in the newest message of that template ("/link/..."). */
const char *rig_mailed_link(struct rig *rig, const char *template);

/* The code that an authenticator shows now for a secret (base32, spaces passed over). */
const char *rig_code(struct rig *rig, const char *secret);

/* Sets up an authenticator for the person by the pages (the browser has a session of it); gives
 * its secret. */
const char *rig_authenticator(struct rig_browser *b);

/* Text by printf rules, in the rig's arena. */
const char *rig_f(struct rig *rig, const char *format, ...) PRINTF(2, 3);

#define TEST_RIG(name)                           \
	static void rig_##name(struct rig *rig); \
	TEST_STORE(name)                         \
	{                                        \
		struct rig rig;                  \
		rig_start(&rig, place);          \
		rig_##name(&rig);                \
		rig_stop(&rig);                  \
	}                                        \
	static void rig_##name(struct rig *rig)

#endif
