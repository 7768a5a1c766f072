#include "desk/notice_send.h"

#include "desk/contact_key.h"
#include "notice_place.h"

static struct sending draft(struct place *place, struct db *db, const struct actor *by)
{
	struct sending s = {.severity = CRIT_MEDIUM,
	    .tlp = TLP_GREEN,
	    .audience = SENDING_FOR_ALL,
	    .title_en = "Phishing wave",
	    .title_fr = "Vague d'hameçonnage",
	    .text_en = "Do not click."};

	if (sending_save(db, by, &s, NOW, place->arena) < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
	return s;
}

static int step(struct place *place, struct db *db, const struct actor *by, const char *id,
    enum sending_action action, const char *note)
{
	return sending_step(db, by, id, action, note, NOW + 1, place->arena, NULL);
}

TEST_STORE(what_is_sent_is_a_notice_at_each_in_their_language)
{
	struct db *db = place_open(place);
	struct notice_scene scene = notice_scene(place, db);
	struct actor by = {.person = scene.analyst};
	struct sending s = draft(place, db, &by);
	struct sending_previews p = {0};
	struct outgoing m;
	int64_t told = 0;

	assert_int_equal(desk_exec(db, "UPDATE person SET \"lang\" = 'fr' WHERE \"id\" = $1",
			     DESK_PARAMS(DESK_TEXT(scene.tech)), NULL),
	    0);
	assert_int_equal(sending_preview(db, &s, scene.org, NOW, place->arena, &p), 0);
	assert_int_equal(p.all.n, 2);
	assert_int_equal(notice_mails(db, "notice", NULL), 0);
	assert_int_equal(
	    sending_step(db, &by, s.id, SENDING_DO_SEND, NULL, NOW, place->arena, &told), 0);
	assert_int_equal(told, 3);
	assert_int_equal(desk_find(db, &outgoing_type, "WHERE \"person\" = $1",
			     DESK_PARAMS(DESK_TEXT(scene.tech)), place->arena, &m),
	    0);
	assert_non_null(strstr(m.values, "Vague d'hameçonnage"));
	/* Exactly what was previewed, but for number and link. */
	vec_foreach (one, &p.all)
		if (strcmp(one->lang, "fr") == 0) {
			assert_non_null(strstr(one->values, "Vague d'hameçonnage"));
			assert_null(strstr(one->values, "token"));
		}
	assert_int_equal(step(place, db, &by, s.id, SENDING_DO_SEND, NULL), ERR_DENIED);
	(void)db_close(db);
}

TEST_STORE(above_the_number_a_second_person_says_yes)
{
	struct db *db = place_open(place);
	struct notice_scene scene = notice_scene(place, db);
	struct actor by = {.person = scene.analyst}, other = {.person = scene.analyst2};
	struct sending s = draft(place, db, &by), got;
	int64_t eyes = 0;

	assert_int_equal(sending_eyes(db, &eyes), 0);
	assert_int_equal(eyes, SENDING_EYES);
	assert_int_equal(sending_eyes_set(db, &by, -1, NOW), ERR_RANGE);
	assert_int_equal(sending_eyes_set(db, &by, 1, NOW), 0);
	assert_int_equal(step(place, db, &by, s.id, SENDING_DO_SEND, NULL), ERR_DENIED);
	assert_int_equal(step(place, db, &by, s.id, SENDING_DO_SUBMIT, NULL), 0);
	assert_int_equal(step(place, db, &by, s.id, SENDING_DO_SEND, NULL), ERR_DENIED);
	assert_int_equal(step(place, db, &other, s.id, SENDING_DO_RETURN, ""), ERR_RANGE);
	assert_int_equal(step(place, db, &other, s.id, SENDING_DO_SEND, NULL), 0);
	assert_int_equal(desk_get(db, &sending_type, s.id, place->arena, &got), 0);
	assert_int_equal(got.state, SENDING_SENT);
	assert_int_equal(got.recipients, 2);
	assert_string_equal(got.approver, scene.analyst2);
	assert_int_equal(sending_save(db, &by, &got, NOW, place->arena), ERR_DENIED);
	(void)db_close(db);
}

/* Every row of the table does what it says, and whatever is no row is refused. */
TEST_STORE(the_states_of_a_sending_are_the_table)
{
	struct db *db = place_open(place);
	struct notice_scene scene = notice_scene(place, db);
	struct actor by = {.person = scene.analyst};

	for (int from = SENDING_DRAFT; from <= SENDING_DISCARDED; from++)
		for (int action = 0; action < SENDING_ACTIONS; action++) {
			struct sending s = draft(place, db, &by);
			int to = -1;

			s.state = from;
			assert_int_equal(desk_update(db, &sending_type, &s), 0);
			for (size_t i = 0; i < sending_row_count; i++)
				if (sending_rows[i].from == from &&
				    (int)sending_rows[i].action == action)
					to = sending_rows[i].to;
			assert_int_equal(
			    step(place, db, &by, s.id, (enum sending_action)action, "because"),
			    to < 0 ? ERR_DENIED : 0);
			assert_int_equal(
			    desk_get(db, &sending_type, s.id, place->arena, &s), 0);
			assert_int_equal(s.state, to < 0 ? from : to);
		}
	(void)db_close(db);
}

TEST_STORE(a_draft_says_what_is_missing)
{
	struct db *db = place_open(place);
	struct sending s = {.tlp = TLP_GREEN, .audience = SENDING_FOR_LIST};

	assert_int_equal(sending_save(db, NULL, &s, NOW, place->arena), ERR_RANGE);
	s.title_en = "T";
	assert_int_equal(sending_save(db, NULL, &s, NOW, place->arena), ERR_RANGE);
	s.audience = SENDING_FOR_ALL;
	s.tlp = TLP_RED;
	assert_int_equal(sending_save(db, NULL, &s, NOW, place->arena), ERR_RANGE);
	(void)db_close(db);
}

static struct sending_preview preview_of(struct place *place, struct db *db,
    const struct sending *s, const struct notice_scene *scene)
{
	struct sending_previews p = {0};
	struct person tech;

	assert_int_equal(sending_preview(db, s, scene->org, NOW, place->arena, &p), 0);
	assert_int_equal(desk_find(db, &person_type, "WHERE \"id\" = $1",
			     DESK_PARAMS(DESK_TEXT(scene->tech)), place->arena, &tech),
	    0);
	vec_foreach (one, &p.all)
		if (one->mail && strcmp(one->mail, tech.mail) == 0)
			return *one;
	fail_msg("nobody");
	return (struct sending_preview){0};
}

TEST_STORE(the_preview_says_who_gets_all_of_it_and_who_a_pointer)
{
	struct db *db = place_open(place);
	struct notice_scene scene = notice_scene(place, db);
	struct actor by = {.person = scene.analyst}, tech = {.person = scene.tech};
	struct sending s = draft(place, db, &by);
	struct contact_key key = {.person = scene.tech,
	    .type = CONTACT_OPENPGP,
	    .fingerprint = "0123",
	    .algorithm = "rsa3072",
	    .key = "-----BEGIN PGP PUBLIC KEY BLOCK-----",
	    .expires = NOW + 1000};

	s.tlp = TLP_GREEN;
	assert_int_equal(preview_of(place, db, &s, &scene).holds, SENDING_PLAIN);
	s.tlp = TLP_AMBER_STRICT;
	assert_int_equal(preview_of(place, db, &s, &scene).holds, SENDING_POINTER);
	assert_int_equal(contact_key_add(db, &tech, &key, NOW, place->arena), 0);
	assert_int_equal(preview_of(place, db, &s, &scene).holds, SENDING_SEALED);
	assert_int_equal(desk_exec(db, "UPDATE contact_key SET \"expires\" = $1",
			     DESK_PARAMS(DESK_INT(NOW)), NULL),
	    0);
	assert_int_equal(preview_of(place, db, &s, &scene).holds, SENDING_NO_KEY);
	assert_string_equal(preview_of(place, db, &s, &scene).template, "key_pointer");
	(void)db_close(db);
}
