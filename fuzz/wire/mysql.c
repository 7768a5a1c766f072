#include "wire/mysql.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size);
	struct mysql_greeting g, same;
	STR_AUTO(built, 1 << 16);
	size_t n = 0;

	if (mysql_greeting_parse(all, &g) < 0)
		return 0;
	HOLDS(mysql_packet_size(all, &n) == 0 && n <= size);
	HOLDS(fuzz_inside(g.version, all) && fuzz_inside(g.plugin, all) &&
	      fuzz_inside(g.message, all));
	HOLDS(fuzz_inside(mysql_version(g.version), g.version));
	/* Too long with the rest of a handshake, or read as an SQLSTATE: not to be built. */
	if (g.version.n + g.plugin.n > 2048 || span_starts(g.message, "#"))
		return 0;
	mysql_greeting_build(&built, &g);
	HOLDS(mysql_greeting_parse(str_bytes(&built), &same) == 0);
	HOLDS(same.refused == g.refused && same.code == g.code &&
	      same.capabilities == g.capabilities);
	HOLDS(fuzz_same(same.version, g.version) && fuzz_same(same.plugin, g.plugin));
	HOLDS(fuzz_same(same.message, g.message));
	return 0;
}
