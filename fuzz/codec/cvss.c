/* A vector that is taken has scores within bounds, by every group of its metrics. */
#include "codec/cvss.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cvss cvss;
	STR_AUTO(out, 1024);
	struct cvss again;
	const char *access;

	if (cvss_parse(span_of(data, size), &cvss) < 0)
		return 0;
	for (int group = CVSS_BASE; group <= CVSS_ENVIRONMENTAL; group++) {
		int score = cvss_score(&cvss, (enum cvss_group)group);

		HOLDS(score >= 0 && score <= 100);
		HOLDS(cvss_band(cvss.version, score) < CVSS_BANDS);
	}
	HOLDS(cvss.version == CVSS_4_0 ||
	      cvss_score(&cvss, CVSS_THREAT) <= cvss_score(&cvss, CVSS_BASE));
	cvss_write(&cvss, &out);
	HOLDS(str_ok(&out) == 0 && cvss_parse(str_bytes(&out), &again) == 0);
	HOLDS(memcmp(&cvss, &again, sizeof(cvss)) == 0);
	access = cvss_value(&cvss, "AV");
	HOLDS(access && strchr("NALP", access[0]) && !access[1]);
	return 0;
}
