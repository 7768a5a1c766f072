#include "wire/ftp.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), rest, feature;
	struct reply reply;

	HOLDS(!ftp_greets(all) || size >= 4);
	if (reply_parse(all, &reply) < 0)
		return 0;
	rest = reply.lines;
	if (!reply_text(&rest, &feature))
		return 0;
	while (ftp_feature(&rest, &feature)) {
		HOLDS(feature.n && fuzz_inside(feature, reply.lines));
		HOLDS(rest.n); /* the last line is no feature */
		HOLDS(!ftp_is_auth_tls(feature) || feature.n >= 8);
	}
	return 0;
}
