/* The kinds of unit: the stages of an audit as rows. */
#include "scan/discover.h"
#include "scan/examine_tls.h"
#include "scan/identify.h"
#include "scan/prove.h"
#include "scan/sweep.h"
#include "scan/web.h"

const struct unit_type unit_types[] = {
    {"domain", STAGE_DISCOVER, "Name servers, mail and policy records of a domain.",
	discover_domain},
    {"host", STAGE_DISCOVER, "Addresses that a name leads to.", discover_host},
    {"words", STAGE_DISCOVER, "Usual host names below a domain, wildcard recognised first.",
	discover_words},
    {"net", STAGE_DISCOVER, "Addresses of a network.", discover_net},
    {"ptr", STAGE_DISCOVER, "Reverse DNS of an address.", discover_reverse},
    {"axfr", STAGE_DISCOVER, "Whether a name server transfers its zone to anyone.",
	discover_axfr},
    {"server", STAGE_DISCOVER, "A name server by datagram.", discover_server},
    {"sweep", STAGE_SWEEP, "Which TCP ports of an address are open.", sweep_address},
    {"udp", STAGE_SWEEP, "Datagram services that answer a harmless question.", sweep_udp},
    {"identify", STAGE_IDENTIFY, "Which protocol and product stands on an open port.",
	identify_port},
    {"tls", STAGE_EXAMINE,
	"TLS versions and suites that a service accepts, and its certificate.", examine_tls},
    {"web", STAGE_EXAMINE, "A web site: home page, headers, well-known paths.", web_site},
    {"prove", STAGE_DISCOVER, "Whether an item's proof of ownership is published.", prove_item},
    {NULL, STAGE_DISCOVER, NULL, NULL},
};
