/*
 * A clinical device that reaches for the administration of others: file sharing, remote
 * desktop, WinRM. Few of them do that at all, and with few servers; those that they need are
 * set (lateral_servers).
 */
#include "watchers/distinct.h"
#include "watchers/watcher_impl.h"

enum { ROWS = 4096, TALK_PACKETS = 3 };

struct reach {
	struct watch_window window;
	struct distinct seen;
};

static const struct watcher_alert alert = {.sid = WATCHER_SID + 40,
    .detector = "lateral-movement",
    .signature = "VARDE clinical device reaches for the administration of others",
    .class = "lateral-movement",
    .category = "Lateral Movement",
    .priority = 1,
    .severity = "Major",
    .confidence = "Medium",
    .tag = "lateral"};

static const char *service_of(const struct flow *f)
{
	if (f->app == PROTO_SMB || f->sport == 445 || f->sport == 139)
		return "file sharing";
	if (f->app == PROTO_RDP || f->sport == 3389)
		return "remote desktop";
	if (f->sport == 5985 || f->sport == 5986)
		return "WinRM";
	return NULL;
}

static void ended(struct watch *w, const struct flow *f)
{
	const struct watcher_settings *s = w->settings;
	const char *service = f->proto == IP_TCP ? service_of(f) : NULL;
	struct watch_key key = watch_key_of('l');
	struct reach *row;

	if (!service || !networks_client(&s->clinical, f) || networks_client(&s->scanners, f) ||
	    networks_server(&s->servers, f) || f->side[1].packets < TALK_PACKETS ||
	    watch_said(f, FLOW_TO_SERVER) == 0)
		return;
	watch_key_add(&key, f->client, sizeof(f->client));
	row = slots_take(w->slots, watch_key_bytes(&key), f->last, NULL);
	if (watch_window_new(&row->window, f->start, s->lateral_seconds))
		row->seen.n = 0;
	if (!distinct_add_bytes(&row->seen, span_of(f->server, sizeof(f->server))) ||
	    row->seen.n < s->lateral ||
	    !watch_window_tell(&row->window, f->last, s->again_seconds))
		return;
	watch_tell(w, &alert, row->seen.n, s->lateral, s->lateral_seconds,
	    "%u hosts that clinical devices do not need were reached by file sharing, remote "
	    "desktop or WinRM within %u s, %s last",
	    row->seen.n, s->lateral_seconds, service);
}

const struct watcher watcher_row_lateral = {.name = "lateral-movement",
    .doc = "A clinical device uses SMB, remote desktop or WinRM of several hosts",
    .rows = ROWS,
    .size = sizeof(struct reach),
    .flow = ended};
