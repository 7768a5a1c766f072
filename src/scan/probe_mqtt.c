/*
 * MQTT: opens a session without credentials and closes it. Nothing is subscribed to and nothing
 * is published: the broker's answer to the first packet says whether anybody could.
 */
#include "base/limits.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/mqtt.h"

enum {
	MAX_TRIES =
	    3, /* connections: 3.1.1, then 5.0 or a client identifier if the broker wants one */
	MAX_CLIENT = 128, /* bytes of an identifier that the broker made up */
};

/* A broker's first packet is a CONNACK, 3.1.1 section 3.2. */
static int connack_frame(struct span bytes, size_t *ret_size)
{
	if (bytes.n && bytes.p[0] >> 4 != MQTT_CONNACK)
		return ERR_SYNTAX;
	return mqtt_frame(bytes, ret_size);
}

static int open_session(
    struct talk *talk, int level, const char *client, struct mqtt_connack *ret)
{
	STR_AUTO(request, LIMIT_FRAME);
	struct span packet, body;
	int type, r;

	mqtt_connect_put(&request, level, client);
	r = talk_send_bytes(talk, str_bytes(&request));
	if (r == 0)
		r = talk_read(talk, connack_frame, &packet);
	if (r == 0)
		r = mqtt_packet_parse(packet, &type, &body);
	if (r == 0 && mqtt_connack_parse(body, ret) < 0)
		r = ERR_PROTOCOL;
	return r;
}

static int close_session(struct talk *talk)
{
	STR_AUTO(request, LIMIT_FRAME);

	mqtt_disconnect_put(&request);
	return talk_send_bytes(talk, str_bytes(&request));
}

/*
 * A broker of 5.0 tells a client without an identifier the one that it made up; its form is the
 * product's own. Another session is opened for that unless this one told it.
 */
static int identify(
    struct talk *talk, int level, const struct mqtt_connack *first, struct obs_service *service)
{
	struct mqtt_connack ack = *first;
	const char *client;
	int r = 0;

	if (level == MQTT_3_1_1) {
		r = talk_fresh(talk);
		if (r == 0)
			r = open_session(talk, MQTT_5_0, "", &ack);
		if (r == 0 && mqtt_outcome(ack.code) == MQTT_ACCEPTED)
			r = close_session(talk);
	}
	if (r < 0 || !ack.client.n)
		return r;
	client = talk_text(talk->run, ack.client, MAX_CLIENT);
	(void)probe_fingerprint(
	    talk->run, "mqtt.client", span_str(client), service); /* no match: no product */
	return 0;
}

static void state(
    struct probe_run *run, int level, uint8_t code, const struct obs_service *service)
{
	enum mqtt_outcome outcome = mqtt_outcome(code);
	const char *evidence = arena_printf(run->arena, "MQTT %s, CONNACK code %d: %s",
	    level == MQTT_5_0 ? "5.0" : "3.1.1", code, mqtt_code_text(code));

	probe_service(run, service);
	if (outcome == MQTT_ACCEPTED || outcome == MQTT_REFUSED)
		probe_fact1(run, "mqtt.anonymous", evidence,
		    outcome == MQTT_ACCEPTED ? "accepted" : "refused");
	else if (outcome == MQTT_OVERLOADED)
		probe_coverage(run, COVERAGE_BLOCKED, evidence);
}

/*
 * Opens a session again, on a fresh connection, as long as the broker's answer says what it
 * would rather have. *client is the identifier that was used last.
 */
static int insist(struct talk *talk, int *level, const char **client, struct mqtt_connack *ack)
{
	int r = 0;

	*client = "";
	for (int i = 1; i < MAX_TRIES && r == 0; i++) {
		enum mqtt_outcome outcome = mqtt_outcome(ack->code);

		if (outcome == MQTT_VERSION && *level == MQTT_3_1_1)
			*level = MQTT_5_0;
		else if (outcome == MQTT_IDENTIFIER && !**client)
			*client = "varde-audit";
		else
			break;
		r = talk_fresh(talk);
		if (r == 0)
			r = open_session(talk, *level, *client, ack);
	}
	return r;
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	struct obs_service service = {.protocol = "mqtt"};
	struct mqtt_connack ack = {0};
	int level = MQTT_3_1_1, r;
	const char *client;

	talk_init(&talk, run);
	if (run->greeting.n)
		return ERR_PROTOCOL; /* a broker waits to be asked */
	r = open_session(&talk, level, "", &ack);
	if (r < 0)
		return r == ERR_TIMEOUT ? ERR_PROTOCOL : r;
	r = insist(&talk, &level, &client, &ack);
	if (r == 0 && mqtt_outcome(ack.code) == MQTT_ACCEPTED) {
		r = close_session(&talk);
		if (r == 0 && !*client)
			r = identify(&talk, level, &ack, &service);
	}
	state(run, level, ack.code, &service);
	return talk_result(r);
}

static const uint16_t ports[] = {1883, 0};
static const uint16_t tls_ports[] = {8883, 0};

const struct probe probe_mqtt = {
    .protocol = "mqtt",
    .doc = "Sends CONNECT without credentials and DISCONNECT, in 3.1.1 and, where that is "
	   "taken, in 5.0. "
	   "No subscription, no publication.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .tls_ports = tls_ports,
    .run = probe,
};
