#include "proto/hello.h"
#include "fuzz.h"
#include "proto/ja.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size);
	struct hello hello = {0};
	STR_AUTO(text, JA_STRING);
	char ja4[JA4_SIZE];

	if (hello_client(all, &hello) == 0) {
		HOLDS(fuzz_inside(hello.name, all) && fuzz_inside(hello.extensions, all));
		HOLDS(strlen(ja_4(&hello, 't', ja4)) == JA4_SIZE - 1);
		ja_3_string(&hello, &text);
	}
	if (hello_server(all, &hello) == 0)
		ja_3s_string(&hello, &text);
	return 0;
}
