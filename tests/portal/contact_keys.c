/* The own keys for mails: given, refused with the reason, chosen, removed, tried. */
#include "../auth/pgp_place.h"
#include "cert_place.h"
#include "desk/contact_key.h"
#include "store/desk.h"

struct world {
	struct rig *rig;
	struct pgp_place keys;
	const char *anna;
	struct rig_browser *b;
};

static struct world world(struct rig *rig)
{
	struct world w = {.rig = rig};
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);

	pgp_place_init(&w.keys);
	w.anna = rig_person(rig, "Anna Berg", "anna@varde.test", ROLE_OFFICER, org);
	w.b = rig_browser(rig);
	rig_session(w.b, w.anna, true);
	return w;
}

static const char *used(struct world *w)
{
	struct contact_key key = {0};
	int r = contact_key_used(w->rig->db, w->anna, w->rig->arena, &key);

	assert_true(r == 0 || r == ERR_NOTFOUND);
	return r == 0 ? key.id : "";
}

TEST_RIG(a_key_is_given_tried_not_used_and_removed)
{
	struct world w;
	const char *text, *id;

	if (!pgp_place_there())
		skip();
	w = world(rig);
	assert_int_equal(rig_get(w.b, "/profile/keys"), 200);
	assert_true(rig_has(w.b, "You have given no key."));
	text = pgp_place_key(&w.keys, "anna", "1y");
	assert_int_equal(rig_post(w.b, "/profile/keys", "key", text, NULL), 303);
	cert_place_logged(rig, "contact_key.add");
	id = used(&w);
	assert_true(*id);
	assert_int_equal(rig_follow(w.b), 200);
	assert_true(rig_has(w.b, "anna &lt;anna@varde.test&gt;"));
	assert_true(rig_has(w.b, "In use"));
	assert_false(rig_has(w.b, "BEGIN PGP PUBLIC KEY BLOCK-----\n"));
	assert_int_equal(rig_post(w.b, "/profile/keys/test", NULL), 303);
	assert_string_equal(rig_mail(rig, "key_test").person, w.anna);
	/* She hears of it, in case it was not her. */
	assert_string_equal(rig_mail(rig, "account_changed").person, w.anna);
	assert_int_equal(rig_post(w.b, "/profile/keys/use", "id", "", NULL), 303);
	assert_string_equal(used(&w), "");
	assert_int_equal(rig_get(w.b, "/profile/keys"), 200);
	assert_true(rig_has(w.b, "Not in use"));
	assert_int_equal(rig_post(w.b, "/profile/keys/use", "id", id, NULL), 303);
	assert_string_equal(used(&w), id);
	assert_int_equal(rig_post(w.b, rig_f(rig, "/profile/keys/%s/remove", id), NULL), 303);
	cert_place_logged(rig, "contact_key.remove");
	assert_string_equal(used(&w), "");
	pgp_place_done(&w.keys);
}

TEST_RIG(what_is_no_key_is_refused_and_a_private_one_is_not_shown_again)
{
	struct world w;
	const char *secret;

	if (!pgp_place_there())
		skip();
	w = world(rig);
	assert_int_equal(rig_post(w.b, "/profile/keys", "key", "hello", NULL), 422);
	assert_true(
	    rig_has(w.b, "There is no OpenPGP public key and no certificate in this text."));
	(void)pgp_place_key(&w.keys, "anna", "1y");
	secret = pgp_place_secret(&w.keys, "anna");
	assert_int_equal(rig_post(w.b, "/profile/keys", "key", secret, NULL), 422);
	assert_true(rig_has(w.b, "This is a private key."));
	assert_false(rig_has(w.b, "PRIVATE KEY BLOCK"));
	assert_int_equal(rig_post(w.b, "/profile/keys", "key",
			     "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n", NULL),
	    422);
	assert_true(rig_has(w.b, "This is a private key."));
	assert_string_equal(used(&w), "");
	pgp_place_done(&w.keys);
}

TEST_RIG(keys_of_somebody_else_are_not_found)
{
	struct world w;
	struct rig_browser *eve;
	const char *id;

	if (!pgp_place_there())
		skip();
	w = world(rig);
	assert_int_equal(
	    rig_post(w.b, "/profile/keys", "key", pgp_place_key(&w.keys, "anna", "1y"), NULL),
	    303);
	id = used(&w);
	eve = rig_browser(rig);
	rig_session(eve,
	    rig_person(rig, "Eve", "eve@varde.test", ROLE_OFFICER,
		rig_org(rig, "CH", ORG_HOSPITAL, NULL)),
	    true);
	assert_int_equal(rig_get(eve, "/profile/keys"), 200);
	assert_true(rig_has(eve, "You have given no key."));
	assert_int_equal(rig_post(eve, "/profile/keys/use", "id", id, NULL), 404);
	assert_int_equal(rig_post(eve, rig_f(rig, "/profile/keys/%s/remove", id), NULL), 404);
	assert_string_equal(used(&w), id);
	/* The API gives each their own. */
	assert_int_equal(rig_get(w.b, "/api/v1/me/keys"), 200);
	assert_true(rig_has(w.b, id));
	assert_int_equal(rig_get(eve, "/api/v1/me/keys"), 200);
	assert_false(rig_has(eve, id));
	pgp_place_done(&w.keys);
}

TEST_RIG(the_page_says_what_is_wrong_in_three_languages)
{
	static const char *const langs[] = {"en", "fr", "nb"};
	struct contact_key key = {.type = CONTACT_SMIME,
	    .fingerprint = "AABBCCDDEEFF",
	    .algorithm = "RSA 3072",
	    .key = "x",
	    .expires = rig_now + 1};
	struct world w;

	if (!pgp_place_there())
		skip();
	w = world(rig);
	key.person = w.anna;
	assert_int_equal(contact_key_add(rig->db, NULL, &key, rig_now, rig->arena), 0);
	assert_int_equal(db_begin(rig->db, DB_WRITE), 0);
	assert_int_equal(db_end(rig->db, contact_key_tried(rig->db, &key, CONTACT_WEAK,
					     "too weak", rig_now, rig->arena)),
	    0);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		assert_int_equal(
		    rig_get(w.b, rig_f(rig, "/language/%s?next=/profile/keys", langs[i])), 303);
		assert_int_equal(rig_follow(w.b), 200);
		assert_true(rig_has(w.b, rig_f(rig, "<html lang=\"%s\"", langs[i])));
		assert_true(rig_has(w.b, "AABB CCDD EEFF"));
		assert_true(rig_has(w.b, "data-color=\"danger\""));
		assert_false(rig_has(w.b, "{{") || rig_has(w.b, "weak_key"));
	}
	pgp_place_done(&w.keys);
}
