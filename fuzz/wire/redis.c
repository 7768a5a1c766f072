#include "wire/redis.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), value;
	struct redis_reply reply, same;
	STR_AUTO(built, 1 << 17);
	size_t n = 0;

	if (redis_info(all, "os", &value))
		HOLDS(fuzz_inside(value, all));
	if (redis_reply_parse(all, &reply) < 0)
		return 0;
	HOLDS(reply.size <= size && fuzz_inside(reply.text, all));
	HOLDS(redis_reply_size(span_sub(all, 0, reply.size - 1), &n) == ERR_TRUNCATED);
	redis_reply_build(&built, &reply);
	HOLDS(redis_reply_parse(str_bytes(&built), &same) == 0 && same.size == built.n);
	HOLDS(same.type == reply.type && fuzz_same(same.text, reply.text));
	return 0;
}
