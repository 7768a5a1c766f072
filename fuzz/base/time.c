#include "base/time.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[TIME_TEXT], date[32];
	struct time_parts parts;
	int64_t ms, again;

	if (time_parse(span_of(data, size), &ms) < 0)
		return 0;
	parts = time_split(ms);
	HOLDS(parts.month >= 1 && parts.month <= 12 && parts.day >= 1 && parts.day <= 31);
	HOLDS(parts.hour < 24 && parts.minute < 60 && parts.second < 60 && parts.weekday < 7);
	HOLDS(strlen(time_date(ms, date)) == 10);
	/* An offset may lead out of the years that can be written. */
	if (parts.year < 0 || parts.year > 9999)
		return 0;
	HOLDS(time_parse(span_str(time_text(ms, text)), &again) == 0 && again == ms);
	return 0;
}
