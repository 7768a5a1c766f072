#include "auth/totp.h"

#include "auth/secret.h"
#include "base/err.h"
#include "codec/html.h"

#include <ctype.h>
#include <liboath/oath.h>
#include <qrencode.h>

enum { SECRET_BYTES = 20, QUIET = 4 /* modules, ISO/IEC 18004 section 5.3.8 */ };

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
static const char paper[] = "abcdefghjkmnpqrstuvwxyz123456789"; /* no i, l, o, 0 */

_Static_assert(sizeof(base32) == 33 && sizeof(paper) == 33, "alphabets of 32 letters");

_Static_assert(SECRET_DIGEST == TOTP_SECRET - 1, "a digest gives a letter a byte");

const char *totp_secret_of(struct span key, struct span message, char *to)
{
	uint8_t digest[SECRET_DIGEST];

	secret_hmac(key, message, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		to[i] = base32[digest[i] & 31];
	to[sizeof(digest)] = '\0';
	secret_wipe(digest, sizeof(digest));
	return to;
}

const char *totp_secret(char *to)
{
	uint8_t random[SECRET_DIGEST];

	secret_bytes(random, sizeof(random));
	(void)totp_secret_of(span_of(random, sizeof(random)), span_str("totp"), to);
	secret_wipe(random, sizeof(random));
	return to;
}

/* The bytes of a secret as totp_secret makes it. */
static int read_secret(const char *text, uint8_t *to)
{
	uint32_t v = 0;
	size_t n = 0;
	int bits = 0;

	for (size_t i = 0; i < TOTP_SECRET - 1; i++) {
		const char *at = text[i] ? strchr(base32, text[i]) : NULL;

		if (!at)
			return ERR_SYNTAX;
		v = (v << 5 | (uint32_t)(at - base32)) & 0xffff;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			to[n++] = (uint8_t)(v >> bits);
		}
	}
	return text[TOTP_SECRET - 1] ? ERR_SYNTAX : 0;
}

/* A text inside a URI: RFC 3986 unreserved characters stay. */
static void put_escaped(struct str *out, const char *s)
{
	for (; *s; s++) {
		uint8_t c = (uint8_t)*s;

		if (c < 0x80 && (isalnum(c) || strchr("-._~", c)))
			str_char(out, (char)c);
		else
			str_addf(out, "%%%02X", c);
	}
}

void totp_uri(const char *issuer, const char *account, const char *secret, struct str *out)
{
	str_add(out, "otpauth://totp/");
	put_escaped(out, issuer);
	str_char(out, ':');
	put_escaped(out, account);
	str_addf(out, "?secret=%s&issuer=", secret);
	put_escaped(out, issuer);
	str_addf(out, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS, TOTP_STEP);
}

/* One path for all dark modules: runs of a row as rectangles. */
static void put_modules(struct str *out, const uint8_t *dark, int width)
{
	for (int y = 0; y < width; y++) {
		for (int x = 0; x < width; x++) {
			int from = x;

			while (x < width && dark[y * width + x] & 1)
				x++;
			if (x > from)
				str_addf(out, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET,
				    x - from, x - from);
		}
	}
}

int totp_qr(const char *text, const char *title, struct str *out)
{
	QRcode *qr = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	int side;

	if (!qr)
		return ERR_LIMIT;
	side = qr->width + 2 * QUIET;
	str_addf(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %d %d\" "
	    "shape-rendering=\"crispEdges\"",
	    side, side);
	html_attr(out, "aria-label", title);
	str_add(out, "><title>");
	html_text(out, span_str(title));
	str_addf(out,
	    "</title><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"", side,
	    side);
	put_modules(out, qr->data, qr->width);
	str_add(out, "\"/></svg>");
	QRcode_free(qr);
	return str_ok(out);
}

/* Digits without spaces, to[TOTP_DIGITS + 1]. */
static int read_code(struct span typed, char *to)
{
	size_t n = 0;

	for (size_t i = 0; i < typed.n; i++) {
		if (typed.p[i] == ' ')
			continue;
		if (n == TOTP_DIGITS || typed.p[i] < '0' || typed.p[i] > '9')
			return ERR_DENIED;
		to[n++] = (char)typed.p[i];
	}
	to[n] = '\0';
	return n == TOTP_DIGITS ? 0 : ERR_DENIED;
}

int totp_verify(
    const char *secret, struct span code, int64_t now_ms, int64_t last_step, int64_t *ret_step)
{
	uint8_t key[SECRET_BYTES];
	char typed[TOTP_DIGITS + 1];
	int64_t step = now_ms / 1000 / TOTP_STEP;
	int64_t found = 0;

	if (read_secret(secret, key) < 0)
		return ERR_SYNTAX;
	if (read_code(code, typed) < 0 || now_ms < 0) {
		secret_wipe(key, sizeof(key));
		return ERR_DENIED;
	}
	for (int64_t s = MAX(step - TOTP_WINDOW, 1); s <= step + TOTP_WINDOW; s++) {
		char right[TOTP_DIGITS + 1] = "";

		if (oath_hotp_generate((const char *)key, sizeof(key), (uint64_t)s, TOTP_DIGITS,
			false, OATH_HOTP_DYNAMIC_TRUNCATION, right) != OATH_OK)
			continue;
		if (secret_equal_text(right, typed) && s > last_step && found == 0)
			found = s;
	}
	secret_wipe(key, sizeof(key));
	if (found == 0)
		return ERR_DENIED;
	*ret_step = found;
	return 0;
}

const char *totp_recovery(char *to)
{
	uint8_t random[TOTP_RECOVERY_BARE - 1];
	size_t n = 0;

	secret_bytes(random, sizeof(random));
	for (size_t i = 0; i < sizeof(random); i++) {
		if (i > 0 && i % 4 == 0)
			to[n++] = '-';
		to[n++] = paper[random[i] & 31];
	}
	to[n] = '\0';
	secret_wipe(random, sizeof(random));
	return to;
}

int totp_recovery_bare(struct span typed, char *ret)
{
	char bare[TOTP_RECOVERY_BARE];
	size_t n = 0;

	for (size_t i = 0; i < typed.n; i++) {
		int c = tolower(typed.p[i]);

		if (c == ' ' || c == '-')
			continue;
		if (n == sizeof(bare) - 1 || c == 0 || !strchr(paper, c))
			return ERR_SYNTAX;
		bare[n++] = (char)c;
	}
	if (n != sizeof(bare) - 1)
		return ERR_SYNTAX;
	bare[n] = '\0';
	memcpy(ret, bare, sizeof(bare));
	return 0;
}
