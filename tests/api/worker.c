#include "api/worker.h"

#include "api/house.h"
#include "codec/json.h"
#include "codec/sha256.h"
#include "desk/work.h"
#include "place.h"
#include "store/desk.h"
#include "store/run.h"

/* "certificate" in base64: what is hashed is what the armour holds. */
static const char pem[] = "-----BEGIN CERTIFICATE-----\nY2VydGlm\naWNhdGU=\n"
			  "-----END CERTIFICATE-----\n";

static int64_t now(void)
{
	return INT64_C(1795000000000);
}

struct asked {
	struct app app;
	struct order_house house;
	struct arena *arena;
	int status;
	const char *body;
};

static void ask(struct asked *a, const char *method, const char *path, const char *peer,
    const char *spool, const char *body)
{
	struct serve_pair headers[] = {
	    {"content-type",
		strstr(path, "/units") ? "application/x-ndjson" : "application/json"},
	    {"varde-spool", spool}};
	struct serve_request rq = {.arena = a->arena,
	    .method = method,
	    .path = path,
	    .target = path,
	    .headers = {headers, spool ? 2 : 1},
	    .body = span_str(body),
	    .remote = "127.0.0.1",
	    .peer = peer,
	    .id = "abcdefghijklmnop"};
	struct serve_reply reply;

	serve_reply_init(&reply, a->arena, true);
	route_dispatch(&a->app, &rq, &reply);
	a->status = reply.status;
	a->body = arena_strdup(a->arena, str_text(&reply.body));
	serve_reply_done(&reply);
}

static void open_app(struct asked *a, struct place *place)
{
	*a = (struct asked){.arena = place->arena};
	settings_init(&a->app.settings);
	a->app.settings.db = place->where;
	a->app.routes = worker_tables;
	a->app.now = now;
	a->app.extra = &a->house;
	house_init(&a->app.settings, place->arena, &a->house);
}

static void put_proofs(struct db *db, const char *id)
{
	const struct chunk c = {.id = id,
	    .audit_order = WORK_PROOFS,
	    .org = "chu",
	    .job = "{\"id\":\"p\",\"authorised_by\":\"t\",\"targets\":[\"127.20.0.3\"],"
		   "\"proofs\":[\"127.20.0.3|t\"],\"profile\":\"standard\",\"seed\":1}",
	    .created = 1};

	assert_int_equal(queue_put(db, &c), 0);
}

TEST_STORE(worker_is_known_by_its_certificate)
{
	struct db *db = place_open(place);
	char hash[SHA256_HEX];
	struct asked a;

	(void)sha256_hex(span_str("certificate"), hash);
	open_app(&a, place);
	ask(&a, "POST", "/worker/v1/claim", NULL, "spool123", "{}");
	assert_int_equal(a.status, 403);
	ask(&a, "POST", "/worker/v1/claim", hash, "spool123", "{}");
	assert_int_equal(a.status, 403);
	assert_int_equal(worker_add(db, NULL, "w 1", span_str(pem), 1), ERR_SYNTAX);
	assert_int_equal(worker_add(db, NULL, "w1", span_str("no"), 1), ERR_SYNTAX);
	place_assert_msg(db_msg(db));
	assert_int_equal(worker_add(db, NULL, "w1", span_str(pem), 1), 0);
	ask(&a, "POST", "/worker/v1/claim", hash, "spool123", "{}");
	assert_int_equal(a.status, 200);
	assert_string_equal(a.body, "{\"chunk\":null}");
	ask(&a, "POST", "/worker/v1/claim", hash, "spool/..", "{}");
	assert_int_equal(a.status, 400);
	ask(&a, "POST", "/worker/v1/claim", hash, NULL, "{}");
	assert_int_equal(a.status, 400);
	assert_int_equal(worker_remove(db, NULL, "w2", 1), ERR_NOTFOUND);
	assert_int_equal(worker_remove(db, NULL, "w1", 1), 0);
	ask(&a, "POST", "/worker/v1/claim", hash, "spool123", "{}");
	assert_int_equal(a.status, 403);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM audit_log WHERE \"action\" LIKE 'worker.%'"),
	    2);
	route_close(&a.app);
	db_close(db);
}

TEST_STORE(worker_has_its_chunk_alone)
{
	static const char unit[] =
	    "{\"kind\":\"unit\",\"time\":\"2026-11-22T02:12:13.955Z\",\"unit\":\"u\",\"stage\":"
	    "\"discover\",\"state\":\"done\",\"duration\":1}\n";
	struct db *db = place_open(place);
	char hash[SHA256_HEX];
	struct asked a;

	(void)sha256_hex(span_str("certificate"), hash);
	open_app(&a, place);
	assert_int_equal(worker_add(db, NULL, "w1", span_str(pem), 1), 0);
	put_proofs(db, "c1");
	ask(&a, "POST", "/worker/v1/claim", hash, "spool123", "{}");
	assert_int_equal(a.status, 200);
	assert_non_null(strstr(a.body, "\"id\":\"c1\""));
	assert_non_null(strstr(a.body, "\"proofs\":[\"127.20.0.3|t\"]"));
	ask(&a, "GET", "/worker/v1/chunks/c1/observations", hash, "spool123", "");
	assert_int_equal(a.status, 200);
	assert_string_equal(a.body, "");
	/* Another spool of the same worker is somebody else. */
	ask(&a, "POST", "/worker/v1/chunks/c1/beat", hash, "spool999", "{}");
	assert_int_equal(a.status, 409);
	ask(&a, "POST", "/worker/v1/chunks/c1/units", hash, "spool999", unit);
	assert_int_equal(a.status, 409);
	ask(&a, "POST", "/worker/v1/chunks/c1/end", hash, "spool999",
	    "{\"state\":\"finished\"}");
	assert_int_equal(a.status, 409);
	ask(&a, "POST", "/worker/v1/chunks/c1/beat", hash, "spool123",
	    "{\"stage\":\"sweep\",\"done\":3}");
	assert_int_equal(a.status, 200);
	assert_string_equal(a.body, "{\"stop\":false}");
	assert_int_equal(place_int(db, "SELECT \"done\" FROM chunk"), 3);
	ask(&a, "POST", "/worker/v1/chunks/c1/units", hash, "spool123", unit);
	assert_int_equal(a.status, 200);
	ask(&a, "POST", "/worker/v1/chunks/c1/units", hash, "spool123", "{\"kind\":\"x\"}\n");
	assert_int_not_equal(a.status, 200);
	assert_int_equal(queue_stop_org(db, "chu", 2), 0);
	ask(&a, "POST", "/worker/v1/chunks/c1/beat", hash, "spool123", "{}");
	assert_string_equal(a.body, "{\"stop\":true}");
	ask(&a, "POST", "/worker/v1/chunks/c1/end", hash, "spool123", "{\"state\":\"x\"}");
	assert_int_equal(a.status, 422);
	ask(&a, "POST", "/worker/v1/chunks/c1/end", hash, "spool123",
	    "{\"state\":\"stopped\"}");
	assert_int_equal(a.status, 200);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM chunk WHERE \"state\" = 'cancelled'"), 1);
	route_close(&a.app);
	db_close(db);
}

static void put_leased(struct db *db, const char *id, const char *worker, const char *nets)
{
	const struct chunk c = {.id = id,
	    .audit_order = id,
	    .org = id,
	    .run = id,
	    .job = "{\"id\":\"r\",\"authorised_by\":\"t\",\"targets\":[\"site.test\"],"
		   "\"profile\":\"standard\",\"seed\":1}",
	    .created = 1};
	const struct run run = {.id = id,
	    .state = RUN_RUNNING,
	    .created = 1,
	    .started = 1,
	    .profile = "standard",
	    .tool = "varde test"};

	assert_int_equal(queue_put(db, &c), 0);
	assert_int_equal(run_insert(db, &run), 0);
	assert_int_equal(
	    desk_exec(db,
		"UPDATE chunk SET \"state\" = 'leased', \"worker\" = $2, \"nets\" = $3, "
		"\"attempts\" = 1 WHERE \"id\" = $1",
		DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(worker), DESK_TEXT(nets)), NULL),
	    0);
}

/* What a run finds leads to where another organisation's audit is at work. */
TEST_STORE(worker_leaves_an_address_to_who_is_there)
{
	static const char unit[] =
	    "{\"kind\":\"asset\",\"time\":\"2026-11-22T02:12:13.955Z\",\"unit\":\"%s\","
	    "\"type\":"
	    "\"host\",\"name\":\"www.site.test\",\"reach\":\"full\",\"why\":\"word "
	    "list\",\"addresses\":[\"%s\"]}\n{\"kind\":\"unit\",\"time\":"
	    "\"2026-11-22T02:12:13.955Z\",\"unit\":\"%s\",\"stage\":\"discover\",\"state\":"
	    "\"done\",\"duration\":1}\n";
	struct db *db = place_open(place);
	char hash[SHA256_HEX];
	struct asked a;

	(void)sha256_hex(span_str("certificate"), hash);
	open_app(&a, place);
	assert_int_equal(worker_add(db, NULL, "w1", span_str(pem), 1), 0);
	put_leased(db, "c1", "w1/spool123", "[]");
	put_leased(db, "c2", "w2/spool999", "[\"192.0.2.0/24\"]");
	ask(&a, "POST", "/worker/v1/chunks/c1/units", hash, "spool123",
	    arena_printf(place->arena, unit, "u1", "198.51.100.4", "u1"));
	assert_int_equal(a.status, 200);
	ask(&a, "POST", "/worker/v1/chunks/c1/units", hash, "spool123",
	    arena_printf(place->arena, unit, "u2", "192.0.2.80", "u2"));
	assert_int_equal(a.status, 409);
	/* What was seen is kept, and the chunk waits: it has cost no try. */
	assert_int_equal(place_int(db, "SELECT count(*) FROM obs_unit"), 2);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM chunk WHERE \"id\" = 'c1' AND \"state\" = "
			  "'waiting' AND \"attempts\" = 0"),
	    1);
	ask(&a, "POST", "/worker/v1/chunks/c1/beat", hash, "spool123", "{}");
	assert_int_equal(a.status, 409);
	route_close(&a.app);
	db_close(db);
}

/* A lease that ran out and was not taken: what was seen is not thrown away. */
TEST_STORE(worker_may_be_late)
{
	struct db *db = place_open(place);
	char hash[SHA256_HEX];
	struct asked a;
	int64_t late = 0;

	(void)sha256_hex(span_str("certificate"), hash);
	open_app(&a, place);
	assert_int_equal(worker_add(db, NULL, "w1", span_str(pem), 1), 0);
	put_proofs(db, "c1");
	ask(&a, "POST", "/worker/v1/claim", hash, "spool123", "{}");
	assert_int_equal(queue_expire(db, now() + INT64_C(10) * WORK_LEASE_MS, &late), 0);
	assert_int_equal(late, 1);
	ask(&a, "POST", "/worker/v1/chunks/c1/beat", hash, "spool123", "{}");
	assert_int_equal(a.status, 409);
	ask(&a, "POST", "/worker/v1/chunks/c1/end", hash, "spool123",
	    "{\"state\":\"finished\"}");
	assert_int_equal(a.status, 200);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM chunk WHERE \"state\" = 'done'"), 1);
	route_close(&a.app);
	db_close(db);
}
