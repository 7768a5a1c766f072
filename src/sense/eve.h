/*
 * EVE: events as JSON, one a line, in Suricata's schema. A thread builds its lines in memory
 * and writes whole ones, a mebibyte at a time; several threads share one output. What cannot be
 * written (a full disk) is dropped and counted.
 */
#ifndef VARDE_SENSE_EVE_H
#define VARDE_SENSE_EVE_H

#include "codec/json.h"
#include "detect/detect.h"
#include "sense/digests.h"
#include "watchers/watcher.h"

enum eve_type {
	EVE_ALERT = 1 << 0,
	EVE_ANOMALY = 1 << 1,
	EVE_FLOW = 1 << 2,
	EVE_STATS = 1 << 3,
	EVE_FILEINFO = 1 << 4,
	EVE_APP = 1 << 5, /* what protocols log: dns, http, tls, ... */
	EVE_ALL = (1 << 6) - 1
};

struct eve_settings {
	unsigned types;        /* of enum eve_type */
	uint64_t apps;         /* bits 1 << enum proto_id: which of EVE_APP */
	const char *interface; /* in_iface; NULL: a file */
	bool community;        /* community_id in every event of a flow */
	uint16_t seed;         /* of community_id */
	uint32_t payload;      /* bytes of a payload in an alert; 0: none */
	bool packet;           /* the packet too */
	unsigned digests;      /* of files: bits 1 << enum crypt_digest */
};

/* The usual: all types, community_id, 256 bytes of payload. */
extern const struct eve_settings eve_settings_usual;

struct eve_out; /* shared by threads */
struct eve;     /* one thread's */

struct eve_count {
	uint64_t events, bytes;
	uint64_t dropped; /* lines that could not be written */
	uint64_t waited;  /* writes for which the spool's keeper had no room at first */
};

/* An output over a descriptor (borrows it; -1: nothing, or what eve_out_also names alone).
 * Gives; eve_out_free ends it. */
struct eve_out *eve_out_new(int fd);

/* Lines go there too, -1 (borrows it): a pipe, and when it is full the writer waits, which is
 * counted. Before any eve_new. */
void eve_out_also(struct eve_out *out, int fd);

/* From now on the first descriptor is this one (borrows it). Gives the one that it was. */
int eve_out_exchange(struct eve_out *out, int fd);

/* NULL is allowed. Returns NULL. */
struct eve_out *eve_out_free(struct eve_out *out);

/* Gives; eve_free ends it. Borrows the output; copies the settings (borrows its texts). */
struct eve *eve_new(struct eve_out *out, const struct eve_settings *settings);

/* Writes what waits. NULL is allowed. Returns NULL. */
struct eve *eve_free(struct eve *eve);

/* Whether events of that type are wanted. */
bool eve_wants(const struct eve *eve, enum eve_type type);

/* The settings (borrows). */
const struct eve_settings *eve_settings(const struct eve *eve);

/*
 * Begins an event: time stamp and, where they are known, flow, packet and addresses (of flow as
 * seen from the client, turned round for FLOW_TO_CLIENT). name is EVE's event_type. The caller
 * writes members of the event's object and calls eve_end; w is open at that level.
 */
struct json_writer *eve_begin(struct eve *eve, const char *name, int64_t time,
    const struct packet *packet, const struct flow *flow, enum flow_dir dir);

/* Ends the event that was begun. */
void eve_end(struct eve *eve);

/* Writes what waits, now. */
void eve_flush(struct eve *eve);

/* What was counted. */
struct eve_count eve_count(const struct eve *eve);

/* A member of a time: "2026-11-22T14:30:00.123456+0000". */
void eve_member_time(struct json_writer *w, const char *key, int64_t micros);

/* A member of hexadecimal digits of one byte. */
void eve_member_hex(struct json_writer *w, const char *key, uint8_t v);

/* The member of a packet's outermost tunnel. */
void eve_member_tunnel(struct json_writer *w, const struct packet *inner);

/* "TCP", "UDP", "ICMP", "IPv6-ICMP"; else the number as text, into to[4]. */
const char *eve_proto(uint8_t proto, char *to);

/* The event of a flow that ends. */
void eve_flow(struct eve *eve, const struct flow *flow, int64_t now);

/* An event for each thing that is wrong with the packet and not in *seen (four words, NULL:
 * tell all); adds them to *seen. */
void eve_anomalies(struct eve *eve, const struct packet *packet, const struct flow *flow,
    enum flow_dir dir, uint64_t *seen);

/* What a protocol says of a transaction; packet: in whose course it ended, NULL at the end of
 * the flow; now: its time. */
void eve_tx(struct eve *eve, const struct packet *packet, const struct tx *tx, int64_t now);

/* The app-layer events of a transaction. */
void eve_tx_anomalies(
    struct eve *eve, const struct packet *packet, const struct tx *tx, int64_t now);

/* A file that a transaction carried and that is over. digests: NULL, none were made. */
void eve_fileinfo(struct eve *eve, const struct packet *packet, const struct tx *tx,
    const struct tx_file *file, const struct digest_values *digests, int64_t now);

/* A rule that matched. */
void eve_alert(struct eve *eve, const struct detect_hit *hit, int64_t now);

/* What a detector of our own found (watchers/watcher.h) in that flow; tx: in
 * which transaction, NULL: none. No payload. */
void eve_watch(struct eve *eve, const struct watcher_hit *hit, const struct flow *flow,
    const struct tx *tx);

/* EVE's name of the flow's protocol ("http", "failed"); NULL: not known. Gives a static string.
 */
const char *eve_app(uint8_t app);

#endif
