#include "fuzz.h"
#include "rule/indicator.h"

/* The checksum is made right first, so that what is behind it is reached. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct rule_image *image = NULL;
	struct rule_image_head head;
	struct msg msg = {0};
	uint8_t *copy = arena_alloc(arena, size + 1);

	if (size < sizeof(head))
		return 0;
	memcpy(copy, data, size);
	memcpy(&head, copy, sizeof(head));
	head.crc = rule_image_crc(head, span_of(copy + sizeof(head), size - sizeof(head)));
	memcpy(copy, &head, sizeof(head));
	if (rule_image_of(span_of(copy, size), &image, &msg) < 0)
		return 0;
	(void)indicator_name(image, span_str("www.bad.example"));
	(void)indicator_url(image, span_str("host.example"), span_str("/a"));
	(void)indicator_address(image, 4, copy);
	(void)indicator_address(image, 6, copy);
	(void)rule_image_close(image);
	return 0;
}
