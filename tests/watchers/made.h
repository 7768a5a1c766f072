/* Detectors with settings of a test, and conversations that never were. */
#ifndef VARDE_TESTS_WATCHERS_MADE_H
#define VARDE_TESTS_WATCHERS_MADE_H

#include "test.h"
#include "watchers/settings.h"
#include "watchers/watcher.h"

struct made {
	struct arena *arena;
	struct watcher_settings settings;
	struct watchers *watchers;
	uint32_t sids[64]; /* what was told, in order */
	size_t n;
	struct watcher_report report; /* of the last call */
};

/* The detectors with these settings beside the usual ones. made_end ends it. */
void made_begin(struct made *m, const char *settings);
void made_end(struct made *m);

/* A TCP conversation of 5 packets each way and 2000 bytes in all, at that second. */
struct flow made_talk(const char *client, const char *server, uint16_t port, int64_t second);

/* The same that was refused (RST), and one that nobody answered. */
struct flow made_refused(const char *client, const char *server, uint16_t port, int64_t second);
struct flow made_unanswered(
    const char *client, const char *server, uint16_t port, int64_t second);

/* Its end, or that its protocol is known; gives how often that was told. */
size_t made_ended(struct made *m, const struct flow *flow);
size_t made_known(struct made *m, struct flow *flow, enum proto_id app);

/* A transaction of the flow with one buffer is over. */
size_t made_tx(struct made *m, struct flow *flow, enum proto_id proto, enum buffer_id id,
    enum flow_dir dir, const char *value);

/* A question of DNS of that type. */
size_t made_dns(
    struct made *m, const char *client, const char *name, uint16_t type, int64_t second);

/* How often that sid was told in all. */
size_t made_told(const struct made *m, uint32_t sid);

/* "a.b.c.d" with the last number changed, into to[IP_TEXT]. Gives to. */
const char *made_address(const char *net, unsigned last, char *to);

#endif
