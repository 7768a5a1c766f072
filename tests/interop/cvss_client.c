/*
 * Answers for tests/interop/cvss.sh: of every line's vector (up to the first blank) the base,
 * threat and environmental score in tenths, or "refused".
 */
#include "codec/cvss.h"

#include <stdio.h>

int main(void)
{
	char line[1024];

	while (fgets(line, sizeof(line), stdin)) {
		struct cvss cvss;

		if (cvss_parse(span_of(line, strcspn(line, " \t\n")), &cvss) < 0)
			puts("refused");
		else
			printf("%d %d %d\n", cvss_score(&cvss, CVSS_BASE),
			    cvss_score(&cvss, CVSS_THREAT),
			    cvss_score(&cvss, CVSS_ENVIRONMENTAL));
	}
	return 0;
}
