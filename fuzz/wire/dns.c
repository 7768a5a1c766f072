#include "wire/dns.h"
#include "codec/utf8.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size);
	struct arena *arena = arena_new();
	struct dns_message m;
	char type[12];

	if (dns_parse(all, arena, &m) == 0) {
		HOLDS(m.rcode >= 0 && m.rcode <= 15);
		HOLDS(!m.qname || strlen(m.qname) <= 1020);
		vec_foreach (rr, &m.answers) {
			HOLDS(rr->name && rr->text && fuzz_inside(rr->rdata, all));
			HOLDS(utf8_valid(span_str(rr->name)) && utf8_valid(span_str(rr->text)));
			HOLDS(*dns_type_text(rr->type, type));
			for (const char *p = rr->name; *p; p++)
				HOLDS(*p > ' ' && (*p < 'A' || *p > 'Z'));
		}
	}
	arena_free(arena);
	return 0;
}
