#include "desk/signin.h"

#include "desk_place.h"

#include <sys/wait.h>
#include <unistd.h>

static struct session session_of(const char *id, const char *person)
{
	return (struct session){
	    .id = id, .person = person, .csrf = "csrf", .method = "passkey", .strong = true};
}

static int find(struct place *place, struct db *db, const char *id, int64_t now)
{
	struct session got;

	return signin_session_find(db, id, now, place->arena, &got);
}

/* Idle 2 h as a member, 30 min with a role of the CERT; 12 h whatever is done. */
TEST_STORE(signin_session_ends_by_idling_and_by_age)
{
	struct db *db = place_open(place);
	const char *anna = desk_place_person(place, db, "anna");
	const char *cert = desk_place_person(place, db, "cert");
	struct session a = session_of("a", anna), c = session_of("c", cert);
	int64_t now = NOW;

	(void)desk_place_role(place, db, cert, ROLE_READER, NULL);
	assert_int_equal(signin_session_new(db, &desk_place_actor, &a, now), 0);
	assert_int_equal(signin_session_new(db, &desk_place_actor, &c, now), 0);
	desk_place_logged(place, db, "session.begin");
	assert_int_equal(find(place, db, "a", now + SIGNIN_IDLE_MEMBER_MS - 1), 0);
	assert_int_equal(find(place, db, "a", now + SIGNIN_IDLE_MEMBER_MS), ERR_NOTFOUND);
	assert_int_equal(find(place, db, "c", now + SIGNIN_IDLE_CERT_MS - 1), 0);
	assert_int_equal(find(place, db, "c", now + SIGNIN_IDLE_CERT_MS), ERR_NOTFOUND);
	assert_int_equal(find(place, db, "none", now), ERR_NOTFOUND);
	place_assert_msg(db_msg(db));
	for (int i = 0; i < 12; i++) { /* a request an hour */
		assert_int_equal(find(place, db, "a", now), 0);
		assert_int_equal(signin_session_touch(db, &a, now), 0);
		now += 3600000;
	}
	assert_int_equal(find(place, db, "a", NOW + SIGNIN_ABSOLUTE_MS - 1), 0);
	assert_int_equal(find(place, db, "a", NOW + SIGNIN_ABSOLUTE_MS), ERR_NOTFOUND);
	assert_int_equal(signin_sweep(db, NOW + SIGNIN_ABSOLUTE_MS - 1), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM session"), 1);
	assert_int_equal(signin_sweep(db, NOW + SIGNIN_ABSOLUTE_MS), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM session"), 0);
	(void)db_close(db);
}

TEST_STORE(signin_session_is_touched_once_a_minute)
{
	struct db *db = place_open(place);
	const char *anna = desk_place_person(place, db, "anna");
	struct session a = session_of("a", anna), got;

	assert_int_equal(signin_session_new(db, &desk_place_actor, &a, NOW), 0);
	assert_int_equal(signin_session_touch(db, &a, NOW + SIGNIN_TOUCH_MS - 1), 0);
	assert_int_equal(place_int(db, "SELECT \"seen\" FROM session"), NOW);
	assert_int_equal(signin_session_touch(db, &a, NOW + SIGNIN_TOUCH_MS), 0);
	assert_int_equal(place_int(db, "SELECT \"seen\" FROM session"), NOW + SIGNIN_TOUCH_MS);
	assert_int_equal(signin_session_org(db, "a", "o1"), 0);
	assert_int_equal(signin_session_find(db, "a", NOW + 1, place->arena, &got), 0);
	assert_string_equal(got.org, "o1");
	assert_int_equal(signin_session_org(db, "a", NULL), 0);
	assert_int_equal(signin_session_org(db, "b", NULL), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST_STORE(signin_session_end_ends_one_or_all)
{
	struct db *db = place_open(place);
	const char *anna = desk_place_person(place, db, "anna");
	const char *bo = desk_place_person(place, db, "bo");
	static const char *const ids[] = {"a1", "a2", "a3"};
	struct session b = session_of("b", bo);

	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct session s = session_of(ids[i], anna);

		assert_int_equal(signin_session_new(db, &desk_place_actor, &s, NOW), 0);
	}
	assert_int_equal(signin_session_new(db, &desk_place_actor, &b, NOW), 0);
	assert_int_equal(signin_session_end(db, &desk_place_actor, "a1", NOW), 0);
	assert_int_equal(signin_session_end(db, &desk_place_actor, "a1", NOW), 0);
	assert_int_equal(find(place, db, "a1", NOW), ERR_NOTFOUND);
	assert_int_equal(signin_session_end_all(db, &desk_place_actor, anna, "a3", NOW), 0);
	assert_int_equal(find(place, db, "a2", NOW), ERR_NOTFOUND);
	assert_int_equal(find(place, db, "a3", NOW), 0);
	assert_int_equal(signin_session_end_all(db, &desk_place_actor, anna, NULL, NOW), 0);
	assert_int_equal(find(place, db, "a3", NOW), ERR_NOTFOUND);
	assert_int_equal(find(place, db, "b", NOW), 0);
	desk_place_logged(place, db, "session.end_all");
	(void)db_close(db);
}

TEST_STORE(signin_link_is_good_once)
{
	struct db *db = place_open(place);
	struct link link = {
	    .id = "l1", .purpose = LINK_RESET, .person = "p", .expires = NOW + 100};
	struct link got;

	assert_int_equal(signin_link_new(db, &desk_place_actor, &link, NOW), 0);
	assert_int_equal(
	    signin_link_use(db, NULL, "l1", LINK_INVITATION, NOW, place->arena, &got),
	    ERR_NOTFOUND);
	assert_int_equal(
	    signin_link_use(db, NULL, "l1", LINK_RESET, NOW + 100, place->arena, &got),
	    ERR_NOTFOUND);
	assert_int_equal(
	    signin_link_find(db, "l1", LINK_RESET, NOW + 99, place->arena, &got), 0);
	assert_int_equal(
	    signin_link_use(db, NULL, "l1", LINK_RESET, NOW + 99, place->arena, &got), 0);
	assert_string_equal(got.person, "p");
	desk_place_logged(place, db, "link.use");
	assert_int_equal(
	    signin_link_use(db, NULL, "l1", LINK_RESET, NOW + 99, place->arena, &got),
	    ERR_NOTFOUND);
	assert_int_equal(
	    signin_link_find(db, "l1", LINK_RESET, NOW + 99, place->arena, &got), ERR_NOTFOUND);
	place_assert_msg(db_msg(db));
	assert_int_equal(signin_sweep(db, NOW + 100 + 30LL * DAY_MS - 1), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM link"), 1);
	assert_int_equal(signin_sweep(db, NOW + 100 + 30LL * DAY_MS), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM link"), 0);
	(void)db_close(db);
}

/* Four processes try at once, ten links: each is used by exactly one. */
TEST_STORE(signin_link_is_used_by_one_of_many)
{
	struct db *db = place_open(place);
	pid_t child[4];
	int used = 0;

	for (int k = 0; k < 10; k++) {
		struct link link = {.purpose = LINK_RESET, .expires = NOW + 100};

		link.id = arena_printf(place->arena, "l%d", k);
		assert_int_equal(signin_link_new(db, NULL, &link, NOW), 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(child); i++) {
		child[i] = fork();
		if (child[i] == 0) {
			struct db *own;
			struct link got;
			int mine = 0, r = db_open(place->where, 0, NULL, &own);

			for (int k = 0; r == 0 && k < 10; k++) {
				r = signin_link_use(own, NULL,
				    arena_printf(place->arena, "l%d", k), LINK_RESET, NOW,
				    place->arena, &got);
				mine += r == 0;
				r = r == ERR_NOTFOUND ? 0 : r;
			}
			_exit(r < 0 ? 99 : mine);
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(child); i++) {
		int status = 0;

		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_true(WIFEXITED(status));
		used += WEXITSTATUS(status);
	}
	assert_int_equal(used, 10);
	desk_place_logged(place, db, "link.use");
	(void)db_close(db);
}

TEST_STORE(signin_token_is_good_where_and_while_it_may)
{
	struct db *db = place_open(place);
	struct token t = {
	    .hash = "h1", .person = "p", .name = "firewall", .expires = NOW + DAY_MS};
	struct token got;
	struct desk_records all;

	text_list_add(&t.sources, place->arena, "192.0.2.0/24");
	text_list_add(&t.sources, place->arena, "2001:db8::7");
	assert_int_equal(signin_token_new(db, &desk_place_actor, &t, NOW, place->arena), 0);
	desk_place_logged(place, db, "token.create");
	assert_int_equal(signin_token_find(db, "h1", "192.0.2.9", NOW, place->arena, &got), 0);
	assert_string_equal(got.id, t.id);
	assert_int_equal(
	    signin_token_find(db, "h1", "2001:db8::7", NOW, place->arena, &got), 0);
	assert_int_equal(
	    signin_token_find(db, "h1", "192.0.3.9", NOW, place->arena, &got), ERR_DENIED);
	assert_int_equal(
	    signin_token_find(db, "h1", NULL, NOW, place->arena, &got), ERR_DENIED);
	assert_int_equal(
	    signin_token_find(db, "h2", "192.0.2.9", NOW, place->arena, &got), ERR_NOTFOUND);
	assert_int_equal(
	    signin_token_find(db, "h1", "192.0.2.9", NOW + DAY_MS, place->arena, &got),
	    ERR_NOTFOUND);
	assert_int_equal(
	    signin_token_find(db, "h1", "192.0.2.9", NOW + 59999, place->arena, &got), 0);
	assert_int_equal(place_int(db, "SELECT \"used\" FROM api_token"), NOW);
	assert_int_equal(
	    signin_token_find(db, "h1", "192.0.2.9", NOW + 60000, place->arena, &got), 0);
	assert_int_equal(place_int(db, "SELECT \"used\" FROM api_token"), NOW + 60000);
	assert_int_equal(signin_tokens(db, "p", place->arena, &all), 0);
	assert_int_equal(all.all.n, 1);
	assert_int_equal(signin_token_revoke(db, &desk_place_actor, t.id, NOW), 0);
	desk_place_logged(place, db, "token.revoke");
	assert_int_equal(signin_token_revoke(db, &desk_place_actor, t.id, NOW), ERR_NOTFOUND);
	assert_int_equal(
	    signin_token_find(db, "h1", "192.0.2.9", NOW, place->arena, &got), ERR_NOTFOUND);
	assert_int_equal(signin_tokens(db, "p", place->arena, &all), 0);
	assert_int_equal(all.all.n, 0);
	(void)db_close(db);
}

TEST_STORE(signin_token_refuses_what_could_never_work)
{
	struct db *db = place_open(place);
	struct token t = {.hash = "h1", .person = "p", .name = "x", .expires = NOW};

	assert_int_equal(
	    signin_token_new(db, &desk_place_actor, &t, NOW, place->arena), ERR_RANGE);
	t.expires = NOW + 1;
	text_list_add(&t.sources, place->arena, "chu.test");
	assert_int_equal(
	    signin_token_new(db, &desk_place_actor, &t, NOW, place->arena), ERR_RANGE);
	place_assert_msg(db_msg(db));
	assert_int_equal(place_int(db, "SELECT count(*) FROM audit_log"), 0);
	(void)db_close(db);
}

TEST(signin_source_allows_only_what_is_listed)
{
	const char *items[] = {"10.0.0.0/8", "::1"};
	const struct text_list list = {items, 2}, none = {0};

	assert_true(signin_source_allows(&none, NULL));
	assert_true(signin_source_allows(&list, "10.255.0.1"));
	assert_true(signin_source_allows(&list, "::ffff:10.0.0.1")); /* the same address */
	assert_true(signin_source_allows(&list, "0:0:0:0:0:0:0:1"));
	assert_false(signin_source_allows(&list, "11.0.0.1"));
	assert_false(signin_source_allows(&list, "::2"));
	assert_false(signin_source_allows(&list, ""));
	assert_false(signin_source_allows(&list, "10.0.0.1 "));
}

TEST_STORE(signin_failures_count_until_a_good_one)
{
	struct db *db = place_open(place);
	const char *anna = desk_place_person(place, db, "anna");
	int64_t n = 0;

	for (int i = 1; i <= 3; i++) {
		assert_int_equal(
		    signin_failed(db, &desk_place_actor, anna, "password", NOW + i, &n), 0);
		assert_int_equal(n, i);
	}
	desk_place_logged(place, db, "signin.password");
	assert_int_equal(place_int(db, "SELECT \"failed\" FROM person"), NOW + 3);
	assert_int_equal(signin_succeeded(db, &desk_place_actor, anna, "passkey", NOW + 9), 0);
	desk_place_logged(place, db, "signin.passkey");
	assert_int_equal(place_int(db, "SELECT \"failures\" FROM person"), 0);
	assert_int_equal(place_int(db, "SELECT \"seen\" FROM person"), NOW + 9);
	assert_int_equal(
	    signin_succeeded(db, &desk_place_actor, "none", "passkey", NOW), ERR_NOTFOUND);
	(void)db_close(db);
}
