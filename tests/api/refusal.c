#include "api/refusal.h"

#include "api_place.h"
#include "desk/why.h"
#include "model/order.h"
#include "model/scope.h"
#include "model/tracked.h"
#include "portal/words.h"
#include "report/i18n.h"

static const char *const texts[] = {
#include "refusal_texts.inc"
};

/* Every text of a refusal, and every word that one names, has a translation. */
TEST(refusals_are_all_translated)
{
	const char *const *const words[] = {item_state_names, order_state_names,
	    tracked_state_names, org_state_names, person_state_names, enrolment_state_names,
	    role_names};
	static const char *const langs[] = {"fr", "nb"};
	size_t missing = 0;

	assert_true(ARRAY_LEN(texts) > 300);
	for (size_t l = 0; l < ARRAY_LEN(langs); l++) {
		const struct mo *mo = i18n_mo(i18n_lang(langs[l]));

		for (size_t i = 0; i < ARRAY_LEN(texts); i++)
			if (!mo_get(mo, texts[i]) && ++missing)
				print_error("%s: \"%s\"\n", langs[l], texts[i]);
		for (size_t i = 0; i < ARRAY_LEN(words); i++)
			for (size_t j = 0; words[i][j]; j++)
				if (!mo_get(mo, words_value(words[i][j])) && ++missing)
					print_error("%s: \"%s\"\n", langs[l], words[i][j]);
	}
	assert_int_equal(missing, 0);
}

TEST(refusal_detail_is_said_in_the_language)
{
	struct app app = {.word = words_value};
	struct call call = {.app = &app, .arena = arena_new(), .lang = "en"};
	struct msg msg = {0};

	msg_detail(&msg, "%s is %-s", "A-2026-0001", "in_progress");
	assert_string_equal(refusal_detail(&call, &msg), "A-2026-0001 is In progress");
	call.lang = "fr";
	assert_string_equal(refusal_detail(&call, &msg), "A-2026-0001 : En cours");
	call.lang = "nb";
	assert_string_equal(refusal_detail(&call, &msg), "A-2026-0001: Under arbeid");
	/* A value that happens to be a word stays as it is, and so do stored ones to programs.
	 */
	msg_detail(&msg, "%s is %-s", "open", "open");
	assert_string_equal(refusal_detail(&call, &msg), "open: Åpen");
	call.json = true;
	assert_string_equal(refusal_detail(&call, &msg), "open: open");
	/* A message whose pieces are not known. */
	msg.form = NULL;
	assert_string_equal(refusal_detail(&call, &msg), "open is open");
	assert_string_equal(refusal_text("fr", "a reason is missing"), "il manque une raison");
	assert_string_equal(refusal_text("fr", "said by nobody"), "said by nobody");
	arena_free(call.arena);
}

/* English, unless the request says otherwise: what the account or a cookie says counts for
 * pages alone. */
TEST_RIG(refusals_of_the_api_follow_accept_language)
{
	struct api_place p;

	api_place_init(&p, rig);
	p.b->lang = NULL;
	assert_int_equal(rig_json(p.b, "POST", api_path(rig, p.org, "/orders"), "{}"), 422);
	assert_string_equal(api_text(p.b, "title"), "Something is missing or wrong");
	p.b->lang = "fr";
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/orders/none")), 404);
	assert_string_equal(api_text(p.b, "title"),
	    refusal_text("fr", "there is nothing of that identifier here"));
	assert_string_not_equal(
	    api_text(p.b, "title"), "there is nothing of that identifier here");
	assert_string_equal(api_text(p.b, "hint"),
	    refusal_text("fr", "take identifiers from the list of the same organisation"));
	p.b->lang = "nb-NO,nb;q=0.9,en;q=0.5";
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/orders/none")), 404);
	assert_string_equal(api_text(p.b, "title"),
	    refusal_text("nb", "there is nothing of that identifier here"));
	assert_string_not_equal(
	    api_text(p.b, "title"), "there is nothing of that identifier here");
}

/* What the house noted of an order is read in pieces, each reader in their language. */
TEST_RIG(refusal_notes_are_said_in_the_readers_language)
{
	struct api_place p;
	struct rig_browser *b;
	struct msg why = {0};

	api_place_init(&p, rig);
	msg_what(&why, "the order was stopped");
	msg_detail(&why, "%s is %-s", "A-7", "paused");
	msg_hint(&why, "resume it on its page");
	assert_int_equal(
	    desk_exec(rig->db, "UPDATE audit_order SET \"note\" = $1 WHERE \"id\" = $2",
		DESK_PARAMS(DESK_TEXT(why_note(&why, rig->arena)), DESK_TEXT(p.order)), NULL),
	    0);
	p.b->lang = "en";
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/orders/%s", p.order)), 200);
	assert_string_equal(api_text(p.b, "note"), "the order was stopped: A-7 is paused");
	b = rig_browser(rig);
	rig_session(b, p.anna, true);
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/orders/%s", p.org, p.order)), 200);
	assert_true(rig_has(b, "resume it on its page"));
	assert_false(rig_has(b, "[&quot;"));
	assert_int_equal(
	    desk_exec(rig->db, "UPDATE person SET \"lang\" = 'fr'", NULL, 0, NULL), 0);
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/orders/%s", p.org, p.order)), 200);
	assert_true(rig_has(b, refusal_text("fr", "resume it on its page")));
	assert_false(rig_has(b, "resume it on its page"));
}
