/* Whatever comes in has a hash and a type, and what is kept of it is bounded UTF-8. */
#include "notify/inbound.h"
#include "codec/utf8.h"

#include "fuzz.h"

static void check(const char *text, size_t max)
{
	HOLDS(!text || (strlen(text) <= max && utf8_valid(span_str(text))));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct inbound_mail mail;

	inbound_parse(span_of(data, size), false, arena, &mail);
	HOLDS(strlen(mail.hash) == 64);
	HOLDS(mail.type >= INBOUND_REPLY && mail.type <= INBOUND_REFUSED);
	HOLDS(mail.candidates.n <= INBOUND_CANDIDATES);
	check(mail.sender, 300);
	check(mail.subject, 300);
	check(mail.text, 4000);
	check(mail.reason, 2000);
	arena_free(arena);
	return 0;
}
