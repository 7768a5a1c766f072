/* Whatever is taken apart lies inside the datagram; identifiers that print are printed. */
#include "wire/snmp.h"

#include "codec/ber.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), rest;
	struct snmp_engine engine;
	struct snmp_binding b;
	struct snmp_message m;
	STR_AUTO(text, 1 << 20);

	if (snmp_parse(all, &m) < 0)
		return 0;
	HOLDS(fuzz_inside(m.community, all) && fuzz_inside(m.engine, all) &&
	      fuzz_inside(m.bindings, all));
	if (snmp_engine_parse(m.engine, &engine) == 0)
		HOLDS(engine.enterprise >> 31 == 0 && m.engine.n <= 32);
	rest = m.bindings;
	while (snmp_binding(&rest, &b)) {
		HOLDS(fuzz_inside(b.oid, m.bindings) && fuzz_inside(b.value, m.bindings));
		str_clear(&text);
		if (ber_oid_text(b.oid, &text) == 0)
			HOLDS(text.n >= 3);
	}
	return 0;
}
