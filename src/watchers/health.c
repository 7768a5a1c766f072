/*
 * Protocols of care: DICOM and HL7 with somebody who may not, and what says things of patients
 * going in cleartext across the perimeter (DICOM, HL7, FHIR over HTTP). What is told is who and
 * with what protocol, never what was said.
 */
#include "watchers/watcher_impl.h"

enum { ROWS = 8192 };

struct pair {
	struct watch_window window;
	uint64_t seen;
};

static const struct watcher_alert peer_dicom = {.sid = WATCHER_SID + 30,
    .detector = "health-peer",
    .signature = "VARDE DICOM with a system that is no allowed peer",
    .class = "medical-access",
    .category = "Access to a Medical System from outside its Peers",
    .priority = 1,
    .severity = "Critical",
    .confidence = "Medium",
    .tag = "dicom"};

static const struct watcher_alert peer_hl7 = {.sid = WATCHER_SID + 31,
    .detector = "health-peer",
    .signature = "VARDE HL7 with a system that is no allowed peer",
    .class = "medical-access",
    .category = "Access to a Medical System from outside its Peers",
    .priority = 1,
    .severity = "Critical",
    .confidence = "Medium",
    .tag = "hl7"};

static const struct watcher_alert clear = {.sid = WATCHER_SID + 32,
    .detector = "patient-data",
    .signature = "VARDE protocol of patients' data in cleartext across the perimeter",
    .class = "patient-data",
    .category = "Patients' Data in Cleartext",
    .priority = 1,
    .severity = "Major",
    .confidence = "High",
    .tag = "cleartext"};

/* Whether the pair of the flow may be told now; *ret_seen: flows of it so far. */
static bool once(struct watch *w, const struct flow *f, uint8_t letter, uint64_t *ret_seen)
{
	struct watch_key key = watch_key_of(letter);
	struct pair *row;

	watch_key_add(&key, f->client, sizeof(f->client));
	watch_key_add(&key, f->server, sizeof(f->server));
	watch_key_add(&key, &f->app, 1);
	row = slots_take(w->slots, watch_key_bytes(&key), f->last, NULL);
	*ret_seen = ++row->seen;
	return watch_window_tell(&row->window, f->last, w->settings->again_seconds);
}

static void peer(struct watch *w, const struct flow *f)
{
	const struct watcher_settings *s = w->settings;
	bool dicom = f->app == PROTO_DICOM;
	const struct networks *peers = dicom ? &s->dicom_peers : &s->hl7_peers;
	bool client, server;
	uint64_t seen;

	if (!dicom && f->app != PROTO_HL7)
		return;
	if (!peers->all.n)
		peers = &s->perimeter;
	client = networks_client(peers, f);
	server = networks_server(peers, f);
	if ((client && server) || !once(w, f, 'p', &seen))
		return;
	watch_tell(w, dicom ? &peer_dicom : &peer_hl7, seen, 1, 0,
	    "%s speaks %s here and is not in the networks that may (%s)",
	    client ? "the server" : "the client", dicom ? "DICOM" : "HL7",
	    dicom ? "dicom_peers" : "hl7_peers");
}

static void crosses(struct watch *w, const struct flow *f, const char *what)
{
	const struct watcher_settings *s = w->settings;
	bool client = networks_client(&s->perimeter, f);
	uint64_t seen;

	if (client == networks_server(&s->perimeter, f) ||
	    (client ? networks_server(&s->clear_peers, f)
		    : networks_client(&s->clear_peers, f)) ||
	    !once(w, f, 'c', &seen))
		return;
	watch_tell(w, &clear, seen, 1, 0, "%s without encryption between %s", what,
	    client ? "a client inside and a server outside"
		   : "a client outside and a server inside");
}

static void clear_known(struct watch *w, const struct flow *f)
{
	if (f->app == PROTO_DICOM)
		crosses(w, f, "DICOM");
	else if (f->app == PROTO_HL7)
		crosses(w, f, "HL7");
}

static bool is_fhir(const struct tx *tx)
{
	static const uint8_t ids[] = {BUFFER_HTTP_CONTENT_TYPE, BUFFER_HTTP_ACCEPT};

	for (size_t i = 0; i < tx->buffers.n; i++)
		for (size_t k = 0; k < ARRAY_LEN(ids); k++)
			if (tx->buffers.items[i].id == ids[k] &&
			    span_ifind(tx->buffers.items[i].data, "fhir+") >= 0)
				return true;
	return false;
}

static bool clear_wants(const struct watcher_settings *settings, const struct tx *tx)
{
	(void)settings;
	return (tx->proto == PROTO_HTTP1 || tx->proto == PROTO_HTTP2) && is_fhir(tx);
}

static void clear_tx(struct watch *w, const struct tx *tx)
{
	crosses(w, tx->flow, "FHIR over HTTP");
}

const struct watcher watcher_row_health_peer = {.name = "health-peer",
    .doc = "DICOM or HL7 with a system outside of those that may",
    .rows = ROWS,
    .size = sizeof(struct pair),
    .known = peer};

const struct watcher watcher_row_health_clear = {.name = "patient-data",
    .doc = "DICOM, HL7 or FHIR in cleartext across the perimeter",
    .rows = ROWS,
    .size = sizeof(struct pair),
    .known = clear_known,
    .tx = clear_tx,
    .wants = clear_wants};
