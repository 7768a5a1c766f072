#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/ssh.h"

enum { NAME_MAX_BYTES = 128 }; /* of an algorithm name; RFC 4251 section 6 says 64 */

static const uint16_t ports[] = {22, 2222, 0};

static bool greets(struct span greeting)
{
	struct ssh_ident ident;

	return ssh_ident_parse(greeting, &ident) == 0;
}

/* States one name-list of the server as a fact. */
static void state(struct probe_run *run, const char *fact, struct span list)
{
	struct text_list values = {0};
	struct span name;

	while (ssh_name(&list, &name))
		if (!ssh_is_marker(name))
			talk_add(run, &values, name, NAME_MAX_BYTES);
	probe_fact(run, fact, NULL, &values);
}

static int examine(struct talk *talk)
{
	struct ssh_kexinit kexinit = {0};
	struct span packet = {0}, payload = {0};
	int r = talk_send(talk, "SSH-2.0-Varde_0.1\r\n");

	if (r == 0)
		r = talk_read(talk, ssh_packet_size, &packet);
	if (r == 0)
		r = ssh_packet_parse(packet, &payload);
	if (r == 0)
		r = ssh_kexinit_parse(payload, &kexinit);
	if (r < 0)
		return r;
	state(talk->run, "ssh.kex", kexinit.lists[SSH_KEX]);
	state(talk->run, "ssh.hostkey", kexinit.lists[SSH_HOSTKEY]);
	state(talk->run, "ssh.cipher", kexinit.lists[SSH_CIPHER_SC]);
	state(talk->run, "ssh.mac", kexinit.lists[SSH_MAC_SC]);
	return 0;
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	struct obs_service service = {.protocol = "ssh"};
	struct ssh_ident ident = {0};
	struct span bytes = {0};
	bool speaks_2;
	int r;

	talk_init(&talk, run);
	r = talk_read(&talk, ssh_ident_size, &bytes);
	if (r == 0)
		r = ssh_ident_parse(bytes, &ident);
	if (r < 0)
		return talk_unknown(r);
	service.banner = talk_text(run, ident.line, SSH_IDENT_MAX);
	(void)probe_fingerprint(
	    run, "ssh.banner", ident.line, &service); /* no match leaves the product unknown */
	probe_service(run, &service);
	probe_fact1(run, "ssh.protocol", service.banner,
	    talk_text(run, ident.protocol, NAME_MAX_BYTES));
	/* A server of version 1 alone has no SSH_MSG_KEXINIT. */
	speaks_2 = span_starts(ident.protocol, "2.") || span_eq(ident.protocol, "1.99");
	return speaks_2 ? talk_result(examine(&talk)) : 0;
}

const struct probe probe_ssh = {
    .protocol = "ssh",
    .doc = "Reads the identification string, sends its own, reads the algorithms that the "
	   "server offers; no key exchange.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .greets = greets,
    .run = probe,
};
