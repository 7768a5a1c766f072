#include "share/uuid.h"

#include "codec/sha256.h"

const char *uuid_of(const char *kind, const char *name, char *to)
{
	static const char variants[] = "89ab";
	char hex[SHA256_HEX];
	struct sha256 sum;
	size_t n = 0;

	sha256_init(&sum);
	sha256_add(&sum, span_str(kind));
	sha256_add(&sum, span_str("\n"));
	sha256_add(&sum, span_str(name));
	(void)sha256_end(&sum, hex);
	hex[12] = '4'; /* version */
	hex[16] = variants[(unsigned char)hex[16] & 3];
	for (size_t i = 0; i < 32; i++) {
		if (i == 8 || i == 12 || i == 16 || i == 20)
			to[n++] = '-';
		to[n++] = hex[i];
	}
	to[n] = '\0';
	return to;
}
