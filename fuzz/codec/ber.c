/* Elements written again are the same elements. */
#include "codec/ber.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor c = cursor_of(span_of(data, size)), again, number;
	struct ber e, same;
	STR_AUTO(to, 1 << 20);
	int64_t v;

	for (e = ber_any(&c); !cursor_err(&c); e = ber_any(&c)) {
		str_clear(&to);
		ber_put(&to, e.tag, e.value);
		again = number = cursor_of(str_bytes(&to));
		same = ber_any(&again);
		HOLDS(str_ok(&to) < 0 || (same.tag == e.tag && fuzz_same(same.value, e.value)));
		v = ber_int(&number, e.tag);
		if (cursor_err(&number))
			continue;
		str_clear(&to);
		ber_put_int(&to, e.tag, v);
		again = cursor_of(str_bytes(&to));
		HOLDS(ber_int(&again, e.tag) == v && cursor_err(&again) == 0);
	}
	return 0;
}
