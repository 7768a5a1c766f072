/* Evidence: encrypted at rest, its digest, who had it in hand. */
#include "desk/incident_evidence.h"

#include "incident_place.h"
#include "store/desk.h"

static struct incident_evidence put(struct incident_place *w, const struct vault_key *key,
    const struct incident_party *p, const char *text)
{
	struct incident_evidence e = {
	    .incident = p->incident, .party = p->id, .name = "note.txt", .media = "text/plain"};

	assert_int_equal(incident_evidence_put(w->db, &w->by_a, key, &e, span_str(text),
			     NOW + 1, w->place->arena),
	    0);
	return e;
}

TEST_STORE(what_is_stored_is_not_what_was_given)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, false);
	struct incident_evidence e;
	struct incident_blob blob;
	struct vault_key key, other;
	STR_AUTO(out, 4096);

	vault_new(&key);
	vault_new(&other);
	e = put(&w, &key, &p, "ransom note of the century");
	assert_int_equal(e.size, 26);
	assert_int_equal(strlen(e.sha256), 64);
	assert_int_equal(desk_get(w.db, &incident_blob_type, e.id, place->arena, &blob), 0);
	assert_null(strstr(blob.sealed, "ransom"));
	assert_int_equal(
	    incident_evidence_take(w.db, &w.by_a, &other, &e, CUSTODY_FETCHED, NOW + 2, &out),
	    ERR_CORRUPT);
	assert_int_equal(out.n, 0);
	assert_int_equal(
	    incident_evidence_take(w.db, &w.by_a, &key, &e, CUSTODY_FETCHED, NOW + 2, &out), 0);
	assert_string_equal(str_text(&out), "ransom note of the century");
	/* What failed was not in anybody's hand. */
	assert_int_equal(
	    incident_place_count(
		&w, "SELECT count(*) FROM incident_custody WHERE \"evidence\" = $1", e.id),
	    2);
	(void)db_close(w.db);
}

TEST_STORE(a_changed_or_moved_blob_is_refused)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, false);
	struct incident_evidence one, two;
	struct vault_key key;
	STR_AUTO(out, 4096);

	vault_new(&key);
	one = put(&w, &key, &p, "one");
	two = put(&w, &key, &p, "two");
	assert_int_equal(
	    desk_exec(w.db,
		"UPDATE incident_blob SET \"sealed\" = (SELECT b.\"sealed\" FROM incident_blob "
		"AS b WHERE b.\"id\" = $2) WHERE \"id\" = $1",
		DESK_PARAMS(DESK_TEXT(one.id), DESK_TEXT(two.id)), NULL),
	    0);
	assert_int_equal(
	    incident_evidence_take(w.db, &w.by_cert, &key, &one, CUSTODY_CHECKED, NOW, &out),
	    ERR_CORRUPT);
	assert_int_equal(
	    incident_evidence_take(w.db, &w.by_cert, &key, &two, CUSTODY_CHECKED, NOW, &out),
	    0);
	(void)db_close(w.db);
}

TEST_STORE(limits_and_the_end)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, false);
	struct incident_party q = incident_place_report(&w, w.b, false);
	struct incident_evidence e = {.incident = p.incident, .party = q.id, .name = "x"};
	struct vault_key key;
	STR_AUTO(out, 4096);
	char *large = arena_alloc(place->arena, INCIDENT_EVIDENCE_MAX + 1);

	vault_new(&key);
	memset(large, 'x', INCIDENT_EVIDENCE_MAX + 1);
	/* Another case's party. */
	assert_int_equal(
	    incident_evidence_put(w.db, &w.by_cert, &key, &e, span_str("x"), NOW, place->arena),
	    ERR_NOTFOUND);
	e.party = p.id;
	assert_int_equal(
	    incident_evidence_put(w.db, &w.by_cert, &key, &e, span_str(""), NOW, place->arena),
	    ERR_RANGE);
	assert_int_equal(incident_evidence_put(w.db, &w.by_cert, &key, &e,
			     span_of(large, INCIDENT_EVIDENCE_MAX + 1), NOW, place->arena),
	    ERR_LIMIT);
	assert_int_equal(incident_evidence_put(w.db, &w.by_cert, &key, &e,
			     span_of(large, INCIDENT_EVIDENCE_MAX), NOW, place->arena),
	    0);
	assert_int_equal(incident_evidence_hand(w.db, &w.by_cert, &e, " ", NOW), ERR_RANGE);
	assert_int_equal(incident_evidence_hand(w.db, &w.by_cert, &e, "the police", NOW), 0);
	assert_int_equal(incident_evidence_destroy(w.db, &w.by_cert, &e, NULL, NOW), ERR_RANGE);
	assert_int_equal(incident_evidence_destroy(w.db, &w.by_cert, &e, "over", NOW), 0);
	assert_int_equal(
	    incident_evidence_destroy(w.db, &w.by_cert, &e, "over", NOW), ERR_UNSUPPORTED);
	assert_int_equal(
	    incident_evidence_take(w.db, &w.by_cert, &key, &e, CUSTODY_FETCHED, NOW, &out),
	    ERR_NOTFOUND);
	(void)db_close(w.db);
}
