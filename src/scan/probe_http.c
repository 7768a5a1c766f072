/* HTTP: one GET of the home page tells the server. The sites behind it are looked at in web.c.
 */
#include "scan/probes.h"

#include "base/limits.h"
#include "codec/utf8.h"
#include "net/http.h"
#include "scan/web.h"

static int run_http(struct probe_run *run)
{
	struct http_request rq = {.method = "GET",
	    .host = run->name ? run->name : run->addr,
	    .port = run->port,
	    .tls = run->tls,
	    .path = "/"};
	struct obs_service s = {.protocol = "http"};
	struct http_reply reply;
	int r = http_talk(run->conn, &rq, run->arena, &reply);

	if (r < 0)
		return r == ERR_CANCELLED || r == ERR_BLOCKED ? r : ERR_PROTOCOL;
	/* A server that is asked in clear on a TLS port says so with a 400: that is TLS's
	 * service, not this one. */
	if (!run->tls && reply.head.status == 400 &&
	    (span_ifind(reply.body, "https port") >= 0 ||
		span_ifind(reply.body, "ssl-enabled") >= 0))
		return ERR_PROTOCOL;
	web_identify(run, &reply, &s);
	probe_service(run, &s);
	return 0;
}

static const uint16_t ports[] = {
    80, 81, 8000, 8008, 8042, 8080, 8081, 8088, 8888, 9000, 9090, 3000, 5000, 0};
static const uint16_t tls_ports[] = {443, 8443, 4443, 9443, 10443, 0};

const struct probe probe_http = {
    .protocol = "http",
    .doc = "Asks for the home page with GET.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .tls_ports = tls_ports,
    .run = run_http,
};
