#include "watchers/settings.h"

#include "base/parse.h"
#include "codec/conf.h"
#include "watchers/distinct.h"

#define NUMBER(name, min, max, usual, doc)                                                 \
	{                                                                                  \
#name, SETTINGS_NUMBER, offsetof(struct watcher_settings, name), min, max, \
		    usual, doc                                                             \
	}
#define NETWORKS(name, field, usual, doc)                                                \
	{                                                                                \
		name, SETTINGS_NETWORKS, offsetof(struct watcher_settings, field), 0, 0, \
		    usual, doc                                                           \
	}

const struct settings_row settings_rows[] = {
    NETWORKS("perimeter", perimeter, "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7",
	"the networks that are ours; what is not in them is outside"),
    NETWORKS("clinical", clinical, "none", "modalities, laboratory devices, bedside devices"),
    NETWORKS("dicom_peers", dicom_peers, "none",
	"who may speak DICOM with us, ours among them; none: the perimeter"),
    NETWORKS("hl7_peers", hl7_peers, "none", "the same of HL7"),
    NETWORKS("clear_peers", clear_peers, "none",
	"hosts outside with whom cleartext is expected, as behind a tunnel"),
    NETWORKS("scanners", scanners, "none",
	"who may search everywhere and sign in often: scanners, monitoring, automation"),
    NETWORKS("lateral_servers", servers, "none",
	"hosts whose files, desktops or WinRM clinical devices need"),
    NETWORKS("beacon_hosts", beacons, "none",
	"hosts outside to which regular connections are expected"),
    {"tunnel_names", SETTINGS_NAMES, offsetof(struct watcher_settings, tunnels), 0, 0, "none",
	"names below which long names are expected, as of protection against malware"},
    NUMBER(port_scan, 5, DISTINCT_MAX, "25", "ports of one host that were tried in vain"),
    NUMBER(port_scan_seconds, 10, 86400, "300", "within so many seconds"),
    NUMBER(host_scan, 5, DISTINCT_MAX, "25", "hosts whose same port was tried in vain"),
    NUMBER(host_scan_seconds, 10, 86400, "300", "within so many seconds"),
    NUMBER(guesses, 3, 100000, "30", "sign-ins that were short or refused"),
    NUMBER(guess_seconds, 10, 86400, "300", "within so many seconds"),
    NUMBER(guess_flow_seconds, 1, 3600, "30",
	"a conversation that lasts longer was more than a sign-in"),
    NUMBER(lateral, 1, DISTINCT_MAX, "4", "hosts that one clinical device reached"),
    NUMBER(lateral_seconds, 10, 604800, "3600", "within so many seconds"),
    NUMBER(beacon, 6, 64, "24", "intervals that must be alike"),
    NUMBER(beacon_min, 1, 86400, "10", "seconds between connections at least"),
    NUMBER(beacon_max, 1, 604800, "21600", "seconds between connections at most"),
    NUMBER(beacon_jitter, 0, 50, "10", "percent that intervals may differ from their mean"),
    NUMBER(beacon_clients, 1, 15, "3", "of ours that use the host at most"),
    NUMBER(tunnel, 10, DISTINCT_MAX, "60", "different long names below one name"),
    NUMBER(tunnel_bulk, 20, 1000000, "300", "questions for TXT or NULL below one name"),
    NUMBER(tunnel_seconds, 10, 86400, "600", "within so many seconds"),
    NUMBER(learn_seconds, 0, 31536000, "604800",
	"that a system is learned before first times are told"),
    NUMBER(again_seconds, 1, 31536000, "86400", "after which the same is told again"),
    {"off", SETTINGS_SWITCH, offsetof(struct watcher_settings, off), 0, 0, "none",
	"detectors that are switched off, by name"},
    {NULL, SETTINGS_NUMBER, 0, 0, 0, NULL, NULL},
};

static int switch_off(bool *off, struct span text, struct msg *msg)
{
	struct span name;

	memset(off, 0, WATCHERS * sizeof(*off));
	text = span_trim(text);
	if (span_eq(text, "none"))
		return 0;
	while (span_split(&text, ',', &name)) {
		size_t i = 0;

		name = span_trim(name);
		while (i < WATCHERS && !span_eq(name, watcher_name(i)))
			i++;
		if (i == WATCHERS) {
			msg_detail(msg, "there is no detector \"%.*s\"", (int)MIN(name.n, 60),
			    (const char *)name.p);
			return ERR_SYNTAX;
		}
		off[i] = true;
	}
	return 0;
}

static int number(
    const struct settings_row *row, struct span text, uint32_t *ret, struct msg *msg)
{
	int64_t n;
	int r = parse_int(text, row->min, row->max, &n);

	if (r < 0)
		msg_detail(msg, "a number from %u to %u is meant", row->min, row->max);
	else
		*ret = (uint32_t)n;
	return r;
}

static int set(void *to, const char *name, const char *value, struct msg *msg)
{
	struct watcher_settings *s = to;
	const struct settings_row *row = settings_rows;
	struct span text = span_str(value);
	void *at;

	while (row->name && strcmp(row->name, name) != 0)
		row++;
	if (!row->name)
		return ERR_NOTFOUND;
	at = (char *)to + row->at;
	switch (row->kind) {
	case SETTINGS_NETWORKS:
		return networks_parse(text, s->arena, at, msg);
	case SETTINGS_NAMES:
		return networks_names(text, s->arena, at, msg);
	case SETTINGS_SWITCH:
		return switch_off(at, text, msg);
	case SETTINGS_NUMBER:
		break;
	}
	return number(row, text, at, msg);
}

void settings_usual(struct watcher_settings *settings, struct arena *arena)
{
	struct msg msg = {0};

	*settings = (struct watcher_settings){.arena = arena};
	for (const struct settings_row *row = settings_rows; row->name; row++)
		if (set(settings, row->name, row->usual, &msg) < 0)
			abort();
}

int settings_read(struct watcher_settings *settings, struct span text, struct msg *msg)
{
	int r = text.n ? conf_parse(text, settings->arena, set, settings, msg) : 0;

	if (r == 0 && settings->beacon_min > settings->beacon_max) {
		msg_what(msg, "the settings of the detectors contradict each other");
		msg_detail(msg, "beacon_min is more than beacon_max");
		return ERR_RANGE;
	}
	if (r < 0)
		msg_hint(msg, "docs/operate/detection.md lists the settings");
	return r;
}
