#include "peer.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

static SSL_CTX *tls;

void peer_use_tls(void)
{
	tls = SSL_CTX_new(TLS_client_method());
}

static bool shake_hands(struct peer *peer)
{
	SSL *ssl = SSL_new(tls);

	peer->ssl = ssl;
	return ssl && SSL_set_fd(ssl, peer->fd) == 1 && SSL_connect(ssl) == 1;
}

bool peer_open(struct peer *peer, int port, int from)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_in own = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000100u + (unsigned)from)};
	int one = 1;

	*peer = (struct peer){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
	if (peer->fd < 0)
		return false;
	if ((!from || bind(peer->fd, (struct sockaddr *)&own, sizeof(own)) == 0) &&
	    connect(peer->fd, (struct sockaddr *)&to, sizeof(to)) == 0) {
		(void)setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		if (!tls || shake_hands(peer))
			return true;
	}
	peer_close(peer);
	return false;
}

ssize_t peer_read(struct peer *peer, void *to, size_t n)
{
	return peer->ssl ? SSL_read(peer->ssl, to, (int)n) : read(peer->fd, to, n);
}

ssize_t peer_write(struct peer *peer, const void *bytes, size_t n)
{
	return peer->ssl ? SSL_write(peer->ssl, bytes, (int)n) : write(peer->fd, bytes, n);
}

void peer_close(struct peer *peer)
{
	SSL_free(peer->ssl);
	if (peer->fd >= 0)
		(void)close(peer->fd);
	*peer = (struct peer){.fd = -1};
}
