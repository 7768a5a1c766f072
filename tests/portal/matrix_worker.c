/* Every route of the workers' listener: certificates, not people. */
#include "matrix.h"

#include "api/house.h"
#include "api/worker.h"
#include "codec/sha256.h"
#include "desk/sensor.h"

enum peer { NO_CERTIFICATE, FOREIGN, REVOKED, REGISTERED, PEERS };

static const char *const peer_names[PEERS] = {
    "no certificate", "a foreign one", "a revoked one", "the registered one"};

static int ask_as_peer(struct rig *rig, struct app *app, const char *method, const char *path,
    const char *peer, const char *cookie)
{
	struct serve_pair headers[] = {
	    {"content-type",
		strstr(path, "/units") ? "application/x-ndjson" : "application/json"},
	    {"varde-spool", "spool123"}, {"origin", RIG_URL}};
	struct serve_pair cookies[] = {{"__Host-varde", cookie ? cookie : ""}};
	struct serve_request rq = {.arena = rig->arena,
	    .method = method,
	    .path = path,
	    .target = path,
	    .headers = {headers, ARRAY_LEN(headers)},
	    .cookies = {cookies, cookie ? 1 : 0},
	    .body = span_str(strstr(path, "/units") ? ""
			     : strstr(path, "/end") ? "{\"state\":\"finished\"}"
						    : "{}"),
	    .remote = "127.0.0.1",
	    .peer = peer,
	    .id = "abcdefghijklmnop"};
	struct serve_reply reply;
	int status;

	serve_reply_init(&reply, rig->arena, true);
	route_dispatch(app, &rq, &reply);
	status = reply.status;
	serve_reply_done(&reply);
	return status;
}

#define EACH_WORKER_ROUTE(route)                                                \
	for (const struct route *const *table = worker_tables; *table; table++) \
		for (const struct route *route = *table; route->method; route++)

/* A worker that is registered, one that was, and one that never was. */
static void make_peers(struct rig *rig, const char **peers)
{
	static const char *const pems[PEERS] = {
	    [REVOKED] = "cmV2b2tlZA==", [REGISTERED] = "cmVnaXN0ZXJlZA=="};
	static const struct actor shell = {.name = "test"};
	static const char *const texts[PEERS] = {
	    [FOREIGN] = "foreign", [REVOKED] = "revoked", [REGISTERED] = "registered"};

	for (int i = 0; i < PEERS; i++) {
		char *hash = ARENA_ARRAY(rig->arena, SHA256_HEX, char);

		struct span pem = span_str(
		    rig_f(rig, "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n",
			pems[i] ? pems[i] : ""));

		if (texts[i])
			peers[i] = sha256_hex(span_str(texts[i]), hash);
		if (!pems[i])
			continue;
		assert_int_equal(worker_add(rig->db, NULL, texts[i], pem, rig_now), 0);
		/* The same machine may be a sensor, too. */
		assert_int_equal(sensor_add(rig->db, &shell, texts[i], pem, NULL, NULL, rig_now,
				     rig->arena, NULL),
		    0);
	}
	assert_int_equal(sensor_remove(rig->db, &shell, "revoked", rig_now, rig->arena), 0);
	assert_int_equal(worker_remove(rig->db, NULL, "revoked", rig_now), 0);
}

/* Every route of the workers' listener x every kind of certificate x nobody or somebody with a
 * session: only the registered certificate counts, and no session does. */
TEST_RIG(matrix_of_workers_routes_and_certificates)
{
	const char *peers[PEERS] = {0};
	struct order_house house;
	struct matrix_world w = {0};
	struct app app = rig->app;
	int cases = 0, bad = 0;

	matrix_world_make(&w, rig);
	make_peers(rig, peers);
	house_init(&app.settings, rig->arena, &house);
	app.routes = worker_tables;
	app.extra = &house;
	app.render = NULL;
	EACH_WORKER_ROUTE(route)
	for (int peer = 0; peer < PEERS; peer++)
		for (int role = -1; role <= ROLE_AUDITOR; role++) {
			const char *cookie =
			    role < 0 ? NULL : rig_cookie(w.browsers[role], "__Host-varde");
			int got = ask_as_peer(rig, &app, route->method,
			    matrix_path(rig, route->path, ""), peers[peer], cookie);

			cases++;
			if (peer == REGISTERED ? got == 403 || got == 401 || got == 404
					       : got != 403) {
				bad++;
				print_error("%s %s, %s, %s: %d\n", route->method, route->path,
				    peer_names[peer], matrix_role(role), got);
			}
		}
	assert_int_equal(bad, 0);
	assert_int_equal(cases, 8 * PEERS * (ROLE_AUDITOR + 2));
	route_close(&app);
}

/* Neither listener has the other's routes: a certificate opens no page, a session no work. */
TEST_RIG(matrix_listeners_are_apart)
{
	const char *peers[PEERS] = {0};
	struct app app = rig->app;

	make_peers(rig, peers);
	EACH_WORKER_ROUTE(route)
	assert_int_equal(ask_as_peer(rig, &rig->app, route->method,
			     matrix_path(rig, route->path, ""), peers[REGISTERED], NULL),
	    404);
	app.routes = worker_tables;
	app.render = NULL;
	EACH_ROUTE(route)
	assert_int_equal(ask_as_peer(rig, &app, route->method,
			     matrix_path(rig, route->path, "x1"), peers[REGISTERED], NULL),
	    404);
	route_close(&app);
}
