#include "proto/tls_impl.h"

const char *tls_impl_version(unsigned version, char *to)
{
	static const char digits[] = "0123456789abcdef";

	switch (version) {
	case 0x0002:
		return "SSLv2";
	case 0x0300:
		return "SSLv3";
	case 0x0301:
		return "TLSv1";
	case 0x0302:
		return "TLS 1.1";
	case 0x0303:
		return "TLS 1.2";
	case 0x0304:
		return "TLS 1.3";
	default:
		break;
	}
	if (version >> 8 == 0x7f && (version & 0xff) >= 10 && (version & 0xff) < 100) {
		memcpy(to, "TLS 1.3 draft-", 14);
		to[12] = '-';
		to[13] = (char)('0' + (version & 0xff) / 10);
		to[14] = (char)('0' + (version & 0xff) % 10);
		to[15] = '\0';
		return to;
	}
	memcpy(to, "0x0000", 7);
	for (int i = 0; i < 4; i++)
		to[2 + i] = digits[version >> (12 - 4 * i) & 15];
	return to;
}

static void member(struct json_writer *w, const char *key, struct span value)
{
	if (!value.n)
		return;
	json_write_key(w, key);
	json_write_span(w, value);
}

static void write_cert(struct json_writer *w, const struct cert *cert)
{
	member(w, "subject", cert->subject);
	member(w, "issuerdn", cert->issuer);
	if (cert->names.n) {
		json_write_key(w, "subjectaltname");
		json_write_array(w);
		vec_foreach (name, &cert->names)
			json_write_span(w, *name);
		json_write_array_end(w);
	}
	member(w, "serial", cert->serial);
	member(w, "fingerprint", cert->fingerprint);
	if (cert->not_before[0])
		json_member_text(w, "notbefore", cert->not_before);
	if (cert->not_after[0])
		json_member_text(w, "notafter", cert->not_after);
}

static void write_print(
    struct json_writer *w, const char *key, struct span hash, struct span text)
{
	if (!hash.n)
		return;
	json_write_key(w, key);
	json_write_object(w);
	member(w, "hash", hash);
	member(w, "string", text);
	json_write_object_end(w);
}

static void write_alpns(struct json_writer *w, const char *key, const struct tls_peer *peer)
{
	if (!peer->nalpns)
		return;
	json_write_key(w, key);
	json_write_array(w);
	for (size_t i = 0; i < peer->nalpns; i++)
		json_write_span(w, peer->alpns[i]);
	json_write_array_end(w);
}

void tls_impl_log(const struct tx *tx, struct json_writer *w)
{
	const struct tls_own *own = tx->own;
	const struct tls_peer *client = &own->peer[FLOW_TO_SERVER];
	const struct tls_peer *server = &own->peer[FLOW_TO_CLIENT];
	char version[TLS_VERSION_TEXT];

	if (server->certified)
		write_cert(w, &server->cert);
	if (own->resumed && !server->certified)
		json_member_bool(w, "session_resumed", true);
	member(w, "sni", own->sni);
	if (own->version)
		json_member_text(w, "version", tls_impl_version(own->version, version));
	write_print(w, "ja3", own->ja3, own->ja3_text);
	write_print(w, "ja3s", own->ja3s, own->ja3s_text);
	member(w, "ja4", own->ja4);
	write_alpns(w, "client_alpns", client);
	write_alpns(w, "server_alpns", server);
	if (client->certified) {
		json_write_key(w, "client");
		json_write_object(w);
		write_cert(w, &client->cert);
		json_write_object_end(w);
	}
}

bool tls_impl_tells(const struct tx *tx)
{
	const struct tls_own *own = tx->own;

	return own->peer[FLOW_TO_SERVER].hello || own->peer[FLOW_TO_CLIENT].hello ||
	       own->peer[FLOW_TO_SERVER].certified || own->peer[FLOW_TO_CLIENT].certified;
}
