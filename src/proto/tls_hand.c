#include "base/limits.h"
#include "codec/cursor.h"
#include "codec/md5.h"
#include "proto/tls_impl.h"

static void add_alpns(struct tx *tx, struct tls_peer *peer, enum flow_dir dir, struct span list)
{
	struct span name;

	while (peer->nalpns < TLS_ALPNS && hello_alpn(&list, &name)) {
		struct span kept = arena_span(tx->arena, name);

		peer->alpns[peer->nalpns++] = kept;
		proto_tx_add(tx, BUFFER_TLS_ALPN, dir, kept);
	}
}

/* The text of a fingerprint and its MD5 as two buffers. */
static void add_ja(struct tx *tx, struct str *text, enum flow_dir dir,
    const enum buffer_id *ids, struct span *ret_text, struct span *ret_hash)
{
	char hex[MD5_HEX];

	*ret_text = arena_span(tx->arena, str_bytes(text));
	*ret_hash = arena_span(tx->arena, span_str(md5_hex(*ret_text, hex)));
	proto_tx_add(tx, ids[0], dir, *ret_text);
	proto_tx_add(tx, ids[1], dir, *ret_hash);
}

static void add_version(struct tx *tx, enum flow_dir dir, unsigned version)
{
	char text[TLS_VERSION_TEXT];

	proto_tx_copy(tx, BUFFER_TLS_VERSION, dir, span_str(tls_impl_version(version, text)));
}

static void note_hello(struct tx *tx, const struct hello *hello)
{
	if (hello->wrong & HELLO_SNI_SEVERAL)
		proto_tx_event(tx, PROTO_EVENT_TLS_SNI_SEVERAL);
	if (hello->wrong & HELLO_SNI_TYPE)
		proto_tx_event(tx, PROTO_EVENT_TLS_SNI_TYPE);
	if (hello->wrong & HELLO_SNI_LENGTH)
		proto_tx_event(tx, PROTO_EVENT_TLS_SNI_LENGTH);
}

void tls_impl_client_hello(struct tx *tx, struct tls_own *own, struct span body)
{
	static const enum buffer_id ids[] = {BUFFER_JA3_STRING, BUFFER_JA3_HASH};
	struct hello hello = {0};
	STR_AUTO(text, JA_STRING);
	char ja4[JA4_SIZE];
	struct span print;

	if (hello_client(body, &hello) < 0) {
		proto_tx_event(tx, PROTO_EVENT_TLS_HANDSHAKE);
		return;
	}
	print = arena_span(tx->arena, span_str(ja_4(&hello, 't', ja4)));
	proto_tx_add(tx, BUFFER_JA4_HASH, FLOW_TO_SERVER, print);
	/* After a HelloRetryRequest the client says the same once more, with another print. */
	if (own->peer[FLOW_TO_SERVER].hello)
		return;
	own->peer[FLOW_TO_SERVER].hello = true;
	own->ja4 = print;
	own->version = own->version ? own->version : hello.chosen;
	own->session = arena_span(tx->arena, hello.session);
	note_hello(tx, &hello);
	if (hello.name.n) {
		own->sni = arena_span(tx->arena, hello.name);
		proto_tx_add(tx, BUFFER_TLS_SNI, FLOW_TO_SERVER, own->sni);
	}
	ja_3_string(&hello, &text);
	add_ja(tx, &text, FLOW_TO_SERVER, ids, &own->ja3_text, &own->ja3);
	add_alpns(tx, &own->peer[FLOW_TO_SERVER], FLOW_TO_SERVER, hello.alpn);
	proto_tx_copy(tx, BUFFER_TLS_RANDOM, FLOW_TO_SERVER, hello.random);
	add_version(tx, FLOW_TO_SERVER, hello.version);
}

/* RFC 8446 section 4.1.3: a ServerHello with this random asks for another ClientHello. */
static bool asks_again(const struct hello *hello)
{
	static const uint8_t retry[32] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe,
	    0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c,
	    0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

	return memcmp(hello->random.p, retry, sizeof(retry)) == 0;
}

void tls_impl_server_hello(struct tx *tx, struct tls_own *own, struct span body)
{
	static const enum buffer_id ids[] = {BUFFER_JA3S_STRING, BUFFER_JA3S_HASH};
	struct tls_peer *peer = &own->peer[FLOW_TO_CLIENT];
	struct hello hello = {0};
	STR_AUTO(text, JA_STRING);

	if (hello_server(body, &hello) < 0) {
		proto_tx_event(tx, PROTO_EVENT_TLS_HANDSHAKE);
		return;
	}
	own->version = hello.chosen;
	if (peer->hello || asks_again(&hello))
		return;
	peer->hello = true;
	/* RFC 5246 section 7.4.1.3: the same session says that it goes on. */
	own->resumed = hello.session.n && hello.chosen < 0x0304 &&
		       hello.session.n == own->session.n &&
		       memcmp(hello.session.p, own->session.p, hello.session.n) == 0;
	ja_3s_string(&hello, &text);
	add_ja(tx, &text, FLOW_TO_CLIENT, ids, &own->ja3s_text, &own->ja3s);
	add_alpns(tx, peer, FLOW_TO_CLIENT, hello.alpn);
	proto_tx_copy(tx, BUFFER_TLS_RANDOM, FLOW_TO_CLIENT, hello.random);
	add_version(tx, FLOW_TO_CLIENT, hello.chosen);
}

/* The first certificate is the peer's own: its fields. */
static void add_first(struct tx *tx, struct tls_peer *peer, enum flow_dir dir, struct span der)
{
	struct cert *cert = &peer->cert;

	cert_read(der, tx->arena, cert);
	peer->certified = true;
	if (cert->wrong & (CERT_DER | CERT_LENGTH)) {
		/* The message that carries it is none then either. */
		proto_tx_event(tx, cert->wrong & CERT_DER ? PROTO_EVENT_TLS_CERTIFICATE
							  : PROTO_EVENT_TLS_CERTIFICATE_LENGTH);
		proto_tx_event(tx, PROTO_EVENT_TLS_HANDSHAKE);
	}
	if (cert->wrong & CERT_DATES)
		proto_tx_event(tx, PROTO_EVENT_TLS_CERTIFICATE_DATE);
	proto_tx_add(tx, BUFFER_TLS_CERT_SUBJECT, dir, cert->subject);
	proto_tx_add(tx, BUFFER_TLS_CERT_ISSUER, dir, cert->issuer);
	proto_tx_add(tx, BUFFER_TLS_CERT_SERIAL, dir, cert->serial);
	proto_tx_add(tx, BUFFER_TLS_CERT_FINGERPRINT, dir, cert->fingerprint);
	vec_foreach (name, &cert->names)
		proto_tx_add(tx, BUFFER_TLS_SUBJECTALTNAME, dir, *name);
}

/* RFC 5246 section 7.4.2. */
void tls_impl_certificates(
    struct tx *tx, struct tls_own *own, enum flow_dir dir, struct span body)
{
	struct tls_peer *peer = &own->peer[dir];
	struct cursor c = cursor_of(body);
	struct cursor list = cursor_sub(&c, cursor_u24(&c));

	if (peer->certified)
		return;
	for (int i = 0; i < LIMIT_CERT_CHAIN && cursor_left(&list); i++) {
		struct span der = cursor_bytes(&list, cursor_u24(&list));

		if (cursor_err(&list))
			break;
		der = arena_span(tx->arena, der);
		proto_tx_add(tx, BUFFER_TLS_CERTS, dir, der);
		if (i == 0)
			add_first(tx, peer, dir, der);
	}
	if (cursor_err(&list) || cursor_err(&c))
		proto_tx_event(tx, PROTO_EVENT_TLS_CERTIFICATE_LENGTH);
}
