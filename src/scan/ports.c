#include "scan/ports.h"

#include "base/parse.h"

/* What hospitals expose and attackers look for: web, mail, remote access, files, databases,
 * management, care. Ascending. */
static const uint16_t standard[] = {20, 21, 22, 23, 25, 37, 53, 80, 81, 88, 102, 104, 106, 110,
    111, 113, 119, 135, 137, 139, 143, 161, 179, 199, 264, 389, 427, 443, 444, 445, 465, 500,
    502, 512, 513, 514, 515, 548, 554, 587, 591, 593, 623, 631, 636, 646, 661, 787, 873, 902,
    993, 995, 1025, 1080, 1099, 1194, 1311, 1352, 1433, 1434, 1494, 1521, 1604, 1720, 1723,
    1755, 1812, 1883, 1900, 2000, 2022, 2049, 2077, 2082, 2083, 2086, 2087, 2095, 2096, 2121,
    2181, 2222, 2375, 2376, 2379, 2483, 2484, 2575, 2576, 2598, 2761, 2762, 3000, 3050, 3128,
    3260, 3268, 3269, 3306, 3310, 3389, 3478, 3632, 3690, 4000, 4040, 4100, 4242, 4369, 4433,
    4443, 4444, 4500, 4567, 4786, 4848, 4899, 5000, 5001, 5004, 5009, 5060, 5061, 5222, 5269,
    5353, 5357, 5432, 5555, 5601, 5631, 5632, 5671, 5672, 5800, 5801, 5900, 5901, 5902, 5903,
    5938, 5984, 5985, 5986, 6000, 6001, 6379, 6443, 6514, 6646, 6661, 6667, 7000, 7001, 7002,
    7070, 7443, 7547, 7680, 7777, 8000, 8001, 8006, 8008, 8009, 8010, 8020, 8042, 8043, 8060,
    8069, 8080, 8081, 8082, 8083, 8085, 8086, 8087, 8088, 8089, 8090, 8091, 8093, 8096, 8112,
    8139, 8140, 8181, 8200, 8222, 8243, 8291, 8333, 8384, 8443, 8444, 8500, 8530, 8531, 8600,
    8649, 8728, 8765, 8800, 8834, 8880, 8883, 8888, 8983, 9000, 9001, 9042, 9043, 9060, 9080,
    9090, 9091, 9100, 9101, 9102, 9103, 9160, 9200, 9300, 9389, 9418, 9443, 9500, 9600, 9700,
    9800, 9981, 9999, 10000, 10001, 10050, 10051, 10250, 10443, 11111, 11112, 11114, 11211,
    11371, 12345, 13722, 15672, 16010, 17988, 18080, 20000, 20547, 22222, 25565, 27017, 27018,
    28017, 30718, 32764, 37777, 40000, 44818, 47001, 47808, 49152, 49153, 49154, 50000, 50070,
    51413, 55553, 61616};

bool ports_printer(uint16_t port)
{
	return port >= 9100 && port <= 9107;
}

static int refuse(struct msg *msg, struct span part)
{
	msg_what(msg, "the port list is malformed");
	msg_detail(msg, "\"%.*s\"", (int)MIN(part.n, (size_t)60), (const char *)part.p);
	msg_hint(msg, "write ports and ranges from 1 to 65535, as in 22,80,443,8000-8100");
	return ERR_SYNTAX;
}

static int parse_range(struct span part, bool *wanted)
{
	ptrdiff_t dash = span_find(part, "-");
	int64_t from, to;

	if (parse_int(span_sub(part, 0, dash < 0 ? part.n : (size_t)dash), 1, 65535, &from) < 0)
		return ERR_SYNTAX;
	to = from;
	if (dash >= 0 &&
	    parse_int(span_sub(part, (size_t)dash + 1, part.n), from, 65535, &to) < 0)
		return ERR_SYNTAX;
	for (int64_t p = from; p <= to; p++)
		wanted[p] = true;
	return 0;
}

int ports_of(const struct job *job, struct arena *arena, const uint16_t **ret, size_t *ret_n,
    struct msg *msg)
{
	bool *wanted = ARENA_ARRAY(arena, 65536, bool);
	struct span rest = span_str(job->ports), part;
	uint16_t *list;
	size_t n = 0;

	if (!job->ports && job->profile != PROFILE_FULL) {
		*ret = standard;
		*ret_n = ARRAY_LEN(standard);
		return 0;
	}
	if (!job->ports)
		memset(wanted + 1, 1, 65535);
	while (job->ports && span_split(&rest, ',', &part))
		if (parse_range(span_trim(part), wanted) < 0)
			return refuse(msg, part);
	list = ARENA_ARRAY(arena, 65536, uint16_t);
	for (unsigned p = 1; p < 65536; p++)
		if (wanted[p])
			list[n++] = (uint16_t)p;
	*ret = list;
	*ret_n = n;
	return 0;
}
